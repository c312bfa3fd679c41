"""Whom Jira's search of assignable people finds for an owner, where its answers are short, empty or cut."""

from dataclasses import replace

import pytest
from fakes.jira import FakeJira
from jira_harness import JiraHarness

from connector.ports import Candidate
from connector.resolving.lookups import meant

ASKED = "/user/assignable/search"


@pytest.fixture(params=["cloud", "datacenter"])
def harness(request):
    with FakeJira(request.param) as fake:
        yield JiraHarness(fake)


def add(fake, name, at, *, mail="", assignable=True):
    """Let somebody be the one at a place among all people."""
    users = fake.world.users
    kim = fake.user("Kim Sample")
    while len(users) < at:
        number = len(users)
        users.append(replace(kim, account_id=f"id-{number}", name=f"u{number}", key=f"k{number}", display="Some Body"))
    own = {"account_id": f"id-{at}", "name": f"{name.lower().replace(' ', '.')}.{at}", "key": f"key-{at}"}
    users.append(replace(kim, **own, display=name, mail=mail or f"{own['name']}@example.com"))
    return users[-1]


@pytest.mark.parametrize("at", [60, 150, 700])
def test_a_namesake_far_behind_the_first_is_found_though_only_one_page_is_asked_for(harness, at):
    add(harness.fake, "Robin Twice", 20)
    tracker = harness.connect()
    assert meant("Robin Twice", tracker.candidates("Robin Twice")) is not None
    add(harness.fake, "Robin Twice", at)
    harness.fake.clear()
    assert len(tracker.candidates("Robin Twice")) == 2
    assert meant("Robin Twice", tracker.candidates("Robin Twice")) is None
    assert harness.fake.calls("GET", ASKED) == 2  # one for each time somebody was looked for


def test_people_far_down_can_be_assigned(harness):
    far = add(harness.fake, "Robin Far", 640)
    handle = far.account_id if harness.fake.cloud else far.name
    assert harness.connect().unassignable([handle, "nobody"]) == ["nobody"]


def test_an_answer_that_is_cut_is_followed(harness):
    if harness.fake.cloud:
        pytest.skip("Cloud cuts no answer")
    harness.fake.people_cap = 100
    for number in range(20, 260):
        add(harness.fake, "Robin Many", number)
    tracker = harness.connect()
    harness.fake.clear()
    assert len({one.handle for one in tracker.candidates("Robin")}) == 240
    assert harness.fake.calls("GET", ASKED) == 3


def test_more_people_than_jira_looks_at_end_the_search(harness):
    for number in range(20, 1200):
        add(harness.fake, "Robin Many", number)
    harness.fake.clear()
    found = harness.connect().candidates("Robin")
    assert len({one.handle for one in found}) == len(found) >= 980
    assert harness.fake.calls("GET", ASKED) <= 2


HIDDEN = Candidate("id-1", "Kim Sample")


@pytest.mark.parametrize("text", ["kim@example.com", "<kim@example.com>", "mailto:kim@example.com"])
def test_somebody_found_for_a_mail_address_that_they_hide_is_meant(text):
    assert meant(text, [HIDDEN]) == HIDDEN
    assert meant(text, [HIDDEN, Candidate("id-2", "Kim Other", "kim@example.com.example.org")]) == HIDDEN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kim@example.com", [HIDDEN, Candidate("id-2", "Kim Other")]),
        ("kim@example.com", [Candidate("id-2", "Kim Other", "kim@example.com.example.org")]),
        ("kim@", [HIDDEN]),
        ("Kim S", [HIDDEN]),
    ],
)
def test_nobody_is_guessed_among_people_found_for_a_mail_address(text, found):
    assert meant(text, found) is None
