import pytest

from connector.core.model import Person, PersonId
from connector.core.people import Directory, Known, Several, Unknown


def person(key, name, *aliases, mail=None, manager=None, **handles):
    return Person(
        PersonId(key), name, aliases=aliases, mail=mail, handles=handles, manager=PersonId(manager) if manager else None
    )


DIRECTORY = Directory(
    [
        person("zoe", "Zoé Example", "ze", mail="zoe@example.com", manager="lee", github="zoe-gh", jira="Z1"),
        person("lee", "Lee Sample", manager="kim", github="lee"),
        person("kim", "Kim Sample", "Boss", manager="ghost"),
        person("sam1", "Sam One", github="sam"),
        person("sam2", "Sam Two"),
        person("mono", "Mono"),
        person("round", "Round Robin", manager="robin"),
        person("robin", "Robin Round", manager="round"),
        person("self", "Selma Self", manager="self"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected", "how"),
    [
        ("zoe", "zoe", "id"),
        ("Zoé Example", "zoe", "name"),
        ("  ZOE   EXAMPLE. ", "zoe", "name"),
        ("Example, Zoé", "zoe", "name"),
        ("ze", "zoe", "alias"),
        ("@ze", "zoe", "alias"),
        ("Zoe@Example.com", "zoe", "mail"),
        ("<mailto:zoe@example.com>", "zoe", "mail"),
        ("@zoe-gh", "zoe", "handle"),
        ("z1", "zoe", "handle"),
        ("@sam", "sam1", "handle"),
        ("Selma", "self", "first name"),
        ("mono", "mono", "id"),
    ],
)
def test_a_person_is_known_by_any_of_their_names(text, expected, how):
    resolution = DIRECTORY.resolve(text)
    assert isinstance(resolution, Known)
    assert (resolution.person.id, resolution.how) == (expected, how)


def test_a_first_name_two_people_have_is_not_guessed():
    resolution = DIRECTORY.resolve("Sam")
    assert isinstance(resolution, Several)
    assert [candidate.id for candidate in resolution.candidates] == ["sam1", "sam2"]


def test_an_alias_that_is_another_ones_first_name_is_not_guessed():
    directory = Directory([person("a", "Alex Hall", "Jo"), person("b", "Jo Hill")])
    assert isinstance(directory.resolve("Jo"), Several)


@pytest.mark.parametrize("text", ["", "  ", "@", "Zo", "Nobody, Known", "Sample", "SRE team"])
def test_anybody_else_is_unknown(text):
    assert DIRECTORY.resolve(text) == Unknown(text)


@pytest.mark.parametrize(
    ("start", "levels", "manager"),
    [
        ("zoe", 1, "lee"),
        ("zoe", 2, "kim"),
        ("zoe", 3, None),
        ("kim", 1, None),
        ("sam1", 1, None),
        ("round", 1, "robin"),
        ("round", 2, None),
        ("self", 1, None),
    ],
)
def test_a_manager_is_found_upwards_and_never_in_a_circle(start, levels, manager):
    above = DIRECTORY.manager_of(DIRECTORY.by_id(PersonId(start)), levels)
    assert (above.id if above else None) == manager


def test_people_are_ordered_and_the_first_of_an_id_counts():
    directory = Directory([person("b", "B One"), person("a", "A"), person("b", "B Two")])
    assert [one.name for one in directory.persons] == ["A", "B One"]
    assert directory.by_id(PersonId("c")) is None


def test_only_handles_of_the_systems_asked_for_name_somebody():
    people = [person("a", "Ann One", github="ann", title="DBA"), person("b", "Bob Two", ops="bob2", jira="ann")]
    directory = Directory(people, systems={"github", "ops"})
    assert directory.resolve("DBA") == Unknown("DBA")
    assert directory.resolve("@ann").person.id == "a"
    assert directory.resolve("bob2").person.id == "b"
