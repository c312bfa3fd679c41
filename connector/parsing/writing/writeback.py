"""Tickets and statuses written back into the document that asked for them; every other byte stays.

The document is read anew, each edit's item is looked up by its action text, and only the cells or marks concerned change.
What comes out is read once more: an edit after which any other item, or any word of its own, would read differently is
dropped and reported. An edit with nothing to do returns the identical bytes.

| place of the item       | status goes to                                         | ticket goes to                     |
|-------------------------|--------------------------------------------------------|------------------------------------|
| table, status column    | the words of its status cell; its box as of an entry   | its empty ticket cell, else behind |
| table, ticket column    | behind the ticket in its cell: `[KEY](url), done`      | its empty ticket cell              |
| entry with a box        | the box; "won't do" behind the ticket, box unticked    | behind the entry's own words       |
| "Status: ..." in entry  | the words behind that label                            | behind the entry's own words       |
| bullet or bare line     | behind the ticket: `([KEY](url), done)`; none if open  | behind the entry's own words       |
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from connector.core.model import ActionItem, PostMortem, Status
from connector.parsing import ParseOptions, Unreadable, decode, format_of, parse, read
from connector.parsing.blocks import Cell, Span
from connector.parsing.extracting.draft import Context
from connector.parsing.placeholders import is_nothing
from connector.parsing.runs import BOXES, find_box
from connector.parsing.writing.edits import Change, changed
from connector.parsing.writing.marks import (
    WORDS,
    box_mark,
    colour_mark,
    colours_of,
    find_phrase,
    safe_url,
    status_words,
    ticket_markup,
    with_reason,
    words_at,
)
from connector.parsing.writing.places import Finder, Place, find_place

CLOSED = tuple(WORDS[status] for status in Status if status.closed)
"""The words that stand behind a ticket where a status has no place of its own."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One item's news: `line` and `action` as last parsed; `status` None leaves the status alone."""

    line: int
    action: str
    ticket_key: str
    ticket_url: str | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Unwritten:
    """An edit, or a part of one, that was not made, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The document after the edits, and what could not be written into it."""

    data: bytes
    unwritten: tuple[Unwritten, ...] = ()


@dataclass(frozen=True, slots=True)
class _Made:
    """What one edit changes. `exact` says that its place tells all statuses apart; a box knows open and done."""

    edit: Edit
    item: ActionItem
    changes: tuple[Change, ...]
    exact: bool
    named: bool


class _NoPlace(Exception):
    """Why a part of an edit cannot be written."""


def edit(data: bytes, name: str, edits: Sequence[Edit], *, options: ParseOptions | None = None) -> Edited:
    """Write tickets and statuses into a document, changing nothing else."""
    try:
        text = decode(data)
        read(data, name)
    except Unreadable as why:
        return Edited(data, tuple(Unwritten(one.line, f"the document cannot be read: {why.reason}") for one in edits))
    return _Session(data, text, name, options or ParseOptions()).run(edits)


class _Session:
    def __init__(self, data: bytes, text: str, name: str, options: ParseOptions) -> None:
        self.data = data
        self.text = text
        self.name = name
        self.options = options
        self.format = format_of(name)
        self.before = parse(data, name, options=options)
        self.unwritten: list[Unwritten] = []
        self.columns: dict[int, tuple[str, ...]] = {}

    def run(self, edits: Sequence[Edit]) -> Edited:
        planned = [(one, item) for one in edits if (item := self.item(one)) is not None]
        places = self.finder.places(frozenset(item.line for _, item in planned)) if planned else []
        made = [one for edit, item in planned if (one := self.made(edit, item, find_place(places, item))) is not None]
        data = self.applied(self.sound([], made))
        assert data is not None
        return Edited(data, tuple(sorted(self.unwritten, key=lambda one: (one.line, one.reason))))

    def sound(self, kept: list[_Made], more: list[_Made]) -> list[_Made]:
        """Return `kept` and those of `more` that leave the document reading as before; halves find the few that do not."""
        result = self.applied([*kept, *more])
        if result is not None and self.reads_the_same(result, [*kept, *more]):
            return [*kept, *more]
        if len(more) == 1:
            self.skip(more[0].edit, "written there, the document would read differently; change it by hand")
            return kept
        middle = len(more) // 2
        return self.sound(self.sound(kept, more[:middle]), more[middle:])

    def skip(self, one: Edit, reason: str) -> None:
        self.unwritten.append(Unwritten(one.line, reason))

    def item(self, one: Edit) -> ActionItem | None:
        """Find the item an edit is about: by its text, and by its line where the text stands twice."""
        same = [item for item in self.before.items if item.action == one.action]
        if len(same) > 1:
            same = [item for item in same if item.line == one.line]
            if len(same) != 1:
                self.skip(one, "the same text stands more than once in the document")
                return None
        if not same:
            self.skip(one, "no item with this text is in the document any more")
            return None
        return same[0]

    @cached_property
    def finder(self) -> Finder:
        from connector.parsing.extracting import fields, outline

        tree = read(self.data, self.name, projects=self.options.projects)
        header = fields.read_header(tree, outline.outline(tree), name=self.name, order=self.options.date_order)
        return Finder(
            self.text, tree, Context(header.anchor, self.options.date_order, header.people | self.options.people)
        )

    @cached_property
    def colours(self) -> dict[Status, str]:
        return colours_of(self.text)

    # --- one edit -------------------------------------------------------------------------------------------------

    def made(self, one: Edit, item: ActionItem, place: Place | None) -> _Made | None:
        """Return what an edit changes, None if nothing; what it cannot change is noted."""
        box = None if place is None or place.status is None else self.lone_box(place.status)
        exact = place is not None and (bool(place.fields) or (place.status is not None and box is None))
        wanted = None if one.status is None or _says(item.status, one.status, exact=exact) else one.status
        named = _is_named(item, one) or self.is_written(place, one.ticket_key)
        if wanted is None and named:
            return None
        if place is None:
            self.skip(one, "where this item stands in the document cannot be told for sure")
            return None
        changes: list[Change] = []
        word: str | None = None
        if wanted is not None:
            changes.extend(self.status(place, wanted))
            if not changes and not wanted.closed and not (item.status is not None and item.status.closed):
                self.skip(one, "where its status stands cannot be told for sure; change it by hand")
                one = replace(one, status=None)
            elif not exact or not changes:
                ticked = wanted is Status.DONE and (place.box is not None or box is not None)
                word = WORDS[wanted] if wanted.closed and not ticked else ""
        try:
            changes.extend(self.ticket(place, one, named=named, word=word))
        except _NoPlace as why:
            if not changes or not named:
                self.skip(one, str(why))
                return _Made(one, item, tuple(changes), exact, named) if changes else None
        real = tuple(each for each in changes if self.text[each.span.start : each.span.end] != each.new)
        if not real and one.status is not None:
            self.skip(one, "its status is written in a way that cannot be changed for sure; change it by hand")
        return _Made(one, item, real, exact, named) if real else None

    def is_written(self, place: Place | None, key: str) -> bool:
        """Say whether a ticket's key stands in an item's line, even where the extractor reads no reference in it."""
        if place is None or place.end is None or self.format == "html":
            return False
        # Behind the box, whose mark is no key.
        start = self.finder.lines.start(place.line - 1) if place.box is None else place.box.end
        source = self.text[start : place.end]
        return re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", source) is not None

    def status(self, place: Place, wanted: Status) -> Iterator[Change]:
        """Yield the changes of the places that hold a status; none where there is no such place."""
        if place.status is not None:
            yield from self.status_cell(place.status, place.column, wanted)
        for field in place.fields:
            phrase = find_phrase(self.text, field, is_html=self.is_markup(field))
            if phrase is not None:
                yield self.said(phrase, field.end, wanted, ())
        if place.box is not None:
            yield self.ticked(place.box, wanted)

    def status_cell(self, cell: Cell, column: Sequence[Cell], wanted: Status) -> Iterator[Change]:
        if cell.span is None:
            return
        used = self.used(column)
        box = self.status_box(cell)
        if box is not None:
            yield self.ticked(box, wanted)
        # The words behind a box in brackets say it too.
        start = cell.span.start if box is None else box.end + self.text.startswith("]", box.end)
        words = Span(start, cell.span.end)
        phrase = find_phrase(self.text, words, is_html=self.is_markup(cell.span))
        if phrase is not None:
            yield self.said(phrase, cell.span.end, wanted, used)
            if (colour := colour_mark(self.text, cell.span)) is not None:
                yield Change(colour, self.colours[wanted])
        elif box is None and _is_free(cell) and "<" not in self.text[cell.span.start : cell.span.end]:
            yield self.filled(cell, status_words(used[0] if used else "Open", wanted, used))

    def said(self, phrase: Span, end: int, wanted: Status, used: Sequence[str]) -> Change:
        new = status_words(words_at(self.text, phrase), wanted, used)
        return Change(with_reason(self.text, phrase, end, wanted=wanted, new=new), new)

    def status_box(self, cell: Cell) -> Span | None:
        """Return the box in a status cell, but for a mark such as a tick, which is changed like the words it stands for."""
        box = None if cell.span is None else self.finder.box(cell.span, cell.inline)
        if box is None or (self.text[box.start : box.start + 1] in BOXES and self.phrase(cell) is not None):
            return None
        return box

    def lone_box(self, cell: Cell) -> Span | None:
        """Return the box of a status cell that holds nothing else, and so knows open and done."""
        found = find_box(cell.inline.text)
        return None if found is None or cell.inline.text[found.length :].strip() else self.status_box(cell)

    def ticked(self, box: Span, wanted: Status) -> Change:
        return Change(box, box_mark(self.text[box.start : box.end], checked=wanted is Status.DONE))

    def used(self, column: Sequence[Cell]) -> Sequence[str]:
        """Return the status words of a column, each once; read once for all its rows, whose places outlive this."""
        if id(column) not in self.columns:
            phrases = (self.phrase(cell) for cell in column)
            self.columns[id(column)] = tuple(dict.fromkeys(words for words in phrases if words is not None))
        return self.columns[id(column)]

    def phrase(self, cell: Cell) -> str | None:
        if cell.span is None:
            return None
        found = find_phrase(self.text, cell.span, is_html=self.is_markup(cell.span))
        return None if found is None else words_at(self.text, found)

    def is_markup(self, span: Span) -> bool:
        return self.format == "html" or self.text.startswith("<", span.start)

    def ticket(self, place: Place, one: Edit, *, named: bool, word: str | None) -> Iterator[Change]:
        """Yield the changes that name the ticket, and put `word` behind it ("" takes a word away)."""
        markup = self.markup(place, one)
        cell = place.ticket
        if not named and cell is not None and cell.span is not None and _is_free(cell):
            yield self.filled(cell, f"{markup}, {word}" if word else markup)
            return
        if named and word is None:
            return
        if (
            cell is not None
            and one.ticket_key in cell.inline.text
            and (changes := self.beside(place, cell, word or ""))
        ):
            yield from changes
            return
        if place.end is None:
            raise _NoPlace("this format cannot tell where the item's words end")
        written = self.tail(place.end, markup, word)
        if written is not None:
            yield written
            return
        inside = ", ".join(part for part in ("" if named else markup, word or "") if part)
        if not inside:
            raise _NoPlace("its own words say that it is closed; change them by hand")
        yield Change(Span(place.end, place.end), f" ({inside})")

    def beside(self, place: Place, cell: Cell, word: str) -> list[Change]:
        """Return what changes where the ticket stands in a cell of its own: a word there, and none behind the action."""
        changes: list[Change] = []
        end = self.finder.cell_end(cell.span)
        if end is not None:
            old = next((text for text in (f", {each}" for each in CLOSED) if self.text.endswith(text, 0, end)), "")
            new = f", {word}" if word else ""
            changes += [Change(Span(end - len(old), end), new)] if new != old else []
        behind = place.end
        for alone in (f" ({each})" for each in CLOSED):
            if behind is not None and self.text.endswith(alone, 0, behind):
                changes.append(Change(Span(behind - len(alone), behind), ""))
        return changes

    def tail(self, end: int, markup: str, word: str | None) -> Change | None:
        """Change what an earlier write put behind an item's words: ticket, status or both in brackets."""
        for old in ("", *CLOSED):
            with_ticket = f" ({markup}, {old})" if old else f" ({markup})"
            if self.text.endswith(with_ticket, 0, end):
                fresh = f" ({markup}, {word})" if word else f" ({markup})"
                return Change(Span(end - len(with_ticket), end), fresh)
            alone = f" ({old})"
            if old and self.text.endswith(alone, 0, end):
                return Change(Span(end - len(alone), end), f" ({word})" if word else "")
        return None

    def markup(self, place: Place, one: Edit) -> str:
        """Return the reference in the markup of its place; in Markdown a table may be written in HTML."""
        in_tags = place.end is not None and self.text.startswith("</", place.end)
        return ticket_markup(one.ticket_key, one.ticket_url, format="html" if in_tags else self.format)

    def filled(self, cell: Cell, words: str) -> Change:
        """Put words into a cell, with a blank on either side where the cell is too narrow to have them."""
        span = cell.span
        assert span is not None
        before, after = self.text[: span.start][-1:], self.text[span.end :][:1]
        lead = " " if before in ("|", "-", "*") and self.format != "html" else ""
        return Change(span, lead + words + (" " if after == "|" else ""), column=cell.column)

    # --- the whole ------------------------------------------------------------------------------------------------

    def applied(self, made: Sequence[_Made]) -> bytes | None:
        """Return the document with these changes; None where two of them touch the same characters."""
        changes = {change for one in made for change in one.changes}
        if not changes:
            return self.data
        text = changed(self.text, changes, lines=self.finder.lines, frames=self.finder.tree.frames)
        if text is None:
            return None
        encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(self.data[:2], "utf-8")
        return text.encode(encoding)

    def reads_the_same(self, data: bytes, made: Sequence[_Made]) -> bool:
        """Say whether the document still says what it said, and the edited items what was to be written."""
        if data == self.data:
            return True
        after = parse(data, self.name, options=self.options)
        edited = {(one.item.line, one.item.action): one for one in made}
        if _frame(after) != _frame(self.before) or len(after.items) != len(self.before.items):
            return False
        for old, new in zip(self.before.items, after.items, strict=True):
            one = edited.get((old.line, old.action))
            if one is None:
                if new != old:
                    return False
            elif not _is_written(one, new):
                return False
        return True


def _frame(found: PostMortem) -> tuple[object, ...]:
    """Return what a post-mortem says beside its items; section texts hold the items' words and may change."""
    return replace(found, items=(), sections={}), tuple(found.sections)


def _is_written(one: _Made, new: ActionItem) -> bool:
    old = one.item
    if (
        replace(
            new, refs=old.refs, tracked=old.tracked, mentions=old.mentions, status=old.status, problems=old.problems
        )
        != old
    ):
        return False
    # A status may solve a problem ("reads as if it were done"), never bring one.
    if not (set(old.refs) <= set(new.refs) and set(new.problems) <= set(old.problems)):
        return False
    if not (one.named or _is_named(new, one.edit)):
        return False
    return one.edit.status is None or _says(new.status, one.edit.status, exact=one.exact)


def _says(status: Status | None, wanted: Status, *, exact: bool) -> bool:
    """Say whether a document's status is the wanted one, as far as its place can tell."""
    if status is wanted or (status is None and wanted is Status.OPEN):
        return True
    return not exact and not wanted.closed and (status is None or not status.closed)


def _is_named(item: ActionItem, one: Edit) -> bool:
    names = {one.ticket_key.casefold()}
    names |= {url.casefold() for url in (one.ticket_url, safe_url(one.ticket_url)) if url}
    return any(ref.casefold() in names or ref.casefold().endswith(f"/{one.ticket_key.casefold()}") for ref in item.refs)


def _is_free(cell: Cell) -> bool:
    text = cell.inline.text.strip()
    return not cell.inline.links and (not text or is_nothing(text) or text in ("-", "\u2013", "\u2014"))
