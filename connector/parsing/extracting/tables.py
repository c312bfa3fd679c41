# ruff: noqa: RUF001 - the dashes that people write
"""Tables of action items -> drafts: columns by their words in any order, rows of any length.

| table                                                        | read as items               |
|--------------------------------------------------------------|-----------------------------|
| below an action heading, a column that can be the action     | yes                         |
| below an action heading, no headings: told by what they hold | yes                         |
| below an action heading, no such column                      | no, and a hold says so      |
| elsewhere, an action column with owner, due or status beside | yes, unless it has times    |
| two columns, first one "Action", "Owner", ... going down     | one item                    |
| nothing but "Owner", "Due", ... below a sub-heading          | fields of that heading      |
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connector.core.dateclues import is_wish
from connector.core.dates import read_due
from connector.core.model import Status
from connector.parsing.blocks import Cell, Inline, Row, Table
from connector.parsing.extracting.draft import Context, Draft, set_field
from connector.parsing.extracting.entry import read_entry
from connector.parsing.extracting.refs import column_refs
from connector.parsing.extracting.status import is_day_alone, is_status, status_of
from connector.parsing.extracting.told import first_word
from connector.parsing.extracting.untitled import names_by_content
from connector.parsing.headings import column, label
from connector.parsing.placeholders import is_nothing, is_placeholder
from connector.parsing.runs import find_box
from connector.parsing.vocabulary import VERBS

_BESIDE = frozenset(("owner", "due", "status"))
_FIELDS = ("owner", "due", "status", "closed_on", "priority", "refs")
_EMPTY = Inline("")
_OUTCOMES = frozenset(("outcome", "outcomes", "result", "results", "updates", "update"))
_FIRST_PART = re.compile(r"\s+[-–—]\s+|[:;.,(]")
_TEAMS = frozenset(("team", "teams", "squad", "group", "department", "équipe", "equipo", "equipe", "abteilung"))
_COUNTERS = frozenset(("id", "key", "task id"))
"""Headings of tickets that also stand above the numbers of rows."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Column numbers by meaning; `action` is the one that says what to do."""

    action: int
    names: tuple[str | None, ...]

    @classmethod
    def called(cls, names: Sequence[str | None], action: int) -> "Columns":
        return cls(action, tuple(None if at == action else name for at, name in enumerate(names)))

    def of(self, row: Row, name: str) -> list[Inline]:
        return [cell.inline for cell, known in zip(row.cells, self.names, strict=False) if known == name]


def header_of(table: Table) -> tuple[Row | None, tuple[Row, ...]]:
    """Return the header and the rows below it; a first row that reads as a header is one."""
    if table.header is not None and any(cell.inline.text.strip() for cell in table.header.cells):
        return table.header, table.rows
    if table.rows:
        named = [column(cell.inline.text) for cell in table.rows[0].cells]
        if sum(name is not None for name in named) >= max(2, (len(named) + 1) // 2):
            return table.rows[0], table.rows[1:]
    return None, table.rows


def read_columns(table: Table, *, inside: bool) -> tuple[Row | None, tuple[Row, ...], Columns | None]:
    """Return the header, the rows, and which columns hold what; below an action heading that is told without a header, too."""
    header, rows = header_of(table)
    if header is not None:
        return header, rows, find_columns(header, rows, inside=inside)
    names = names_by_content(rows) if inside else None
    return None, rows, Columns.called(names, names.index("action")) if names is not None else None


def find_columns(header: Row, rows: tuple[Row, ...], *, inside: bool) -> Columns | None:
    """Say which columns hold what; None if no column can be the action. `inside` is below an action heading."""
    names = _people_before_teams([_named(cell, rows, at) for at, cell in enumerate(header.cells)], header)
    if not inside and ("time" in names or "action" not in names or _BESIDE.isdisjoint(name for name in names if name)):
        return None
    candidates = [at for at, name in enumerate(names) if name == "action"]
    if not candidates and inside:
        candidates = [at for at, name in enumerate(names) if name == "text"]
    if not candidates and inside and any(name is not None for name in names):
        unnamed = [at for at, name in enumerate(names) if name is None]
        candidates = unnamed or [at for at, name in enumerate(names) if name == "refs"]
        candidates = sorted(candidates, key=lambda at: -_length(rows, at))[:1]
        if unnamed and _length(rows, candidates[0]) < 2:
            candidates = []
    if not candidates:
        return None
    action = candidates[0]
    texts = [at for at, name in enumerate(names) if name in ("action", "text")]
    if _length(rows, action) <= 1 and (longer := [at for at in texts if _length(rows, at) > 3]):
        action = longer[0]
    elif (_all_refs(rows, action) or _all_numbered(rows, action)) and (
        told := [at for at, name in enumerate(names) if not name and _length(rows, at) > 3]
    ):
        names[action], action = "refs", told[0]
    # "Issue" and the like beside a column of actions: what they hold is the ticket.
    tickets = {at for at, name in enumerate(names) if name == "text" and at != action and _all_refs(rows, at)}
    return Columns.called(["refs" if at in tickets else name for at, name in enumerate(names)], action)


def _named(cell: Cell, rows: tuple[Row, ...], at: int) -> str | None:
    """Name a column by its heading, and by what it holds.

    "Key" may count the rows, "Outcome" may say where each stands, "Done" when it was, "By" who or when.
    """
    name = column(cell.inline.text)
    if name == "due" and cell.inline.text.strip(" *:").lower() == "by":
        said = [row.cells[at].inline.text for row in rows if at < len(row.cells)]
        return name if any(any(map(str.isdigit, text)) for text in said) else "owner"
    if name == "notes" and cell.inline.text.strip(" *:").lower() in _OUTCOMES:
        said = [row.cells[at].inline.text.strip() for row in rows if at < len(row.cells)]
        told = [is_status(_FIRST_PART.split(text, maxsplit=1)[0]) for text in said if not is_placeholder(text)]
        return "status" if told and all(told) else name
    if name == "status" and status_of(cell.inline.text) is Status.DONE:
        dated = any(is_day_alone(row.cells[at].inline.text) for row in rows if at < len(row.cells))
        return "closed_on" if dated else name
    if name != "refs" or cell.inline.text.strip(" *").lower() not in _COUNTERS:
        return name
    texts = [row.cells[at].inline.text.strip(" .") for row in rows if at < len(row.cells)]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 5]
    return "number" if numbers and numbers == list(range(numbers[0], numbers[0] + len(texts))) else name


def _people_before_teams(names: list[str | None], header: Row) -> list[str | None]:
    """Take a column of teams for a remark where another one names the people."""
    owners = [at for at, name in enumerate(names) if name == "owner"]
    teams = {at for at in owners if not _TEAMS.isdisjoint(header.cells[at].inline.text.lower().split())}
    if not teams or len(teams) == len(owners):
        return names
    return ["notes" if at in teams else name for at, name in enumerate(names)]


def _all_refs(rows: tuple[Row, ...], at: int) -> bool:
    """Say whether a column holds tickets and nothing else: "Issue" above keys, with what is to be done beside it."""
    filled = [row.cells[at].inline for row in rows if at < len(row.cells) and row.cells[at].inline.text.strip()]
    return bool(filled) and all(len(cell.text.split()) == 1 and column_refs(cell) for cell in filled)


def _all_numbered(rows: tuple[Row, ...], at: int) -> bool:
    """Say whether a column holds names of one word with a number and nothing else: "T111"."""
    filled = [text for row in rows if at < len(row.cells) and (text := row.cells[at].inline.text.strip())]
    return bool(filled) and all(" " not in text and any(map(str.isdigit, text)) for text in filled)


def _length(rows: tuple[Row, ...], at: int) -> float:
    """Return the mean number of words in a column."""
    words = [len(row.cells[at].inline.text.split()) for row in rows if at < len(row.cells)]
    return sum(words) / len(words) if words else 0.0


def table_drafts(rows: tuple[Row, ...], columns: Columns, context: Context, section: str | None) -> list[Draft]:
    """Read the rows; placeholder rows and empty rows are no items, a row of one bold cell is a category."""
    drafts: list[Draft] = []
    for row in rows:
        category = _category(row)
        if category is not None:
            section = category
            continue
        if drafts and (more := _continued(row, columns)) is not None:
            drafts[-1].action = f"{drafts[-1].action} {more}"
            continue
        draft = _draft(row, columns, context) or _unsaid(row, columns)
        if draft is not None:
            draft.section = section
            draft.source = "table"
            drafts.append(draft)
    return drafts


def _continued(row: Row, columns: Columns) -> str | None:
    """Return the words of a row that only goes on with the action of the one above, as a line that was too long does."""
    filled = [at for at, cell in enumerate(row.cells) if cell.inline.text.strip()]
    text = row.cells[columns.action].inline.text.strip() if filled == [columns.action] else ""
    return text if text[:1].islower() and len(row.cells) > 1 else None


def _category(row: Row) -> str | None:
    filled = [cell for cell in row.cells if cell.inline.text.strip()]
    if len(filled) != 1 or len(row.cells) < 3 or filled[0] is not row.cells[0]:
        return None
    text = filled[0].inline.text.strip()
    bold = sum(span.end - span.start for span in filled[0].inline.strong)
    return text.rstrip(":") if bold >= len(text.rstrip(":")) and len(text.split()) <= 4 else None


def _draft(row: Row, columns: Columns, context: Context) -> Draft | None:
    cell = row.cells[columns.action].inline if columns.action < len(row.cells) else _EMPTY
    if not cell.text.strip() and not cell.links:
        return None
    titles = {column(other.inline.text) for other in row.cells if other.inline.text.strip()}
    if len(row.cells) > 1 and None not in titles and len(titles) > 1 and not titles.isdisjoint(("action", "text")):
        return None
    owners = columns.of(row, "owner")
    draft = read_entry(cell, row.line, context, alone="owner" not in columns.names)
    if draft is None or not draft.action:
        return draft
    if owners:
        draft.owner = None
    if any(not is_placeholder(inline.text) for inline in columns.of(row, "priority")):
        draft.priority = None
    if any(not is_placeholder(inline.text) for inline in columns.of(row, "due")):
        draft.due = draft.due_text = None
        draft.problems.clear()
    marked = draft.status
    for name in _FIELDS:
        for inline in columns.of(row, name):
            set_field(draft, name, _kept(inline), context)
    draft.problems += _amiss(row, columns, cell, marked=marked, status=draft.status)
    _elsewhere(row, columns, draft, context)
    return draft


def _amiss(
    row: Row, columns: Columns, action: Inline, *, marked: Status | None, status: Status | None
) -> Iterator[str]:
    """Say what is wrong with a row: what its action is `marked` as and its status differ, or it holds several tasks."""
    if marked is not None and marked.closed and status is not None and not status.closed:
        yield f"is marked {marked.value.replace('_', ' ')} by itself, and its status says otherwise: write which it is"
    lines = action.text.split("\n")
    boxes = sum(find_box(line.strip()) is not None for line in lines)
    orders = len(lines) if all(first_word(line) in VERBS for line in lines) else 0
    if (tasks := max(boxes, orders)) > 1:
        yield f"holds {tasks} tasks in one cell: give each a row of its own"
    if _is_shifted(row, columns, action):
        yield "has more cells than the table has columns: write a pipe that is no border as \\|"


def _is_day(text: str) -> bool:
    return read_due(text, anchor=None, order=None).due is not None


def _is_shifted(row: Row, columns: Columns, action: Inline) -> bool:
    """Say whether a row has a cell too many, and the others do not hold what their columns are for."""
    if not any(cell.inline.text.strip() for cell in row.cells[len(columns.names) :]):
        return len(row.cells) > len(columns.names) and action.text.count("`") % 2 == 1
    days = [inline.text for inline in columns.of(row, "due") if not is_placeholder(inline.text)]
    undated = any(not any(map(str.isdigit, day)) and not is_wish(day) for day in days)
    return undated or action.text.count("`") % 2 == 1 or action.text.count("[") != action.text.count("]")


def _unsaid(row: Row, columns: Columns) -> Draft | None:
    """Return what is to be told of a row without an action where another of its cells holds a sentence, an owner or a day."""
    title = columns.names[0] if columns.names else None
    for at, cell in enumerate(row.cells):
        words = cell.inline.text.split()
        other = at != columns.action and (columns.names[at] if at < len(columns.names) else None) in ("refs", title)
        if other and len(words) > 3 and words[0].lower() in VERBS:
            reason = f"this row has no action, and says '{cell.inline.text[:60]}' elsewhere: its cells may be shifted"
            return Draft("", row.line, problems=[reason])
    action = row.cells[columns.action].inline.text if columns.action < len(row.cells) else ""
    blank = is_nothing(action)
    # A row that a template left behind names no day; one that somebody filled does.
    for name in ("owner", "due") if blank else ("due",):
        for inline in columns.of(row, name):
            if not is_placeholder(inline.text) and column(inline.text) is None and (blank or _is_day(inline.text)):
                reason = f"this row names '{inline.text.strip()[:60]}', but not what is to be done"
                return Draft("", row.line, problems=[reason])
    return None


def _kept(inline: Inline) -> Inline:
    """Drop what is struck through in a cell: a date or an owner that was replaced."""
    if not inline.struck:
        return inline
    text, at, kept = inline.text, 0, []
    for span in inline.struck:
        kept.append(text[at : span.start])
        at = span.end
    kept.append(text[at:])
    return Inline("".join(kept), inline.links, mentions=inline.mentions)


def _elsewhere(row: Row, columns: Columns, draft: Draft, context: Context) -> None:
    """Look for a status or tickets in columns that are not made for them: "DONE" under Reference or Notes."""
    for at, cell in enumerate(row.cells):
        name = columns.names[at] if at < len(columns.names) else None
        if at == columns.action or name in ("owner", "due", "status", "priority", "type", "number"):
            continue
        if draft.status is None and is_status(cell.inline.text) and not is_nothing_but_todo(cell.inline.text, name):
            set_field(draft, "status", Inline(cell.inline.text), context)
        if name is None:
            draft.refs.extend(ref for ref in column_refs(cell.inline) if "/" in ref and ref not in draft.refs)


def is_nothing_but_todo(text: str, name: str | None) -> bool:
    """Say whether "new" or "no" in a notes column is a remark rather than a status."""
    return (name == "notes" and is_nothing(text)) or text.strip().lower() in ("no", "new", "yes", "x")


_VALUE_TITLES = frozenset(("value", "values", "detail", "details", "description"))
"""What stands above the values of a table whose first column has the names of fields."""


def table_fields(table: Table) -> list[tuple[str, Cell]]:
    """Read a table of fields and nothing else: their titles above one row, or one of them on each row."""
    rows = [*([table.header] if table.header else []), *table.rows]
    titles = [label(cell.inline.text) for cell in rows[0].cells] if rows else []
    if len(rows) == 2 and None not in titles:
        pairs = list(zip(titles, rows[1].cells, strict=False))
    else:
        down = [row for row in rows if any(cell.inline.text.strip() for cell in row.cells)]
        if any(len(row.cells) != 2 for row in down):
            return []
        if down and down[0].cells[1].inline.text.strip(" :*_").lower() in _VALUE_TITLES:
            del down[0]
        pairs = [(label(row.cells[0].inline.text), row.cells[1]) for row in down]
    known = [(name, cell) for name, cell in pairs if name in (*_FIELDS, "notes", "type", "number")]
    return known if len(known) == len(pairs) else []


def transposed(table: Table, context: Context) -> Draft | None:
    """Read a table that is one item: labels in the first column, values in the second."""
    rows = [*([table.header] if table.header else []), *table.rows]
    pairs = [(column(row.cells[0].inline.text), row) for row in rows if len(row.cells) == 2]
    if len(pairs) < 2 or len(pairs) != len(rows):
        return None
    names = [name for name, _ in pairs]
    if "action" not in names or _BESIDE.isdisjoint(name for name in names if name):
        return None
    value: Cell
    draft: Draft | None = None
    for name, row in pairs:
        if name == "action" and draft is None:
            value = row.cells[1]
            draft = read_entry(value.inline, row.line, context, alone=False)
    if draft is None:
        return None
    for name, row in pairs:
        if name in _FIELDS:
            set_field(draft, str(name), _kept(row.cells[1].inline), context)
    draft.source = "table"
    return draft
