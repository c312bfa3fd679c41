"""Issues' steps, as GitHub's events tell them."""

from connector.core.model import UNTOLD
from connector.trackers.githubhistory import steps_of


def event(minute, name, actor="dana", **more):
    return {"event": name, "created_at": f"2026-11-23T09:{minute:02}:00Z", "actor": {"login": actor}, **more}


def assigned(minute, login):
    return event(minute, "assigned", assignee={"login": login})


def unassigned(minute, login):
    return event(minute, "unassigned", assignee={"login": login})


def told(*events, owners=(), labels=(), state="open", reason=None):
    issue = {"assignees": [{"login": one} for one in owners], "labels": labels, "state": state, "state_reason": reason}
    return [(step.field, step.old, step.new, step.at.minute) for step in steps_of(events, issue, busy="in progress")]


def test_an_owner_who_is_there_before_any_event_is_known():
    assert told(unassigned(1, "kim"), assigned(2, "pat"), owners=["pat"]) == [
        ("owner", "kim", None, 1),
        ("owner", None, "pat", 2),
    ]


def test_a_second_assignee_who_comes_and_goes_changes_no_owner():
    assert told(assigned(1, "pat"), unassigned(2, "pat"), owners=["kim"]) == []
    assert told(assigned(1, "pat"), unassigned(2, "kim"), owners=["pat"]) == [("owner", "kim", "pat", 2)]


def test_somebody_put_in_anothers_place_at_once_is_one_step():
    assert told(unassigned(1, "kim"), assigned(1, "pat"), owners=["pat"]) == [("owner", "kim", "pat", 1)]


def test_work_begun_is_a_step_and_stays_so_while_an_issue_is_closed_and_reopened():
    label = {"label": {"name": "In Progress"}}
    events = (event(1, "labeled", **label), event(2, "closed"), event(3, "reopened"), event(4, "unlabeled", **label))
    assert [step[1:3] for step in told(*events)] == [
        ("open", "in_progress"),
        ("in_progress", "done"),
        ("done", "in_progress"),
        ("in_progress", "open"),
    ]
    assert told(event(1, "labeled", label={"name": "urgent"})) == []


def test_how_an_issue_was_closed_before_the_first_event_is_not_told():
    assert told(event(1, "reopened"), event(2, "closed", state_reason="not_planned"), state="closed") == [
        ("status", UNTOLD, "open", 1),
        ("status", "open", "wont_do", 2),
    ]
