"""People, teams and roles that are told at places of their own, and those that are told where everybody is."""

from datetime import UTC, datetime

import pytest
from fakes.server import FakeServer, Reply
from world import CONFIG, World, table

from connector.channels import channels_of
from connector.clock import fixed_clock
from connector.errors import ConfigError
from connector.escalating import escalate_now
from connector.settings.setup import load_setup

SECRET = "s3cr3t-pass"
SETTINGS = """
[people]
file = "people.toml"
[[escalation.rungs]]
name = "due"
offset = 0
to = "owner"
[[escalation.rungs]]
name = "wide"
offset = 1
to = "team"
[[notifiers]]
name = "all"
kind = "apprise"
urls_file = "all.txt"
"""
PEOPLE = """
[people.dana]
name = "Dana Example"
team = "search"
urls_env = "DANA_URLS"
[people.kim]
name = "Kim Sample"
team = "search"
[teams.search]
urls_file = "search.txt"
"""
ROWS = (
    ("Add an alert for the queue", "Dana", "2026-11-09", "Open"),
    ("Write the failover runbook", "Kim", "2026-11-09", "Open"),
)
MONDAY, TUESDAY, WEDNESDAY = 9, 10, 11


class Hooks(FakeServer):
    """Takes what is posted; answers 500 on the paths that are `broken`."""

    def __init__(self):
        super().__init__()
        self.taken, self.broken = [], set()

    @property
    def at(self):
        return self.url.replace("http://", f"json://bot:{SECRET}@")

    def handle(self, request):
        if request.path in self.broken:
            return Reply(500)
        self.taken.append((request.path, request.body["title"]))
        return Reply()


@pytest.fixture
def hooks():
    with Hooks() as server:
        yield server


@pytest.fixture
def world(tmp_path, hooks, monkeypatch):
    monkeypatch.setenv("DANA_URLS", f"{hooks.at}/dana")
    monkeypatch.setattr("connector.notifiers.apprise.time.sleep", lambda _: None)
    monkeypatch.setattr("connector.notifiers.apprise.ATTEMPTS", 1)
    (tmp_path / "people.toml").write_text(PEOPLE)
    (tmp_path / "all.txt").write_text(f"{hooks.at}/all\n")
    (tmp_path / "search.txt").write_text(f"{hooks.at}/search\n")
    world = World(tmp_path, CONFIG + SETTINGS)
    world.write("a.md", table(*ROWS))
    world.cycle()
    yield world
    world.close()


def run(world, hooks, day):
    world.app.clock = fixed_clock(datetime(2026, 11, day, 9, tzinfo=UTC))
    hooks.taken.clear()
    complete = escalate_now(world.app).complete
    return hooks.taken, complete


def owed(world):
    return {(one.recipient, one.owed) for one in world.app.ledger.sent() if one.owed}


def test_each_is_told_at_a_place_of_their_own_or_where_everybody_is(world, hooks):
    assert run(world, hooks, MONDAY) == (
        [("/dana", "1 action item needs you"), ("/all", "For Kim Sample: 1 action item needs you")],
        True,
    )
    assert run(world, hooks, TUESDAY) == ([("/search", "2 action items need you, 2 late")], True)
    assert {(one.recipient, one.channel) for one in world.app.ledger.sent()} == {
        ("dana", "own/json"),
        ("kim", "all/json"),
        ("team:search", "own/json"),
    }
    assert run(world, hooks, WEDNESDAY) == ([], True)


def test_a_place_of_their_own_that_fails_is_tried_again_and_shows_no_secret(world, hooks, capfd):
    hooks.broken = {"/dana"}
    taken, complete = run(world, hooks, MONDAY)
    assert ([path for path, _ in taken], complete) == (["/all"], False)
    hooks.broken = set()
    assert [path for path, _ in run(world, hooks, MONDAY)[0]] == ["/dana"]
    shown = capfd.readouterr()
    assert "own/json" in shown.out
    assert SECRET not in f"{shown.out}{shown.err}{world.app.ledger.sent()}{world.app.setup!r}"


def test_one_of_several_places_of_their_own_owes_what_the_other_took(world, hooks, monkeypatch):
    monkeypatch.setenv("DANA_URLS", f"{hooks.at}/dana {hooks.at}/second")
    world.start()
    hooks.broken = {"/second"}
    run(world, hooks, MONDAY)
    assert owed(world) == {("dana", ("own/json-2",))}
    hooks.broken = set()
    assert [path for path, _ in run(world, hooks, MONDAY)[0]] == ["/second"]
    assert owed(world) == set()


def test_what_everybodys_channel_owed_is_let_go_for_who_has_one_of_their_own_now(world, hooks):
    (world.folder / "all.txt").write_text(f"{hooks.at}/all\n{hooks.at}/more\n")
    hooks.broken = {"/more"}
    run(world, hooks, MONDAY)
    assert owed(world) == {("kim", ("all/json-2",))}
    text = PEOPLE.replace('name = "Kim Sample"', 'name = "Kim Sample"\nurls_file = "search.txt"')
    (world.folder / "people.toml").write_text(text)
    world.start()
    hooks.broken = set()
    assert run(world, hooks, MONDAY) == ([], True)
    assert owed(world) == set()


def test_what_keeps_a_record_has_what_goes_to_places_of_their_own(world):
    class Record:
        name = section = "log"
        reaches_people = False

        def channels(self):
            return (self,)

    setup = world.app.setup
    found = channels_of([*world.app.notifiers, Record()], urls=setup.urls, base=setup.base)
    assert [one.name for one in found("dana")] == ["log", "own/json"]
    assert [one.name for one in found("kim")] == ["all/json", "log"]


def test_a_variable_that_is_not_set_and_urls_that_are_none_are_faults(world, monkeypatch):
    (world.folder / "search.txt").write_text(f"no-such-service://{SECRET}\n")
    (fault,) = world.app.check()
    assert str(fault) == "teams.search.urls.0 <- is no URL that Apprise knows; it starts with no-such-service://"
    (world.folder / "search.txt").unlink()
    assert [fault.path for fault in world.app.check_here([])] == ["teams.search.urls_file"]
    monkeypatch.delenv("DANA_URLS")
    with pytest.raises(ConfigError, match=r"people.dana.urls_env <- the variable DANA_URLS is not set, or empty"):
        load_setup(world.folder / "connector.toml")
