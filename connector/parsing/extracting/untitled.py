"""Tables without titles: what their columns are, by what they hold and nothing else."""

import re
from collections.abc import Callable, Sequence

from connector.parsing.blocks import Inline, Row
from connector.parsing.extracting.aside import is_name
from connector.parsing.extracting.refs import column_refs
from connector.parsing.extracting.status import is_day_alone, is_status
from connector.parsing.placeholders import is_placeholder

_PRIORITY = re.compile(r"p[0-5]|critical|high|medium|low|urgent", re.IGNORECASE)
_NAME_WORDS = 3


def _is_ref(inline: Inline) -> bool:
    return len(inline.text.split()) == 1 and bool(column_refs(inline))


_KINDS: tuple[tuple[str, Callable[[Inline], bool]], ...] = (
    ("number", lambda inline: inline.text.strip(" .").isdecimal()),
    ("due", lambda inline: is_day_alone(inline.text)),
    ("status", lambda inline: is_status(inline.text)),
    ("priority", lambda inline: _PRIORITY.fullmatch(inline.text.strip()) is not None),
    ("refs", _is_ref),
)


def names_by_content(rows: Sequence[Row]) -> tuple[str | None, ...] | None:
    """Return what each column is: the longest texts say what to do. None where that, or anything beside it, is not to be told."""
    width = len(rows[0].cells) if rows else 0
    if len(rows) < 2 or width < 2 or any(len(row.cells) != width for row in rows):
        return None
    columns = [[row.cells[at].inline for row in rows] for at in range(width)]
    names = [_name(column) for column in columns]
    texts = [at for at, name in enumerate(names) if name is None and any(inline.text.strip() for inline in columns[at])]
    if not texts:
        return None
    action = max(texts, key=lambda at: (_words(columns[at]), -at))
    if any(len(inline.text.split()) < 2 for inline in columns[action]):
        return None
    for at in texts:
        if at != action and all(_is_person(inline) for inline in columns[at]) and "owner" not in names:
            names[at] = "owner"
    names[action] = "action"
    told = [name for name in names if name is not None]
    return tuple(names) if {"owner", "due", "status"} & set(told) and len(set(told)) == len(told) else None


def _name(column: Sequence[Inline]) -> str | None:
    filled = [inline for inline in column if not is_placeholder(inline.text)]
    return next((name for name, holds in _KINDS if filled and all(map(holds, filled))), None)


def _is_person(inline: Inline) -> bool:
    text = inline.text.strip()
    return is_placeholder(text) or (len(text.split()) <= _NAME_WORDS and is_name(text))


def _words(column: Sequence[Inline]) -> int:
    return sum(len(inline.text.split()) for inline in column)
