"""What of a week needs a decision, and what its rows say of what comes next."""

from datetime import date
from itertools import pairwise

from test_report import LATER, PRESENCE, at, changed, filed, item, keys, report

from connector.core.model import ItemKey, Person, PersonId, StatusEvent
from connector.core.nextrungs import Ahead, AtTop, Ladder, Resting
from connector.core.notices import Rung, SentNotice
from connector.core.people import Directory
from connector.core.snoozes import Snooze


def test_each_open_item_says_what_comes_next_and_those_at_the_top_need_a_decision() -> None:
    ladder = Ladder((Rung("due", 0, 0), Rung("boss", 3, 1)), PRESENCE)
    people = Directory([Person(PersonId("ada-id"), "Ada Example", aliases=("ada",))])
    late, week = "2026-11-10", "2026-11-27"
    events = [*filed("a", at(2), due=late), *filed("b", at(2), due=week), *filed("c", at(3), due=late)]
    sent = [SentNotice(ItemKey("a"), rung, date(2026, 11, 10), "ada-id", "log", at(17)) for rung in ("due", "boss")]
    # What is told and put off after the week is none of its business.
    sent.append(SentNotice(ItemKey("b"), "due", date(2026, 11, 27), "ada-id", "log", at(27)))
    put_off = [
        Snooze(ItemKey("c"), date(2026, 12, 2), "frozen", at(19)),
        Snooze(ItemKey("b"), LATER.date(), "", at(25)),
    ]
    more = {"notices": tuple(sent), "ladder": ladder, "directory": people, "snoozes": put_off}
    result = report([item("a"), item("b"), item("c")], events, **more)
    assert result.next == {
        "a": AtTop("boss", date(2026, 11, 13)),
        "b": Ahead("due", date(2026, 11, 27), "Ada Example"),
        "c": Resting(date(2026, 12, 2)),
    }
    assert keys(result.at_top) == ["a"]
    assert [(each.since, each.until) for each in result.snoozed] == [(date(2026, 11, 19), date(2026, 12, 2))]


def test_rows_say_since_when() -> None:
    events = [
        *filed("a", at(2), due="2026-11-10"),
        changed("a", at(17), "2026-11-10", "2026-11-25", "due"),
        changed("a", at(18), "2026-11-25", "2026-11-24", "due"),
        *filed("b", at(2)),
        changed("b", at(5), "open", "done"),
        changed("b", at(17), "done", "open"),
        changed("b", at(18), "open", "in_progress"),
    ]
    result = report([item("a"), item("b")], events)
    assert [(each.on.day, each.moves) for each in result.slips] == [(17, 1)]
    assert [(each.item.key, each.on.day) for each in result.reopened] == [("b", 17)]


def test_an_open_item_whose_date_was_moved_twice_in_its_life_needs_a_decision() -> None:
    def moves(key: str, *days: str) -> list[StatusEvent]:
        return [
            *filed(key, at(2), due=days[0]),
            *(changed(key, at(4 + n), old, new, "due") for n, (old, new) in enumerate(pairwise(days))),
        ]

    events = [
        *moves("twice", "2026-11-10", "2026-11-17", "2026-11-24"),
        *moves("once", "2026-11-10", "2026-11-17"),
        *moves("there-and-back", "2026-11-10", "2026-11-17", "2026-11-09", "2026-11-10"),
        *moves("done", "2026-11-10", "2026-11-17", "2026-11-24"),
        changed("done", at(17), "open", "done"),
    ]
    result = report([item(key) for key in ("twice", "once", "there-and-back", "done")], events)
    assert [(each.item.key, each.moves, each.first.day, each.on.day) for each in result.moved_often] == [
        ("twice", 2, 10, 5)
    ]
    assert result.slips == ()


def test_owners_who_left_and_those_with_too_much_need_a_decision() -> None:
    people = Directory([Person(PersonId("ada"), "Ada Example", left=date(2026, 11, 1)), Person(PersonId("bob"), "Bob")])
    owners = {"a": "ada", "b": "bob", "c": "bob", "d": "bob", "e": "zoe"}
    events = [event for key in owners for event in filed(key, at(2))]
    events.append(changed("d", at(18), "open", "done"))
    items = [item(key, owner=owner) for key, owner in owners.items()]
    result = report(items, events, directory=people, max_open=1)
    assert [(each.owner, each.left, keys(each.items)) for each in result.left] == [
        ("Ada Example", date(2026, 11, 1), ["a"])
    ]
    assert [(each.owner, keys(each.items)) for each in result.loaded] == [("Bob", ["b", "c"])]
    assert report(items, events, directory=people, max_open=2).loaded == ()
