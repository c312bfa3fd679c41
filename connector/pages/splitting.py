"""Pages that are too long for Confluence: the rows of their longest tables go to further pages below them.

What is cut is found by an XML parser, so that a table looks like itself whatever a layout puts around it. Pages are led to by
their titles, which Confluence follows when one is renamed: ids would be known only once the pages are there.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

ROWS = 100
"""Rows that stay where a table was."""
_ROOT = b"<page>"
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})


@dataclass(slots=True)
class _Table:
    """Where in a body an outermost table is, and each row of it that is not in its head; `title` is of the heading above."""

    title: str
    start: int
    end: int = 0
    rows: list[tuple[int, int]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return self.end - self.start


def split(body: str, *, title: str, part: Callable[[int], str], limit: int) -> tuple[str, tuple[str, ...]]:
    """Return a body of a page called `title` that is not longer than `limit` bytes, and those of the further pages.

    `part` gives the title of a further page by its number, from 2 on. What cannot be made short by its tables stays too long.
    """
    data = body.encode()
    cut: list[_Table] = []
    length = len(data)
    for table in sorted(_tables(data), key=lambda each: -each.size):
        if length <= limit or len(table.rows) <= ROWS:
            continue
        length -= table.rows[-1][1] - table.rows[ROWS][0] - len(_to(part(2)).encode()) - len(ROOM_FOR_WORDS)
        cut.append(table)
    if not cut:
        return body, ()
    cut.sort(key=lambda table: table.start)
    further, places = _packed(data, cut, title=title, limit=limit)
    kept, at = [], 0
    for table, numbers in zip(cut, places, strict=True):
        kept += [data[at : table.rows[ROWS][0]], data[table.rows[-1][1] : table.end]]
        others = ", ".join(_to(part(number)) for number in numbers)
        kept.append(f"<p>The first {ROWS:,} of {len(table.rows):,} rows; the others: {others}</p>".encode())
        at = table.end
    return b"".join([*kept, data[at:]]).decode(), tuple(further)


def _packed(data: bytes, cut: Sequence[_Table], *, title: str, limit: int) -> tuple[list[str], list[list[int]]]:
    """Return the bodies of further pages, and for each table the numbers of those on which it goes on."""
    back = f"<p>Part of {_to(title)}</p>".encode()
    pages, places = [[back]], []
    for table in cut:
        numbers = []
        for piece in _pieces(data, table, room=limit - len(back)):
            if len(pages[-1]) > 1 and sum(map(len, pages[-1])) + len(piece) > limit:
                pages.append([back])
            pages[-1].append(piece)
            numbers.append(len(pages) + 1)
        places.append(numbers)
    return [b"".join(page).decode() for page in pages], places


def _pieces(data: bytes, table: _Table, *, room: int) -> Iterator[bytes]:
    """Yield the rows that are moved, in tables with the same head and a heading, each not longer than there is room."""
    opening, closing = data[table.start : table.rows[0][0]], data[table.rows[-1][1] : table.end]
    most = room - len(opening) - len(closing) - len(table.title.encode()) - len(ROOM_FOR_WORDS)
    first = ROWS
    while first < len(table.rows):
        # As many as have room, and one where not even that has.
        ends = [end - table.rows[first][0] for _, end in table.rows[first:]]
        last = first + max(bisect_right(ends, most), 1)
        words = f"<h2>{escape(table.title)}</h2><p>Rows {first + 1:,} to {last:,} of {len(table.rows):,}</p>"
        rows = data[table.rows[first][0] : table.rows[last - 1][1]]
        yield words.encode() + opening + rows + closing
        first = last


ROOM_FOR_WORDS = "<h2></h2><p>Rows 1,000,000 to 1,000,000 of 1,000,000</p>" + "&quot;" * 40
"""As long as what stands above the rows on a further page can be, but for its title."""


def _to(title: str) -> str:
    """Return a link to a page of the same space."""
    return f"<ac:link><ri:page ri:content-title={quoteattr(title)} /></ac:link>"


def _tables(data: bytes) -> list[_Table]:
    """Return the tables that are in no other table."""
    reader = _Reader(data)
    reader.parser.Parse(_ROOT + data + b"</page>", True)
    return reader.found


class _Reader:
    """Notes the places of outermost tables and their rows while a parser goes through a body."""

    def __init__(self, data: bytes) -> None:
        self.found: list[_Table] = []
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._data = data
        self._path: list[str] = []
        self._words: list[str] = []

    @property
    def _at(self) -> int:
        return self.parser.CurrentByteIndex - len(_ROOT)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        self._path.append(name)
        if name in _HEADINGS:
            self._words.clear()
        if self._outer("table", name):
            self.found.append(_Table("".join(self._words).strip(), self._at))
        elif self._outer("tr", name):
            self.found[-1].rows.append((self._at, 0))

    def _end(self, name: str) -> None:
        if self._outer("table", name):
            self.found[-1].end = self._after
        elif self._outer("tr", name):
            self.found[-1].rows[-1] = (self.found[-1].rows[-1][0], self._after)
        self._path.pop()

    def _text(self, said: str) -> None:
        if self._path[-1] in _HEADINGS:
            self._words.append(said)

    def _outer(self, wanted: str, name: str) -> bool:
        """Say whether the element that is open is such a one of an outermost table, and in no head of one."""
        return name == wanted and self._path.count("table") == 1 and "thead" not in self._path

    @property
    def _after(self) -> int:
        """Where the tag at hand ends."""
        return self._data.index(b">", self._at) + 1
