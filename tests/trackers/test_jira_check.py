"""What `check` finds in Jira before the first ticket would be refused for it, and the defaults that make it sound."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from contracts.tracker_contract import draft, file_one
from fakes.jira import FakeJira
from fakes.jira_state import Field
from jira_harness import FIELDMAP, JiraHarness

from connector.ports import Filed, NotFiled
from connector.settings.fieldmap import ExtraField


@pytest.fixture(params=["cloud", "datacenter"])
def harness(request):
    with FakeJira(request.param) as fake:
        yield JiraHarness(fake)


def mapped(**own):
    return replace(FIELDMAP, own=FIELDMAP.own.model_copy(update=own))


def told(tracker):
    return "\n".join(str(fault) for fault in tracker.check())


def screen(harness):
    return harness.fake.project("OPS").create_screens["10002"]


def test_check_names_a_parent_that_is_not_there_or_that_nobody_shows(harness):
    assert "parent <- there is no ticket 'OPS-99', or this account may not see it" in told(
        harness.connect(fieldmap=mapped(parent="OPS-99"))
    )
    epic = harness.fake.create_as_person("OPS", "Resilience")
    tracker = harness.connect(fieldmap=mapped(parent=epic.key))
    assert told(tracker) == ""
    harness.fake.hide_as_person(epic.id)
    assert f"there is no ticket '{epic.key}'" in told(tracker)


def test_a_cascading_value_whose_second_level_does_not_exist_is_named_by_check_and_refused(harness):
    tracker = harness.connect(fieldmap=mapped(fields={"Area": ExtraField(value="Europe > Ghost")}))
    words = "field 'Area' does not allow 'Ghost': it allows Berlin, Paris"
    assert words in told(tracker)
    (outcome,) = tracker.create([replace(draft(1), extra={"Area": "Europe > Ghost"})])
    assert isinstance(outcome, NotFiled)
    assert words in str(outcome.error)
    assert told(harness.connect(fieldmap=mapped(fields={"Area": ExtraField(value="Asia > Ghost")})))
    assert told(harness.connect(fieldmap=mapped(fields={"Area": ExtraField(value="Asia")}))) == ""


def test_check_names_a_component_where_the_project_has_none(harness):
    harness.fake.project("OPS").components.clear()
    assert "'Backend' is no component" in told(harness.connect(fieldmap=mapped(components=["Backend"])))


@pytest.mark.parametrize(("id_", "default"), [("duedate", "today + 14"), ("assignee", "Kim"), ("priority", "High")])
def test_a_required_field_that_an_item_may_lack_is_named_until_the_map_has_a_default_for_it(harness, id_, default):
    on = screen(harness)[id_]
    on.required, on.default = True, None
    assert f'fields."{id_}" <- is required, and an item may lack it: write value = "" and a default' in told(
        harness.connect()
    )
    default = harness.owners[0] if id_ == "assignee" else default
    tracker = harness.connect(fieldmap=mapped(fields={id_: ExtraField(value="", default=default)}))
    assert told(tracker) == ""
    (bare,) = tracker.create([replace(draft(1), fields={"title": "Thing 1"}, extra={id_: default})])
    assert isinstance(bare, Filed), bare
    name = {"duedate": "due", "assignee": "owner", "priority": "priority"}[id_]
    stands = harness.fake.clock().date() + timedelta(days=14) if id_ == "duedate" else default
    assert bare.ticket.fields[name] == tracker.read(bare.ticket.ref.id, verb="look").fields[name] == stands


def test_what_an_item_says_goes_before_a_default(harness):
    fields = {"duedate": ExtraField(value="", default="today + 14"), "labels": ExtraField(value="lost")}
    tracker = harness.connect(fieldmap=mapped(fields=fields))
    asked = draft(1, due=date(2027, 1, 31))
    (outcome,) = tracker.create([replace(asked, extra={"duedate": "today + 14", "labels": "lost"})])
    made = tracker.read(outcome.ticket.ref.id, verb="look")
    assert made.fields["due"] == outcome.ticket.fields["due"] == date(2027, 1, 31)
    assert made.marker == asked.marker
    assert [each.ref.id for each in tracker.poll(None).tickets] == [made.ref.id]


@pytest.mark.parametrize("value", ["{{ severity or '' }}", "{{ service }}", "{% if item.due %}x{% endif %}"])
def test_a_required_field_whose_template_may_give_nothing_is_named_until_it_has_a_default(harness, value):
    screen(harness)["customfield_10016"].required = True
    tracker = harness.connect(fieldmap=mapped(fields={"Root cause": ExtraField(value=value)}))
    assert 'fields."Root cause" <- is required, and its template may give nothing' in told(tracker)
    for sound in (ExtraField(value=value, default="unknown"), ExtraField(value="{{ document }}: {{ item.action }}")):
        assert told(harness.connect(fieldmap=mapped(fields={"Root cause": sound}))) == ""


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("Effort", "much", "wants a number, not 'much'"),
        ("Target date", "soon", "wants a date such as"),
        ("Teams", "Search, Ghosts", "does not allow 'Ghosts'"),
        ("Reviewer", "Dana Somebody", "'Dana Somebody' is nobody here: a person is named by the"),
    ],
)
def test_a_constant_value_of_the_wrong_form_is_named(harness, field, value, words):
    for spec in (ExtraField(value=value), ExtraField(value="", default=value)):
        assert words in told(harness.connect(fieldmap=mapped(fields={field: spec})))


def test_a_default_assignee_whom_tickets_cannot_be_assigned_to_is_named(harness):
    gone = harness.fake.user("Lee Gone")
    handle = gone.account_id if harness.fake.cloud else gone.name
    fields = {"assignee": ExtraField(value="", default=handle)}
    assert f"tickets cannot be assigned to '{handle}'" in told(harness.connect(fieldmap=mapped(fields=fields)))


def test_a_constant_person_that_is_there_is_sound(harness):
    fields = {"Reviewer": ExtraField(value=harness.owners[0])}
    assert told(harness.connect(fieldmap=mapped(fields=fields))) == ""


def test_a_remote_link_without_the_right_to_link_is_named(harness):
    harness.fake.deny("LINK_ISSUES", "OPS")
    assert told(harness.connect()) == ""
    found = told(harness.connect(fieldmap=mapped(remote_link=True)))
    assert "may not link tickets, as remote_link = true asks for, in project OPS (LINK_ISSUES)" in found


def test_a_ticket_just_filed_is_told_as_it_reads_back(harness):
    made = file_one(harness.connect(), 1, owner=harness.owners[0], due=date(2027, 1, 31), priority="High")
    assert made.fields == harness.connect().read(made.ref.id, verb="look").fields


def test_a_token_that_ends_soon_is_told_where_jira_tells(harness):
    def tokens(*days):
        ends = [harness.fake.clock() + timedelta(days=each) for each in days]
        harness.fake.tokens = [
            {"id": number, "name": f"token {number}", "expiringAt": f"{each:%Y-%m-%dT%H:%M:%S}.000Z"}
            for number, each in enumerate(ends, 1)
        ]
        return [each for each in told(harness.connect()).splitlines() if ".token" in each], f"{ends[0]:%Y-%m-%d}"

    found, day = tokens(5)
    assert found == ([] if harness.fake.cloud else [f"trackers.ops.token <- ends on {day}: make a new one before"])
    found, day = tokens(5, 90)
    said = f"trackers.ops.token <- ends on {day} if it is the one called 'token 1': make a new one before"
    assert found == ([] if harness.fake.cloud else [said])
    assert tokens(90)[0] == tokens(-5, 40)[0] == []


def test_an_epic_on_data_center_is_named_by_the_field_for_it(harness):
    epic = harness.fake.create_as_person("OPS", "Resilience")
    if harness.fake.cloud:
        below = "parent"
    else:
        below = "customfield_10099"
        harness.fake.world.fields[below] = Field(below, "Epic Link", "epic")
        on = screen(harness)
        on[below] = type(on["duedate"])(required=True)
        del on["parent"]
    tracker = harness.connect(fieldmap=mapped(parent=epic.key))
    assert told(tracker) == ""
    (made,) = tracker.create([draft(1)])
    value = harness.fake.issue(made.ticket.ref.id).values[below]
    assert value == (epic.id if harness.fake.cloud else epic.key)


def test_a_login_that_waits_for_a_captcha_is_told_as_such(harness):
    headers = {"X-Seraph-LoginReason": "AUTHENTICATION_DENIED", "X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE"}
    harness.fake.faults.add("status", "GET", "/myself", status=403, headers=headers, times=None)
    said = told(harness.connect())
    assert "a captcha: sign in with this account in a browser once" in said
    assert "make a new one" not in said


def test_an_archived_project_is_named(harness):
    harness.fake.project("OPS").archived = True
    assert "trackers.ops.project <- 'OPS' is archived, which takes no tickets" in told(harness.connect())


@pytest.mark.parametrize(("place", "said"), [("web", "'web' is written WEB"), ("CORA", "there is no project 'CORA'")])
def test_a_project_that_a_route_names_is_told_as_the_routes(harness, place, said):
    tracker = harness.connect()
    tracker.places |= {place}
    (line,) = [one for one in told(tracker).splitlines() if said in one]
    assert line.endswith("(a route names it: routes.*.project)")
