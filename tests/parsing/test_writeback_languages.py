"""Statuses are written in the language that stood there, and closing and reopening brings back what was there."""

import pytest

from connector.core.model import Status
from connector.parsing import parse
from connector.parsing.extracting.status import doubt_of, status_of
from connector.parsing.statuswords import SPOKEN
from connector.parsing.writing.writeback import Edit, edit

TABLE = "# PM\n\n## Action items\n\n| Action | Owner | Status |\n|---|---|---|\n"
ROW = "| Add alert {number} OPS-{number} | Ana | {status} |\n"


def table(*statuses: str) -> str:
    return TABLE + "".join(ROW.format(number=number, status=status) for number, status in enumerate(statuses, 1))


def written(text: str, status: Status) -> str:
    """Write a status to the first item."""
    item = parse(text.encode(), "a.md").items[0]
    edited = edit(text.encode(), "a.md", [Edit(item.line, item.action, "OPS-1", None, status)])
    assert edited.unwritten == ()
    return edited.data.decode()


@pytest.mark.parametrize(
    ("before", "status", "after"),
    [
        ("offen", Status.DONE, "erledigt"),
        ("OFFEN", Status.DONE, "ERLEDIGT"),
        ("offen", Status.IN_PROGRESS, "in Arbeit"),
        ("Offen", Status.IN_PROGRESS, "In Arbeit"),
        ("🟡 In Arbeit", Status.DONE, "🟢 Erledigt"),
        ("laufend (50%)", Status.DONE, "erledigt"),
        ("erledigt", Status.OPEN, "offen"),
        ("Ouvert", Status.DONE, "Terminé"),
        ("Ouverte", Status.WONT_DO, "Abandonnée"),
        ("Terminé", Status.OPEN, "Ouvert"),
        ("Abierto", Status.DONE, "Completado"),
        ("Åpen", Status.WONT_DO, "Forkastet"),
        ("未対応", Status.DONE, "完了"),
        ("Fixed", Status.OPEN, "Open"),
    ],
)
def test_a_status_is_written_in_the_language_of_the_one_before(before: str, status: Status, after: str) -> None:
    assert written(table(before), status) == table(after)


def test_the_other_statuses_of_a_column_tell_the_language_where_the_word_or_sign_does_not() -> None:
    assert written(table("✅", "Offen"), Status.WONT_DO) == table("Verworfen", "Offen")
    assert written(table("Pågår", "Färdig", "Öppen"), Status.WONT_DO) == table("Avbruten", "Färdig", "Öppen")
    assert written(table("Pågår", "Ferdig", "Åpen"), Status.WONT_DO) == table("Forkastet", "Ferdig", "Åpen")


def test_of_several_words_that_a_column_has_the_usual_one_is_taken() -> None:
    assert written(table("Done", "Blocked", "Open"), Status.OPEN) == table("Open", "Blocked", "Open")
    assert written(table("Erledigt", "Geplant", "Offen"), Status.OPEN) == table("Offen", "Geplant", "Offen")
    assert written(table("Done", "Blocked"), Status.OPEN) == table("Blocked", "Blocked")


@pytest.mark.parametrize("row", SPOKEN)
def test_what_is_closed_and_reopened_is_as_it_was_in_every_language(row: dict[str, tuple[str, ...]]) -> None:
    for word in (row["open"][0], row["open"][0].capitalize(), row["open"][0].upper()):
        assert written(written(table(word), Status.DONE), Status.OPEN) == table(word)


def test_the_words_of_every_language_read_as_what_they_are_for() -> None:
    for row in SPOKEN:
        assert set(row) == {status.value for status in Status}
        for status, words in row.items():
            assert [(status_of(word), doubt_of(word)) for word in words] == [(Status(status), None)] * len(words)


@pytest.mark.parametrize("before", ["Termin&eacute;", "<p>&nbsp;Termin&#233;</p>", "<b>TERMIN&Eacute;</b>", "Terminé"])
def test_a_status_whose_letters_are_entities_is_changed_too(before: str) -> None:
    page = "<h1>PM</h1><h2>Action items</h2><table><tr><th>Action</th><th>Statut</th></tr><tr><td>Add it OPS-1</td><td>{}</td></tr></table>"
    edits = [Edit(1, "Add it", "OPS-1", None, Status.OPEN)]
    edited = edit(page.format(before).encode(), "a.html", edits)
    after = before
    for said, word in (
        ("Termin&eacute;", "Ouvert"),
        ("Termin&#233;", "Ouvert"),
        ("TERMIN&Eacute;", "OUVERT"),
        ("Terminé", "Ouvert"),
    ):
        after = after.replace(said, word)
    assert (edited.data.decode(), edited.unwritten) == (page.format(after), ())


@pytest.mark.parametrize("url", [None, "https://jira.example.com/browse/OPS-1"])
def test_a_status_in_square_brackets_is_reopened_in_front_of_its_ticket(url: str | None) -> None:
    ticket = f"[OPS-1]({url})" if url else "OPS-1"
    text = "# PM\n\n## Action items\n\n- Add it [{}]{}\n"
    done, reopened = (Edit(5, "Add it", "OPS-1", url, status) for status in (Status.DONE, Status.OPEN))
    closed = edit(text.format("Offen", "").encode(), "a.md", [done])
    assert closed.data.decode() == text.format("Erledigt", f" ({ticket})")
    assert edit(closed.data, "a.md", [reopened]).data.decode() == text.format("Offen", f" ({ticket})")
