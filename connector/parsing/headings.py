# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""What a heading, label or column title means, by the words in `vocabulary`.

| heading                                   | kind         | tier |
|-------------------------------------------|--------------|------|
| a word list of its own (action items ...) | action_items | 1    |
| follow-ups, next steps                    | follow_up    | 2    |
| prevention, improvements, recommendations | measures     | 3    |
| any other section of a post-mortem        | its name     | 0    |
| a sentence on what will be done about it  | measures     | 3    |
| a sentence on what will not be done       | questions    | 0    |
| anything else                             | None         | 0    |

Tier 3 headings often hold prose; their items count only in a document that has none in tiers 1 and 2.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from connector.parsing import vocabulary

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_NUMBERING = re.compile(
    r"^\s*(?:#+\s*)?(?:(?:step|section|part|teil|étape)\s+)?(?:\d{1,2}(?:\.\d{1,2})*[.):]?|[ivx]{1,4}[.)]|[a-h][.)])\s+",
    re.IGNORECASE,
)
_NOISE = re.compile(r"[^\w'?&/,+#°-]+")
_DASHES = re.compile(r"(?<=\w)[-‐-–](?=\w)|_")
_JOINTS = re.compile(r"\s*(?:[&/,+]|\s-\s|\b(?:and|und|et|y|og|och|en|e|i|or|und/oder)\b)\s*")
_SUBTITLE = re.compile(r"\s*(?:[:|–—]| - )\s*")
_INTENT = re.compile(
    r"(?:what|how|where|steps|things|changes|improvements|actions)\b.*?\b(?:we(?:'re|'ll|'ve| are| will| can| should| plan)?|are we|do we)\b.*?"
    r"\b(?:do|doing|change|changing|prevent|preventing|avoid|avoiding|ensure|ensuring|stop|improve|improving|take|taking|make|making|better|go|next)\b"
    r"|(?:(?:steps|measures|actions|plan|changes) )?(?:to )?(?:prevent|preventing|ensure|ensuring|avoid|avoiding|making sure)\b.*?"
    r"\b(?:again|future|recurr\w+|reoccurr\w+|incidents?|repeat\w*)\b|what'?s next"
    r"|what (?:else )?(?:could|can|should|might|must|will|needs? to|has to) be (?:done|changed)\b.*"
    r"\b(?:avoid|prevent|stop|future|again|recur\w*)\b.*"
    r"|(?:list of )?(?:the )?(?:steps|actions|measures)\b.{1,40}\b(?:is|are|will be) taking\b"
)
_PURPOSE = re.compile(
    r"(?:in order )?to (?:prevent|avoid|ensure|make sure|reduce|minimi[sz]e|mitigate|improve|protect|address|help)\b.*?"
    r"\b(?:again|future|going forward|recur\w*|reoccur\w*|repeat\w*|(?:from|of) happening|similar|long(?:er)?[- ]term)\b"
    r"|(?:we|the team|our team|our teams)(?:'re|'ll)?\b.{0,80}?\b(?:will|going to|plan\w*|intend\w*|identified|agreed|taking|making|following up)\b"
    r".*\b(?:following|steps|measures|actions?|items|improvements|changes|follow[- ]ups?|tasks)\b"
    r"|.{1,60}?\b(?:is|are|will be|has been|have been)\s+(?:taking|making|implementing|planning|working on)\b.*"
    r"\b(?:following|steps|measures|actions?|improvements|changes)\b"
    r"|(?:.{1,80}\b)?(?:future |next |further )?(?:plans?|steps?|actions?|measures) (?:is|are) to"
    r"|(?:here (?:is|are)|these are|below are|following are) (?:some |a few |our |the |a list of )*(?:(?:concrete|planned|next|possible|key|main) )?"
    r"(?:actions?(?: items?)?|steps|measures|improvements|follow[- ]ups?|tasks|to dos)(?:\b.*)?"
    r"|(?:other )?things (?:i|we|the team) (?:still )?(?:have|need|want|plan) to (?:do|fix|change|improve)"
    r"|.{0,20}?\b(?:we|i) (?:have |'ve )?(?:created|opened|filed|raised|logged)\b.{0,40}\b(?:tickets?|issues?|tasks?|bugs?|stories)\b.*"
)
"""What such a sentence says: for the future, or that steps will be taken."""
_PASTLY = re.compile(
    r"\b(?:did|was|were|went|happened|well|wrong|poorly|lucky|learn\w*|detect\w*|know|affected|have done|tried)\b"
)
_DECLINED = re.compile(
    r"(?:(?:what|why|which|things|items|actions|ideas|options|proposals|suggestions|work|changes|alternatives|measures)\b.*?)?"
    r"\b(?:(?:won't|will not|not going to) (?:do|fix|change|pursue|implement|address)|"
    r"decided not to|decided against|chose not to|not doing|rejected)\b"
)
"""Headings over what will not be done: to read those lines as items would ask for the work."""
_SCOPE = re.compile(r"\s+(?:for|from|to|of|with|by|on|in|after|para|für|pour|til|för|voor|per)\s+")
_DOING, _LISTED = vocabulary.DOING | vocabulary.BOTH, vocabulary.LISTED | vocabulary.BOTH
_COMPOSING = _DOING | _LISTED | vocabulary.STEPS | vocabulary.MODIFIERS | vocabulary.BESIDE
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"})
MAX_TITLE = 280
"""Characters a heading may have to be read as one; some forms ask whole questions."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is the canonical section, `tier` 1 to 3 for sections that hold action items, else 0."""

    name: str
    tier: int = 0


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Return a heading's words: lower case, without numbering, brackets, emoji and punctuation."""
    bare = text.rstrip(": ")
    if bare.replace(" ", "").isalpha():
        return " ".join(bare.lower().split())
    words = _BRACKETED.sub(" ", text) if "(" in text or "[" in text or "{" in text else text
    words = words.replace("’", "'") if "’" in words else words
    words = _NUMBERING.sub("", words.strip().lstrip("#").lower()).replace("to-do's", "to-dos")
    words = _NOISE.sub(" ", _DASHES.sub(" ", words))
    return " ".join(words.split()).strip(" -/&,+?'#")


@lru_cache(maxsize=1)
def _kinds() -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for name, phrases in vocabulary.SECTIONS.items():
        for phrase in phrases:
            kinds.setdefault(normal(phrase), Kind(name))
    tiers = (("measures", 3, vocabulary.MEASURES), ("follow_up", 2, vocabulary.FOLLOW_UPS))
    for name, tier, phrases in (*tiers, ("action_items", 1, vocabulary.ACTIONS)):
        for phrase in phrases:
            kinds[normal(phrase)] = Kind(name, tier)
    # As written on keyboards without umlauts.
    return {words.translate(_SPELT): kind for words, kind in kinds.items()} | kinds


@lru_cache(maxsize=4096)
def classify(title: str) -> Kind | None:
    """Say what section a heading opens; None for a heading with words of its own."""
    if len(title) > MAX_TITLE:
        return None
    words = normal(title)
    if not words:
        return None
    if len(words.split()) > 3 and _DECLINED.match(words):
        return Kind("questions")
    kinds = _kinds()
    kind = kinds.get(words) or kinds.get(_unmodified(words))
    if kind is not None:
        return kind
    if (kind := kinds.get(f"{words}s")) is not None and kind.tier:
        return kind
    if not vocabulary.NOT_ACTIONS.isdisjoint(words.split()):
        return None
    found = _compound(title, words) or _composed(words) or _ending(words)
    if found is None and _INTENT.match(words) and not _PASTLY.search(words):
        return Kind("measures", 3)
    return found


def opens_measures(sentence: str) -> bool:
    """Say whether a sentence in front of a list says that the list is of what will be done."""
    # Of a paragraph, the sentence in front of the list counts.
    words = normal(re.split(r"(?<=[.!?])\s+", sentence)[-1])
    if len(words) > MAX_TITLE or _PASTLY.search(words):
        return False
    return _INTENT.match(words) is not None or _PURPOSE.match(words) is not None


def is_section(title: str) -> bool:
    """Say whether a heading is the name of a section and nothing else."""
    return normal(title) in _kinds()


def _composed(words: str) -> Kind | None:
    """Read headings put together of known words: "Remediation and follow-up steps", "Action items and owners".

    One word must say that something is to be done about it (`vocabulary.DOING`), another what is listed (`LISTED`).
    """
    parts = [part for part in re.split(r"[\s&/,+-]+", words) if part not in vocabulary.JOINING]
    if len(parts) < 5 and _is_forward(parts):
        return Kind("measures", 3)
    if len(parts) > 7 or _DOING.isdisjoint(parts) or not _COMPOSING.issuperset(parts):
        return None
    if not _LISTED.isdisjoint(parts):
        return Kind("action_items", 1)
    if not vocabulary.STEPS.isdisjoint(parts):
        return Kind("follow_up", 2)
    kind = _kinds().get(" ".join(part for part in parts if part not in vocabulary.BESIDE))
    return kind if kind is not None and kind.tier else None


def _is_forward(parts: Sequence[str]) -> bool:
    """Say whether a heading speaks of things to come and of nothing else: "Preventive enhancements", "Future works"."""
    known = vocabulary.FORWARD | vocabulary.THINGS
    forward = [part for part in parts if part in vocabulary.FORWARD]
    return (
        bool(forward)
        and known.issuperset(parts)
        and any(part in vocabulary.THINGS for part in parts if [part] != forward)
    )


def _ending(words: str) -> Kind | None:
    """Read "Platform team action items", "Database follow-ups": whose they are, and what they are."""
    if len(words.split()) > 6:
        return None
    return next((_kinds()[phrase] for phrase in vocabulary.ENDINGS if words.endswith(f" {phrase}")), None)


def _unmodified(words: str) -> str:
    """Strip words that do not change what a heading means ("immediate action items")."""
    parts = words.split()
    while len(parts) > 1:
        if len(parts) > 2 and " ".join(parts[:2]) in vocabulary.MODIFIERS:
            parts = parts[2:]
        elif parts[0] in vocabulary.MODIFIERS:
            parts = parts[1:]
        else:
            break
    return " ".join(parts)


def _compound(title: str, words: str) -> Kind | None:
    """Read "Action items & follow-ups", "Action items: platform", "Action items for the search team"."""
    kinds = _kinds()
    parts = [_unmodified(part.strip()) for part in _JOINTS.split(words) if part.strip()]
    if len(parts) > 1:
        found = [kinds.get(part) for part in parts]
        if all(found):
            named = [kind for kind in found if kind]
            acting = [kind for kind in named if kind.tier]
            if acting and len(acting) < len(named):
                return Kind(acting[0].name, 3)
            return min(named, key=lambda kind: kind.tier)
        beside = [(each, part) for each, part in zip(found, parts, strict=True) if each is not None and each.tier]
        if beside and len(parts) == 2 and len(words.split()) <= 5:
            # "Open risk / follow-up"; one word as common as "actions" does not make a section of what stands beside it.
            each, part = beside[0]
            return each if " " in part else Kind(each.name, 3)
    for pattern in (_SUBTITLE, _SCOPE):
        head, *rest = pattern.split(title if pattern is _SUBTITLE else words, maxsplit=1)
        if rest:
            kind = kinds.get(_unmodified(normal(head))) or kinds.get(normal(head))
            if kind is not None and pattern is _SUBTITLE and not kind.tier:
                # "Appendix: action items" holds action items.
                below = classify(rest[0])
                return below if below is not None and below.tier else kind
            if kind is not None and kind.tier:
                return kind
    return None


@lru_cache(maxsize=1)
def _columns() -> dict[str, str]:
    return {
        normal(phrase) or phrase: name for name, phrases in reversed(vocabulary.COLUMNS.items()) for phrase in phrases
    }


def label(title: str) -> str | None:
    """Say what field a label in running text names; unlike a column's title it must be the words and nothing else."""
    return _columns().get(normal(title)) if len(title) <= 40 else None


@cache
def _column_words() -> tuple[tuple[str, frozenset[str]], ...]:
    """Single words that decide a longer column title, the most telling kind first."""
    order = ("closed_on", "owner", "due", "status", "priority", "action", "refs")
    vague = frozenset(
        ("by", "p", "id", "key", "link", "no", "was", "wer", "bis", "stan", "date", "done", "target", "complete")
    )
    return tuple(
        (name, frozenset(phrase for phrase in vocabulary.COLUMNS[name] if " " not in phrase) - vague) for name in order
    )


@lru_cache(maxsize=4096)
def column(title: str) -> str | None:
    """Say what a table column holds: a key of `vocabulary.COLUMNS`, or None."""
    if len(title) > 80:
        return None
    words = normal(title) or title.strip().lower()
    numbered = _columns().get(f"{words} number") if title.rstrip().endswith("#") else None
    found = numbered or _columns().get(words)
    if found is not None:
        return found
    parts = words.replace("/", " ").split()
    if len(parts) > 5:
        return None
    for part in (words.split("/")[0].strip(), words.rsplit("/", 1)[-1].strip()):
        if part in _columns():
            return _columns()[part]
    return next((name for name, single in _column_words() if not single.isdisjoint(parts)), None)
