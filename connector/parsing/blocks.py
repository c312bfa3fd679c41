"""The Block tree: what every reader yields and the one extractor walks.

Positions are character offsets into the decoded text with its original line ends (a byte-order mark, if any, is character
0), so that write-back can replace exactly the characters concerned. Lines are 1-based. A span is None where a format cannot
tell; write-back then reports that it could not write, and leaves the text alone. `Unreadable` is what a reader raises
when a text cannot be read at all.
"""

from dataclasses import dataclass

from connector.core.model import Hold


class Unreadable(Exception):
    """A document that cannot be read as text: the reason, and the 1-based line where there is one (else 0)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        self.reason = reason
        self.line = line
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of the decoded text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link: the words people see and where it goes."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Inline:
    """Running text without markup.

    `text` is what a reader sees (link words stay, addresses go; a bare URL is its own words). `links` are all links in
    order, bare URLs and resolved reference links included. `struck` are the parts struck through, as ranges of `text`;
    `strong` likewise the bold parts. `mentions` are people named by the format's own mention markup, as written.
    """

    text: str
    links: tuple[Link, ...] = ()
    struck: tuple[Span, ...] = ()
    strong: tuple[Span, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    inline: Inline
    line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`span` covers the paragraph's source without its line end.

    `lines` are the lines of its text, each with its number, where markup breaks them; else they are those of the source.
    """

    inline: Inline
    line: int
    span: Span | None = None
    lines: tuple[tuple[int, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry of a list: its own text, and what is nested below it.

    `checked` is None where there is no box; `box` is the span of the mark itself (the character between the brackets, the
    Unicode box, the content of a task status element). `end` is where text can be appended to the entry's own words.
    """

    inline: Inline
    line: int
    checked: bool | None = None
    box: Span | None = None
    end: int | None = None
    children: tuple["Block", ...] = ()


DUE_SIGN = "📅"
"""Stands in front of the day a task is due, where the format or the people say so with a sign."""


@dataclass(frozen=True, slots=True)
class ListBlock:
    ordered: bool
    items: tuple[ListItem, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Cell:
    """`span` covers the cell's content without padding; an empty cell has an empty span where content can go.

    `column` is the cell's place in the Frame of a drawn table, where lines may end before their last cells.
    """

    inline: Inline
    span: Span | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """`header` is None where the format marks none; ragged rows stay ragged."""

    header: Row | None
    rows: tuple[Row, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Opaque:
    """Code, quotes of chat logs, comments: carried for completeness, never a place for items. `kind` says which.

    `closed` is False where nothing ends it, so that it may have swallowed what was to be read; `text` then is its source.
    """

    kind: str
    text: str
    line: int
    closed: bool = True


Block = Heading | Paragraph | ListBlock | Table | Opaque


@dataclass(frozen=True, slots=True)
class Column:
    """Characters of every line that belong to a drawn column, rules excluded; the last one of a table may be open."""

    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Frame:
    """A table drawn with characters: its lines (0-based, the last included), its columns, and which lines are rules."""

    first: int
    last: int
    columns: tuple[Column, ...]
    rules: frozenset[int]
    is_grid: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole document: front matter as flat text values, its blocks in order, and the frames its drawn tables keep.

    `holds` tell what the reader saw and no block can carry.
    """

    blocks: tuple[Block, ...]
    meta: tuple[tuple[str, str], ...] = ()
    format: str = "plain"
    frames: tuple[Frame, ...] = ()
    holds: tuple[Hold, ...] = ()
