"""Putting hostile one-line text into Markdown and reading the same text back.

A title is written so that no Markdown, HTML or control character in it has an effect, and reads back exactly as it was but
for its blanks. Only what would have an effect is escaped: people edit these lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PUNCTUATION = re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ESCAPED = re.compile(rf"\\([{_PUNCTUATION}])|&#(\d{{1,7}});")
_ACTIVE = re.compile(
    r"\\(?![A-Za-z0-9 ])"  # would escape what follows, be it only the `&` of a character we write as a number
    r"|[`*<\[]"
    r"|(?<!\w)_|_(?!\w)"  # inside a word it has no effect
    r"|~(?=~)|(?<=~)~"
    r"|&(?=#|\w+;)"
    r"|(?<=\s)#(?=#*$)|^#(?=#*$)"  # would close the heading
)
_JOINERS = "\u200c\u200d"
"""Invisible, but part of words and emoji."""

_HEADING = re.compile(
    r"^ {0,3}(?:(?P<fence>`{3,}|~{3,})(?P<info>[^\r\n]*)|(?P<level>#{1,6})(?:[ \t]+(?P<text>[^\r\n]*))?)\r?$",
    re.MULTILINE,
)
_CLOSING = re.compile(r"(?:^|(?<=[ \t]))#+[ \t]*$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")

_RULE = re.compile(r"^([ \t]*)(~~~|```|=+[ \t]*$|-[- \t]*$|\*[* \t]*$|_[_ \t]*$|\.\.\.[ \t]*$)", re.MULTILINE)
_HASH = re.compile(r"^((?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t]))*[ \t]*)#", re.MULTILINE)
_TAG = re.compile(r"(?<!\\)((?:\\\\)*)<(?=[A-Za-z/!?])")
_MENTION = re.compile(r"(?<![\w.+-])@(?=\w)")


def one_line(text: str) -> str:
    """Return text with every run of blanks and line ends as one blank."""
    return " ".join(text.split())


def escape_line(text: str) -> str:
    """Return Markdown that shows this one-line text and nothing else; `unescape_line` reverses it."""
    escaped = _ACTIVE.sub(lambda found: "\\" + found.group(), text)
    if escaped.isprintable():
        return escaped
    return "".join(char if char.isprintable() or char in _JOINERS else f"&#{ord(char)};" for char in escaped)


def unescape_line(markdown: str) -> str:
    """Return the text that a line written by us or by a person stands for."""
    return _ESCAPED.sub(_original, markdown)


def _original(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    code = int(found[2])
    return chr(code) if code <= 0x10FFFF else found.group()


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A heading outside code: `start` to `end` is its line without the line end."""

    level: int
    text: str
    start: int
    end: int


def headings(text: str, *, start: int = 0) -> Iterator[HeadingLine]:
    """Yield the headings of Markdown text from a position on, those in fenced code left out."""
    fence = ""
    for found in _HEADING.finditer(text, start):
        mark = found["fence"]
        if mark and not fence:
            fence = mark
        elif mark and mark.startswith(fence) and not found["info"].strip():
            fence = ""
        elif not mark and not fence:
            words = _CLOSING.sub("", found["text"] or "").strip()
            end = found.end() - (1 if found.group().endswith("\r") else 0)
            yield HeadingLine(len(found["level"]), words, found.start(), end)


def without_controls(text: str) -> str:
    """Return text with plain line ends, control characters and halves of characters replaced."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def tame(text: str) -> str:
    """Return Markdown that forges no heading, rule, front matter, fence or tag, and mentions nobody.

    Emphasis, lists and links stay, as comments come from templates that escape what they insert; taming twice changes nothing.
    """
    calm = _RULE.sub(r"\1\\\2", without_controls(text).strip())
    calm = _HASH.sub(r"\1\\#", calm)
    calm = _TAG.sub(r"\1\\<", calm)
    # A word joiner after the sign: code marks or a backslash would still notify on some hosts.
    return _MENTION.sub("@\N{WORD JOINER}", calm)
