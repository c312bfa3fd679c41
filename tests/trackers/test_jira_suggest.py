"""The field map that is suggested for a Jira project."""

import pytest
from fakes.jira import FakeJira
from fakes.jira_default import screen
from fakes.jira_state import IssueType, OnScreen, Option
from jira_harness import JiraHarness

from connector.fieldmap import load_fieldmap
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


def test_what_a_project_demands_has_a_default_of_its_form_that_check_finds_sound(harness, tmp_path):
    on = harness.fake.project("OPS").create_screens["10002"]
    for id_ in ("duedate", "customfield_10015", "customfield_10014", "customfield_10016"):
        on[id_].required = True
    read = suggested(harness, tmp_path)
    assert read.own.fields["duedate"].default == "today + 14"
    assert list(harness.connect(fieldmap=read).check()) == []


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
