"""Incidents in a folder, as people write them and as tools export them."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from connector.core.incidents import Flag, Moment
from connector.errors import Unavailable
from connector.incidents.directory import Settings, connect

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def read(tmp_path):
    def read(**files):
        for name, text in files.items():
            stem, _, suffix = name.rpartition("_")
            (tmp_path / f"{stem}.{suffix}").write_text(text)
        return connect(Settings(path="."), name="register", base_dir=tmp_path, zone=BERLIN).incidents()

    return read


def told(recorded):
    return [(hold.file, hold.line, hold.reason) for hold in recorded.holds]


def test_a_record_says_what_is_known(read):
    (incident,) = read(
        one_toml=(
            'id = "INC-1"\ntitle = "Drift"\nseverity = "High"\nopened = 2026-11-02T08:00:00+01:00\nclosed = 2026-11-03\n'
            'external = true\nresponders = ["Dana", "Sam"]\ncauses = "cache; config"\n[[timeline]]\nat = 08:14:00\nevent = "Alert"\n'
        )
    ).incidents
    assert (incident.id, incident.severity, incident.flags) == ("INC-1", "High", {Flag.EXTERNAL})
    assert (incident.responders, incident.causes) == (("Dana", "Sam"), ("cache", "config"))
    assert incident.opened == datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
    assert incident.closed == datetime(2026, 11, 2, 23, 0, tzinfo=UTC), "a day of Berlin"
    assert incident.timeline == (Moment("08:14:00", "Alert"),)
    assert (incident.source, incident.place) == ("register", "one.toml")


def test_several_stand_in_one_file_of_each_format(read):
    recorded = read(
        a_toml='[[incidents]]\nid = "A-1"\ntitle = "a"\n[[incidents]]\nid = "A-2"\ntitle = "b"\n',
        b_json=json.dumps([{"id": 3, "title": "c"}, {"id": "A-4", "title": "d", "near_miss": True}]),
        c_csv="ID, Title,routine,responders\nA-5,e,x,Dana; Sam\nA-6,f,,\n",
    )
    assert [incident.id for incident in recorded.incidents] == ["A-1", "A-2", "3", "A-4", "A-5", "A-6"]
    assert recorded.incidents[4].flags == {Flag.ROUTINE}
    assert recorded.incidents[4].responders == ("Dana", "Sam")
    assert told(recorded) == []


def test_a_faulty_record_costs_itself_alone(read):
    recorded = read(a_csv="id,title,closed,novel\nA-1,a,2026-13-01,perhaps\nA-2,b,2026-11-02,no\n")
    assert [incident.id for incident in recorded.incidents] == ["A-2"]
    assert [(file, line) for file, line, _ in told(recorded)] == [("a.csv", 2), ("a.csv", 2)]
    assert "'2026-13-01' is no day or time" in told(recorded)[0][2]
    assert "'perhaps' says neither yes nor no" in told(recorded)[1][2]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a_toml", "id = ", "is not valid TOML"),
        ("a_json", "{", "is not valid JSON"),
        ("a_json", '["x"]', "holds something that is no record"),
        ("a_json", '{"id": "A-1"}', "title <- is missing"),
        ("a_json", '{"id": "A-1", "title": "x", "closd": "y"}', "did you mean 'closed'?"),
        ("a_json", '{"id": " ", "title": "x"}', "id"),
        (
            "a_json",
            '{"id": "A-1", "title": "x", "opened": "2026-11-03", "closed": "2026-11-02"}',
            "before it was opened",
        ),
        ("a_csv", "id,title\nA-1,a,b,c\n", "more cells than there are columns"),
        ("a_csv", 'id,title\nA-1,"a\n', "is not valid CSV"),
        ("a_json", "[" * 100_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_told(read, name, text, said):
    recorded = read(**{name: text})
    assert recorded.incidents == ()
    assert said in recorded.holds[0].reason


def test_one_that_is_recorded_twice_counts_once(read):
    recorded = read(a_toml='id = "A-1"\ntitle = "first"\n', b_toml='id = "A-1"\ntitle = "second"\n')
    assert [incident.title for incident in recorded.incidents] == ["first"]
    assert told(recorded) == [("b.toml", 0, "is recorded in a.toml, too: keep one")]


def test_a_folder_that_is_gone_is_no_empty_one(tmp_path):
    source = connect(Settings(path="nowhere"), name="register", base_dir=tmp_path, zone=UTC)
    with pytest.raises(Unavailable, match="there is no folder at"):
        source.incidents()


def test_other_files_and_hidden_ones_are_left_out(read, tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.json").write_text("{")
    assert read(notes_md="# x").holds == ()
