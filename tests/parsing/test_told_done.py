"""Items that tell of something done, without a mark: a whole list is believed, one alone is held."""

import pytest

from connector.core.model import Status
from connector.parsing import parse
from connector.parsing.extracting.told import seems_done


def items(*lines):
    text = "# Outage\n\n## Action items\n\n" + "".join(f"- {line}\n" for line in lines)
    return parse(text.encode(), "a.md").items


def test_a_list_that_only_tells_what_was_done_is_done():
    found = items("Temporarily doubled the quota", "[Ops] Removed the old accounts", "Rotated all keys")
    assert {item.status for item in found} == {Status.DONE}
    assert all(item.problems == () for item in found)


@pytest.mark.parametrize(
    "line",
    [
        "made the pool larger",
        "We removed the old host",
        "A second check was introduced for uploads",
        "Rotating the keys has been done",
        "Marco has already fixed the retry loop",
    ],
)
def test_one_entry_that_reads_as_done_is_held(line):
    first, told = items("Add an alert for the queue", line)
    assert first.problems == ()
    assert told.status is None
    assert "reads as if it were done" in told.problems[0]


@pytest.mark.parametrize(
    "line",
    [
        "Created a ticket to move the job",
        "Extended retention for access logs",
        "Requests were to be limited per host",
        "Alerts should have been raised: add them",
        "Removed hosts must be taken out of DNS by 2026-12-01",
    ],
)
def test_what_is_still_wanted_is_not_held(line):
    _, told = items("Add an alert for the queue", line)
    assert told.problems == ()


def test_an_open_box_says_that_it_is_not_done():
    _, told = items("[ ] Add an alert for the queue", "[ ] Moved the job to the new host")
    assert told.status is Status.OPEN
    assert told.problems == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Stuck transactions were accelerated and finalised", True),
        ("fix was applied to avoid the same issue", True),
        ("Find out why the alert was missed", False),
        ("Pods that were restarted should be counted", False),
    ],
)
def test_a_passive_tells_of_something_done_but_not_inside_an_order(text, told):
    assert seems_done(text) is told


def test_a_note_that_it_is_done_already_is_asked_about():
    text = "# Outage\n\n## Action items\n\n- Part the codes of refusals. Note: on investigation, we already do this.\n"
    [item] = parse(text.encode(), "a.md").items
    assert item.problems == ("reads as if it were done: mark it as done, or write what is to be done",)


def test_a_link_that_says_how_it_stands_is_a_status_and_a_reference():
    (first, second) = items(
        "[Done](https://github.com/acme/ops/commit/f8fe09f): add a lab environment",
        "[WIP](https://github.com/acme/ops/pull/3): try the new one",
    )
    assert (first.action, first.status, first.refs) == (
        "add a lab environment", Status.DONE, ("https://github.com/acme/ops/commit/f8fe09f",)
    )  # fmt: skip
    assert (second.action, second.status) == ("try the new one", Status.IN_PROGRESS)


@pytest.mark.parametrize(
    ("line", "action", "status"),
    [
        ("Already done: raise the limit", "raise the limit", Status.DONE),
        ("Already live: new dashboard", "new dashboard", Status.DONE),
        ("Roll back the release - this is done", "Roll back the release", Status.DONE),
        ("Roll back the release. That has been fixed", "Roll back the release.", Status.DONE),
        ("Immediate (complete): restart the node", "Immediate: restart the node", Status.DONE),
        ("Immediate (in progress): restart the node", "Immediate: restart the node", Status.IN_PROGRESS),
        ("Add an alert (owner: Ana) - done", "Add an alert", Status.DONE),
        ("Add an alert (owner: Ana) — in progress", "Add an alert", Status.IN_PROGRESS),
        ("Ajouter une alerte (responsable : Inès) — fait", "Ajouter une alerte", Status.DONE),
        ("Add a cron job - not needed any more", "Add a cron job", Status.WONT_DO),
        ("Add a cron job - no longer required", "Add a cron job", Status.WONT_DO),
        ("Replace the broker - decided not to do this", "Replace the broker", Status.WONT_DO),
    ],
)
def test_a_status_in_plain_words_beside_an_item_is_its_own(line, action, status):
    (item,) = items(line)
    assert (item.action, item.status, item.problems) == (action, status, ())


def test_a_status_behind_which_a_day_stands_keeps_the_day():
    (item,) = items("Rewrite the poller - WIP, ETA 2026-12-15")
    assert (item.action, item.status, str(item.due)) == ("Rewrite the poller", Status.IN_PROGRESS, "2026-12-15")


@pytest.mark.parametrize("line", ["Decide not to do the migration twice", "Redis has to be already fixed in size"])
def test_words_that_only_sound_like_a_status_leave_an_item_open(line):
    (item,) = items(line)
    assert (item.action, item.status, item.problems) == (line, None, ())
