"""Owners who left and owners with too much: whom the ladder tells in their place, and what the report says of them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from ladder import ADA, BOB, CLEO, DAN, MONDAY, item

from connector.core.model import Group, PersonId
from connector.core.nextrungs import Ahead, AtTop
from connector.core.notices import Rung
from connector.core.owners import open_of_owners
from connector.core.people import Directory, team_id
from connector.core.recipients import Recipient, recipient_of

LEFT = date(2026, 11, 1)
GONE = replace(ADA, left=LEFT)
HEIR = "its owner Ada Example has left; asked as their manager"


@pytest.mark.parametrize(
    ("people", "more", "levels", "to", "note"),
    [
        ([GONE, BOB, CLEO], {}, 0, "bob", HEIR),
        ([GONE, BOB, CLEO], {}, 1, "bob", HEIR),
        ([GONE, BOB, CLEO], {}, 2, "cleo", HEIR),
        ([GONE, replace(BOB, left=LEFT), CLEO], {}, 0, "cleo", HEIR),
        ([GONE, replace(BOB, manager=None)], {}, 2, "dan", "its owner Ada Example has left; asked as the fallback"),
        ([replace(GONE, manager=None), DAN], {}, 0, "dan", "its owner Ada Example has left; asked as the fallback"),
        (
            [replace(GONE, manager=None), CLEO],
            {"facilitator": "cleo"},
            0,
            "cleo",
            "its owner Ada Example has left; asked as the facilitator",
        ),
        ([ADA, replace(BOB, left=LEFT), CLEO], {}, 1, "cleo", "no other manager of Ada Example is nearer"),
        ([GONE], {"owner": None, "facilitator": "ada"}, 0, "dan", "it has no owner; asked as the fallback"),
    ],
)
def test_nobody_who_left_is_told(people, more, levels, to, note):
    found = recipient_of(item(**more), Rung("r", 0, levels), directory=Directory(people), fallback=DAN)
    assert (found.person.id if found.person else None, found.note) == (to, note)


def test_a_team_is_told_of_what_one_of_it_left_behind():
    team = Group(team_id("search"), "search")
    people = Directory([replace(GONE, team="search"), BOB], groups={team.id: team})
    found = recipient_of(item(), Rung("r", 0, "team"), directory=people, fallback=DAN)
    assert found == Recipient(team, "its owner Ada Example has left; asked as their team")


def test_owners_are_listed_with_what_they_have_open_those_with_the_most_first():
    items = [
        item("a", owner="Ada Example", due=date(2026, 11, 2)),
        item("b", owner="Ada Example"),
        item("c", owner="Bob Example", due=date(2026, 11, 2)),
        item("d", owner="nobody known", due=None, opened_at=datetime(2026, 11, 2, tzinfo=UTC)),
        item("e", owner=None),
    ]
    soon, later = Ahead("due", MONDAY, "Ada Example"), Ahead("manager", date(2026, 11, 19), "Bob Example")
    ahead = {"a": later, "b": soon, "c": AtTop("director", LEFT)}
    found = open_of_owners(items, today=MONDAY, ahead=ahead, directory=Directory([GONE, BOB]))
    assert [(each.owner, len(each.items), each.overdue, each.soonest, each.left) for each in found] == [
        ("Ada Example", 2, 1, soon, LEFT),
        ("Bob Example", 1, 1, None, None),
        ("nobody known", 1, 0, None, None),
    ]
    assert PersonId("ada") == GONE.id
