"""The field map that is suggested for a Jira project."""

import pytest
from fakes.jira import FakeJira
from fakes.jira_default import screen
from fakes.jira_state import IssueType, OnScreen, Option
from jira_harness import JiraHarness

from connector.settings.fieldmap import load_fieldmap
from connector.trackers import jira


@pytest.fixture(params=["cloud", "datacenter"])
def harness(request):
    with FakeJira(request.param) as fake:
        yield JiraHarness(fake)


def suggested(harness, tmp_path, **settings):
    path = tmp_path / "suggested.toml"
    path.write_text(harness.connect(**settings).suggest(), encoding="utf-8")
    return load_fieldmap(path, mapping=jira.MapKeys)


@pytest.mark.parametrize(
    ("types", "chosen"),
    [
        (["Epic", "Sub-task", "Bug", "Story", "Task"], "Task"),
        (["Epic", "Bug", "Story", "Sub-task"], "Story"),
        (["Epic", "Sub-task", "Bug"], "Bug"),
        (["Epic", "Sub-task", "Chore", "Fault"], "Chore"),
        (["Epic"], "Epic"),
    ],
)
def test_neither_an_epic_nor_a_subtask_is_suggested_where_there_is_another_type(harness, tmp_path, types, chosen):
    project = harness.fake.project("OPS")
    project.types = [
        IssueType(str(20000 + number), name, subtask=name == "Sub-task", level=1 if name == "Epic" else 0)
        for number, name in enumerate(types)
    ]
    harness.fake.world.types = project.types
    project.create_screens = {each.id: screen() for each in project.types}
    assert suggested(harness, tmp_path).own.issue_type == chosen


def test_what_a_project_demands_and_nobody_has_to_choose_has_a_default_that_check_finds_sound(harness, tmp_path):
    on = harness.fake.project("OPS").create_screens["10002"]
    for id_ in ("duedate", "customfield_10016", "customfield_10010"):
        on[id_].required = True
    harness.fake.world.fields["customfield_10010"].options = [Option("20100", "The only one")]
    read = suggested(harness, tmp_path)
    assert read.own.fields["duedate"].default == "today + 14"
    assert read.own.fields["customfield_10010"].default == "The only one"
    assert list(harness.connect(fieldmap=read).check()) == []


CHOSEN = [
    ("customfield_10010", "S2", "one of: S1, S2, S3"),
    ("customfield_10011", "Payments", "one of: Search, Payments"),
    ("customfield_10015", "3", "number"),
    ("customfield_10017", "outage", "labels"),
    ("customfield_10014", "today + 30", "date"),
    ("priority", "Low", "one of: Highest, High, Medium, Low, Lowest"),
]


@pytest.mark.parametrize(("id_", "choice", "told"), CHOSEN)
def test_what_has_to_be_chosen_is_left_to_a_person_and_check_asks_for_it(harness, tmp_path, id_, choice, told):
    on = harness.fake.project("OPS").create_screens["10002"].setdefault(id_, OnScreen())
    on.required, on.default = True, None
    text = harness.connect().suggest()
    assert f"({id_}), " in text
    assert told in text
    read = suggested(harness, tmp_path)
    assert read.own.fields == {}
    (fault,) = harness.connect(fieldmap=read).check()
    assert "is required" in fault.message
    if "one of" in told:
        assert ", ".join(fault.allowed) == told.removeprefix("one of: ")
    # With its marks taken away alone it is refused still, and with a choice it is sound.
    at, path = text.index(f'# [fields."{id_}"]'), tmp_path / "chosen.toml"
    lines = text[at:].split("\n", 3)
    bare = "\n".join([*(line.removeprefix("# ") for line in lines[:3]), *lines[3:]])
    chosen = bare.replace('default = ""', f'default = "{choice}"').replace("default = []", f'default = ["{choice}"]')
    for said, sound in ((bare, False), (chosen, True)):
        path.write_text(text[:at] + said)
        read = load_fieldmap(path, mapping=jira.MapKeys)
        assert (list(harness.connect(fieldmap=read).check()) == []) is sound


def test_a_demanded_option_with_a_comma_is_suggested_as_one_that_check_finds_sound(harness, tmp_path):
    on = harness.fake.project("OPS").create_screens["10002"]
    fields = {each.name: each for each in harness.fake.world.fields.values()}
    for name, option in (("Teams", "Europe, Middle East"), ("Area", "Above > 1 s")):
        fields[name].options = [Option("20100", option)]
        on.setdefault(fields[name].id, OnScreen()).required = True
    read = suggested(harness, tmp_path)
    assert read.own.fields[fields["Teams"].id].default == ("Europe, Middle East",)
    assert read.own.fields[fields["Area"].id].default == ("Above > 1 s",)
    assert list(harness.connect(fieldmap=read).check()) == []
