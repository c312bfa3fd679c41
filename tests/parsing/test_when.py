"""When a sentence or a bracket says it is due, without a label."""

from datetime import date

import pytest

from connector.core.model import ActionItem
from connector.parsing import parse

HEADER = "# Outage\n\nDate: 2026-10-05\n\n## Action items\n\n"


def only(line: str) -> ActionItem:
    (item,) = parse(f"{HEADER}- {line}\n".encode(), "a.md").items
    return item


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("within 48 hours", date(2026, 10, 7)),
        ("in 24h", date(2026, 10, 6)),
        ("in a fortnight", date(2026, 10, 19)),
        ("in zwei Wochen", date(2026, 10, 19)),
        ("2 weeks after 2026-11-01", date(2026, 11, 15)),
        ("a week from now", date(2026, 10, 12)),
        ("tonight", date(2026, 10, 5)),
        ("tomorrow", date(2026, 10, 6)),
        ("EOY", date(2026, 12, 31)),
        ("Tuesday next week", date(2026, 10, 13)),
        ("on the first Monday of November", date(2026, 11, 2)),
        ("by year end", date(2026, 12, 31)),
        ("by 24:00 31 Dec", date(2026, 12, 31)),
    ],
)
def test_a_day_that_is_counted_needs_no_word_in_front_at_a_sentences_end(words: str, due: date) -> None:
    item = only(f"Rotate the keys {words}")
    assert (item.action, item.due, item.problems) == (f"Rotate the keys {words}", due, ())


@pytest.mark.parametrize(
    "line",
    [
        "Investigate the errors seen tonight",
        "Fix the disk that broke tonight",
        "Page the on-call if nobody answers within 24 hours",
        "Escalate what is not acknowledged within 48 hours",
        "Roll back within 2 hours",
        "Increase the timeout to 48 hours",
        "Retain logs for 48 hours",
        "Retain logs for 2 weeks after 2026-11-01",
        "Wait 2 weeks after 2026-11-01",
        "Move the review to Tuesday next week",
        "Schedule the drill for the first Monday of November",
        "Write a test for the year end job",
        "Reduce the latency by around 20 percent",
        "Scale to 10-12 nodes",
        "Tell all customers of the outage expected 2026-11-02",
    ],
)
def test_a_day_of_other_things_at_a_sentences_end_is_not_due(line: str) -> None:
    item = only(line)
    assert (item.action, item.due, item.problems) == (line, None, ())


@pytest.mark.parametrize(
    "words",
    [
        "in a couple of weeks",
        "in 2-3 weeks",
        "in a week or two",
        "in about three weeks",
        "by beginning of March",
        "by the start of next week",
        "by around March",
        "by mid November",
        "later this month",
        "this week",
        "soon",
        "next sprint",
        "in H1",
    ],
)
def test_words_that_name_no_day_are_kept_for_the_note(words: str) -> None:
    item = only(f"Rotate the keys {words}")
    assert (item.action, item.due, item.due_text) == (f"Rotate the keys {words}", None, words)
    assert item.problems == ()


@pytest.mark.parametrize(
    "words",
    ["in a couple of weeks", "in 2-3 weeks", "next sprint", "mid-November", "soon", "Q4", "Q4 2026", "by H2 2026"],
)
@pytest.mark.parametrize(("form", "owner"), [("Rotate the keys (Ana, {})", "Ana"), ("Rotate the keys ({})", None)])
def test_words_that_name_no_day_are_no_part_of_a_bracket(form: str, owner: str | None, words: str) -> None:
    item = only(form.format(words))
    assert (item.action, item.owner, item.due, item.due_text) == ("Rotate the keys", owner, None, words)


@pytest.mark.parametrize("line", ["Rotate the keys (expected 2026-11-02)", "Rotate the keys. Expected 2026-11-02"])
def test_a_day_that_is_expected_is_due(line: str) -> None:
    assert only(line).due == date(2026, 11, 2)


@pytest.mark.parametrize(
    "words", ["by 24:00 31 Dec", "tonight", "first Monday of November", "2 weeks before 2026-12-01"]
)
def test_such_a_day_beside_a_name_in_brackets_is_read(words: str) -> None:
    item = only(f"Rotate the keys (Ana, {words})")
    assert (item.action, item.owner) == ("Rotate the keys", "Ana")
    assert item.due is not None


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("this Friday", date(2026, 10, 9)),
        ("tomorrow", date(2026, 10, 6)),
        ("end of March", date(2027, 3, 31)),
        ("in two weeks", date(2026, 10, 19)),
        ("next sprint", None),
        ("KW 45", date(2026, 11, 6)),
        ("week 45", None),
        ("nächste Woche", None),
    ],
)
def test_a_day_or_a_wish_in_a_bracket_in_front_is_no_owner(words: str, due: date | None) -> None:
    item = only(f"[{words}] Rotate the keys")
    assert (item.action, item.owner, item.due, item.due_text) == ("Rotate the keys", None, due, words)


@pytest.mark.parametrize("name", ["Ana", "April", "June Lee", "Sol"])
def test_a_name_in_a_bracket_in_front_is_an_owner_though_it_is_a_month(name: str) -> None:
    item = only(f"[{name}] Rotate the keys")
    assert (item.owner, item.due) == (name, None)


def test_the_weekday_of_a_day_in_brackets_is_no_day_of_its_own() -> None:
    item = only("Rotate the keys by 1 November (Sunday)")
    assert (item.due, item.problems) == (date(2026, 11, 1), ())
