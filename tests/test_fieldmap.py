"""Field maps: what the shipped one says, and what is told about a wrong one."""

from pathlib import Path

import pytest

from connector.core.model import Side, Status
from connector.errors import ConfigError
from connector.settings.fieldmap import ExtraField, FieldMap, load_fieldmap, shipped_map

STATUS = '[status]\nopen = ["to do"]\nin_progress = ["doing"]\ndone = ["done"]\nwont_do = ["won\'t do"]\n'


@pytest.fixture
def local() -> FieldMap:
    return load_fieldmap(shipped_map("local"))


def written(folder: Path, text: str) -> Path:
    path = folder / "map.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_fieldmap(written(folder, text))
    assert caught.value.file == str(folder / "map.toml")
    return [str(fault) for fault in caught.value.faults]


def test_the_title_follows_the_document_and_the_rest_the_tracker(local):
    assert local.rules == {
        "title": Side.DOCUMENT,
        "owner": Side.TRACKER,
        "due": Side.TRACKER,
        "status": Side.TRACKER,
        "priority": Side.TRACKER,
        "labels": Side.TRACKER,
    }


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("open", Status.OPEN),
        ("  To   DO ", Status.OPEN),
        ("In Review", Status.IN_PROGRESS),
        ("Closed", Status.DONE),
        ("Won\u2019t do", Status.WONT_DO),
        ("paused", None),
        ("", None),
    ],
)
def test_status_words_are_read_as_people_write_them(local, word, status):
    assert local.status_of(word) is status


def test_the_first_word_is_written(local):
    assert [local.status_word(status) for status in Status] == ["open", "in progress", "done", "won't do"]
    assert all(local.status_of(word) for word in local.status_words)


@pytest.mark.parametrize(
    ("word", "priority"),
    [
        ("P0", "highest"),
        ("Critical", "highest"),
        ("sev1", "highest"),
        ("HIGHEST", "highest"),
        ("p2", "medium"),
        (" odd ", "odd"),
    ],
)
def test_priorities_of_documents_become_the_trackers(local, word, priority):
    assert local.priority_word(word) == priority
    assert local.priority_word(priority) == priority


def test_an_unknown_priority_can_be_left_out(tmp_path):
    fieldmap = load_fieldmap(written(tmp_path, STATUS + '[priority]\nunknown = "omit"\n'))
    assert fieldmap.to_tracker({"priority": "odd", "owner": "Kim"}) == {"priority": None, "owner": "Kim"}


def test_labels_are_the_fixed_ones_and_those_of_the_facts(local):
    facts = {"service": "Search, EU", "severity": "SEV-1", "team": "ignored", "incident": None}
    assert local.labels_for(facts) == ("postmortem", "search-eu", "sev-1")
    assert local.labels_for({"service": "postmortem"}) == ("postmortem",)


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("short", "short"),
        ("two\n lines", "two lines"),
        ("x" * 20, "x" * 20),
        ("x" * 21, "x" * 19 + "…"),
        ("a long title that goes on", "a long title that…"),
    ],
)
def test_a_title_too_long_is_cut_at_a_word(tmp_path, title, cut):
    fieldmap = load_fieldmap(written(tmp_path, STATUS + "[title]\nmax_length = 20\n"))
    assert fieldmap.title(title) == cut
    assert len(cut) <= 20
    assert fieldmap.title(cut) == cut


def test_every_fault_is_told_at_once(tmp_path):
    text = """
        tempate = "x"
        [rules]
        owner = "both"
        colour = "document"
        [status]
        open = []
        in_progress = "doing"
        done = ["ready", "doing"]
        blocked = ["x"]
        [priority]
        unknown = "drop"
        [priority.words]
        high = ["p1"]
        low = ["P1 "]
        [labels]
        from = ["weather"]
        [title]
        max_length = 3
    """
    told = faults(tmp_path, text)
    assert [line.partition(" <- ")[0] for line in told] == [
        "rules.owner",
        "rules.colour",
        "status.open",
        "status.in_progress",
        "status.wont_do",
        "status.blocked",
        "priority.unknown",
        "labels.from.0",
        "title.max_length",
        "tempate",
        "priority.words.low",
    ]
    assert told[0].endswith("(allowed: document, tracker)")
    assert told[1].endswith("(allowed: due, labels, owner, priority, status, title)")
    assert told[5].endswith("(allowed: done, in_progress, open, wont_do)")
    assert told[6].endswith("(allowed: keep, omit)")
    assert "service" in told[7]
    assert told[9].endswith("(allowed: labels, priority, rules, status, summary, template, title)")
    assert told[10] == "priority.words.low <- 'P1 ' already stands for high; a word has one meaning"


def test_a_word_for_two_statuses_is_a_fault(tmp_path):
    text = STATUS.replace('["done"]', '["done", "To Do"]')
    assert faults(tmp_path, text) == ["status.done <- 'To Do' already stands for open; a word has one meaning"]


@pytest.mark.parametrize(("given", "default"), [([""], ()), (["A", " "], ("A",)), (["A", "B"], ("A", "B"))])
def test_a_list_of_nothing_is_no_default(given, default):
    assert ExtraField.model_validate({"value": "", "default": given}).default == default


@pytest.mark.parametrize(("text", "words"), [("[status", "is not valid TOML"), ("\x00", "is not valid TOML")])
def test_a_file_that_is_no_toml_says_so(tmp_path, text, words):
    assert words in faults(tmp_path, text)[0]


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match="there is no field map at"):
        load_fieldmap(tmp_path / "lost.toml")
