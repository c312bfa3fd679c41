"""The people file: the shipped example loads, and every fault is told."""

from datetime import date
from pathlib import Path

import pytest

from connector.errors import ConfigError
from connector.settings.people_file import examine_people, load_people, people_data
from connector.share import shared


def faults(folder: Path, text: str) -> list[str]:
    path = folder / "people.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_people(path)
    return [str(fault) for fault in caught.value.faults]


def test_the_example_loads_and_is_plainly_an_example():
    people = load_people(shared("mappings/people.toml"))
    assert [person.id for person in people] == sorted(person.id for person in people)
    assert all(person.mail.endswith("@example.com") for person in people)
    dana = next(person for person in people if person.id == "dana")
    assert (dana.manager, dana.team, dana.handles["github"]) == ("robin", "search", "dana-example")


def test_handles_lose_their_sign_and_systems_their_case(tmp_path):
    path = tmp_path / "people.toml"
    path.write_text('[people.a]\nname = "A"\nhandles = { GitHub = "@a-dev" }\n', encoding="utf-8")
    (person,) = load_people(path)
    assert person.handles == {"github": "a-dev"}
    assert (person.mail, person.manager, person.team, person.aliases) == (None, None, None, ())


def test_who_left_is_known_by_the_day(tmp_path):
    path = tmp_path / "people.toml"
    path.write_text('[people.a]\nname = "A"\nleft = 2026-11-30\n[people.b]\nname = "B"\n', encoding="utf-8")
    assert [person.left for person in load_people(path)] == [date(2026, 11, 30), None]
    assert faults(tmp_path, '[people.a]\nname = "A"\nleft = true\n')[0].startswith("people.a.left <- ")


def test_an_empty_file_is_nobody(tmp_path):
    (tmp_path / "people.toml").write_text("", encoding="utf-8")
    assert load_people(tmp_path / "people.toml") == []


def test_every_wrong_key_is_told_at_once(tmp_path):
    told = faults(tmp_path, '[people.a]\nmail = "nobody"\n[people.b]\nname = " "\nboss = "a"\n[team]\nx = 1\n')
    assert [line.partition(" <- ")[0] for line in told] == [
        "people.a.mail",
        "people.a.name",
        "people.b.name",
        "people.b.boss",
        "team",
    ]


def test_managers_must_be_people_and_lead_somewhere(tmp_path):
    text = """
        [people.a]
        name = "A"
        manager = "nobody"
        [people.b]
        name = "B"
        manager = "c"
        [people.c]
        name = "C"
        manager = "b"
        [people.d]
        name = "D"
        manager = "d"
        [people.e]
        name = "E"
        manager = "b"
    """
    assert faults(tmp_path, text) == [
        "people.a.manager <- 'nobody' is nobody in this file; write the id of a person (allowed: a, b, c, d, e)",
        "people.b.manager <- the managers go round in a ring: b -> c -> b",
        "people.d.manager <- the managers go round in a ring: d -> d",
    ]


def test_two_people_cannot_have_one_address(tmp_path):
    text = """
        [people.a]
        name = "Same Name"
        mail = "x@example.com"
        handles = { github = "dev", jira = "1" }
        [people.b]
        name = "Same Name"
        mail = "X@example.com"
        handles = { GitHub = "@Dev", slack = "1" }
    """
    assert faults(tmp_path, text) == [
        "people.b.handles.github <- '@Dev' is also that of a",
        "people.b.mail <- 'X@example.com' is also that of a",
    ]


GROUPS = """
[people.a]
name = "A"
team = "Search"
[teams.search]
mail = "search@example.com"
holidays = "DE-BE"
zone = "Europe/Berlin"
[roles.head]
person = "a"
[roles.desk]
name = "the desk"
handles = { Slack = "@desk" }
"""


def test_teams_and_roles_can_be_told_as_people_can(tmp_path):
    (tmp_path / "people.toml").write_text(GROUPS, encoding="utf-8")
    read, wrong = examine_people(people_data(tmp_path / "people.toml"))
    assert wrong == []
    team, head, desk = (read.groups[id_] for id_ in ("team:search", "role:head", "role:desk"))
    assert (team.name, team.mail, team.region, team.zone) == (
        "team search",
        "search@example.com",
        "DE-BE",
        "Europe/Berlin",
    )
    assert head is read.people[0]
    assert (desk.name, desk.handles) == ("the desk", {"slack": "desk"})


def test_teams_without_people_and_roles_of_nobody_are_faults(tmp_path):
    text = GROUPS + '[teams.SEARCH]\n[teams.serch]\n[roles.x]\nperson = "b"\n[roles.y]\nperson = "a"\nzone = "UTC"\n'
    assert faults(tmp_path, text + '[people.b2]\nname = "B"\nzone = "Berlin"\n') == [
        "people.b2.zone <- 'Berlin' is no time zone (write one such as Europe/Berlin or UTC)",
        "roles.y <- person says who is told, so zone would not be used: take one or the other away",
        "teams.search <- is the team 'SEARCH' in other letters: name each once",
        "teams.serch <- nobody in this file is in that team (allowed: Search)",
        "roles.x.person <- 'b' is nobody in this file; write the id of a person (allowed: a, b2)",
    ]
