"""Every command, as a person or a script calls it."""

import json

import pytest
from installation import GOOD, HEAD, HELD


def test_plan_shows_what_apply_will_do_and_writes_nothing(here):
    here.write(GOOD)
    before = here.files()
    code, out, err = here.run("plan")
    assert code == 0
    assert "create  a.md:9" in out
    assert "1 to create; 0 held" in out
    assert err == ""
    assert here.files() == before


def test_a_plan_is_data_too(here):
    here.write(GOOD + HELD)
    code, data = here.data("plan", "--json")
    assert code == 1
    assert [change["kind"] for change in data["changes"]] == ["create"]
    assert "31 February 2027" in data["holds"][0]["reason"]
    assert data["holds"][0]["line"] == 10


def test_apply_files_once_and_the_second_time_changes_nothing(here):
    here.write(GOOD)
    assert here.run("apply")[:2] == (0, "1 created\n1 document written back\n")
    assert here.run("apply")[:2] == (0, "nothing changed\n")
    assert len(list((here.folder / "tickets").glob("OPS-*.md"))) == 1


def test_a_held_item_makes_the_exit_code_1_until_it_is_mended(here):
    path = here.write(GOOD + HELD)
    assert here.run("apply")[0] == 1
    code, out, _ = here.run("apply")
    assert code == 1
    assert "31 February 2027 does not exist" in out
    path.write_text(path.read_text().replace("31 February 2027", "2027-02-28"))
    assert here.run("apply")[:2] == (0, "1 created\n1 document written back\n")


def test_a_saved_plan_is_applied_unless_something_changed(here):
    here.write(GOOD)
    assert here.run("plan", "-o", "plan.json")[0] == 0
    here.write(GOOD + "| Raise the limit | Kim Sample | 2026-11-20 | Open |\n")
    code, _, err = here.run("apply", "--plan", "plan.json")
    assert code == 3
    assert "connector plan -o plan.json" in err
    assert not list(here.folder.glob("tickets/OPS-*.md"))
    here.write(GOOD)
    assert here.run("apply", "--plan", "plan.json")[0] == 0


@pytest.mark.parametrize("text", ["[]", "{}", "no JSON"])
def test_what_is_no_plan_is_a_configuration_error(here, text):
    here.write(GOOD)
    (here.folder / "plan.json").write_text(text)
    code, _, err = here.run("apply", "--plan", "plan.json")
    assert (code, "is no saved plan" in err) == (2, True)


def test_an_unusual_plan_is_refused_until_it_is_allowed(here):
    config = here.folder / "connector.toml"
    config.write_text(config.read_text() + "[guard]\nmax_creates = 1\n")
    here.write(GOOD + "| Raise the limit | Kim Sample | 2026-11-20 | Open |\n")
    code, _, err = here.run("apply")
    assert code == 3
    assert "--allow-large" in err
    assert here.run("apply", "--allow-large")[0] == 0


def test_parse_gives_what_others_build_on(here):
    path = here.write(GOOD)
    code, data = here.data("parse", "docs/a.md", "--json")
    assert code == 0
    assert path.exists()
    assert data == {
        "docs/a.md": [
            {
                "action": "Add an alert for the queue",
                "owner": "Dana Example",
                "due": "2026-11-06",
                "status": "open",
                "priority": None,
                "refs": [],
                "line": 9,
            }
        ]
    }


def test_lint_names_what_is_missing_and_gates(here):
    here.write(GOOD)
    assert here.run("lint", "docs")[0] == 0
    here.write("| Be more careful |  |  | Open |\n")
    code, out, _ = here.run("lint", "docs")
    assert code == 1
    assert [line.rsplit("[", 1)[1] for line in out.splitlines()] == ["specific]", "assigned]", "time-bound]"]
    for shape in (("--json",), ("--format", "json")):
        code, data = here.data("lint", "docs", *shape)
        assert {finding["rule"] for finding in data} == {"specific", "assigned", "time-bound"}
    assert here.data("lint", "docs", "--format", "sarif")[1]["runs"][0]["results"][0]["ruleId"] == "specific"
    assert here.run("lint", "docs", "--format", "github")[1].startswith("::warning file=docs")


def test_lint_reads_its_own_table_of_the_configuration_and_no_other(here):
    here.write("| Be more careful |  |  | Open |\n")
    rules = 'rules = { specific = "off", assigned = "note", "time-bound" = "note" }'
    (here.folder / "connector.toml").write_text(f"[lint]\n{rules}\n")
    code, out, _ = here.run("lint", "docs")
    assert (code, out.count(": note: ")) == (0, 2)
    (here.folder / "connector.toml").write_text(f'[lint]\n{rules}\nfail_on = "note"\n')
    assert here.run("lint", "docs")[0] == 1
    (here.folder / "connector.toml").write_text('[lint]\nrules = { speling = "off" }\ndue_days = { critical = 0 }\n')
    code, _, err = here.run("lint", "docs")
    assert (code, "there is no rule 'speling'" in err, "lint.due_days.critical" in err) == (2, True, True)


def test_status_shows_items_one_item_and_its_history(here):
    here.write(GOOD)
    here.run("apply")
    code, out, _ = here.run("status", as_of="2026-11-10T09:00")
    assert code == 0
    assert "4 d late" in out
    code, data = here.data("status", "--json")
    (item,) = data["items"]
    assert (item["ticket"], item["status"], item["owner"]) == ("OPS-1", "open", "Dana Example")
    for key in ("OPS-1", item["key"]):
        code, out, _ = here.run("status", key)
        assert code == 0
        assert "status nothing -> open" in out
    code, _, err = here.run("status", "OPS-9")
    assert (code, "no item or ticket is called 'OPS-9'" in err) == (2, True)


def test_escalate_tells_the_owner_then_the_manager_each_once(here):
    here.write(GOOD)
    here.run("apply")
    code, out, _ = here.run("escalate", "--dry-run", as_of="2026-11-06T09:00")
    assert code == 0
    assert "would be sent to Dana Example" in out
    assert here.run("escalate", as_of="2026-11-06T09:00")[1].startswith("sent to Dana Example")
    assert here.run("escalate", as_of="2026-11-09T09:00")[1].startswith("0 digests")
    assert here.run("escalate", as_of="2026-11-11T09:00")[1].startswith("sent to Kim Sample")
    assert here.run("escalate", as_of="2026-11-12T09:00")[1].startswith("0 digests")


def test_nobody_is_told_anything_on_a_sunday(here):
    here.write(GOOD)
    here.run("apply")
    assert "no working day" in here.run("escalate", as_of="2026-11-08T09:00")[1]


def test_the_report_of_a_week_is_the_same_whenever_it_is_made(here):
    here.write(GOOD)
    here.run("apply")
    code, out, _ = here.run("report", "--week", "2026-W45", as_of="2026-11-09T07:00")
    assert code == 0
    assert "2026-W45.html: created" in out
    first = (here.folder / "report" / "2026-W45.html").read_bytes()
    assert "2026-W45.html: unchanged" in here.run("report", "--week", "2026-W45", as_of="2026-11-30T07:00")[1]
    assert here.run("report", "--week", "2026-W45", "--to", "elsewhere", as_of="2026-12-07T07:00")[0] == 0
    assert (here.folder / "elsewhere" / "2026-W45.html").read_bytes() == first


def test_people_resolve_shows_who_and_why(here):
    code, out, _ = here.run("people", "resolve", "dana")
    assert code == 0
    assert "Dana Example (dana), by id" in out
    assert "manager: Kim Sample (kim)" in out
    assert here.run("people", "resolve", "Zed")[0] == 1


def test_a_forgotten_item_is_adopted_again_by_hand(here):
    here.write(GOOD)
    here.run("apply")
    (item,) = here.data("status", "--json")[1]["items"]
    assert here.run("ledger", "forget", item["key"])[0] == 0
    assert here.run("ledger", "forget", item["key"])[0] == 2
    code, out, err = here.run("ledger", "adopt", item["key"], "OPS-1")
    assert (code, err) == (0, "")
    assert "is now tracked by OPS-1" in out
    assert here.run("apply")[1] == "nothing changed\n"


def test_a_lost_ledger_is_rebuilt_by_command(here):
    here.write(GOOD)
    here.run("apply")
    for file in here.folder.glob("ledger.db*"):
        file.unlink()
    code, out, _ = here.run("ledger", "rebuild")
    assert code == 0
    assert "1 ticket bound again" in out
    assert here.run("apply")[1] == "nothing changed\n"


def test_check_says_sound_or_names_every_fault(here):
    assert here.run("check")[0] == 0
    config = here.folder / "connector.toml"
    config.write_text(config.read_text().replace("people.toml", "nobody.toml").replace("Europe/Berlin", "Mars/Base"))
    code, out, err = here.run("check")
    assert (code, out) == (2, "")
    assert "timezone" in err
    assert "nobody.toml" in err


def test_looking_makes_no_file(here):
    here.write(GOOD)
    before = here.files()
    for words in (["plan"], ["status"], ["check"], ["escalate", "--dry-run"], ["people", "resolve", "kim"]):
        here.run(*words)
    assert here.files() == before


def test_run_once_does_every_job_that_is_due(here):
    here.write(GOOD)
    assert here.run("run", "--once")[0] == 0
    assert (here.folder / "tickets" / "OPS-1.md").exists()
    assert (here.folder / "report" / "index.html").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["parse", "nowhere.md"], "no file or folder at nowhere.md"),
        (["report", "--week", "soon"], "2026-W47"),
        (["report", "--week", "2030-W01"], "has not begun"),
        (["frobnicate"], "No such command"),
    ],
)
def test_wrong_use_says_what_to_write(here, words, told):
    code, _, err = here.run(*words)
    assert code == 2
    assert told in err


def test_a_wrong_moment_says_how_to_write_one(here):
    code, _, err = here.run("status", as_of="yesterday")
    assert (code, "2026-11-23T09:00" in err) == (2, True)


def test_text_of_a_document_cannot_steer_the_terminal(here):
    here.write("| \x1b[31mRed\x1b[0m alert [bold]x[/bold] \u202eevil | Dana Example | 2026-11-06 | Open |\n")
    for words in (["plan"], ["parse", "docs"], ["apply"], ["status"]):
        _, out, err = here.run(*words)
        assert "\x1b" not in out + err
        assert "\u202e" not in out + err


def test_a_ledger_that_cannot_be_opened_is_exit_code_4(here):
    (here.folder / "ledger.db").write_text("this is no database, but a text that is long enough to be looked at\n" * 50)
    here.write(GOOD)
    code, out, err = here.run("apply")
    assert (code, out) == (4, "")
    assert "ledger.db" in err
    assert not list(here.folder.glob("tickets/*"))


def test_the_demo_tells_its_story_twice_and_touches_no_other_folder(here):
    code, out, _ = here.run("demo", "--dir", "play", as_of=None)
    assert code == 0
    assert "6. The weekly report, 2026-W47: 4 of 5 closed on time" in out
    assert here.run("demo", "--dir", "play", as_of=None)[1] == out
    code, _, err = here.run("demo", "--dir", "docs/..", as_of=None)
    assert code == 2
    assert "was not made by the demo" in err


def test_json_of_several_paths_keeps_each_under_its_name(here):
    here.write(GOOD, "a.md")
    (here.folder / "docs" / "b.md").write_text(HEAD)
    assert list(json.loads(here.run("parse", "docs", "--json")[1])) == ["docs/a.md", "docs/b.md"]


def test_a_ticket_that_was_edited_badly_is_told_about_until_it_is_mended(here):
    here.write(GOOD)
    here.run("apply")
    ticket = here.folder / "tickets" / "OPS-1.md"
    sound = ticket.read_text()
    ticket.write_text(sound.replace("status: open", "status: DONE!!"))
    for words in (["apply"], ["status"], ["plan"], ["apply"]):
        code, out, _ = here.run(*words)
        assert code == 1
        assert "DONE!!" in out
    ticket.write_text(sound)
    assert here.run("apply")[:2] == (0, "nothing changed\n")


def test_check_names_faults_of_the_file_and_of_the_world_in_one_round(here):
    config = here.folder / "connector.toml"
    text = config.read_text().replace("Europe/Berlin", "Mars/Base").replace("ledger.db", "no/such/ledger.db")
    config.write_text(
        f'{text}\n[guard]\nmax_share = true\n[[notifiers]]\nkind = "apprise"\nurls = ["nonsense://x"]\ncolour = 1\n'
    )
    (here.folder / "people.toml").write_text(
        '[people.a]\nname = "A"\ncolour = 1\nmanager = "b"\n[people.b]\nmanager = "a"\n[people.c]\nmanager = "d"\n'
    )
    code, _, err = here.run("check")
    assert code == 2
    for told in (
        "timezone <- 'Mars/Base'", "guard.max_share <- must be a number", "notifiers.0.colour <- ", "nonsense://",
        "people.a.colour <- ", "people.b.name <- is missing", "round in a ring: a -> b -> a", "'d' is nobody in this",
        "ledger.url <- no file can be made",
    ):  # fmt: skip
        assert told in err, told


def test_a_forgotten_item_takes_the_ticket_that_carries_its_marker_under_another_name(here):
    here.write(GOOD)
    here.run("apply")
    (item,) = here.data("status", "--json")[1]["items"]
    ticket = here.folder / "tickets" / "OPS-1.md"
    ticket.write_text(ticket.read_text().replace("key: OPS-1", "key: OPS-77"))
    ticket.rename(ticket.with_name("OPS-77.md"))
    here.run("apply")
    code, out, _ = here.run("ledger", "forget", item["key"])
    assert (code, "OPS-77 carries its marker, so the next run takes that" in out) == (0, True)
    document = here.folder / "docs" / "a.md"
    document.write_text(document.read_text().replace("OPS-1", "OPS-77"))
    here.run("apply")
    assert [one["ticket"] for one in here.data("status", "--json")[1]["items"]] == ["OPS-77"]
    assert sorted(path.name for path in ticket.parent.glob("OPS-*.md")) == ["OPS-77.md"]
