"""What goes to GitHub: what it drops, whom it assigns, its pace, its apps, and what `check` finds before."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from contracts.tracker_contract import draft, file_one
from fakes.github import FakeGitHub
from github_harness import REPO, GitHubHarness, mapped
from pydantic import ValidationError

from connector.core.model import Marker, Status
from connector.errors import ConfigError, Rejected
from connector.ports import Filed, NotFiled
from connector.trackers import github


@pytest.fixture
def harness():
    with FakeGitHub() as fake:
        yield GitHubHarness(fake)


def told(tracker):
    return [str(fault) for fault in tracker.check()]


def test_an_issue_is_one_call_with_label_marker_and_due_date_in_it(harness):
    tracker = harness.connect()
    harness.fake.clear()
    file_one(tracker, 1, due=date(2027, 1, 31), labels=("postmortem",))
    (call,) = harness.fake.requests
    assert (call.method, call.path) == ("POST", f"/repos/{REPO}/issues")
    assert call.body["labels"] == ["connector-acme-sre", "postmortem"]
    assert f"<!-- connector: {draft(1).marker} -->" in call.body["body"]
    assert call.body["body"].startswith("**Due:** 2027-01-31\n")


def test_somebody_who_cannot_be_assigned_is_refused_before_the_call(harness):
    harness.fake.add_user("stranger")
    (outcome,) = harness.connect().create([draft(1, owner="stranger")])
    assert isinstance(outcome, NotFiled)
    assert str(outcome.error) == "ops: cannot create: 'stranger' cannot be assigned issues of acme/ops"
    assert harness.fake.calls("POST", "/issues$") == 0


def test_somebody_who_joins_can_be_assigned_from_the_next_poll_on(harness):
    harness.fake.add_user("newcomer")
    tracker = harness.connect()
    assert tracker.candidates("newcomer") == ()
    harness.repo.assignable.add("newcomer")
    tracker.poll(None)
    assert [one.handle for one in tracker.candidates("newcomer")] == ["newcomer"]


def test_what_github_drops_without_a_word_is_told(harness):
    harness.repo.roles["connector-bot"] = "read"
    (outcome,) = harness.connect().create([draft(1, owner="dana", labels=("one",))])
    assert isinstance(outcome, Filed)
    assert outcome.note == (
        "GitHub dropped the assignee dana and the label 'connector-acme-sre' and the label 'one': this account may not set it"
    )


def test_marks_of_a_hostile_text_are_not_taken_for_ours(harness):
    tracker = harness.connect()
    body = "Why: it broke.\n"
    tricky = replace(draft(1, title="<!-- connector: other/1-1 -->"), body=body)
    (outcome,) = tracker.create([tricky])
    assert tracker.fetch([outcome.ticket.ref.id]).tickets[0].marker == Marker("acme-sre", draft(1).marker.key)


def test_the_due_line_is_the_only_line_that_a_new_date_changes(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1, due=date(2027, 1, 31))
    before = harness.fake.issue(REPO, 1).body
    tracker.update(made.ref.id, {"due": date(2027, 2, 28)})
    assert harness.fake.issue(REPO, 1).body == before.replace("2027-01-31", "2027-02-28")


def test_who_changed_what_comes_from_one_call_for_all_tickets(harness):
    tracker = harness.connect()
    tickets = [file_one(tracker, number) for number in range(3)]
    harness.settle()
    cursor = tracker.poll(None).cursor
    for ticket in tickets:
        harness.edit_as_person(ticket, status=Status.WONT_DO)
    harness.fake.clear()
    seen = tracker.poll(cursor).tickets
    assert len(harness.fake.requests) == 2
    assert {(each.history[-1].field, each.history[-1].new, each.history[-1].by) for each in seen} == {
        ("status", "wont_do", "kim")
    }


def test_an_unchanged_repository_is_one_call_that_counts_for_nothing(harness):
    tracker = harness.connect()
    file_one(tracker, 1)
    cursor = None
    for _ in range(4):
        harness.settle()
        cursor = tracker.poll(cursor).cursor
    harness.fake.clear()
    assert tracker.poll(cursor).tickets == ()
    assert [each.status for each in harness.fake.requests] == [304]


def test_the_etag_of_a_first_page_does_not_stand_for_those_behind_it(harness):
    tracker = harness.connect()
    tickets = [file_one(tracker, number) for number in range(101)]
    cursor = None
    for _ in range(2):
        harness.fake.clock.advance(60)
        cursor = tracker.poll(cursor).cursor
    harness.edit_as_person(tickets[100], status=Status.DONE)
    assert tickets[100].ref.id in {each.ref.id for each in tracker.poll(cursor).tickets}


def test_a_transferred_issue_is_followed_and_can_be_closed_there(harness):
    harness.fake.add_repo("acme/web", assignable=["dana"])
    tracker = harness.connect()
    made = file_one(tracker, 1)
    harness.fake.transfer_as_person(REPO, 1, "acme/web")
    (there,) = tracker.fetch([made.ref.id]).tickets
    assert (there.ref.id, there.key) == ("1", "acme/web#1")
    assert tracker.update(made.ref.id, {"status": Status.DONE}).status is Status.DONE
    assert harness.fake.issue("acme/web", 1).state == "closed"


def test_the_due_date_of_a_transferred_issue_is_not_that_of_its_new_number_here(harness):
    harness.fake.add_repo("acme/web", assignable=["dana"])
    tracker = harness.connect()
    stays = file_one(tracker, 1, due=date(2026, 11, 20))
    moves = file_one(tracker, 2, due=date(2027, 3, 28))
    harness.fake.transfer_as_person(REPO, 2, "acme/web")
    dues = {ticket.ref.id: ticket.fields["due"] for ticket in tracker.fetch([stays.ref.id, moves.ref.id]).tickets}
    assert dues == {"1": date(2026, 11, 20), "2": date(2027, 3, 28)}


def test_a_lost_issue_whose_label_github_dropped_is_found_by_its_marker(harness):
    harness.repo.roles["connector-bot"] = "read"
    tracker = harness.connect()
    (outcome,) = tracker.create([draft(1)])
    assert "dropped the label" in outcome.note
    found = tracker.find([draft(1).marker], since=harness.fake.clock())
    assert [ticket.key for ticket in found[draft(1).marker.key]] == [outcome.ticket.key]


def test_many_tickets_are_listed_and_few_are_asked_for(harness):
    tracker = harness.connect()
    ids = [file_one(tracker, number).ref.id for number in range(40)]
    harness.fake.clear()
    assert len(tracker.fetch(ids).tickets) == 40
    assert len(harness.fake.requests) == 1


def test_creates_keep_to_the_pace_and_say_how_long_they_take(harness):
    tracker = harness.connect(creates_per_minute=10, creates_per_hour=30)
    assert tracker.ready_in() == 0
    assert tracker.estimate(1) == 0
    for number in range(10):
        harness.fake.clock.advance(tracker.ready_in())
        file_one(tracker, number)
    assert tracker.ready_in() == 51
    start = harness.fake.clock()
    expected = tracker.estimate(35)
    for number in range(10, 45):
        harness.fake.clock.advance(tracker.ready_in())
        file_one(tracker, number)
    assert harness.fake.clock() - start == timedelta(seconds=expected)
    assert expected > 3600


def test_check_names_what_is_wrong_with_the_repository(harness):
    assert told(harness.connect(token="wrong"))[0].startswith("trackers.ops.token <- is refused")
    assert "there is no repository acme/none" in told(harness.connect(repo="acme/none"))[0]
    harness.repo.roles["connector-bot"] = "read"
    assert "would drop labels and assignees" in told(harness.connect())[0]
    harness.repo.roles["connector-bot"] = "write"
    harness.repo.has_issues = False
    assert "issues disabled" in told(harness.connect())[0]
    harness.repo.has_issues = True
    harness.fake.archive(REPO)
    assert "is archived" in told(harness.connect())[0]
    harness.fake.archive(REPO, on=False)
    harness.fake.rename_repo(REPO, "acme/operations")
    assert "is called acme/operations now" in told(harness.connect())[0]


def test_check_tells_of_a_token_that_ends_soon(harness):
    harness.fake.add_token("soon", "connector-bot", expires_at=harness.fake.clock() + timedelta(days=5))
    assert [fault for fault in told(harness.connect(token="soon")) if "ends on 2026-11-28" in fault]


def test_check_names_a_place_for_due_dates_that_is_not_there(harness):
    assert "has no issue field 'Due'" in told(harness.connect(fieldmap=mapped(due="field:Due")))[0]
    assert (
        "there is no project acme/9, or this account may not see it"
        in told(harness.connect(fieldmap=mapped(due="project:acme/9:Due")))[0]
    )
    assert "there is no open milestone 'Q9'" in told(harness.connect(fieldmap=mapped(milestone="Q9")))[0]


@pytest.mark.parametrize(
    "settings",
    [{}, {"token": "x", "token_file": "y"}, {"app_id": 1}, {"token": "x", "app_id": 1}],
)
def test_there_is_one_way_to_sign_in(settings):
    with pytest.raises(ValueError, match=r"one way to sign in|needs all of"):
        github.Settings.model_validate({"repo": REPO, **settings})


def test_a_repository_has_no_projects(harness):
    settings = github.Settings.model_validate({"repo": REPO, "token": "x"})
    with pytest.raises(ConfigError, match="is one repository"):
        github.connect(settings, name="ops", installation="acme-sre", fieldmap=mapped(), base_dir=None, places=["OPS"])


def test_short_references_count_only_where_the_map_says_so(harness):
    assert harness.connect().ticket_name("#12") is None
    assert harness.connect(fieldmap=mapped(short_refs=True)).ticket_name("#12") == f"{REPO}#12"


def test_a_pull_request_is_no_ticket(harness):
    tracker = harness.connect()
    harness.fake.faults.add(
        "status", "GET", r"/issues/5$", status=200, body={"number": 5, "pull_request": {}, "url": ""}, times=None
    )
    assert tracker.fetch(["5"]).missing == {"5"}
    with pytest.raises(Rejected, match="there is no issue"):
        tracker.update("5", {"title": "x"})


def test_a_suggested_map_loads_and_passes_check(harness, tmp_path):
    from connector.settings.fieldmap import load_fieldmap

    harness.fake.add_label(REPO, "priority/high")
    harness.fake.add_issue_field("acme", "Due date")
    path = tmp_path / "hub.toml"
    path.write_text(harness.connect().suggest(), encoding="utf-8")
    read = load_fieldmap(path, mapping=github.MapKeys)
    assert read.own.due == "field:Due date"
    assert "priority/high" in read.priorities
    assert told(harness.connect(fieldmap=read)) == []


def test_a_milestone_that_people_closed_takes_further_issues_of_its_day(harness):
    day = date(2027, 3, 1)
    there = harness.fake.add_milestone(REPO, "Due 2027-03-01", due_on=datetime(2027, 3, 1, 12, tzinfo=UTC))
    there.state = "closed"
    tracker = harness.connect(fieldmap=mapped(due="milestone"))
    assert file_one(tracker, 1, due=day).fields["due"] == day
    assert [each.title for each in harness.fake.repo(REPO).milestones.values()] == ["Due 2027-03-01"]


def test_a_milestone_that_people_gave_another_day_keeps_it_and_items_of_its_first_day_get_another(harness):
    tracker = harness.connect(fieldmap=mapped(due="milestone"))
    harness.fake.add_milestone(REPO, "Due 2027-03-01", due_on=datetime(2027, 3, 8, 12, tzinfo=UTC))
    harness.fake.add_milestone(REPO, "due 2027-03-01 (2)")
    drafts = [draft(1, due=date(2027, 3, 1)), draft(2, due=date(2027, 3, 1)), draft(3, due=date(2027, 3, 8))]
    filed = [outcome.ticket for outcome in tracker.create(drafts)]
    assert [ticket.fields["due"].day for ticket in filed] == [1, 1, 8]
    milestones = harness.fake.repo(REPO).milestones.values()
    assert [(each.title, each.due_on and each.due_on.day) for each in milestones] == [
        ("Due 2027-03-01", 8),
        ("due 2027-03-01 (2)", None),
        ("Due 2027-03-01 (3)", 1),
    ]


def test_who_people_added_beside_our_owner_stays_when_ours_changes(harness):
    harness.fake.repo(REPO).assignable |= {"kim", "lee"}
    for login in ("kim", "lee"):
        harness.fake.add_user(login)
    tracker = harness.connect()
    made = file_one(tracker, 1, owner="dana")
    harness.fake.edit_as_person(REPO, 1, assignees=["dana", "lee"])
    assert tracker.update(made.ref.id, {"owner": "kim"}).fields["owner"] == "kim"
    assert harness.fake.issue(REPO, 1).assignees == ["kim", "lee"]
    assert tracker.update(made.ref.id, {"owner": "Lee"}).fields["owner"] == "lee"
    assert harness.fake.issue(REPO, 1).assignees == ["lee"]


def test_a_milestone_for_all_issues_and_one_for_each_day_is_a_fault():
    with pytest.raises(ValidationError, match="an issue has one milestone"):
        github.MapKeys(due="milestone", milestone="Q9")
