"""Whose items a page is about: teams and everybody below a manager."""

from dataclasses import replace

from ladder import PEOPLE, item, person

from connector.core.people import Directory
from connector.core.scopes import scopes

BOTH = ("team", "manager")


def test_items_are_their_owners_team_s_and_everybody_s_above():
    team = Directory(
        [replace(person("ada", "bob"), team="Search"), replace(person("bob", "cleo"), team="search "), person("cleo")]
    )
    items = [
        item("a", owner="ada"),
        item("b", owner="bob"),
        item("c", owner="cleo"),
        item("d", owner="zoe"),
        item("e", owner=None),
    ]
    found = [(each.words, each.slug, sorted(each.keys)) for each in scopes(items, directory=team, kinds=BOTH)]
    assert found == [
        ("team Search", "team-search", ["a", "b"]),
        ("everybody below Bob Example", "manager-bob", ["a"]),
        ("everybody below Cleo Example", "manager-cleo", ["a", "b"]),
    ]
    assert [each.kind for each in scopes(items, directory=team, kinds=("team",))] == ["team"]
    assert scopes(items, directory=team, kinds=()) == []


def test_teams_of_one_slug_are_kept_apart():
    teams = Directory(
        [replace(person("ada"), team="R&D"), replace(person("bob"), team="R D"), replace(person("cleo"), team="日本")]
    )
    items = [item("a", owner="ada"), item("b", owner="bob"), item("c", owner="cleo")]
    assert [each.slug for each in scopes(items, directory=teams, kinds=BOTH)] == ["team-r-d", "team-r-d-2", "team-x"]


def test_circles_end():
    assert [each.name for each in scopes([item("a", owner="eve")], directory=PEOPLE, kinds=BOTH)] == []
