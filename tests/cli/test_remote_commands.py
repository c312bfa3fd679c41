"""`mapping suggest`, `people resolve` and `people import` beside trackers over HTTP."""

import tomllib

import pytest

from connector.settings.fieldmap import load_fieldmap, shipped_map
from connector.trackers import load


def test_a_suggested_field_map_is_commented_loads_and_passes_check(remote):
    code, text, _ = remote.run("mapping", "suggest", "ops")
    assert code == 0
    assert tomllib.loads(text)
    assert text.startswith("# The field map of ")
    assert sum(line.startswith("#") for line in text.splitlines()) >= 4
    remote.mapping(text)
    load_fieldmap(remote.folder / "own.toml", mapping=load(remote.tracker).MapKeys)
    assert remote.run("check")[:1] == (0,)
    # What was commented out is right as well, once somebody wants it.
    wanted = [line.removeprefix("# ") if line.startswith("# [fields") else line for line in text.splitlines()]
    assert tomllib.loads("\n".join(wanted))


def test_a_suggested_field_map_is_written_once_and_says_what_to_do_with_it(remote):
    code, out, told = remote.run("mapping", "suggest", "ops", "-o", "new.toml")
    assert (code, out) == (0, "")
    assert 'mapping = "new.toml"' in told
    before = (remote.folder / "new.toml").read_text()
    code, _, told = remote.run("mapping", "suggest", "ops", "-o", "new.toml")
    assert code != 0
    assert "new.toml is there already" in told
    assert (remote.folder / "new.toml").read_text() == before
    code, _, told = remote.run("mapping", "suggest", "nonesuch")
    assert (code, "'nonesuch' is no tracker: there is ops" in told) == (2, True)


def test_what_a_project_demands_is_in_its_suggested_map(remote):
    if remote.kind == "github":
        remote.fake.add_issue_field("acme", "Due date")
        remote.fake.add_label("acme/ops", "prio: high")
        wanted = ['due = "field:Due date"', '"prio: high" = ["p1"']
    else:
        screen = remote.fake.project("OPS").create_screens["10002"]
        screen["customfield_10010"].required = True
        del screen["duedate"]
        wanted = ['# [fields."customfield_10010"]\n# value', '# default = ""', 'omit = ["due"]', "one of: S1, S2, S3"]
    _, text, _ = remote.run("mapping", "suggest", "ops")
    assert [words for words in wanted if words not in text] == []
    remote.mapping(text)
    code, _, told = remote.run("check")
    if remote.kind == "github":
        assert code == 0
        return
    assert (code, "(allowed: S1, S2, S3)" in told, len(told.splitlines())) == (2, True, 2)
    choice = text.replace('# [fields."customfield_10010"]\n# value', '[fields."customfield_10010"]\nvalue')
    remote.mapping(choice.replace('# default = ""', 'default = "S2"'))
    assert remote.run("check")[0] == 0


# --- people ------------------------------------------------------------------------------------------------------------

PEOPLE = """
[people.dee]
name = "Dana Example"
aliases = ["Bosslady"]
mail = "dana@example.com"
handles = {{ {tracker} = "{dana}" }}
[people.kim]
name = "Kim Sample"
mail = "kim@example.com"
manager = "dee"
[people.pat]
name = "Pat Private"
mail = "pat@example.com"
[people.ghost]
name = "Gus Ghost"
"""


@pytest.fixture
def peopled(remote):
    dana = remote.handle("dana") if remote.kind != "cloud" else remote.handle("dana@example.com")
    remote.people(PEOPLE.format(tracker=remote.tracker, dana=dana))
    return remote


@pytest.mark.parametrize(
    ("text", "how"),
    [("Bosslady", "alias"), ("dana@example.com", "mail"), ("DANA example", "name"), ("@{handle}", "handle")],
)
def test_a_person_is_told_by_alias_mail_name_and_handle(peopled, text, how):
    handle = tomllib.loads((peopled.folder / "people.toml").read_text())["people"]["dee"]["handles"][peopled.tracker]
    text = text.format(handle=handle)
    code, out, _ = peopled.run("people", "resolve", text)
    assert code == 0
    assert out.splitlines()[0] in (f"{text} is Dana Example (dee), by {how}", f"{text} is Dana Example (dee), by id")
    assert f"  in ops: {handle}, by the people file" in out


def test_a_person_without_a_handle_is_who_the_tracker_finds_for_mail_or_name(peopled):
    code, out, _ = peopled.run("people", "resolve", "Kim Sample")
    assert code == 0
    assert "  manager: Dana Example (dee)" in out
    if peopled.kind == "github":
        assert "  in ops: nobody it can assign tickets to is called 'Kim Sample'" in out
        return
    assert f"  in ops: Kim Sample ({peopled.handle('Kim Sample')}), by its search: the mail fits" in out
    # Jira does not look into a mail that is hidden: then the name is asked for, as it is when tickets are filed.
    _, out, _ = peopled.run("people", "resolve", "pat")
    assert f"  in ops: Pat Private ({peopled.handle('Pat Private')}), by its search: the name fits" in out
    peopled.write("| Add an alert for the queue | Pat Private | 2026-12-06 | Open |\n")
    _, plan = peopled.data("plan", "--json")
    assert [change["fields"]["owner"] for change in plan["changes"]] == [peopled.handle("Pat Private")]


def test_a_name_that_could_be_two_is_held_with_both(remote):
    if remote.kind == "github":
        pytest.skip("a login is one person's")
    both = [user for user in remote.fake.world.users if user.display == "Dana Example"]
    ids = sorted(user.account_id if remote.kind == "cloud" else user.name for user in both)
    code, out, _ = remote.run("people", "resolve", "Dana Example")
    assert code == 1
    assert "Dana Example is nobody in people.toml" in out
    assert f"  in ops: could be Dana Example ({ids[0]}), Dana Example ({ids[1]})" in out
    remote.write("| Add an alert for the queue | Dana Example | 2026-12-06 | Open |\n")
    code, plan = remote.data("plan", "--json")
    assert (code, plan["changes"]) == (1, [])
    assert all(each in plan["holds"][0]["reason"] for each in ids)


def test_nobody_is_told_as_nobody_and_a_stranger_the_tracker_knows_is_somebody(remote):
    code, out, _ = remote.run("people", "resolve", "Gus Ghost")
    assert code == 1
    assert "nobody it can assign tickets to is called 'Gus Ghost'" in out
    name = "kim" if remote.kind == "github" else "Kim Sample"
    code, out, _ = remote.run("people", "resolve", name)
    assert code == 0
    assert f"({remote.handle(name)}), by its search" in out


def test_a_spreadsheet_becomes_people_whom_the_tracker_can_assign(remote):
    dana = remote.handle("dana" if remote.kind != "cloud" else "dana@example.com")
    kim = remote.handle("kim" if remote.kind != "cloud" else "Kim Sample")
    table = f"Name,E-Mail,{remote.tracker},Reports to,Location\nDana Example,dana@example.com,{dana},,Paris\n"
    table += f"Kim Sample,kim@example.com,{kim},Dana Example,Paris\n"
    (remote.folder / "staff.csv").write_text(table)
    (remote.folder / "people.toml").unlink()
    code, _, told = remote.run("people", "import", "staff.csv", "-o", "people.toml")
    assert code == 0
    assert told.splitlines() == [
        'left out: location; a column of handles is named after its system, as in "github" or "github login"',
        '2 people written to people.toml: name it as [people] file = "people.toml"',
    ]
    code, _, told = remote.run("people", "import", "staff.csv", "-o", "people.toml")
    assert "people.toml is there already" in told
    assert remote.run("check")[0] == 0
    code, out, _ = remote.run("people", "resolve", "Kim")
    assert "  manager: Dana Example (dana-example)" in out


def test_plan_apply_and_status_agree_on_a_deleted_ticket_of_a_document_that_is_read(remote):
    rows = "| Add an alert for the queue | | 2027-11-06 | Open |\n"
    remote.write(rows)
    assert remote.run("apply")[0] == 0
    if remote.kind == "github":
        remote.fake.delete_as_person(remote.fake.repo("acme/ops"), 1)
    else:
        remote.fake.delete_as_person("OPS-1")
    remote.write(rows + "| Write the failover runbook | | 2027-11-06 | Open |\n")
    for words in ("plan", "apply", "status"):
        code, out, _ = remote.run(words)
        assert code == 1, words
        assert "is gone" in " ".join(out.split()), words


def test_plan_calls_people_by_their_names(remote):
    if remote.kind == "github":
        pytest.skip("GitHub tells no names")
    remote.people(f'[people.dana]\nname = "Dana Example"\nhandles = {{ jira = "{remote.handle("Dana Example")}" }}\n')
    remote.write("| Add an alert for the queue | Dana Example | 2027-11-06 | Open |\n")
    assert remote.run("apply")[0] == 0
    remote.fake.edit_as_person("OPS-1", assignee="Kim Sample")
    out = " ".join(remote.run("plan")[1].split())
    assert "OPS-1: owner Dana Example -> Kim Sample by Dana Example" in out
    # Somebody whom the tracker alone knows, and a field map by which the document rules.
    text = shipped_map("jira").read_text().replace('owner = "tracker"', 'owner = "document"')
    (remote.folder / "own.toml").write_text(text)
    remote.configure(mapping="own.toml")
    remote.write("| Add an alert for the queue | Kim Sample | 2027-11-06 | Open |\n")
    out = " ".join(remote.run("plan")[1].split())
    assert "owner Dana Example -> Kim Sample" in out
    assert remote.handle("Kim Sample") not in out
