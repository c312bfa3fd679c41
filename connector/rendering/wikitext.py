"""Jira's wiki markup: text that reads as just that, whatever it holds, and mentions nobody."""

import re

JOINER = "\N{ZERO WIDTH JOINER}"
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`\[\]!*]+")
_BACKSLASH = re.compile(r"\\")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_MARKS = re.compile(r"([{}\[\]|*_^~+!])")
_DASHES = re.compile(r"--+|(?<!\w)-")
_CITE = re.compile(r"\?\?")
_LINE = re.compile(r"^(\s*)(#|h[1-6]\.|bq\.)", re.MULTILINE)
_FACE = re.compile(r"([:;]-?[)(DPpo|])|(\((?:y|n|i|/|x|!|\+|-|\?|on|off|\*[rgby]?|flag|flagoff)\))", re.IGNORECASE)
_MENTION = re.compile(r"@(?=\w)")


def escaped(text: str) -> str:
    """Return a text, of any number of lines, as wiki markup that shows just that."""
    parts: list[str] = []
    at = 0
    for url in _URL.finditer(text):
        parts += [_escaped(text[at : url.start()]), url[0]]
        at = url.end()
    return "".join([*parts, _escaped(text[at:])])


def link(text: str, url: str) -> str:
    """Return a link; `url` is one that may become a link, with nothing in it that ends the markup."""
    address = re.sub(r"[\s|\[\]{}]", lambda found: f"%{ord(found[0]):02X}", url)
    return f"[{escaped(text)}|{address}]"


def _escaped(text: str) -> str:
    # Two in a row are a line's end, and one in front of a mark escapes that: parted from what follows it is itself.
    text = _BACKSLASH.sub(lambda found: found[0] + JOINER, text)
    text = _ENTITY.sub(f"&{JOINER}", text)
    text = _MARKS.sub(r"\\\1", text)
    text = _DASHES.sub(lambda found: "".join(f"\\{char}" for char in found[0]), text)
    text = _CITE.sub(r"\\?\\?", text)
    # A face is drawn from its first character on: parted from the next one it stays text.
    text = _FACE.sub(lambda found: found[0][0] + JOINER + found[0][1:], text)
    text = _LINE.sub(lambda found: f"{found[1]}{JOINER}{found[2]}", text)
    return _MENTION.sub("@" + JOINER, text)
