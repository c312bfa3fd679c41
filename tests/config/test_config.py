import pytest

from connector.errors import ConfigError
from connector.settings.config import load_config
from connector.settings.setup import examine_setup, load_setup

GOOD = """
installation = "example-sre"
timezone = "Europe/Berlin"

[[sources]]
kind = "directory"
name = "docs"
path = "postmortems"

[[trackers]]
kind = "local"
name = "ops"
path = "tickets"

[pages]
kind = "directory"
path = "report"
"""


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "connector.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def faults(path):
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    return {fault.path: fault for fault in caught.value.faults}


def test_a_sound_configuration_loads_with_its_defaults(write):
    config = load_config(write(GOOD))
    assert config.installation == "example-sre"
    assert config.zone.key == "Europe/Berlin"
    assert [rung.whom for rung in config.escalation.rungs] == [0, 0, 1, 2]


def test_every_fault_is_named_at_once_with_its_path_and_what_is_allowed(write):
    found = faults(
        write(
            GOOD.replace("Europe/Berlin", "Europe/Atlantis").replace('kind = "local"', 'kind = "trello"')
            + '\n[schedule]\nsync = "soon"\n[policy]\nno_owner = "guess"\n[[routes]]\ntracker = "nowhere"\n'
        )
    )
    assert set(found) >= {"timezone", "trackers.ops.kind", "schedule.sync", "policy.no_owner"}
    assert "local" in found["trackers.ops.kind"].allowed
    assert found["policy.no_owner"].allowed == ("file", "hold")
    assert str(found["trackers.ops.kind"]).startswith("trackers.ops.kind <- 'trello' is not known (allowed: ")


def test_a_route_to_an_unknown_tracker_is_a_fault(write):
    found = faults(write(GOOD + '\n[[routes]]\ntracker = "nowhere"\n'))
    assert found["routes.0.tracker"].allowed == ("ops",)


def test_a_misspelt_key_of_an_adapter_is_named_with_the_nearest(write):
    found = faults(write(GOOD.replace('path = "tickets"', 'path = "tickets"\nprefx = "OPS"')))
    assert "did you mean 'prefix'" in found["trackers.ops.prefx"].message


def test_a_missing_section_is_named(write):
    found = faults(write('installation = "example"\n'))
    assert set(found) == {"sources", "trackers"}


def test_a_missing_file_and_broken_toml_are_configuration_errors(tmp_path, write):
    with pytest.raises(ConfigError, match="there is no configuration at"):
        load_config(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match=r"not valid TOML: .*line 2"):
        load_config(write('installation = "a"\ntimezone = = "UTC"\n'))


def test_two_trackers_need_distinct_names(write):
    second = '\n[[trackers]]\nkind = "local"\nname = "ops"\npath = "more"\n'
    assert "used twice" in faults(write(GOOD + second))["trackers.1.name"].message


def test_the_environment_overrides_a_table_and_a_named_entry(write, monkeypatch):
    monkeypatch.setenv("CONNECTOR_LEDGER__URL", "sqlite:///elsewhere.db")
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__PATH", "other")
    config = load_config(write(GOOD))
    assert config.ledger.url == "sqlite:///elsewhere.db"
    assert config.trackers[0].own["path"] == "other"


def test_a_variable_for_an_entry_of_another_installation_is_a_note_and_its_value_is_not_shown(write, monkeypatch):
    for name in (
        "CONNECTOR_TRACKERS__HUB__TOKEN",
        "CONNECTOR_SOURCES__ELSEWHERE__PATH",
        "CONNECTOR_NOTIFIERS__CHAT__URL",
    ):
        monkeypatch.setenv(name, "sekrit")
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__PATH", "other")
    setup = load_setup(write(GOOD))
    assert list(setup.notes) == [
        f"{name} is set, but no entry of this configuration has that name: it is not read"
        for name in (
            "CONNECTOR_NOTIFIERS__CHAT__URL",
            "CONNECTOR_SOURCES__ELSEWHERE__PATH",
            "CONNECTOR_TRACKERS__HUB__TOKEN",
        )
    ]
    assert setup.config.trackers[0].own["path"] == "other"


def test_a_variable_that_names_an_entry_and_no_key_is_a_fault(write, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS", "sekrit")
    (fault,) = faults(write(GOOD)).values()
    assert str(fault).startswith("CONNECTOR_TRACKERS__OPS <- is set, but names no key")


def test_a_token_whose_variable_is_misspelt_is_told_with_the_one_that_is_set(write, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OSP__TOKEN", "sekrit")
    hub = GOOD.replace(
        'kind = "local"\nname = "ops"\npath = "tickets"', 'kind = "github"\nname = "ops"\nrepo = "acme/ops"'
    )
    (fault,) = faults(write(hub)).values()
    assert "set CONNECTOR_TRACKERS__OPS__TOKEN in the environment (CONNECTOR_TRACKERS__OSP__TOKEN is set, but" in str(
        fault
    )


def test_a_rung_goes_to_a_team_or_a_role_on_some_weekdays(write):
    rung = '[[escalation.rungs]]\nname = "{0}"\noffset = 0\nto = "{0}"\nweekdays = ["thu"]\n'
    config = load_config(write(GOOD + rung.format("team") + rung.format("role:desk")))
    assert [(rung.whom, rung.weekdays) for rung in config.escalation.rungs] == [
        ("team", ["thu"]),
        ("role:desk", ["thu"]),
    ]


def test_a_rung_that_could_never_be_told_is_a_fault(write):
    rung = '[[escalation.rungs]]\nname = "x"\noffset = 0\nto = "{}"\nweekdays = ["sat", "sun"]\n'
    message = faults(write(GOOD + rung.format("owner")))["escalation.rungs"].message
    assert (
        message == "'x' could never be told: none of its weekdays (sat, sun) is a working day (mon, tue, wed, thu, fri)"
    )
    assert "write owner, manager" in faults(write(GOOD + rung.format("boss")))["escalation.rungs.0.to"].message


def test_a_role_that_the_people_file_does_not_have_is_a_fault(write, tmp_path):
    (tmp_path / "people.toml").write_text("[roles.desk]\n[roles.night]\n", encoding="utf-8")
    rung = '[[escalation.rungs]]\nname = "{0}"\noffset = 0\nto = "role:{0}"\n'
    path = write(GOOD + '[people]\nfile = "people.toml"\n' + rung.format("desk") + rung.format("dsk"))
    with pytest.raises(ConfigError) as caught:
        load_setup(path)
    assert [str(fault) for fault in caught.value.faults] == [
        "escalation.rungs.1.to <- 'role:dsk' is no role of the people file (allowed: role:desk, role:night)"
    ]


def test_two_rungs_of_one_name_are_a_fault(write):
    rung = '[[escalation.rungs]]\nname = "due"\noffset = 0\nto = "owner"\n'
    assert "same name" in faults(write(GOOD + rung + rung))["escalation.rungs"].message


def test_faults_within_and_across_sections_and_files_are_named_together(write):
    path = write(
        GOOD.replace("Europe/Berlin", "Mars/Base").replace('name = "ops"', 'name = "ops"\nmapping = "nowhere.toml"')
        + '\n[people]\nfile = "nobody.toml"\n[[routes]]\ntracker = "elsewhere"\n'
        + '[escalation]\nworking_days = ["someday"]\nholidays = "ZZ"\n'
    )
    with pytest.raises(ConfigError) as caught:
        load_setup(path)
    told = str(caught.value)
    for part in (
        "timezone",
        "escalation.working_days.0",
        "routes.0.tracker",
        "nowhere.toml",
        "nobody.toml",
        "escalation.holidays",
    ):
        assert part in told


def test_a_misspelt_kind_does_not_hide_what_else_is_wrong(tmp_path):
    (tmp_path / "connector.toml").write_text(
        'installation = "acme"\n[[sources]]\nkind = "dirctory"\npath = 7\nwrite_back = "maybe"\n'
        '[[trackers]]\nkind = "lcal"\npath = 7\nprefix = "ops 1"\n'
    )
    with pytest.raises(ConfigError) as found:
        load_setup(tmp_path / "connector.toml")
    assert [str(fault).split(" (allowed")[0] for fault in found.value.faults] == [
        "sources.0.kind <- 'dirctory' is not known; did you mean 'directory'?",
        "sources.0.path <- must be text: a path",
        "sources.0.write_back <- must be true or false",
        "trackers.0.kind <- 'lcal' is not known; did you mean 'local'?",
        "trackers.0.path <- must be text: a path",
        "trackers.0.prefix <- 'ops 1' cannot begin a ticket's key: write a letter, then up to 31 letters, digits or _",
    ]


@pytest.mark.parametrize(
    ("first", "second", "at"),
    [
        ('path = "docs"', 'path = "docs/sub"', {"sources.1.path"}),
        ('path = "docs"', 'path = "docs"', {"sources.1.path"}),
        ('path = "docs/sub"', 'path = "docs"', {"sources.0.path"}),
        ('path = "docs"\nexclude = ["sub/**"]', 'path = "docs/sub"', set()),
        ('path = "docs"', 'path = "docs2"', set()),
    ],
)
def test_two_sources_may_not_read_the_same_documents(tmp_path, first, second, at):
    (tmp_path / "connector.toml").write_text(
        'installation = "acme"\n[[trackers]]\nkind = "local"\npath = "tickets"\n'
        f'[[sources]]\nname = "a"\nkind = "directory"\n{first}\n[[sources]]\nname = "b"\nkind = "directory"\n{second}\n'
    )
    setup, faults = examine_setup(tmp_path / "connector.toml")
    assert setup is not None
    assert {fault.path for fault in faults} == at
    assert all("filed twice" in fault.message for fault in faults)


def test_an_entry_without_a_name_is_set_by_the_name_it_goes_by(tmp_path, monkeypatch):
    (tmp_path / "connector.toml").write_text(
        'installation = "acme"\n[[trackers]]\nkind = "local"\npath = "tickets"\n[[sources]]\nkind = "directory"\npath = "docs"\n'
    )
    monkeypatch.setenv("CONNECTOR_TRACKERS__TRACKER__PREFIX", "XY")
    monkeypatch.setenv("CONNECTOR_SOURCES__SOURCE__PATH", "elsewhere")
    config = load_config(tmp_path / "connector.toml")
    assert (config.trackers[0].own["prefix"], config.sources[0].own["path"]) == ("XY", "elsewhere")


REPOSITORIES = """
[[sources]]
kind = "github"
name = "handbook"
repo = "acme/handbook"
path = "report"
token_file = "token"

[[sources]]
kind = "github"
name = "incidents"
repo = "Acme/Handbook"
path = "report/incidents"
token_file = "token"
"""


def test_a_folder_of_a_repository_is_no_folder_here_but_may_lie_in_another_of_it(write):
    _, found = examine_setup(write(GOOD + REPOSITORIES))
    assert [str(fault) for fault in found] == [
        (
            "sources.2.path <- acme/handbook/report/incidents lies in what sources.1 ('handbook') reads, so its items would be "
            'filed twice: add exclude = ["incidents/**"] to that source'
        )
    ]
    _, found = examine_setup(write(GOOD + REPOSITORIES.replace("report/incidents", "incidents")))
    assert found == []


def test_an_unknown_key_is_told_with_the_keys_of_its_own_place(write):
    path = write(GOOD + '\n[[routes]]\ntracker = "ops"\npaths = "x"\n[[escalation.rungs]]\nnme = "due"\n')
    found = faults(path)
    assert found["routes.0.paths"].allowed == ("assignee", "project", "tracker", "when")
    assert found["escalation.rungs.0.nme"].message.endswith("did you mean 'name'?")


def test_one_bracket_too_many_or_too_few_is_told(write):
    found = faults(write(GOOD.replace("[pages]", "[[pages]]") + '\n[routes]\ntracker = "ops"\n'))
    assert str(found["pages"]) == "pages <- is one table, not a list: write [pages] for [[pages]]"
    assert str(found["routes"]).startswith("routes <- is a list: write [[routes]] for [routes]")


def test_a_fault_that_the_environment_brought_names_its_variable_beside_the_faults_of_the_file(write, monkeypatch):
    for name, value in {
        "CONNECTOR_GUARD": "no table",
        "CONNECTOR_LOG": '{"level": "loud"}',
        "CONNECTOR_LEDGER__ULR": "sqlite:///x.db",
        "CONNECTOR_REPORT__WEEKS": "0",
        "CONNECTOR_TRACKERS__OPS__PREFIX": "not a prefix",
    }.items():
        monkeypatch.setenv(name, value)
    found = faults(write(GOOD.replace("Europe/Berlin", "Mars/Base")))
    assert set(found) == {
        "timezone",
        "CONNECTOR_GUARD",
        "CONNECTOR_LOG.level",
        "CONNECTOR_LEDGER__ULR",
        "CONNECTOR_REPORT__WEEKS",
        "CONNECTOR_TRACKERS__OPS__PREFIX",
    }


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("CONNECTOR_TIMEZON", "CONNECTOR_TIMEZONE"),
        ("CONNECTOR_LEDGER_URL", "CONNECTOR_LEDGER__URL"),
        ("CONNECTOR_TRACKERS_OPS_TOKEN", "CONNECTOR_TRACKERS__OPS__TOKEN"),
        ("CONNECTOR_TRACKER__OPS__TOKEN", "CONNECTOR_TRACKERS__OPS__TOKEN"),
    ],
)
def test_a_misspelt_variable_is_a_fault(write, monkeypatch, variable, meant):
    monkeypatch.setenv(variable, "sekrit")
    (fault,) = faults(write(GOOD)).values()
    assert str(fault) == f"{variable} <- is set, but no setting is read from it; did you mean '{meant}'?"


def test_variables_of_somebody_else_are_let_be(write, monkeypatch):
    for name in ("CONNECTOR_PORT", "CONNECTOR_SERVICE_HOST", "CONNECTOR_PAGES_PORT_80_TCP", "CONNECTOR_SHARED"):
        monkeypatch.setenv(name, "tcp://192.0.2.1:80")
    load_config(write(GOOD))


def test_faults_in_the_people_file_hide_none_of_who_names_people(tmp_path):
    (tmp_path / "people.toml").write_text('[people.dana]\nname = "Dana"\nmanger = "kim"\n', encoding="utf-8")
    path = tmp_path / "connector.toml"
    text = GOOD + '[people]\nfile = "people.toml"\n[escalation]\nfallback = "ghost"\n'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_setup(path)
    told = [str(fault) for fault in caught.value.faults]
    assert any("manger" in fault for fault in told)
    assert any("'ghost' is nobody in the people file" in fault for fault in told)


def test_who_is_named_is_looked_for_in_an_empty_people_file_too(tmp_path):
    (tmp_path / "people.toml").write_text("", encoding="utf-8")
    path = tmp_path / "connector.toml"
    path.write_text(GOOD + '[people]\nfile = "people.toml"\n[escalation]\nfallback = "ghost"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_setup(path)
    assert any("'ghost' is nobody in the people file" in str(fault) for fault in caught.value.faults)
