# ruff: noqa: RUF001 - the dashes that people write
"""Labels that make a line an item wherever it stands: "[Action Item] ...", "TODO: ...", "**TODO** ...", "AI-1: ...".

"Action: ..." is one where labels behind it say who does it, or by when: elsewhere it may tell what was done.
"""

import re

from connector.parsing.blocks import Inline
from connector.parsing.extracting.labels import labels_in
from connector.parsing.extracting.refs import Marks
from connector.parsing.headings import label

_INLINE_MARK = re.compile(
    r"^\s*(?:\[\s*(?:action(?: item)?|ai|todo)\s*\]|action (?:item|point)s?\s*:|ACTION\s*:|AI\s*:|TODO\s*:)\s*(?=\S)",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"^\s*(?:\[|(?i:action (?:item|point)s?\s*:)|ACTION|AI|TODO)")
_BOLD = re.compile(r"(?:action (?:item|point)|(?-i:ACTION|AI|TODO))[\s:]*", re.IGNORECASE)
_TITLED = re.compile(
    r"^\*{0,2}(?:(?:AI|AP|A|R|T|action(?: item)?|task|item|to-?do|aktion|maßnahme|mesure|acción|ação|actie|tiltak|åtgärd)[- ]?#?"
    r"\d{1,3}\*{0,2}\s*[.):–-]\*{0,2}|[(\[](?:AI|AP|A|R|T|action(?: item)?|task|item)[- ]?#?\d{1,3}[)\]]\*{0,2}:?|(?-i:[A-Z][A-Z0-9]{1,9}-\d{1,6})\*{0,2}\s*(?::|\s[–-])\*{0,2}|(?-i:AI|AP)-\d{1,3}\s(?=(?-i:[A-Z])))\s*(?=\S)",
    re.IGNORECASE,
)
"""The label of an item: "AI-1:", "[AI-1]", "Action 2.", "OPS-12 -"."""


def mark_end(inline: Inline) -> int:
    """Return where the label ends that marks a text as an item; 0 without one. In bold it needs no colon."""
    match = _INLINE_MARK.match(inline.text)
    if match is not None and (_SHOUTED.match(inline.text) or _says_whose(inline.text[match.end() :])):
        return match.end()
    span = inline.strong[0] if inline.strong and not inline.strong[0].start else None
    bold = span is not None and _BOLD.fullmatch(inline.text[: span.end]) and inline.text[span.end :].strip(" :.-")
    return span.end if span is not None and bold else 0


def _says_whose(text: str) -> bool:
    """Say whether a text has a label for who does it, or by when."""
    marks = Marks(Inline(text))
    return any(label(match["label"]) in ("owner", "due") for match in labels_in(marks.text, marks))


def is_numbered(text: str) -> bool:
    """Say whether a text begins with an item's label and number."""
    return _TITLED.match(text) is not None


def is_titled(text: str) -> bool:
    """Say whether a line begins with an item's label."""
    words = text.strip()
    return is_numbered(words) or (_INLINE_MARK.match(words) and _SHOUTED.match(words)) is not None
