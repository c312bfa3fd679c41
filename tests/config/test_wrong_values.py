"""Every setting of the reference configuration, given what it cannot be: a fault at its path, and never a traceback."""

import copy
import json
import tomllib
from pathlib import Path

import pytest

from connector.cli import main
from connector.errors import ConfigError
from connector.settings.setup import load_setup

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = tomllib.loads((ROOT / "config.example.toml").read_text(encoding="utf-8"))
MORE = {"date_order": "DMY", "templates": "templates", "log": {"format": "json", "level": "info"}}


def leaves(data, path=()):
    """Yield the path of every setting, lists and tables included."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, key))


def replaced(path, value):
    data = copy.deepcopy({**EXAMPLE, **MORE})
    place = data
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return data


def toml(data):
    """Write TOML as inline values, which is all that a test needs."""

    def value(one):
        if isinstance(one, dict):
            return "{" + ", ".join(f"{json.dumps(key)} = {value(each)}" for key, each in one.items()) + "}"
        if isinstance(one, list):
            return "[" + ", ".join(map(value, one)) + "]"
        return json.dumps(one) if isinstance(one, str | bool | int | float) else str(one)

    return "".join(f"{key} = {value(one)}\n" for key, one in data.items())


def told_as(path):
    """Return how a fault names a setting: the entries of lists by their names."""
    section, *rest = map(str, path)
    if section in ("sources", "trackers", "notifiers") and rest:
        rest[0] = EXAMPLE[section][int(rest[0])]["name"]
    return ".".join([section, *rest])


@pytest.fixture
def faults_of(tmp_path):
    def faults_of(data):
        file = tmp_path / "connector.toml"
        file.write_text(toml(data), encoding="utf-8")
        (tmp_path / "people.toml").write_text('[people.kim]\nname = "Kim Sample"\n', encoding="utf-8")
        try:
            load_setup(file)
        except ConfigError as error:
            return {fault.path for fault in error.faults}, str(error)
        return set(), ""

    return faults_of


PATHS = sorted(leaves({**EXAMPLE, **MORE}), key=str)


def test_the_reference_is_sound(faults_of):
    assert faults_of({**EXAMPLE, **MORE}) == (set(), "")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
@pytest.mark.parametrize("wrong", [{"no": "such"}, [[]], True, "", -99999, 1e300, "\x00", "no such thing"], ids=repr)
def test_a_wrong_value_is_a_fault_at_its_path_or_no_fault(faults_of, path, wrong):
    found, told = faults_of(replaced(path, wrong))
    # A name or entry that is wrong names nothing: then it is the entry's number.
    at = ".".join(map(str, path)) if path[-1] == "name" or path[1:] == (0,) else told_as(path)
    beside = [each for each in found if each.startswith(at) or at.startswith(each) or " (" in each]
    if wrong == {"no": "such"} or wrong == [[]]:
        assert beside, (at, found)
    assert "Traceback" not in told
    assert "Field required" not in told


@pytest.mark.parametrize("section", sorted(EXAMPLE.keys() - {"installation", "timezone"}))
def test_a_setting_that_is_not_known_is_named_with_those_that_are(faults_of, section):
    data = copy.deepcopy(EXAMPLE)
    table = data[section][0] if isinstance(data[section], list) else data[section]
    table["nonesuch"] = 1
    found, _ = faults_of(data)
    named = section in ("sources", "trackers", "notifiers")
    place = told_as((section, 0)) if named else f"{section}.0" if isinstance(data[section], list) else section
    assert found == {f"{place}.nonesuch"}


def test_a_wrong_configuration_ends_every_command_with_code_2(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("connector.toml").write_text('installation = "Not Allowed"\n[log]\nlevel = "loud"\n')
    for words in (
        ["check"], ["plan"], ["apply"], ["run"], ["run", "--once"], ["status"], ["escalate"], ["report"],
        ["people", "resolve", "x"], ["ledger", "rebuild"], ["ledger", "adopt", "a", "b"], ["ledger", "forget", "a"],
    ):  # fmt: skip
        with pytest.raises(SystemExit) as done:
            main(words)
        told = capsys.readouterr()
        assert (done.value.code, told.out) == (2, ""), words
        for path in ("installation <- ", "sources <- is missing", "trackers <- is missing", "log.level <- "):
            assert path in told.err, words
        assert "allowed: debug, info, warning, error" in told.err
    assert [file.name for file in tmp_path.iterdir()] == ["connector.toml"]
