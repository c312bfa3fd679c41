"""What `connector check` finds at a live tracker before the first ticket: each fault by itself, and all of them at once."""

from datetime import timedelta

import pytest
from installation import GOOD

from connector.clock import system_clock
from connector.settings.fieldmap import shipped_map

JIRA, GITHUB = ("cloud", "datacenter"), ("github",)


def screen(remote):
    return remote.fake.project("OPS").create_screens["10002"]


def lines(text):
    """Return what adds lines to the field map that comes with the program."""

    def add(remote):
        shipped = shipped_map(remote.tracker).read_text(encoding="utf-8")
        # Keys of the top level have to come before the first table.
        top, bracket, rest = shipped.partition("[rules]")
        at_top = not text.startswith("[")
        remote.mapping(f"{top}\n{text if at_top else ''}\n{bracket}{rest}\n{'' if at_top else text}")

    return add


def replaced(old, new):
    """Return what changes words of the field map that comes with the program."""

    def change(remote):
        shipped = shipped_map(remote.tracker).read_text(encoding="utf-8")
        assert old in shipped
        remote.mapping(shipped.replace(old, new, 1))

    return change


def without(field):
    return lambda remote: screen(remote).pop(field)


def demanding(field):
    return lambda remote: setattr(screen(remote)[field], "required", True)


def people(text):
    return lambda remote: remote.people(text)


def expiring(remote):
    token = remote.fake.state.tokens[remote.fake.token]
    token.expires_at = system_clock() + timedelta(days=5)
    remote.fake.clock.advance(0)


FAULTS = [
    # what is wrong, at which kinds of tracker, how it comes about, what is said of it
    ("an unknown field", JIRA, lines('[fields."Sevrity"]\nvalue = "x"\n'), "there is no field 'Sevrity' on the create screen of OPS Task"),
    ("a field off the screen", JIRA, without("duedate"), "'duedate' is not on the create screen: add it to the screen, or write omit = [\"due\"]"),
    ("labels off the screen", JIRA, without("labels"), "'labels' is not on the create screen: add it to the screen: by its label"),
    ("a required field", JIRA, demanding("customfield_10016"), 'fields."Root cause" <- is required and has no value: give it one (customfield_10016)'),
    ("a required choice", JIRA, demanding("customfield_10011"), 'fields."Teams" <- is required and has no value: give it one (customfield_10011)'),
    ("a bad option", JIRA, lines('[fields."Teams"]\nvalue = "{{ team or \'\' }}"\nwords = { db = "Storage" }\n'), "field 'Teams' does not allow 'Storage': it allows Payments, Search"),
    ("a bad number", JIRA, lines('[fields."Effort"]\nvalue = "{{ team or \'\' }}"\ndefault = "much"\n'), "field 'Effort' wants a number, not 'much'"),
    ("a bad component", JIRA, lines('components = ["Nowhere"]\n'), "components <- 'Nowhere' is no component (OPS Task) (allowed: Backend, Frontend)"),
    ("a bad priority", JIRA, replaced('Highest = ["p0"', 'Utmost = ["p0"'), "priority.words.Utmost <- is no priority here (OPS Task) (allowed: Highest, High, Medium, Low, Lowest)"),
    ("an unknown issue type", JIRA, replaced('issue_type = "Task"', 'issue_type = "Story"'), "project OPS has no issue type 'Story' for new tickets: it has Task, Bug, Sub-task"),
    ("an unknown status", JIRA, replaced('done = ["Done", "Closed", "Resolved"]', 'done = ["Done", "Shiped"]'), "status.done <- 'Shiped' is no status of the workflow"),
    ("an unknown resolution", JIRA, replaced('done = ["Done", "Fixed"', 'done = ["Done", "Shiped"'), "resolutions.done <- 'Shiped' is no resolution of the site (allowed: "),
    ("an unknown step", JIRA, lines('[transitions.done]\nthrough = ["Reviewed"]\n'), "transitions.done.through <- 'Reviewed' is no status of the workflow"),
    ("a missing right", JIRA, lambda remote: remote.fake.deny("ASSIGN_ISSUES", "OPS"), "this account may not assign tickets in project OPS (ASSIGN_ISSUES)"),
    ("a right that hides a field", JIRA, lambda remote: remote.fake.deny("SCHEDULE_ISSUES", "OPS"), "this account may not set due dates in project OPS (SCHEDULE_ISSUES)"),
    ("a missing right", GITHUB, lambda remote: remote.fake.repo("acme/ops").roles.update({"connector-bot": "read"}), "this account may not write to acme/ops"),
    ("an unassignable person", JIRA, people('[people.max]\nname = "Max Elsewhere"\nhandles = { jira = "nobody-here" }\n'), "people.max.handles.jira <- 'nobody-here' is nobody ops can assign tickets to"),
    ("an unassignable person", GITHUB, people('[people.max]\nname = "Max Elsewhere"\nhandles = { github = "stranger" }\n'), "people.max.handles.github <- 'stranger' is nobody ops can assign tickets to"),
    ("a template error", JIRA + GITHUB, replaced('summary = "{{ item.action }}"', 'summary = "{{ item.action"'), "trackers.ops.mapping: summary <- "),
    ("a word no template knows", JIRA + GITHUB, replaced('summary = "{{ item.action }}"', 'summary = "{{ item.wording }}"'), "trackers.ops.mapping: summary <- "),
    ("a missing template", JIRA + GITHUB, replaced('template = "ticket.', 'template = "own.'), "own."),
    ("an unknown date field", GITHUB, replaced('due = "body"', 'due = "field:Due date"'), "mapping: due <- "),
    ("an unknown project", GITHUB, replaced('due = "body"', 'due = "project:acme/7:Due"'), "mapping: due <- "),
    ("an unknown milestone", GITHUB, lines('milestone = "Q9"\n'), "mapping: milestone <- "),
    ("a label GitHub does not take", GITHUB, replaced('in_progress = "in progress"', 'in_progress = "in, progress"'), "'in, progress' is no label: at most 50 characters, and no comma"),
    ("a token about to end", GITHUB, expiring, "trackers.ops.token <- ends on "),
    ("issues switched off", GITHUB, lambda remote: setattr(remote.fake.repo("acme/ops"), "has_issues", False), "acme/ops has its issues disabled"),
    ("an archived repository", GITHUB, lambda remote: remote.fake.archive("acme/ops"), "acme/ops is archived: nothing can be written there"),
]  # fmt: skip


CASES = [pytest.param(kind, *row[2:], id=f"{row[0]}-{kind}") for row in FAULTS for kind in row[1]]


@pytest.mark.parametrize(("remote", "spoil", "words"), CASES, indirect=["remote"])
def test_check_names_what_would_go_wrong(remote, spoil, words):
    assert remote.run("check")[0] == 0
    spoil(remote)
    remote.fake.clear()
    code, out, told = remote.run("check")
    assert (code, out) == (2, "")
    assert words in told
    faults = [line for line in told.splitlines() if line.startswith("  ")]
    assert len(faults) == 1, told
    assert {each.method for each in remote.fake.requests} <= {"GET", "POST"}
    assert not [each for each in remote.fake.requests if each.method == "POST" and "/graphql" not in each.path]


@pytest.mark.parametrize("remote", ["cloud", "github"], indirect=True)
def test_no_fault_hides_another(remote):
    spoil = replaced('summary = "{{ item.action }}"', 'summary = "{{ item.wording }}"')
    spoil(remote)
    remote.people(f'[people.max]\nname = "Max Elsewhere"\nhandles = {{ {remote.tracker} = "stranger" }}\n')
    if remote.kind == "cloud":
        demanding("customfield_10016")(remote)
        wanted = ["is required and has no value", "summary", "people.max.handles.jira"]
    else:
        remote.fake.archive("acme/ops")
        wanted = ["is archived", "summary"]
    _, _, told = remote.run("check")
    assert [words for words in wanted if words not in told] == []
    assert len(told.splitlines()) == len(wanted) + 1


def test_a_handle_for_the_tracker_itself_stands_in_for_that_of_its_kind(remote):
    names = {"cloud": "Kim Sample", "datacenter": "Kim Sample", "github": "kim"}
    handles = f'{{ {remote.tracker} = "somebody-elsewhere", ops = "{remote.handle(names[remote.kind])}" }}'
    remote.people(f'[people.kim]\nname = "Kim Sample"\nhandles = {handles}\n')
    assert remote.run("check")[0] == 0


@pytest.mark.parametrize("words", [["check"], ["plan"], ["apply"], ["run", "--once"], ["status"], ["escalate"]])
def test_every_command_tells_what_is_not_on_this_machine_beside_the_other_faults(here, words):
    config = here.folder / "connector.toml"
    text = config.read_text().replace("sqlite:///ledger.db", "mysql://x").replace('path = "docs"', 'path = "nowhere"')
    text = text.replace('path = "report"', 'path = "people.toml"')
    text += (
        '[[trackers]]\nname = "dev"\nkind = "local"\npath = "./tickets"\nprefix = "OPS"\n[[routes]]\ntracker = "ops"\n'
    )
    config.write_text(text + '[[notifiers]]\nkind = "apprise"\nurls_file = "urls.txt"\n')
    (here.folder / "templates").mkdir()
    (here.folder / "templates" / "ticket.md.j2").write_text("{{ item.")
    config.write_text('templates = "templates"\n' + config.read_text())
    code, out, told = here.run(*words)
    assert (code, out) == (2, "")
    for fault in (
        "ledger.url <- ", "sources.docs.path <- there is no folder", "pages.path <- ", "urls_file <- ", "ticket.md.j2",
        "trackers.1.path <- 'dev' would number tickets OPS-1 and on in", "as trackers.0 ('ops') does",
    ):  # fmt: skip
        assert fault in told, fault
    assert not (here.folder / "ledger.db").exists()


def test_a_folder_that_was_read_before_and_is_away_stops_nothing_by_itself(here):
    here.write(GOOD)
    assert here.run("apply")[0] == 0
    (here.folder / "docs").rename(here.folder / "away")
    code, out, _ = here.run("plan")
    assert (code, "source 'docs' was left out" in " ".join(out.split())) == (1, True)
    assert here.run("escalate")[0] == 0
    config = here.folder / "connector.toml"
    config.write_text(config.read_text().replace('"report"', '"people.toml"'))
    code, _, told = here.run("plan")
    assert (code, "sources.docs.path <- " in told, "pages.path <- " in told) == (2, True, True)


def test_one_shell_may_hold_the_tokens_of_two_installations(here, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__HUB__TOKEN", "sekrit")
    here.write(GOOD)
    code, out, _ = here.run("check")
    assert code == 0
    assert "note: CONNECTOR_TRACKERS__HUB__TOKEN is set, but no entry of this configuration has that name" in " ".join(
        out.split()
    )
    assert [here.run(name)[0] for name in ("plan", "apply")] == [0, 0]


@pytest.mark.parametrize("remote", JIRA, indirect=True)
def test_a_project_whose_key_is_another_now_is_told_by_that_and_its_rights_are_looked_at(remote):
    remote.fake.rename_project_as_person("OPS", "PLAT")
    remote.fake.deny("ADD_COMMENTS", "PLAT")
    code, _, told = remote.run("check")
    assert code == 2
    assert "trackers.ops.project <- 'OPS' is now PLAT: write that" in told
    assert "this account may not comment in project PLAT (ADD_COMMENTS)" in told
    assert len(told.splitlines()) == 3
    remote.fake.allow("ADD_COMMENTS", "PLAT")
    remote.configure(project="PLAT")
    assert remote.run("check")[0] == 0


@pytest.mark.parametrize("remote", JIRA, indirect=True)
def test_rights_that_jira_has_for_no_such_project_are_told(remote):
    words = {"errorMessages": ["No project could be found with key 'OPS'."], "errors": {}}
    remote.fake.faults.add("status", "GET", "/mypermissions$", status=404, body=words, times=None)
    code, _, told = remote.run("check")
    assert code == 2
    assert "trackers.ops.project <- there is no project 'OPS' in which this account has rights: ops: cannot" in told
    assert "No project could be found with key 'OPS'." in told


def test_of_a_field_map_that_cannot_be_used_only_its_own_faults_are_told(remote):
    shipped = shipped_map(remote.tracker).read_text(encoding="utf-8")
    remote.people(f'[people.max]\nname = "Max Elsewhere"\nhandles = {{ {remote.tracker} = "stranger" }}\n')
    if remote.tracker == "jira":
        del screen(remote)["duedate"]
        shipped = shipped.replace("omit = []", 'omit = ["due"]')
        assert 'omit = ["due"]' in shipped
    remote.mapping(shipped.replace("max_length = ", "max_lenght = "))
    code, _, told = remote.run("check")
    assert code == 2
    faults = [line.strip() for line in told.splitlines() if line.startswith("  ")]
    assert len(faults) == 2, told
    assert "max_lenght" in faults[0]
    assert faults[1] == (
        "trackers.ops <- was not asked what else is wrong, as its field map cannot be used: mend that first"
    )


def test_every_broken_text_of_a_field_map_is_told(remote):
    shipped = shipped_map(remote.tracker).read_text(encoding="utf-8")
    text = shipped.replace('summary = "{{ item.action }}"', 'summary = "{{ item.wording }}"')
    if remote.tracker == "jira":
        text += '[fields."Root cause"]\nvalue = "{{ nothing }}"\n[fields."Effort"]\nvalue = "{{ 1 +"\n'
    (remote.folder / "templates" / "pages").mkdir(parents=True)
    (remote.folder / "templates" / "pages" / "index.j2").write_text("{{ item.")
    remote.mapping(text)
    config = remote.folder / "connector.toml"
    config.write_text('templates = "templates"\n' + config.read_text())
    _, _, told = remote.run("check")
    wanted = ["summary <- ", "pages/index.j2"]
    wanted += ["fields.Root cause.value <- ", "fields.Effort.value <- "] if remote.tracker == "jira" else []
    assert [words for words in wanted if words not in told] == []
    assert len(told.splitlines()) == len(wanted) + 1


@pytest.mark.parametrize("remote", JIRA, indirect=True)
def test_people_are_looked_at_in_each_project_that_routes_name(remote):
    max_ = remote.handle("Max Elsewhere")  # of WEB alone
    remote.people(f'[people.max]\nname = "Max Elsewhere"\nhandles = {{ jira = "{max_}" }}\n')
    routes = (
        '[[routes]]\ntracker = "ops"\nproject = "WEB"\nwhen = {{ service = "web" }}\n[[routes]]\ntracker = "ops"\n{}'
    )
    remote.configure(routes.format(""))
    code, out, _ = remote.run("check")
    assert code == 0
    assert f"note: people.max: '{max_}' is nobody ops can assign tickets of OPS to" in " ".join(out.split())
    remote.configure(routes.format('assignee = "max"\n'))
    code, _, told = remote.run("check")
    assert (code, len(told.splitlines())) == (2, 2)
    assert f"routes.1.assignee <- 'max' ({max_}) is nobody ops can assign tickets of OPS to" in told


@pytest.mark.parametrize("remote", JIRA, indirect=True)
def test_a_required_field_whose_name_another_has_is_named_by_its_id(remote):
    demanding("customfield_10016")(remote)
    remote.fake.world.fields["customfield_10010"].name = "Root cause"
    _, _, told = remote.run("check")
    assert 'fields."customfield_10016" <- is required and has no value' in told
