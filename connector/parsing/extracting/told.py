# ruff: noqa: RUF001 - the quotes that people write
"""What the words of an entry tell: of something that was done already, or that will not be."""

import re
from collections.abc import Sequence

from connector.parsing.vocabulary import VERBS
from connector.parsing.words import DESCRIBING, PAST

_WORDS = re.compile(r"[^\W\d_][\w'’-]*")
_NOT_TO_DO = re.compile(
    r"^(?:(?:we|it was|the team|i|this)\s+)?(?:have |has )?(?:will not|won['’]?t|(?:are|is) not going to|decided not to|decided against|"
    r"chose not to|agreed not to|do(?:es)? not plan to|don['’]t plan to)\s+\w",
    re.IGNORECASE,
)
_BEFORE_VERB = re.compile(
    r"^\s*(?:[\[(@][^\])]*[\])]\s*)?(?:(?:\w+ly|also|already|then|we|have|has|and|of course|in addition|meanwhile)\s+)*",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"^(?P<subject>(?:[^\s.:;,]+\s+){1,5})(?:was|were|has been|have been)\s+(?P<told>\w+)", re.IGNORECASE
)
_ALREADY = re.compile(
    r"\b(?:we (?:already do|already have done|have already done|did)|(?:it|this|that)(?:'s| is| was| has been) already)\s*"
    r"(?:this|that|it|so|done|fixed|implemented|in place|the case)\b",
    re.IGNORECASE,
)
"""What was found out when somebody looked: "Note: we already do this"."""
_PERFECT = re.compile(
    r"^(?:we|i|they|the team|the \w+ team)(?:'ve| have| has)\s+(?:(?:also|already|now|since|just)\s+)?(?P<told>\w+)",
    re.IGNORECASE,
)
"""What somebody has done: "We have subscribed to the feed"."""
_NAMED_PERFECT = re.compile(
    r"^[A-ZÄÖÜ][\w'-]+(?: [A-ZÄÖÜ][\w'-]+)?(?:'s| has) (?:already|since|now|just) (?P<told>\w+)"
)
"""What one that is named has done already: "Marco has already fixed the loop"."""
_NOUN_DONE = re.compile(r"^(?:[^\s.:;,]+\s+){1,6}(?:has|have) (?:now |already )?been (?:done|completed|finished)\W*$")
"""What is told of the whole: "Rotating the keys has been done"."""
_DID = re.compile(
    r"\b(?:we(?:'ve| have)|(?:has|have)\s+(?:already\s+|since\s+)?been|were|was)\s+(?:(?:already|also|since|now|just|all)\s+)*"
    r"(?:rolled out|implemented|completed|finished|shipped|deployed|fixed|done|put in place|introduced|released|merged)\b"
    r"|\b(?:already|so far) (?:done|completed|implemented|fixed|rolled out|shipped|deployed|in place)\b",
    re.IGNORECASE,
)
"""What says of a list that it is over; what was agreed or found is still to be done."""
_OPEN = re.compile(r"\b(?:should|must|needs?|will|if|when|could|would|not|never)\b|\?", re.IGNORECASE)
_FILED = re.compile(
    r"\s*(?:created|opened|filed|raised|added|reported)\s+(?:an?|the|new|\S+)?\s*(?:\w+\s+)?(?:ticket|issue|bug|task|pr|jira|story|card)",
    re.IGNORECASE,
)


def first_word(text: str) -> str:
    match = _WORDS.search(text)
    return match[0].lower() if match else ""


def all_past(texts: Sequence[str]) -> bool:
    """Say whether a whole list tells what was done ("Removed X", "Updated Y"); a ticket that was created is not done."""
    return len(texts) >= 2 and all(map(told_done, texts))


def told_done(text: str) -> bool:
    """Say whether an entry's words tell of something that was done: "Removed X", "Temporarily doubled Y"."""
    bare = _BEFORE_VERB.sub("", text)
    return first_word(bare) in PAST and not _FILED.match(bare)


def seems_done(text: str) -> bool:
    """Say whether one entry on its own reads as done, although nothing marks it: "made X", "Y was introduced".

    Words that also describe a thing ("extended retention") do not count.
    """
    if _ALREADY.search(text):
        return True
    if told_done(text):
        return first_word(_BEFORE_VERB.sub("", text)) not in DESCRIBING
    said = text.replace("’", "'")
    if " been " in said and _NOUN_DONE.match(said):
        return True
    perfect = _PERFECT.match(said) or _NAMED_PERFECT.match(said)
    if perfect is not None and _is_past(perfect["told"]) and not _OPEN.search(text):
        return True
    match = _PASSIVE.match(text)
    if match is None or _OPEN.search(text) or (first_word(text) in VERBS and match["subject"].count(" ") > 1):
        return False
    return _is_past(match["told"])


def _is_past(word: str) -> bool:
    return word.lower() in PAST or word.lower().endswith("ed")


def seems_declined(text: str) -> bool:
    """Say whether an entry tells what will not be done: "We decided not to rotate the keys"."""
    return _NOT_TO_DO.match(text) is not None


def lists_done(text: str) -> bool:
    """Say whether a line in front of a list says that what it lists was done: "So far we've rolled out:"."""
    if not text.rstrip().endswith(":"):
        return False
    sentence = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
    return _DID.search(sentence.replace("’", "'")) is not None
