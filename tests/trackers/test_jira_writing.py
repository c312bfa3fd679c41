"""What goes to Jira: field maps, custom fields, transitions with screens, partial failures, and what `check` finds before."""

from dataclasses import replace
from datetime import date

import pytest
from contracts.tracker_contract import draft, file_one
from fakes.jira import FakeJira
from jira_harness import FIELDMAP, JiraHarness

from connector.core.model import Status
from connector.errors import Ambiguous, Rejected
from connector.ports import Filed, NotFiled
from connector.settings.fieldmap import ExtraField


@pytest.fixture(params=["cloud", "datacenter"])
def harness(request):
    with FakeJira(request.param) as fake:
        yield JiraHarness(fake)


def mapped(**own):
    return replace(FIELDMAP, own=FIELDMAP.own.model_copy(update=own))


def told(tracker):
    return [str(fault) for fault in tracker.check()]


def test_fifty_tickets_are_one_call_with_label_and_marker_in_it(harness):
    tracker = harness.connect()
    harness.fake.clear()
    list(tracker.create([draft(number) for number in range(50)]))
    (call,) = [each for each in harness.fake.requests if each.method == "POST"]
    assert call.path.endswith("/rest/api/2/issue/bulk")
    update = call.body["issueUpdates"][7]
    assert update["fields"]["labels"] == ["connector-acme-sre"]
    assert update["properties"] == [
        {"key": "connector.marker", "value": {"installation": "acme-sre", "item": draft(7).marker.key}}
    ]
    assert len(harness.fake.requests) <= 2  # and asking once what the site is


def test_the_refused_ones_of_a_batch_are_told_in_jiras_own_words(harness):
    harness.fake.refuse_summary("bad", "We do not do that here.")
    outcomes = list(harness.connect().create([draft(1), draft(2, title="bad idea"), draft(3)]))
    assert [type(each) for each in outcomes] == [Filed, NotFiled, Filed]
    assert isinstance(outcomes[1].error, Rejected)
    assert str(outcomes[1].error) == "ops: cannot create: summary: We do not do that here."


def test_a_batch_that_is_refused_whole_names_each(harness):
    harness.fake.refuse_summary("thing", "Closed for repairs.")
    outcomes = list(harness.connect().create([draft(1), draft(2)]))
    assert ["Closed for repairs." in str(each.error) for each in outcomes] == [True, True]


def test_a_lost_answer_says_that_it_may_be_done_and_is_not_repeated(harness):
    tracker = harness.connect(deployment=harness.fake.deployment)
    harness.fake.faults.add("reset_after", "POST", "/issue/bulk")
    with pytest.raises(Ambiguous, match="may be done"):
        list(tracker.create([draft(1)]))
    assert harness.fake.calls("POST", "/issue/bulk") == 1
    assert len(harness.fake.world.issues) == 1


EXTRA = {
    "customfield_10010": ExtraField(value="{{ severity }}", words={"sev1": "S1"}, default="S3"),
    "Teams": ExtraField(value="x"),
    "Area": ExtraField(value="x"),
    "Reviewer": ExtraField(value="x"),
    "Target date": ExtraField(value="x"),
    "Effort": ExtraField(value="x"),
    "Root cause": ExtraField(value="x"),
    "fixVersions": ExtraField(value="x"),
}


def test_custom_fields_take_the_form_that_the_project_asks_for(harness):
    reviewer = harness.owners[0]
    tracker = harness.connect(fieldmap=mapped(fields=EXTRA))
    given = {
        "customfield_10010": "S1",
        "Teams": "Search, Payments",
        "Area": "Europe > Berlin",
        "Reviewer": reviewer,
        "Target date": "2027-01-31",
        "Effort": "3",
        "Root cause": "a *race*",
        "fixVersions": "1.0",
    }
    (outcome,) = tracker.create([replace(draft(1), extra=given)])
    assert isinstance(outcome, Filed), outcome
    (call,) = harness.fake.matching("POST", "/issue/bulk")
    fields = call.body["issueUpdates"][0]["fields"]
    assert fields["customfield_10010"] == {"value": "S1"}
    assert fields["customfield_10011"] == [{"value": "Search"}, {"value": "Payments"}]
    assert fields["customfield_10012"] == {"value": "Europe", "child": {"value": "Berlin"}}
    assert fields["customfield_10013"] == {"accountId" if harness.fake.cloud else "name": reviewer}
    assert fields["customfield_10014"] == "2027-01-31"
    assert fields["customfield_10015"] == 3.0
    assert fields["customfield_10016"] == "a *race*"
    assert fields["fixVersions"] == [{"name": "1.0"}]


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"Severity": "S1"}, "2 fields on the create screen of OPS Task are called 'Severity': name one by its id"),
        ({"Nonesuch": "1"}, "there is no field 'Nonesuch' on the create screen of OPS Task: it has"),
        ({"Teams": "Search, Ghosts"}, "field 'Teams' does not allow 'Ghosts': it allows Payments, Search"),
        ({"Effort": "much"}, "field 'Effort' wants a number, not 'much'"),
        (
            {"Target date": "soon"},
            "field 'Target date' wants a date such as 2027-01-31, 'today' or 'today + 14', not 'soon'",
        ),
    ],
)
def test_a_value_that_a_field_does_not_take_holds_its_own_ticket_only(harness, extra, words):
    specs = {name: ExtraField(value="x") for name in ("Severity", "Nonesuch", "Teams", "Effort", "Target date")}
    tracker = harness.connect(fieldmap=mapped(fields=specs))
    outcomes = list(tracker.create([draft(1), replace(draft(2), extra=extra), draft(3)]))
    assert sorted(type(each).__name__ for each in outcomes) == ["Filed", "Filed", "NotFiled"]
    (refused,) = [each for each in outcomes if isinstance(each, NotFiled)]
    assert words in str(refused.error)


def test_a_field_that_an_admin_adds_to_the_screen_is_known_from_the_next_poll_on(harness):
    screen = harness.fake.project("OPS").create_screens["10002"]
    effort = screen.pop("customfield_10015")
    tracker = harness.connect(fieldmap=mapped(fields={"Effort": ExtraField(value="x")}))
    (before,) = tracker.create([replace(draft(1), extra={"Effort": "3"})])
    assert isinstance(before, NotFiled)
    screen["customfield_10015"] = effort
    tracker.poll(None)
    (after,) = tracker.create([replace(draft(1), extra={"Effort": "3"})])
    assert isinstance(after, Filed)


def test_check_finds_what_would_go_wrong_before_the_first_ticket(harness):
    screen = harness.fake.project("OPS").create_screens["10002"]
    del screen["duedate"], screen["description"]
    screen["customfield_10016"].required = True
    fields = {
        "Severity": ExtraField(value="x"),
        "Teams": ExtraField(value="x", words={"a": "Ghosts"}),
        "Nonesuch": ExtraField(value="x"),
    }
    map_ = replace(mapped(fields=fields, components=["Nowhere"]), priorities={"Urgent!": ()})
    found = "\n".join(told(harness.connect(fieldmap=map_)))
    for words in (
        "'duedate' is not on the create screen: add it to the screen, or write omit = [\"due\"]",
        "'description' is not on the create screen: add it to the screen",
        'fields."Root cause" <- is required and has no value',
        "are called 'Severity'",
        "does not allow 'Ghosts'",
        "there is no field 'Nonesuch'",
        "'Nowhere' is no component",
        "priority.words.Urgent! <- is no priority here",
    ):
        assert words in found, words


def test_a_ticket_does_without_a_description_where_the_screen_has_none(harness):
    screen = harness.fake.project("OPS").create_screens["10002"]
    del screen["description"]
    (refused,) = harness.connect(fieldmap=mapped()).create([draft(1)])
    assert isinstance(refused, NotFiled)
    tracker = harness.connect(fieldmap=mapped(omit=["description"]))
    assert not [fault for fault in told(tracker) if "description" in fault]
    (filed,) = tracker.create([draft(2)])
    assert isinstance(filed, Filed)


def test_check_names_a_wrong_token_project_issue_type_and_right(harness):
    assert "trackers.ops.token <- is refused" in told(harness.connect(token="wrong"))[0]
    assert "there is no project 'NOPE'" in told(harness.connect(project="NOPE"))[0]
    assert "it has Task, Bug, Sub-task" in told(harness.connect(fieldmap=mapped(issue_type="Story")))[0]
    harness.fake.deny("TRANSITION_ISSUES", "OPS")
    assert "may not change a ticket's status in project OPS" in "\n".join(told(harness.connect()))
    harness.fake.deny("BROWSE_PROJECTS", "OPS")
    assert told(harness.connect())


def test_check_says_that_nothing_answers(harness):
    tracker = harness.connect(deployment="cloud")
    harness.fake.stop()
    assert "trackers.ops.url <- does not answer" in told(tracker)[0]


def test_a_field_that_is_omitted_is_never_sent(harness):
    del harness.fake.project("OPS").create_screens["10002"]["duedate"]
    tracker = harness.connect(fieldmap=mapped(omit=["due"]))
    made = file_one(tracker, 1, due=date(2027, 1, 31))
    assert "due" not in made.fields
    assert told(tracker) == []


def test_a_workflow_without_a_direct_way_is_passed_through_as_the_map_says(harness):
    step = harness.fake.project("WEB")
    names = {way.name for way in step.transitions}
    if "Finish" not in names:
        pytest.skip("the fake's second project has the usual workflow")
    through = FIELDMAP.own.transitions.done.model_copy(update={"through": ["In Progress"]})
    own = FIELDMAP.own.transitions.model_copy(update={"done": through})
    tracker = harness.connect(project="WEB", fieldmap=mapped(transitions=own))
    made = file_one(tracker, 1)
    assert tracker.update(made.ref.id, {"status": Status.DONE}).status is Status.DONE
    plain = harness.connect(project="WEB")
    other = file_one(plain, 2)
    with pytest.raises(
        Rejected, match=r"no transition leads from where WEB-\d+ is to done: there is Begin -> In Progress"
    ):
        plain.update(other.ref.id, {"status": Status.DONE})


def test_closing_sends_a_resolution_only_where_the_screen_has_one_and_reopening_clears_it(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1)
    tracker.update(made.ref.id, {"status": Status.WONT_DO})
    issue = harness.fake.issue(made.ref.id)
    names = {each.id: each.name for each in harness.fake.world.resolutions}
    assert names[issue.values["resolution"]] == "Won't Do"
    tracker.update(made.ref.id, {"status": Status.OPEN})
    assert issue.values["resolution"] is None
    sent = [each.body for each in harness.fake.matching("POST", "/transitions")]
    assert [("fields" in body and "resolution" in body["fields"]) for body in sent] == [True, False]


def test_a_comment_that_a_screen_demands_is_added_and_is_no_field(harness):
    close = next(way for way in harness.fake.project("OPS").transitions if way.name == "Resolve")
    close.screen["comment"] = type(close.screen["resolution"])(required=True)
    done = FIELDMAP.own.transitions.done.model_copy(update={"fields": {"Comment": "Closed in the post-mortem"}})
    own = FIELDMAP.own.transitions.model_copy(update={"done": done})
    tracker = harness.connect(fieldmap=mapped(transitions=own))
    assert told(tracker) == []
    made = file_one(tracker, 1)
    assert tracker.update(made.ref.id, {"status": Status.DONE}).status is Status.DONE
    assert [each.body for each in harness.fake.issue(made.ref.id).comments] == ["Closed in the post-mortem"]


def test_a_field_that_a_screen_demands_comes_from_the_map_or_is_named(harness):
    close = next(way for way in harness.fake.project("OPS").transitions if way.name == "Resolve")
    close.screen["customfield_10016"] = type(close.screen["resolution"])(required=True)
    tracker = harness.connect()
    made = file_one(tracker, 1)
    with pytest.raises(Rejected, match=r"'Resolve' of OPS-1 asks for Root cause .*\[transitions.done.fields\]"):
        tracker.update(made.ref.id, {"status": Status.DONE})
    done = FIELDMAP.own.transitions.done.model_copy(update={"fields": {"Root cause": "process"}})
    own = FIELDMAP.own.transitions.model_copy(update={"done": done})
    tracker = harness.connect(fieldmap=mapped(transitions=own))
    assert tracker.update(made.ref.id, {"status": Status.DONE}).status is Status.DONE


def test_a_field_that_a_screen_demands_and_the_ticket_has_is_not_asked_for_again(harness):
    close = next(way for way in harness.fake.project("OPS").transitions if way.name == "Resolve")
    close.screen["summary"] = close.screen["duedate"] = type(close.screen["resolution"])(required=True)
    tracker = harness.connect()
    with pytest.raises(Rejected, match=r"asks for .*Due date \(duedate\).*\[transitions.done.fields\]"):
        tracker.update(file_one(tracker, 1).ref.id, {"status": Status.DONE})
    dated = file_one(tracker, 2, due=date(2026, 12, 1))
    assert tracker.update(dated.ref.id, {"status": Status.DONE}).status is Status.DONE


def test_a_ticket_that_cannot_be_edited_while_it_is_closed_is_reopened_before_and_closed_after_it_is(harness):
    done = next(each.id for each in harness.fake.world.statuses if each.name == "Done")
    words = {"duedate": "Field 'duedate' cannot be set. The issue is not editable in its status."}
    harness.fake.validators.append(lambda _, values: words if values.get("status") == done else {})
    tracker = harness.connect()
    made = file_one(tracker, 1, due=date(2026, 12, 1))
    closed = tracker.update(made.ref.id, {"status": Status.DONE, "due": date(2026, 12, 2)})
    assert (closed.status, closed.fields["due"]) == (Status.DONE, date(2026, 12, 2))
    opened = tracker.update(made.ref.id, {"status": Status.OPEN, "due": date(2026, 12, 24)})
    assert (opened.status, opened.fields["due"]) == (Status.OPEN, date(2026, 12, 24))


def test_a_remote_link_is_made_only_where_the_map_asks(harness):
    tracker = harness.connect()
    file_one(tracker, 1)
    assert harness.fake.calls("POST", "/remotelink") == 0
    linked = file_one(harness.connect(fieldmap=mapped(remote_link=True)), 2)
    (link,) = harness.fake.issue(linked.ref.id).links
    assert "acme-sre/" in str(link)


def test_a_suggested_map_loads_and_passes_check(harness, tmp_path):
    from connector.settings.fieldmap import load_fieldmap
    from connector.trackers import jira

    harness.fake.project("OPS").create_screens["10002"]["customfield_10016"].required = True
    path = tmp_path / "ops.toml"
    path.write_text(harness.connect().suggest(), encoding="utf-8")
    read = load_fieldmap(path, mapping=jira.MapKeys)
    assert read.own.project == "OPS"
    assert read.own.fields["customfield_10016"].default == "unknown"
    assert told(harness.connect(fieldmap=read)) == []


def test_a_ticket_whose_remote_link_fails_is_filed_and_says_so(harness):
    tracker = harness.connect(fieldmap=mapped(remote_link=True))
    harness.fake.faults.add("status", "POST", "/remotelink", status=503, times=4)
    outcomes = list(tracker.create([draft(1), draft(2)]))
    assert [type(each) for each in outcomes] == [Filed, Filed]
    assert outcomes[0].note == "its post-mortem is not among its links: ops: cannot link: Oops (HTTP 503)"
    assert outcomes[1].note == ""


def test_the_text_is_wiki_markup_that_no_title_breaks(harness):
    from connector.core.model import ActionItem, Document, DocumentId, PostMortem
    from connector.rendering.templating import Templates
    from connector.resolving.compose import Composer

    item = ActionItem("Fix {code} [~dana] @kim *now* | h1. -- !x.png!", 3)
    document = Document(DocumentId("d:a.md"), "d", "a.md", "https://example.org/a b.md|x]", "1", b"")
    facts = dict.fromkeys(("service", "severity", "incident", "priority", "document", "owner", "team"))
    composed = Composer(Templates(None))(FIELDMAP, document, PostMortem("Out[age]"), item, facts)
    assert composed.title == item.action
    assert r"Fix \{code\} \[\~dana\] @" in composed.body
    assert "{code}" not in composed.body
    assert "[~" not in composed.body
    assert "!x.png!" not in composed.body
    assert "@kim" not in composed.body
