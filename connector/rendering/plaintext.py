"""Text that other people wrote, made safe to show: it can steer no terminal, and turns no line around.

Used by everything that prints, the log included. It stands alone so that `--help` need not import rich for it.
"""

import json
import re
import unicodedata
from typing import Any

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
JOINERS = "\u200c\u200d"
"""Zero-width joiners: scripts and emoji need them, and they move nothing."""


def safe(text: object) -> str:
    """Return text that cannot steer a terminal: control, format and direction characters become spaces or vanish."""
    plain = str(text)
    if plain.isascii() and plain.isprintable():
        return plain
    kept = []
    for char in plain:
        category = unicodedata.category(char)
        if char in "\t\n\r" or category in {"Zl", "Zp"}:
            kept.append(" ")
        elif category not in HIDDEN or char in JOINERS:
            kept.append(char)
    return "".join(kept)


def safe_lines(text: object) -> str:
    """Return text as `safe` does, keeping our own line ends."""
    return "\n".join(safe(line) for line in str(text).split("\n"))


def safe_json(data: Any, *, indent: int | None = None) -> str:
    """Return JSON with everything that cannot be seen escaped: a terminal shows it, and a program reads what it was."""
    text = json.dumps(data, indent=indent, ensure_ascii=False, sort_keys=False, default=str)
    return text if text.isascii() else re.sub(r"[^\n\x20-\x7e]", _escaped, text)


def _escaped(found: re.Match[str]) -> str:
    char = found[0]
    return json.dumps(char)[1:-1] if unicodedata.category(char) in HIDDEN and char not in JOINERS else char
