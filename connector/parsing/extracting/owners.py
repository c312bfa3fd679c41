# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""Who is to do it: from columns, brackets, @handles, labels, and sentences that say so beyond doubt.

Verbs and things are not people: "Dashboard to show errors" has no owner, "Ed to write docs" has one.
"""

import re
from functools import lru_cache

from connector.parsing.placeholders import is_nothing, without_placeholders
from connector.parsing.vocabulary import VERBS
from connector.parsing.words import FIELD_WORDS, IS, NOT_OWNERS, OWNED_BY, PLACE_WORDS, TEAM_WORDS

HANDLE = r"@(?:\d+:[\w-]*\w|(?!\d+:\w)[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9_])?(?:/[\w-]+)?)"
"""A name, a team behind its organisation, or an account id such as "557058:0f3c-1"."""
MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_ADDRESSED = re.compile(rf"(?:[A-ZÄÖÜ][\w.'’-]*\s+){{1,3}}<?({MAIL})>?")
_SPLIT = re.compile(r"\s*[,/&;+|\n]\s*|\s+(?:and|og|et|und|y|och|en|e|i|with|or)\s+")
_NAME = r"(?:[A-Z][\w'’.-]*|[A-Z]{2,6})"
_NAMES = rf"{_NAME}(?:\s{_NAME}){{0,2}}(?:\s(?:team|teams|group|squad|crew))?"
_LOWER_TEAM = r"[Tt]he\s(?:[a-z][\w-]*\s){1,3}(?:team|group|squad|crew)"
_SOMEONE = rf"(?P<owner>(?:{_LOWER_TEAM}|(?:the\s+|The\s+)?(?:{_NAMES}|{HANDLE}))(?:(?:\s*[,/&]\s*|\s+(?:and|og|und|et|y)\s+)(?:{_NAMES}|{HANDLE}))*)"
_WILL = re.compile(
    rf"^{_SOMEONE}\s+(?P<word>to|will|should|is going to|are going to|wird|soll|skal|ska|va|zal)\s+(?P<verb>[a-zæøåäöüß-]+)"
)
_DUTY = re.compile(
    rf"^{_SOMEONE}\s+(?:to|will|should|must|shall|can|needs? to|has to|have to|ought to|is to|are to|is going to|are going to|"
    r"muss|müssen|doit|debe|deve|moet|bør|bör)\s+(?P<verb>[a-zæøåäöüß-]+)"
)
"""What only people that are known have to do: services "must" and "need to" as well."""
_OWNS = re.compile(
    rf"(?:^|[\s(\[,;.–—-]+){_SOMEONE}\s+(?:owns?|will own|takes?|will take|is taking|drives|leads|is responsible for)\s+"
    r"(?:this|it|that)(?:\s+(?:one|item|action|task))?(?:[)\].!]*\s*$|\s*[:–—]\s+(?=\S))"
)
_CALLED = re.compile(
    rf"(?:^|[(\[]|\s*[,;.]\s+|\s+[–—-]\s+)(?i:(?:the\s+)?(?:{OWNED_BY}))\s+(?:(?:{IS})\s+)?"
    rf"(?P<owner>{HANDLE}|{_NAMES})(?=\s*(?:[,;:)\].]|[–—-]\s|$))[)\]]?(?:\s*:\s+(?=\S))?"
)
"""A label without a colon: "Rotate the keys; owner Ada; due 2026-12-01"."""
_ARROW = re.compile(r"\s*(?:->|=>|→|⇒)\s*")
_FORMER = re.compile(
    r"[(\[]?\b(?:was|formerly|previously|originally|instead of|ex|vorher|früher|ehemals|zuvor|anciennement|antes)\b[\s:-]+"
    r"[^,;()\[\]\n]+[)\]]?|(?<![\w-])(?:now|jetzt|ahora|maintenant)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
"""Who it was before, and the word in front of who it is now."""
_STATES = frozenset(("be", "have", "not", "been", "never", "always"))
_BARE = re.compile(rf"^(?P<owner>{_NAME})\s+(?P<verb>[a-z-]+)\b")
_ASSIGNED = re.compile(
    rf"[\s(\[,;–—-]*\b(?:assigned to|owned by|assignee is|responsible is|zugewiesen an|asignado a|atribuído a|tildelt)\s+(?P<owner>{HANDLE}|{_NAMES})[)\].]*\s*$"
)
_ASSIGNED_FIRST = re.compile(
    rf"^(?:assigned to|owned by)\s+(?P<owner>{HANDLE}|(?-i:{_NAMES}))\s*[:–—-]\s*(?=\S)", re.IGNORECASE
)
_HANDLES_APART = re.compile(rf"({HANDLE})\s+(?=@)")
_AT_BEHIND, _AT_BEFORE = re.compile(r"(?<=\w)@(?!\w)"), re.compile(r"(?<![\w.])@(?=\w)")
_OPENED = re.compile(r"\s*\([^()]*$")
_TRAILING = re.compile(rf"[\s,;:(\[|–—=>-]+(?P<owner>{HANDLE}(?:\s*(?:[,/&+]|and)?\s*{HANDLE})*)[)\].]*\s*$")
_MAILED = re.compile(rf"(?:\s+[-–—|>]+\s*|\s*[,;]\s+|\s+(?=<))<?(?P<owner>{MAIL})>?\s*\.?$")
"""An address set apart at the end; elsewhere it may be what is worked on."""
_POINTED = re.compile(
    r"\b(?:cc|thanks|thank|thx|kudos|h/t|see|via|ask|ping|per|from|with|to|of|for|about|by|at|and|or|tell|notify|help|inform|contact|"
    r"mention|mit|von|für|an|avec|de|pour|con|para)[\s:]*$",
    re.IGNORECASE,
)
"""Words that make a handle behind them a part of the sentence: "(cc @kim)", "Follow up with @kim"."""
_LEADING = re.compile(
    rf"^(?P<owner>{MAIL}(?=\s*:)|{HANDLE}(?:\s*(?:[,/&+]|and)\s*{HANDLE})*)(?:\s*[:,–—]\s*|\s+-\s*|\s+(?=to |will |please ))(?=\S)"
)
_LEAD_HANDLE = re.compile(
    rf"^(?P<owner>{HANDLE})\s+(?!(?:and|or|is|was|has|had|mentioned|said|says|noted|notes|suggested|reported|asked|found|noticed|"
    r"pointed|thinks|thought|explained|observed|confirmed|proposed)\b)(?=[a-z])"
)
"""A handle in front of an order; in front of these words somebody spoke."""
_HANDLE_FIRST = re.compile(rf"^(?P<owner>{HANDLE}(?:\s*(?:[,/&+]|and)\s*{HANDLE})*)\s+(?=(?P<verb>[A-Za-z][a-z-]+)\b)")
_TO = re.compile(r"^(?:to|will|please)\s+(?=\S)")
_DUTIES = re.compile(
    rf"\b(?:own(?:s|ed|er)?|assigne[de]|tak(?:es?|ing)|drives|leads|{OWNED_BY})\b",
    re.IGNORECASE,
)
"""A word that one of the patterns above has; most entries have none."""
_TOLD = (_ASSIGNED_FIRST, _ASSIGNED, _OWNS, _CALLED)
_PAREN = re.compile(r"(?:\s?[–—:-])?\s?[(\[](?P<owner>[^()\[\]]{2,60})[)\]]")
_DASH = re.compile(r"\s+[-–—|:]+\s*(?P<owner>[^-–—|:]{2,40})$")
_COLON = re.compile(r"^(?P<owner>[^:()\[\]]{2,40}?)(?::|\s(?:[-–—|]|[-=]>|→))\s+(?=\S)")
TAIL = 160
"""Characters at the end of a text in which a trailing owner is looked for; the search is quadratic in them."""
_GROUPS = frozenset(("team", "teams", "everyone", "everybody"))
_THINGS = ("ing", "tion", "tions", "ment", "ments", "ity", "ness", "ance", "ence", "ism", "sis", "age")


def current(text: str) -> str:
    """Return who is left of an owner that was changed: "Tom (was Ana)", "Ana -> Tom", "was Ana, now Tom"."""
    words = _ARROW.split(text)[-1]
    return _FORMER.sub(" ", words).strip(" ,;") if _FORMER.search(words) else words


def clean_owner(text: str) -> str | None:
    """Return an owner's name without markup and `@`, a doubt as "Kim?"; None for "???", TBD, [Name]."""
    words = " ".join(current(text).replace("\n", ", ").split())
    words = _ADDRESSED.sub(r"\1", words) if "@" in words else words
    bracketed = words[:1] + words[-1:] in ("[]", "<>", "{}")
    words = words.strip("*_`[](){}<>:;,.|–—- \t")
    called = "@" in words
    if called:
        words = _HANDLES_APART.sub(r"\1, ", words)
        words = _AT_BEHIND.sub("", words)
    doubt = "?" if words.endswith("?") else ""
    words = words.rstrip("? ")
    words = _AT_BEFORE.sub("", words).strip() if called else words
    # A team in brackets behind a name, of which the strip above left one half: "Ana (platform".
    words = (_OPENED.sub("", words) or words) if "(" in words else words
    lower = words.lower()
    if not words or is_nothing(words) or lower in PLACE_WORDS or not without_placeholders(words).strip(" ,"):
        return None
    if bracketed and not FIELD_WORDS.isdisjoint(lower.split()):
        return None
    return words + doubt if any(char.isalnum() for char in words) else None


def split_owners(owner: str | None) -> tuple[str, ...]:
    """Split "Ed and Caroline", "tc, cloudops"; words such as "and" only between spaces."""
    if owner is None:
        return ()
    parts = (part.strip(" .@") for part in _SPLIT.split(owner))
    return tuple(dict.fromkeys(part for part in parts if part and not is_nothing(part)))


@lru_cache(maxsize=8)
def _parts(people: frozenset[str]) -> frozenset[str]:
    return frozenset(part for name in people for part in name.split())


def is_known(name: str, people: frozenset[str]) -> bool:
    """Say whether a name is that of a known person: all of it, or one word of it that is no word for a thing."""
    lower = name.lower()
    return lower in people or (lower in _parts(people) and lower not in NOT_OWNERS and lower not in VERBS)


def plausible(owner: str, people: frozenset[str] = frozenset()) -> bool:
    """Say whether a capitalised word before a verb is someone rather than something; a known person is."""
    for name in split_owners(owner):
        if people and is_known(name, people):
            continue
        words = name.lower().removeprefix("the ").split()
        if not words or words[-1] in TEAM_WORDS:
            continue
        if any(word in NOT_OWNERS or word in VERBS for word in words):
            return False
        if any(word.endswith(_THINGS) and len(word) > 5 for word in words):
            return False
    return True


def owner_in_prose(text: str, people: frozenset[str] = frozenset()) -> str | None:
    """Find who is said to do it, where the sentence starts with them; the words stay part of the action."""
    duty = _DUTY.match(text) if people else None
    if duty is not None and duty["verb"] not in _STATES:
        names = split_owners(duty["owner"])
        if names and all(is_known(name, people) for name in names):
            return duty["owner"]
    match = _WILL.match(text)
    if match is None or not plausible(match["owner"], people):
        return None
    if match["owner"].startswith("@") or match["verb"] in VERBS:
        return match["owner"]
    return match["owner"] if match["word"] in ("wird", "soll", "skal", "ska", "va", "zal") else None


def handles_first(text: str) -> tuple[str | None, str]:
    """Take handles off the front of an order: several before "to" or "will", one before a verb however it is written."""
    match = _LEADING.match(text)
    if match is None:
        match = _LEAD_HANDLE.match(text)
        if match is None and (alone := _HANDLE_FIRST.match(text)) and alone["verb"].lower() in VERBS:
            match = alone
    if match is None:
        return None, text
    rest = _TO.sub("", text[match.end("owner") :].lstrip(" :,–—-"), count=1)
    return (match["owner"], rest) if rest.strip() else (None, text)


def points_to(words: str) -> bool:
    """Say whether words make whoever stands behind them a part of the sentence: "Follow up with"."""
    return _POINTED.search(words) is not None


def take_owner(text: str, *, people: frozenset[str]) -> tuple[str | None, str]:
    """Take an owner that stands apart from the sentence off the text: handles, "assigned to", a known person's name."""
    tail = max(0, len(text) - TAIL)
    told = _TOLD if _DUTIES.search(text) else ()
    for pattern in (*told, *((_TRAILING, _MAILED, _LEADING, _LEAD_HANDLE) if "@" in text else ())):
        match = pattern.search(text, 0 if pattern in (_LEADING, _LEAD_HANDLE) else tail)
        if match is None:
            continue
        if pattern in (_ASSIGNED, _OWNS, _CALLED) and not plausible(match["owner"], people):
            continue
        if pattern is _TRAILING and _POINTED.search(text, 0, match.start("owner")):
            continue
        opened = " (" if match[0].lstrip()[:1] in ("(", "[") and match[0][-1:] not in (")", "]") else ""
        rest = text[: match.start()] + (opened + text[match.end() :].lstrip(" ,;") if opened else text[match.end() :])
        if rest.strip():
            return match["owner"], rest.strip()
    for pattern in (*((_PAREN,) if "(" in text or "[" in text else ()), _DASH, _COLON):
        for match in pattern.finditer(text, tail if pattern is _DASH else 0):
            names = split_owners(clean_owner(match["owner"]))
            if names and all(is_known(name, people) or name.lower().split()[-1] in _GROUPS for name in names):
                return match["owner"], f"{text[: match.start()]} {text[match.end() :]}".strip()
    return None, text


def leader(text: str, people: frozenset[str] = frozenset()) -> str | None:
    """Return the one capitalised name in front of a colon and an order, which may be a person: "Kim: upgrade"."""
    match = _COLON.match(text)
    name = match["owner"].strip() if match else ""
    verb = text[match.end() :].split(maxsplit=1)[:1] if match else []
    named = re.fullmatch(_NAMES, name) or name.lower().split()[-1:] in ([group] for group in _GROUPS)
    return name if named and plausible(name, people) and verb and verb[0].lower() in VERBS else None


def named_first(text: str, people: frozenset[str]) -> tuple[str | None, str]:
    """Take a name in front of a dash and an order off an entry that ends in a day: "Jane Doe - add a canary - 2026-11-01"."""
    name = leader(text, people)
    match = _COLON.match(text) if name is not None else None
    return (name, text[match.end() :]) if match is not None else (None, text)


def leads_with(text: str, names: frozenset[str]) -> tuple[str | None, str]:
    """Return the first words as owner if others of the document name them as one: "ICL check how to", "Kim: upgrade"."""
    match = _BARE.match(text)
    if match and match["owner"] in names and match["verb"] in VERBS:
        return match["owner"], text
    match = _COLON.match(text)
    if match and match["owner"].strip().lower() in {name.lower() for name in names}:
        return match["owner"].strip(), text[match.end() :]
    return None, text
