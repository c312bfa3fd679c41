"""Columns whose title nobody knows although their cells say what they are: told, as a title that is guessed may mean another day."""

import re
from collections.abc import Iterator, Sequence

from connector.core.dates import begins_dated, read_due
from connector.core.model import Hold
from connector.parsing.blocks import Row
from connector.parsing.extracting.draft import Context
from connector.parsing.extracting.owners import HANDLE, is_known
from connector.parsing.extracting.tables import Columns
from connector.parsing.placeholders import is_placeholder

_BYGONE = re.compile(
    r"\b(?:open(?:ed)?|start(?:ed)?|creat\w+|rais\w+|report\w+|detect\w+|found|clos\w+|resolved|fixed|updat\w+|chang\w+|review\w*|"
    r"verified|since|from|seen|logged|added|reported by|author|reviewer|approver|submitter|requested by)\b",
    re.IGNORECASE,
)
"""Titles of days and people that are not the work's own."""


def unknown_columns(header: Row | None, rows: Sequence[Row], columns: Columns, context: Context) -> Iterator[Hold]:
    """Say which columns hold days, or people, in most of their cells where the table has no other for that."""
    titles = [" ".join(cell.inline.text.split()) for cell in header.cells] if header is not None else []
    for field, what, name in (("due", "days", "Due"), ("owner", "people", "Owner")):
        for at, title in enumerate(titles if field not in columns.names else ()):
            known = at == columns.action or at >= len(columns.names) or columns.names[at] is not None
            if known or _BYGONE.search(title):
                continue
            cells = [row.cells[at].inline.text.strip() for row in rows if at < len(row.cells)]
            filled = [cell for cell in cells if not is_placeholder(cell)]
            if sum(_says(field, cell, context) for cell in filled) * 2 > len(filled):
                reason = f"the column '{title[:40]}' holds {what}, but nobody knows that title: call it '{name}' if it is that"
                yield Hold(reason, line=header.line if header is not None else 0, subject=title[:80])


def _says(field: str, cell: str, context: Context) -> bool:
    if field == "owner":
        return re.fullmatch(HANDLE, cell) is not None or is_known(cell, context.people)
    day = read_due(cell, anchor=context.anchor, order=context.order)
    return day.due is not None and begins_dated(cell, anchor=context.anchor, order=context.order)
