"""What an item is called by: its words without their dress, its look, and the key it is given once."""

import hashlib
import html
import re
import unicodedata
from collections.abc import Container

from connector.core.model import DocumentId, Fingerprint, ItemKey

_MARKUP = re.compile(
    r"<[^<>]*>"  # tags
    r"|!?\[(?P<words>[^\]]*)\]\([^)]*\)"  # Markdown links keep their words
    r"|`(?P<role>[^`<]+?)\s*<[^`>]*>`_{1,2}"  # reStructuredText links too
)


def normalise(text: str) -> str:
    """Return the words of a text alone: without case, punctuation, white space and leftovers of markup."""
    plain = _MARKUP.sub(lambda found: f" {found['words'] or found['role'] or ''} ", html.unescape(text))
    folded = unicodedata.normalize("NFKC", plain).casefold()
    # Letters, numbers and marks: the marks are vowels in many scripts, and no regular expression class has them.
    words = "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in folded).split()
    return " ".join(words) or " ".join(folded.split())


def document_hash(document: DocumentId) -> str:
    """Return the first half of the keys that items first seen in this document have."""
    return _digest(document)[:8]


def fingerprint(document: DocumentId, text: str, occurrence: int) -> Fingerprint:
    """Return what an item looks like; `occurrence` counts items of the same wording in one document from 0."""
    return Fingerprint(_digest(document, normalise(text), str(occurrence))[:32])


def item_key(document: DocumentId, text: str, occurrence: int, taken: Container[ItemKey] = ()) -> ItemKey:
    """Return a key for an item seen for the first time, other than those taken."""
    salt = 0
    while True:
        look = (normalise(text), str(occurrence), *([str(salt)] if salt else []))
        key = ItemKey(f"{document_hash(document)}-{_digest(*look)[:8]}")
        if key not in taken:
            return key
        salt += 1


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
