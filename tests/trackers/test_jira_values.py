"""Values for Jira's fields: what a text of the field map becomes, what it cannot become, and what `check` finds of that."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from contracts.tracker_contract import draft, file_one
from fakes.jira import FakeJira
from fakes.jira_state import Field, OnScreen, Option
from jira_harness import FIELDMAP, JiraHarness

from connector.core.model import Status
from connector.errors import ConfigError, Rejected
from connector.ports import Filed
from connector.rendering.templating import Templates
from connector.resolving.compose import Composer
from connector.settings.fieldmap import ExtraField, load_fieldmap, shipped_map
from connector.trackers import jira
from connector.trackers.jiracheckvalues import allowed_values
from connector.trackers.jiravalues import cut, words


@pytest.fixture(params=["cloud", "datacenter"])
def harness(request):
    with FakeJira(request.param) as fake:
        yield JiraHarness(fake)


def mapped(**own):
    return replace(FIELDMAP, own=FIELDMAP.own.model_copy(update=own))


def closing(**fields):
    """Return a field map with values for the screen of the transition to done."""
    done = FIELDMAP.own.transitions.done.model_copy(update={"fields": fields})
    return mapped(transitions=FIELDMAP.own.transitions.model_copy(update={"done": done}))


def told(tracker):
    return "\n".join(str(fault) for fault in tracker.check())


# --- on the screens of transitions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        (
            "Target date",
            "tomorrow",
            "field 'Target date' wants a date such as 2027-01-31, 'today' or",
        ),
        ("Effort", "much", "field 'Effort' wants a number, not 'much'"),
        ("Effort", "nan", "field 'Effort' wants a number, not 'nan'"),
        ("Teams", "Search, Ghosts", "field 'Teams' does not allow 'Ghosts': it allows Payments, Search"),
    ],
)
def test_a_value_that_a_closing_screen_cannot_take_is_refused_in_words_and_found_by_check(harness, field, text, words):
    close = next(way for way in harness.fake.project("OPS").transitions if way.name == "Resolve")
    ids = {each.name: each.id for each in harness.fake.world.fields.values()}
    close.screen[ids[field]] = OnScreen(required=True)
    tracker = harness.connect(fieldmap=closing(**{field: text}))
    made = file_one(tracker, 1)
    with pytest.raises(Rejected, match=re.escape(words)):
        tracker.update(made.ref.id, {"status": Status.DONE})
    assert f'transitions.done.fields."{field}" <- ' in told(tracker)
    assert words in told(tracker)


@pytest.mark.parametrize("status", [Status.OPEN, Status.DONE])
def test_check_asks_tickets_there_for_the_options_of_fields_that_only_closing_screens_have(harness, status):
    fake = harness.fake
    reopen = next(way for way in fake.project("OPS").transitions if way.name == "Reopen")
    close = next(way for way in fake.project("OPS").transitions if way.name == "Resolve")
    impact = Field("customfield_10091", "Impact", "option", options=[Option("1", "Major"), Option("2", "Minor")])
    fake.world.fields[impact.id] = impact
    (close if status is Status.OPEN else reopen).screen[impact.id] = OnScreen()
    tracker = harness.connect(fieldmap=closing(Impact="Mjor"))
    assert told(tracker) == ""  # no ticket tells
    made = file_one(tracker, 1)
    tracker.update(made.ref.id, {"status": status})
    assert "field 'Impact' does not allow 'Mjor': it allows Major, Minor" in told(tracker)
    assert told(harness.connect(fieldmap=closing(Impact="Major"))) == ""


def test_check_names_a_field_of_a_closing_screen_that_no_site_has(harness):
    assert "there is no field 'Ghost'" in told(harness.connect(fieldmap=closing(Ghost="1")))
    assert told(harness.connect(fieldmap=closing(Effort="3", customfield_10014="2027-01-31"))) == ""


@pytest.mark.parametrize(("text", "day"), [("today", 0), ("Today + 14", 14)])
def test_a_required_date_of_a_closing_screen_may_be_today(harness, text, day):
    close = next(way for way in harness.fake.project("OPS").transitions if way.name == "Resolve")
    close.screen["customfield_10014"] = OnScreen(required=True)
    tracker = harness.connect(fieldmap=closing(**{"Target date": text}))
    made = file_one(tracker, 1)
    assert tracker.update(made.ref.id, {"status": Status.DONE}).status is Status.DONE
    wanted = harness.fake.clock().date() + timedelta(days=day)
    assert harness.fake.issue(made.ref.id).values["customfield_10014"] == wanted.isoformat()
    assert told(tracker) == ""


# --- on the create screen -----------------------------------------------------------------------------------------


def filed(harness, kind, text, *, said=None):
    """File a ticket with a text for a field of a kind; return what was sent for it."""
    fake = harness.fake
    fake.world.fields["customfield_10090"] = Field("customfield_10090", "Further", kind)
    fake.project("OPS").create_screens["10002"]["customfield_10090"] = OnScreen()
    fields = {"Further": ExtraField(value=text, kind=said), "customfield_10090": ExtraField(value=text, kind=said)}
    tracker = harness.connect(fieldmap=mapped(fields=fields))
    sent = []
    for number, name in enumerate(fields):
        (outcome,) = tracker.create([replace(draft(number), extra={name: text})])
        assert isinstance(outcome, Filed), outcome
        call = fake.matching("POST", "/issue/bulk")[-1]
        sent.append(call.body["issueUpdates"][0]["fields"]["customfield_10090"])
    assert told(tracker) == ""
    assert sent[0] == sent[1]
    return sent[0]


@pytest.mark.parametrize("said", [None, "date"])
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-11-01", "2026-11-01T00:00:00.000+0000"),
        ("2026-11-01T09:30", "2026-11-01T09:30:00.000+0000"),
        ("2026-11-01T09:30:00.250+01:00", "2026-11-01T09:30:00.250+0100"),
    ],
)
def test_an_instant_is_sent_as_jira_writes_one_though_the_text_is_a_day(harness, text, wanted, said):
    assert filed(harness, "datetime", text, said=said) == wanted


def test_today_is_a_day_of_a_date_and_now_of_an_instant(harness):
    now = harness.fake.clock()
    assert filed(harness, "datetime", "today + 1") > f"{now:%Y-%m-%dT}"
    assert filed(harness, "date", "today") == f"{now:%Y-%m-%d}"


@pytest.mark.parametrize("said", [None, "user"])
def test_a_field_of_several_people_takes_each_by_what_identifies_them(harness, said):
    key = "accountId" if harness.fake.cloud else "name"
    both = ", ".join(harness.owners)
    assert filed(harness, "users", both, said=said) == [{key: handle} for handle in harness.owners]


def test_a_team_is_sent_as_its_bare_id(harness):
    assert filed(harness, "team", "8e5f-4a") == "8e5f-4a"


COMMA = "Europe, Middle East"


def options(harness, *names):
    """Give the project's further fields of options these."""
    field = harness.fake.world.fields[ids_of(harness)["Teams"]]
    field.options = [Option(str(20100 + number), name) for number, name in enumerate(names)]
    return field.id


def ids_of(harness):
    return {each.name: each.id for each in harness.fake.world.fields.values()}


@pytest.mark.parametrize(
    "spec",
    [
        ExtraField(value=(COMMA, "Asia")),
        ExtraField(value="", default=(COMMA, "Asia")),
        ExtraField(value="{{ item.action[:0] }}all", words={"all": (COMMA, "Asia")}),
        ExtraField(value=("emea", "{{ None }}", "Asia"), words={"EMEA": (COMMA,)}),
    ],
)
def test_a_list_in_the_map_names_options_that_have_a_comma(harness, spec):
    id_ = options(harness, COMMA, "Asia")
    fieldmap = replace(mapped(fields={"Teams": spec}), extra={"Teams": spec})
    tracker = harness.connect(fieldmap=fieldmap)
    assert told(tracker) == ""
    given = Composer(Templates()).least(spec)
    assert given == (COMMA, "Asia")
    (outcome,) = tracker.create([replace(draft(1), extra={"Teams": given})])
    assert isinstance(outcome, Filed), outcome
    sent = harness.fake.matching("POST", "/issue/bulk")[-1].body["issueUpdates"][0]["fields"][id_]
    assert sent == [{"value": COMMA}, {"value": "Asia"}]


def test_a_closing_screen_takes_a_list_too_and_a_field_of_one_value_refuses_one(harness):
    close = next(way for way in harness.fake.project("OPS").transitions if way.name == "Resolve")
    close.screen[options(harness, COMMA, "Asia")] = OnScreen(required=True)
    tracker = harness.connect(fieldmap=closing(Teams=(COMMA,)))
    made = file_one(tracker, 1)
    assert tracker.update(made.ref.id, {"status": Status.DONE}).status is Status.DONE
    assert told(tracker) == ""
    said = told(harness.connect(fieldmap=closing(Effort=("1", "2"))))
    assert "field 'Effort' takes one value, not 2: 1, 2" in said
    assert "does not allow 'Ghosts'" in told(harness.connect(fieldmap=closing(Teams=("Asia", "Ghosts"))))


def test_what_is_neither_a_text_nor_a_list_of_texts_is_one_fault(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text(
        shipped_map("jira").read_text() + "\n[fields.duedate]\nvalue = 3\ndefault = [4]\n"
        "[transitions.done.fields]\nTeams = true\n"
    )
    with pytest.raises(ConfigError) as raised:
        load_fieldmap(path, mapping=jira.MapKeys)
    assert [(fault.path, fault.message) for fault in raised.value.faults] == [
        (name, "must be text, or a list of texts")
        for name in ("fields.duedate.value", "fields.duedate.default", "transitions.done.fields.Teams")
    ]


# --- lengths ------------------------------------------------------------------------------------------------------

FIRE = "\N{FIRE}"


def test_lengths_are_counted_as_jira_counts_them_and_no_emoji_is_cut_in_half(harness):
    asked = replace(
        draft(1), fields={"title": FIRE * 200, "labels": (FIRE * 200, "a" + FIRE * 127)}, body="x" + FIRE * 20_000
    )
    (outcome,) = harness.connect().create([asked])
    assert isinstance(outcome, Filed), outcome
    made = harness.connect().read(outcome.ticket.ref.id, verb="look")
    assert made.fields["title"] == outcome.ticket.fields["title"] == FIRE * 127 + "…"
    assert made.fields["labels"] == outcome.ticket.fields["labels"] == ("a" + FIRE * 127, FIRE * 127)
    assert harness.fake.issue(made.ref.id).values["description"] == "x" + FIRE * 16_382 + "…"


@pytest.mark.parametrize("length", [254, 255])
def test_a_text_of_just_the_length_stays_whole(length):
    text = (FIRE * 128)[: length // 2] + "x" * (length % 2)
    assert cut(text, 255) == text


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "array", "items": "json", "custom": "com.pyxis.greenhopper.jira:gh-sprint"}, "5", 5),
        ({"type": "array", "items": "string", "custom": "com.pyxis.greenhopper.jira:gh-sprint"}, "5", 5),
        ({"type": "timetracking"}, "2d 4h", {"originalEstimate": "2d 4h"}),
        ({"type": "timetracking"}, "1 week 2 days", {"originalEstimate": "1 week 2 days"}),
        ({"type": "project"}, "OPS", {"key": "OPS"}),
        ({"type": "number"}, "5", 5),
        ({"type": "number"}, "5.5", 5.5),
    ],
)
def test_fields_whose_schema_says_little_take_the_form_that_jira_wants(harness, schema, text, value):
    values = harness.connect().reads
    found = values.value(
        "x", text, {"schema": schema, "allowedValues": [{"key": "OPS", "name": "Operations"}]}, verb="create"
    )
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("schema", "text", "words"),
    [
        ({"type": "project"}, "Operations", "does not allow 'Operations': it allows OPS"),
        ({"type": "timetracking"}, "a while", "wants a span of work such as 4h or 1w 2d, not 'a while'"),
        ({"type": "timetracking"}, "2 moons", "wants a span of work such as 4h or 1w 2d, not '2 moons'"),
    ],
)
def test_what_no_project_and_no_span_is_is_refused_before_jira_would(harness, schema, text, words):
    entry = {"schema": schema, "allowedValues": [{"key": "OPS", "name": "Operations"}]}
    with pytest.raises(Rejected, match=re.escape(words)):
        harness.connect().reads.value("x", text, entry, verb="create")


def test_names_with_a_comma_are_told_apart_in_a_message():
    assert words(["Payments, EU", "Search"]) == "'Payments, EU', Search"


def test_projects_are_offered_by_what_a_field_map_names_them_by():
    schema = {"schema": {"type": "project"}, "allowedValues": [{"key": "OPS", "name": "Operations", "id": "10"}]}
    assert allowed_values(schema) == ("OPS",)


@pytest.mark.parametrize(
    ("schema", "kind", "other"),
    [
        ({"type": "number"}, "text", "number"),
        ({"type": "string"}, "option", "text"),
        ({"type": "date"}, "user", "date"),
    ],
)
def test_a_kind_that_the_field_contradicts_is_refused_before_jira_would(harness, schema, kind, other):
    with pytest.raises(Rejected, match=f"field 'x' is of kind {other} there"):
        harness.connect().reads.value("x", "1", {"schema": schema}, verb="create", kind=kind)


def test_what_the_schema_leaves_open_a_kind_may_say(harness):
    reads = harness.connect().reads
    assert reads.value("x", "Red", {"schema": {"type": "any"}}, verb="create", kind="option") == {"value": "Red"}
    assert reads.value("x", "2027-01-31", {"schema": {"type": "datetime"}}, verb="create", kind="date").startswith(
        "2027-01-31T"
    )


def test_a_text_of_one_line_is_cut_as_jira_takes_no_longer_one(harness):
    field = {"schema": {"type": "string", "custom": "com.atlassian.jira.plugin.system.customfieldtypes:textfield"}}
    value = harness.connect().reads.value("x", "word " * 80, field, verb="create")
    assert (len(value) <= 255, value.endswith("word…")) == (True, True)
    area = {"schema": {"type": "string", "custom": "com.atlassian.jira.plugin.system.customfieldtypes:textarea"}}
    assert len(harness.connect().reads.value("x", "word " * 80, area, verb="create")) == 399
