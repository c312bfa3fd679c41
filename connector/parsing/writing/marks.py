# ruff: noqa: RUF001 - the dashes that people write
"""The words and marks that write-back puts into a document, escaped for its format."""

import html
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from urllib.parse import quote

from connector.core.model import Status
from connector.parsing.blocks import Span
from connector.parsing.extracting.refs import Marks
from connector.parsing.extracting.status import doubt_of, status_of
from connector.parsing.readers.tags import Text, tokens
from connector.parsing.runs import BOXES, plain_inline
from connector.parsing.statuswords import SPOKEN, STATUSES

WORDS = {status: SPOKEN[0][status.value][0] for status in Status}
"""What write-back says where the document's words tell no other language."""
_OURS = frozenset(words[0].lower() for row in SPOKEN for words in row.values())
_SIGNS = {
    Status.OPEN: {
        "✅": "⬜",
        "🟢": "🔴",
        "🟡": "🔴",
        "☑": "☐",
        "✔": "☐",
        "✓": "☐",
        "☒": "☐",
        "🚧": "⬜",
        "🔄": "⬜",
        "⏳": "⬜",
    },
    Status.IN_PROGRESS: {"🟢": "🟡", "🔴": "🟡"},
    Status.DONE: {"🔴": "🟢", "🟡": "🟢", "☐": "☑", "⬜": "✅", "❌": "✅", "🚧": "✅", "🔄": "✅", "⏳": "✅"},
    Status.WONT_DO: {},
}
"""Sign -> the sign of the same set that says something else."""
_SHARE = re.compile(r"\s*\(\s*\d{1,3}\s*%\s*\)")
_COLOUR = re.compile(r"(<ac:parameter\s+ac:name=\"colour\"\s*>)(\w*)(?=</ac:parameter>)")
_MACRO = re.compile(
    r"<ac:structured-macro\b[^<>]*\bac:name=\"status\"[^<>]*>"
    r"(?P<body>(?:\s*<ac:parameter\b[^<>]*>(?:[^<>]*</ac:parameter>)?)*)\s*</ac:structured-macro>"
)
_TITLE = re.compile(r"<ac:parameter\s+ac:name=\"title\"\s*>([^<>]*)</ac:parameter>")
_COLOURS = {Status.OPEN: "Grey", Status.IN_PROGRESS: "Blue", Status.DONE: "Green", Status.WONT_DO: "Grey"}
_UNIT = re.compile(r"&#?\w+;|.", re.DOTALL)
_MARKUP = re.compile(r"(?:[\s*_`\[(]|<[^<>]*>)*")
_REASON = re.compile(r"[^\S\n]+[^\W\d_](?:(?!\s[-–—]\s)[^,;:.()\[\]{}<>&*_`|#/\\\n])*(?<!\s)(?![\w-])")
"""The words right behind a status that go on with it."""
_POINTS = re.compile(r"[<>\[\]*_`|#/\\&]|[A-Z][A-Z\d]+-\d")
"""Markup, links and tickets, which stay."""
MAX_REASON = 200
"""Characters that may say why a status was what it was; more are a story, and a person's to change."""
_CHECKED = re.compile(r"""\s+checked(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>/]+))?""", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+")


# --- statuses -----------------------------------------------------------------------------------------------------


@cache
def _phrases() -> re.Pattern[str]:
    words = sorted((word for words in STATUSES.values() for word in words), key=lambda word: (-len(word), word))
    return re.compile(rf"\d{{1,3}}\s*%|(?:{'|'.join(map(re.escape, words))})(?![^\W_])", re.IGNORECASE)


def phrase_at(text: str) -> str:
    """Return the status words, with a sign before them, that `text` starts with; "" if there are none."""
    match = _phrases().match(text.replace("\u2019", "'"))
    found = text[: match.end()] if match else ""
    share = _SHARE.match(text, len(found)) if found else None
    if share is not None:
        return text[: share.end()]
    if found and not any(map(str.isalnum, found)):
        behind = text[len(found) :].lstrip("\ufe0f ")
        words = phrase_at(behind)
        if words:
            return text[: len(text) - len(behind) + len(words)]
    return found


def find_phrase(text: str, span: Span, *, is_html: bool) -> Span | None:
    """Find the status words that a cell or a line starts with; in HTML among its text, not its tags."""
    raw = text[span.start : span.end]
    if not is_html:
        lead = _MARKUP.match(raw)
        start = lead.end() if lead else 0
        phrase = phrase_at(raw[start:])
        return Span(span.start + start, span.start + start + len(phrase)) if phrase else None
    for token in tokens(raw):
        if isinstance(token, Text):
            first = len(token.text) - len(token.text.lstrip())
            phrase = phrase_at(token.text[first:])
            found = _source(raw, token, first, first + len(phrase)) if phrase else None
            if found is not None and words_at(raw, found) == phrase:
                return Span(span.start + found.start, span.start + found.end)
    return None


def with_reason(text: str, phrase: Span, end: int, *, wanted: Status, new: str) -> Span:
    """Return status words with what only said why: " by Robin" behind "blocked", and what would take the new words back.

    What is set apart from them stays where the whole still reads as the wanted status; references always stay.
    """
    rest = text[phrase.end : end]
    words = _REASON.match(rest)
    plain = _POINTS.search(rest) is None and len(rest) <= MAX_REASON
    goes_on = words is not None and _POINTS.search(words[0]) is None
    ends = [
        phrase.end + (words.end() if words and goes_on else 0),
        *([phrase.end + len(rest.rstrip())] if plain else []),
    ]
    for last in ends:
        left = f"{new}{text[last:end]}"
        if status_of(left) is wanted and doubt_of(left) is None:
            return Span(phrase.start, last)
    return phrase


def _source(raw: str, token: Text, first: int, last: int) -> Span | None:
    """Return where characters of a text stand in its source, in which each may be written as an entity."""
    start, count = token.start, 0
    for unit in _UNIT.finditer(raw, token.start, token.end):
        start = unit.start() if count == first else start
        count += len(html.unescape(unit[0]))
        if count >= last:
            return Span(start, unit.end())
    return None


def words_at(text: str, span: Span) -> str:
    """Return the words that stand somewhere in a document, as a reader sees them."""
    return html.unescape(text[span.start : span.end])


def colours_of(text: str) -> dict[Status, str]:
    """Return the colour that each status has in most of a document's status macros, and the usual one of the others."""
    found: dict[Status, Counter[str]] = {}
    for macro in _MACRO.finditer(text):
        title, colour = _TITLE.search(macro["body"]), _COLOUR.search(macro["body"])
        status = status_of(html.unescape(title[1])) if title is not None else None
        if status is not None and colour is not None:
            found.setdefault(status, Counter())[colour[2]] += 1
    return _COLOURS | {status: each.most_common(1)[0][0] for status, each in found.items()}


def colour_mark(text: str, span: Span) -> Span | None:
    """Return where a status macro of Confluence names its colour."""
    match = _COLOUR.search(text, span.start, span.end)
    return None if match is None else Span(match.start(2), match.end(2))


def status_words(old: str, wanted: Status, used: Sequence[str]) -> str:
    """Return what stands for a status in the place of `old`: of these the first that reads as that status.

    The sign of its set, alone where it stood alone, else in front of the column's word or ours in its language, in the case
    of `old`; what the column has for it; the word alone.
    """
    sign, words = _parted(old)
    signed = _SIGNS[wanted].get(sign, sign if status_of(sign) is wanted else "")
    if old.rstrip().endswith("%") and wanted is Status.DONE:
        return "100%"
    spelled = [one for one in used if any(map(str.isalpha, one))]
    like = [words, *spelled] if any(map(str.isalpha, words)) else spelled
    same = [one for one in spelled if status_of(one) is wanted]
    # Of several the usual one: "Open" again, and not "Blocked", for what was closed.
    theirs, word = _parted(min(same, key=lambda one: _bare(one) not in _OURS) if same else _spoken(wanted, like))
    new = _cased(word, like[0] if like else "Open")
    mine = f"{signed if sign else theirs} {new}".strip()
    found = (mine, *used) if words else (signed, *used, mine)
    return next((one for one in found if status_of(one) is wanted and doubt_of(one) is None), new)


def _spoken(wanted: Status, like: Sequence[str]) -> str:
    """Return our word for a status in the language of the first of these words, and of most of them where several have it."""
    said = [_bare(one) for one in like]
    known = [[one in words for one in said] for words in _vocabularies()]
    best = max(range(len(SPOKEN)), key=lambda at: (known[at][:1], sum(known[at])))
    return SPOKEN[best][wanted.value][0]


@cache
def _vocabularies() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(word.lower() for words in row.values() for word in words) for row in SPOKEN)


def _bare(phrase: str) -> str:
    """Return status words as the vocabulary has them."""
    return _SHARE.sub("", _parted(phrase)[1]).lower().replace("\u2019", "'").strip()


def _cased(word: str, like: str) -> str:
    """Return a word in the case of another; what is lower case inside a word of ours stays, as in "in Arbeit"."""
    if like.isupper():
        return word.upper()
    if like.islower():
        return word if word[:1].islower() else word.lower()
    return word[:1].upper() + (word[1:].lower() if word.isupper() else word[1:])


def _parted(phrase: str) -> tuple[str, str]:
    """Part the sign in front of status words from them."""
    sign = phrase[:1] if phrase[:1] and not phrase[:1].isalnum() else ""
    return sign, phrase[1:].lstrip("\ufe0f ") if sign else phrase


def box_mark(old: str, *, checked: bool) -> str:
    """Return what a check box's mark becomes; `old` itself where it says so already."""
    if old.lower().startswith("<input"):
        bare = _CHECKED.sub("", old)
        if not checked:
            return bare
        if bare != old:
            return old
        end = len(bare) - (2 if bare.endswith("/>") else 1)
        return f'{bare[:end].rstrip()} checked="checked"{bare[end:]}'
    if old in ("complete", "incomplete"):
        return "complete" if checked else "incomplete"
    if old[:1] in BOXES:
        if BOXES[old[0]] is checked:
            return old
        return ("☑" if old[0] == "☐" else "✅") if checked else ("⬜" if old[0] == "✅" else "☐")
    if (old.strip() != "") is checked:
        return old
    return "x" if checked else " "


# --- tickets ------------------------------------------------------------------------------------------------------


def safe_url(url: str | None) -> str | None:
    """Return a web address or relative link, encoded so that no format reads markup in it; None for other schemes."""
    address = _INVISIBLE.sub("", url or "")
    scheme = re.match(r"([^/?#]*):", address)
    if not address or (scheme is not None and scheme[1].lower() not in ("http", "https")):
        return None
    encoded = quote(address, safe="%/:?#@!$&+,;=~-._")
    return encoded[:-1] + "%5F" if encoded.endswith("_") else encoded  # RST reads a final underscore as a reference


def ticket_markup(key: str, url: str | None, *, format: str) -> str:  # noqa: A002 - the Tree's word for it
    """Return a reference to a ticket in a document's markup."""
    words = " ".join(_INVISIBLE.sub(" ", key).split())
    address = safe_url(url)
    match format:
        case "html":
            shown = html.escape(words)
            return f'<a href="{html.escape(address)}">{shown}</a>' if address else shown
        case "markdown":
            shown = re.sub(r"([\\\[\]|*_`<>])", r"\\\1", words)
            return f"[{shown}]({address})" if address else shown
        case "rst":
            shown = re.sub(r"([\\`<>*_|])", r"\\\1", words)
            return f"`{shown} <{address}>`__" if address else shown
        case _:
            readable = bool(Marks(plain_inline(f"see ({words})")).refs)
            return words if readable or not address else address
