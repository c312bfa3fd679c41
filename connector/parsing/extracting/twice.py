"""Items that a document states twice, at length and in a table: they count once, as the table has them.

Nearly the same words are one item only where nothing tells the two apart: not the owner, the day, a number or the order.
"""

import re
from collections.abc import Iterator

from connector.core.model import Hold
from connector.parsing.extracting.draft import Draft
from connector.parsing.vocabulary import VERBS

SAME = 90
"""Similarity (0 to 100) from which an item in a list may be the item in a table."""
FORM = 76
"""Similarity from which two words are forms of one, or one of them a slip."""
_SMALL = frozenset(
    ("a", "an", "the", "for", "on", "of", "in", "to", "at", "with", "and", "or", "from", "by", "our", "we", "is")
)
_WORDS = re.compile(r"\w+")


def _key(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))


def once(drafts: list[Draft]) -> list[Draft]:
    """Drop items of lists that a table or an earlier list states as well."""
    tables = [draft for draft in drafts if draft.source == "table"]
    lists = [draft for draft in drafts if draft.source != "table"]
    if not tables or not lists:
        return [*tables, *lists]
    from rapidfuzz import fuzz, process

    known = [_key(draft.action) for draft in tables]
    kept = []
    for draft in lists:
        near = process.extract(_key(draft.action), known, scorer=fuzz.ratio, score_cutoff=SAME)
        if not any(_agree(draft, tables[at]) for _, _, at in near):
            kept.append(draft)
    return [*tables, *kept]


def doubtful(drafts: list[Draft], kept: list[Draft]) -> Iterator[Hold]:
    """Say which items of lists were not `kept` for one of a table that has a word more or less: they may be two."""
    tables = [draft for draft in drafts if draft.source == "table"]
    known = set(map(id, kept))
    for draft in drafts:
        if id(draft) in known:
            continue
        words = set(_WORDS.findall(draft.action.lower()))
        if all(words ^ set(_WORDS.findall(row.action.lower())) for row in tables):
            reason = (
                "reads like a row of the table once more, and not quite: leave one of them, or make them differ more"
            )
            yield Hold(reason, line=draft.line, subject=draft.action[:80])


def _agree(one: Draft, other: Draft) -> bool:
    """Say whether two items of nearly the same words are one: no owner, day or number tells them apart, nor the order."""
    names, others_names = (set(_key(draft.owner or "").split()) for draft in (one, other))
    if names and others_names and names.isdisjoint(others_names):
        return False
    if one.due and other.due and one.due != other.due:
        return False
    words, others = _key(one.action).split(), _key(other.action).split()
    orders = {words[0], others[0]}
    return _numbers(words) == _numbers(others) and not (len(orders) == 2 and orders <= VERBS) and _alike(words, others)


def _numbers(words: list[str]) -> list[str]:
    return sorted(word for word in words if any(map(str.isdigit, word)))


def _alike(words: list[str], others: list[str]) -> bool:
    """Say whether the words that only one of the two has are forms of words that the other has in their place."""
    left, right = set(words) - set(others) - _SMALL, set(others) - set(words) - _SMALL
    return not left or not right or all(any(_is_form(word, each) for each in right) for word in left)


def _is_form(word: str, other: str) -> bool:
    """Say whether two words are forms of one: they begin alike, as "ingress" and "egress" do not."""
    from rapidfuzz import fuzz

    return word[:3] == other[:3] and fuzz.ratio(word, other) >= FORM
