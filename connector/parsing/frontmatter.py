"""YAML and TOML front matter as flat text values.

Read line by line on purpose: a YAML parser would expand aliases ("billion laughs") and stop at the first template tag,
while a post-mortem's header is `key: value`.
"""

import re

from connector.parsing.lines import Lines

_KEY = re.compile(r"([\w][\w .-]*?)\s*[:=]\s*(.*)$")
_ENTRY = re.compile(r"\s+-\s+(.*)$|-\s+(.*)$")
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
