"""Who changed what on a ticket, as Jira's changelogs tell it."""

import pytest
from contracts.tracker_contract import file_one
from fakes.jira import FakeJira
from jira_harness import JiraHarness

from connector.core.model import UNTOLD


@pytest.fixture(params=["cloud", "datacenter"])
def harness(request):
    with FakeJira(request.param) as fake:
        yield JiraHarness(fake)


def handle(harness, name):
    user = harness.fake.user(name)
    return user.account_id if harness.fake.cloud else user.name


def owners(tracker):
    (ticket,) = tracker.poll("").tickets
    return [(step.old, step.new, step.by) for step in ticket.history if step.field == "owner"]


def test_whoever_reassigned_a_ticket_is_told_though_somebody_else_edited_it_later(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1, owner=handle(harness, "Pat Private"))
    tracker.poll("")
    harness.fake.edit_as_person(made.ref.id, by="Kim Sample", assignee="Connector Bot")
    harness.fake.edit_as_person(made.ref.id, by="Pat Private", duedate="2027-01-15")
    bot, pat = handle(harness, "Connector Bot"), handle(harness, "Pat Private")
    assert owners(tracker) == [(pat, bot, "Kim Sample")]


def test_a_former_owner_who_was_never_met_is_not_told_by_a_key(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1, owner=handle(harness, "Pat Private"))
    harness.fake.edit_as_person(made.ref.id, by="Kim Sample", assignee="Connector Bot")
    before = handle(harness, "Pat Private") if harness.fake.cloud else UNTOLD
    assert owners(harness.connect()) == [(before, handle(harness, "Connector Bot"), "Kim Sample")]
