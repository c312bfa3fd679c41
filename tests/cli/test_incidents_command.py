"""`connector incidents`: what people see of incidents and of their post-mortems."""

import pytest

INCIDENTS = '\n[[incidents]]\nname = "register"\nkind = "directory"\npath = "register"\n'
CSV = (
    "id,title,severity,closed,routine,skip_reason\n"
    "EX-1,Cache outage,critical,2026-11-02,,\n"
    "EX-2,Model drift,high,2026-11-03,,\n"
    "EX-3,Disk full,low,2026-11-01,yes,it is replaced this month\n"
)
DOCUMENT = "# Cache outage\n\nIncident ID: ex 1\nDate of Post-Mortem: 2026-11-06\n\n## Action items\n\n- Add an alert (Dana, 2026-12-01)\n"


@pytest.fixture
def register(here):
    config = here.folder / "connector.toml"
    config.write_text(config.read_text() + INCIDENTS)
    (here.folder / "register").mkdir()
    (here.folder / "register" / "all.csv").write_text(CSV)
    (here.folder / "docs" / "a.md").write_text(DOCUMENT)
    here.run("apply")
    return here


def test_each_shows_the_rule_that_decided_and_its_post_mortem(register):
    code, out, _ = register.run("incidents")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[2:5]] == ["EX-2", "EX-1", "EX-3"]
    assert "always: critical severity" in out
    assert "skip: low and routine" in out
    assert "it is replaced this month" in out
    assert "3 incidents, 2 need a post-mortem, 1 of them have one" in out
    code, data = register.data("incidents", "--json")
    assert {each["id"]: (each["verdict"], each["post_mortem"], each["held_on"]) for each in data} == {
        "EX-1": ("always", "docs:a.md", "2026-11-06"),
        "EX-2": ("always", None, None),
        "EX-3": ("skip", None, None),
    }


def test_those_that_lack_one_are_shown_alone(register):
    code, data = register.data("incidents", "--missing", "--json")
    assert (code, [each["id"] for each in data]) == (0, ["EX-2"])


def test_a_record_that_cannot_be_read_is_named_with_its_place(register):
    (register.folder / "register" / "b.json").write_text('{"id": "EX-9"}')
    code, out, err = register.run("incidents")
    assert (code, "held, b.json: EX-9: title <- is missing" in err, "EX-1" in out) == (1, True, True)


def test_a_folder_that_is_not_there_is_a_fault_of_the_configuration(register):
    assert register.run("check")[0] == 0
    (register.folder / "register").rename(register.folder / "elsewhere")
    code, _, err = register.run("check")
    assert (code, "incidents.register" in err) == (2, True)
    code, _, err = register.run("incidents")
    assert (code, "not looked at, register" in err) == (1, True)


def test_without_sources_it_says_how_to_begin(here):
    code, out, _ = here.run("incidents")
    assert (code, "no [[incidents]] are configured" in out) == (0, True)


def test_rules_of_ones_own_decide(register):
    config = register.folder / "connector.toml"
    config.write_text(config.read_text() + '[[process.rules]]\nname = "all"\nthen = "consider"\n')
    assert {each["rule"] for each in register.data("incidents", "--json")[1]} == {"all"}
    config.write_text(
        config.read_text() + '[[process.rules]]\nname = "x"\nthen = "skip"\nwhen = { flag = "regulatry" }\n'
    )
    code, _, err = register.run("check")
    assert (code, "process.rules.1.when" in err, "'regulatry' is no flag" in err) == (2, True, True)
