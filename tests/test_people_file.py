"""The people file: the shipped example loads, and every fault is told."""

from pathlib import Path

import pytest

from connector.errors import ConfigError
from connector.settings.people_file import load_people
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


def test_an_empty_file_is_nobody(tmp_path):
    (tmp_path / "people.toml").write_text("", encoding="utf-8")
    assert load_people(tmp_path / "people.toml") == []


def test_every_wrong_key_is_told_at_once(tmp_path):
    told = faults(tmp_path, '[people.a]\nmail = "nobody"\n[people.b]\nname = " "\nboss = "a"\n[team]\nx = 1\n')
    assert [line.partition(" <- ")[0] for line in told] == [
        "people.a.name",
        "people.a.mail",
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
