"""YAML and TOML front matter as flat text values.

Read line by line on purpose: a YAML parser would expand aliases ("billion laughs") and stop at the first template tag,
while a post-mortem's header is `key: value`. Action items that stand there in a list are told, not read: what is a label in
one team's header is a sentence in another's, and the text below often repeats them.
"""

import re
from collections.abc import Iterator

from connector.core.model import Hold
from connector.parsing.headings import classify
from connector.parsing.placeholders import is_placeholder
from connector.parsing.readers.lines import Lines

_KEY = re.compile(r"([\w][\w .-]*?)\s*[:=]\s*(.*)$")
_ENTRY = re.compile(r"\s+-\s+(.*)$|-\s+(.*)$")
_TABLE = re.compile(r"\[\[([\w .-]+)\]\]\s*$")
MAX_LINES = 200


def split_front_matter(text: str, lines: Lines) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return the front matter's pairs and the 0-based line at which the body begins."""
    fence = text[lines.start(0) : lines.end(0)].rstrip()
    if fence not in ("---", "+++"):
        return (), 0
    for number in range(1, min(len(lines), MAX_LINES)):
        if text[lines.start(number) : lines.end(number)].rstrip() in (fence, "..." if fence == "---" else fence):
            rows = [text[lines.start(index) : lines.end(index)] for index in range(1, number)]
            return _pairs(rows), number + 1
    return (), 0


def _pairs(rows: list[str]) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for row in rows:
        entry = _ENTRY.match(row)
        if entry is not None and pairs:
            key, value = pairs[-1]
            word = _bare(entry[1] or entry[2] or "")
            pairs[-1] = (key, f"{value}, {word}" if value else word)
        elif (match := _KEY.match(row)) is not None:
            pairs.append((match[1].strip().lower(), _bare(match[2])))
    return tuple(pairs)


def _bare(value: str) -> str:
    """Drop quotes, and the brackets of a list on one line."""
    value = value.strip()
    if value[:1] == "[" and value[-1:] == "]":
        return ", ".join(_bare(part) for part in value[1:-1].split(","))
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value if value[:1] not in ("|", ">", "&", "*", "!") else ""


def unread_actions(text: str, lines: Lines, first: int) -> Iterator[Hold]:
    """Say where front matter that ends before line `first` (0-based) lists action items."""
    rows = [text[lines.start(number) : lines.end(number)].rstrip() for number in range(1, first - 1)]
    for at, row in enumerate(rows):
        table, match = _TABLE.match(row), _KEY.match(row)
        name = table[1] if table else match[1] if match else ""
        kind = classify(name.replace("_", " ")) if name else None
        if kind is None or kind.tier not in (1, 2):
            continue
        below = next((index for index in range(at + 1, len(rows)) if _KEY.match(rows[index])), len(rows))
        listed = [one for one in rows[at + 1 : below] if not one.lstrip().startswith("#")]
        if match and match[2][:1] in ("[", "{"):
            listed.append(match[2])
        if table or any(not is_placeholder(_bare(one.strip(" -[]{},"))) for one in listed):
            reason = f"action items in the front matter ('{name}') are not read: write them below a heading, as a list or a table"
            yield Hold(reason, line=at + 2, subject=name)
