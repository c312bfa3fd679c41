# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""Where an item stands, in words or marks, and how urgent it is."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from connector.core.datewords import MONTHS, WEEKDAYS
from connector.core.model import Status
from connector.parsing.statuswords import STATUSES

_PROSE = (
    r"done|completed?|fixed|resolved|merged|shipped|deployed|implemented|finished|closed|landed|erledigt|fertig|abgeschlossen|"
    r"umgesetzt|terminée?|fait|hecho|completad[oa]|concluíd[oa]|feito|gedaan|afgerond|utført|ferdig|klart|färdig|færdig|fatto|"
    r"completat[oa]|zrobione|in progress|wip|ongoing|in review|todo|to do|not started|blocked|won'?t (?:do|fix)|wontfix|"
    r"cancell?ed|rejected|obsolete|abandoned|not done|in arbeit|en cours|en curso|em andamento|pågår|will not (?:do|fix)|"
    r"no longer (?:needed|relevant|required)|not needed|decided not to do"
)
_DECLINED = "|".join(re.escape(word) for word in STATUSES["wont_do"] if word != "dropped")
"""Words in front of what will not be done; "Dropped: the table" tells of something that was."""
_DECLINES = re.compile(
    r"\b(?:won'?t (?:do|fix)|wontfix|will not (?:do|fix)|not planned|rejected|duplicate|obsolete|cancell?ed|declined)\b"
)
"""What is closed with one of these was not done."""
_TICKS = "✅✔☑✓🗸"
TAIL = 160
"""Characters at the end of a text in which a status is looked for; the search is quadratic in them."""
_COLOURS = frozenset("🟢🟡🔴")
_GREEN = "🟢"
_SIGNS = "🚧🔄⏳❌⬜🔴🟡🟢"
_TRAILING = re.compile(
    rf"(?:(?<=[.;!?)\"”])\s+|\s+[-–—:|]+\s*|\s*[–—:|]+\s*|\s+(?=[(\[]))[(\[]?\**(?P<words>(?:{_PROSE})\b[^.;()\[\]]{{0,60}})[)\].!*]*\s*$",
    re.IGNORECASE,
)
_TELLING = re.compile(
    rf"(?:(?<=[.;,!?])\s+|\s[-–—]+\s+|\s[(\[])(?:this|it|that)(?:['’]s| is| was| has been) (?:(?:now|already) )?(?P<words>(?:{_PROSE})\b[^.;()\[\]]{{0,60}})"
    r"[)\].!]*\s*$",
    re.IGNORECASE,
)
"""A sentence that says nothing but a status: "- this is done"."""
_SAYS = re.compile(r"\b(?:is|was|been)\b|['’]s ")
_CAPITALS = re.compile(
    r"[\s(\[,-]+(?P<words>(?:DONE|COMPLETED?|FIXED|WIP|TODO|WONTFIX)\b(?:\s+(?:in|on|by|via|as of)\b.{0,60})?)\W*$"
)
_FIRST = re.compile(r"^(?P<words>DONE|COMPLETED|FIXED|WIP|WONTFIX)\s+(?=[A-Z][a-z]+\s)")
"""A status in capitals in front of an order: "DONE Fix the disk usage"."""
_NAMED_LAST = re.compile(
    rf"(?P<dash>\s[-–—|]+\s+)(?P<words>{_PROSE})(?P<who>\s[-–—|]+\s+@?[A-Z][\w'.]+(?:\s[A-Z][\w'.]+)?(?:\s[-–—|]+\s+\d{{4}}-\d\d-\d\d)?)$"
)
"""A status in front of who, and when: "- in progress - Ana - 2026-11-10"."""
_LEADING = re.compile(
    rf"^[\[(]?\**(?P<words>already (?:{_PROSE}|live)|{_PROSE}|{_DECLINED})\**(?:[\])][\s:–—-]*|\s*[:–—-]\s+|\s+\d{{4}}-\d\d-\d\d\b[\s:–—-]*)",
    re.IGNORECASE,
)
_LABELLED = re.compile(rf"^(?P<label>[A-Z][\w -]{{2,24}}?)\s*\((?P<words>{_PROSE})\)(?P<rest>:\s+\S.*)", re.IGNORECASE)
"""A status beside a word that sorts an item: "Immediate (complete): restart the node"."""
_PRIORITY = re.compile(
    r"(?:p(?:rio(?:rity)?)?[ -]?[0-5]|sev(?:erity)?[ -]?[0-5]|critical|highest|high|medium|low|lowest|urgent|blocker|major|minor|trivial|hoch|mittel|niedrig|"
    r"kritisch|haute|moyenne|basse|alta|media|média|baja|baixa|hoog|laag|høy|lav|hög|låg)"
    r"(?:[ -]?prio(?:rity|rität|rité|ridad|ridade|riteit|ritet)?)?",
    re.IGNORECASE,
)
_HEADING_TAIL = re.compile(r"[(\[](?P<words>[^()\[\]]{2,60})|\s[-–—|:]\s*(?P<tail>[^-–—|:()\[\]]{2,40})$")
_DONE_WHEN = re.compile(
    r"\W*(?P<words>\w+)(?: actions| items| steps| work)?\s+(?:during|in|by|on|as of|at|before|after|so far|already|immediately)\b",
    re.IGNORECASE,
)
"""A label that says when what stands below it was done: "Completed during the response"."""
_DASH = re.compile(r"\s+[-–—:,;]|[,;:]\s")
_NOW = re.compile(r"^(?:already|currently|now|since)\s+(?=\S)")
_PERCENT = re.compile(r"(\d{1,3})\s*%")
_ARROW = re.compile(r"\s*(?:[-=]+>|→|⇒|➔|➜)\s*")
_SHARE = re.compile(r"(?P<part>\d{1,2})\s+(?:of|out of|von|sur|de|av|z)\s+(?P<whole>\d{1,2})\b")
_COUNTED = re.compile(r"(?<![\d./-])(?P<part>\d)\s*/\s*(?P<whole>\d|10)(?![\d./-])")
_BUT = re.compile(
    r"\b(?:not|except|but|only|partly|partially|pending|needs?|needed|remaining|follow[- ]?ups?|re-?open(?:ed)?|verification|"
    r"verify|in progress|still|todo|to do|staging|canary|beta|test environment|missing|outstanding|waiting|awaiting|half|left)\b"
)
"""Words that take back what a status of something finished says before them."""
_DENIES = re.compile(r"[\s:?=–—-]*(?:no|not yet|nope|false|nein|non|nee|nei|nej)\W*$")
"""What stands behind the question that a status is then: "Done: no"."""
_UNTIL = (
    r"when|once|if|unless|as soon as|criteria|criterion|means|wenn|sobald|falls|lorsque|quand|dès que|cuando|quando|wanneer|zodra|"
    r"når|när|hvis"
)
_DAYS = "|".join(
    map(re.escape, sorted({*WEEKDAYS, *MONTHS, "end", "eod", "eow", "eom", "next", "tomorrow", "the end", "q"}))
)
_CONDITION = re.compile(
    rf"[\W_]*(?:(?:{_UNTIL})\b|(?:by|before|until|due|bis|avant|antes|vóór|innen|före|før)\W+(?:\d|(?:{_DAYS})(?:\b|\d)))"
)
"""What makes a status a thing to come: "done when the alert fires", "complete by Friday"."""
_REST = re.compile(
    rf"[\W_]*(?:$|\d|(?:{_DAYS})\b|(?:in|by|on|via|with|as of|at|since|through|per|see|and|for|am|mit|im|in der|par|avec|le|por|con|em|com|"
    r"met|med|yesterday|today|already|upstream|now|here|later|before|after|during|ok)\b)"
)
"""How what follows a status goes on: anything else is a sentence that begins like one, as "Resolved the licence question"."""
_FRAME = " =*_`[](){}.:|\ufe0f"
"""Markup and punctuation around a status."""
_STARTS = re.compile(r"(?<![\w-])[^\W\d_]")
_DAY_ALONE = re.compile(
    rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}\.? (?:{_DAYS})(?: \d{{4}})?|(?:{_DAYS}) \d{{1,2}}(?:,? \d{{4}})?"
)


_CLOSED = "done|completed?|fixed|resolved|closed|finished|merged|shipped|deployed|implemented|delivered|released|landed|erledigt"
_CLOSED_ON = re.compile(
    rf"(?:,|\s[-–—]+|[.;:])\s+(?P<words>(?:{_CLOSED})\s*(?:[-–—:]\s*|\s+(?:on\s+|am\s+)?)(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}))\s*\.?$",
    re.IGNORECASE,
)
"""What ends an entry and says that it is done, and on which day: that is no day to come."""
_OPEN_LAST = re.compile(
    r"(?<=[\d)\]])\s+[-–—|]+\s+(?:open|pending|planned|scheduled|backlog|on hold|blocked|offen|geplant|ouverte?|abiert[oa]|pendiente|"
    r"abert[oa]|pendente|åpen|öppen|åben)\s*\.?$",
    re.IGNORECASE,
)
"""A status behind who and when: "... (Kim, 4 May) - open"."""
_TALKS_OF = re.compile(r"\w\s+(?:status|state|phase|stage|result)$")
"""What stands before a status that a sentence may only talk of: "the page that shows status: done for open tickets"."""
LOOKED_AT = 30
"""Characters at the end in which such a status stands."""
_CLOSED_LAST = re.compile(rf",\s+(?P<words>{_CLOSED})\s*\.?$", re.IGNORECASE)


_SHORTCODES = {
    "white_check_mark": "✅", "heavy_check_mark": "✔", "ballot_box_with_check": "☑", "check_mark_button": "✅",
    "check": "✔", "x": "❌", "construction": "🚧", "arrows_counterclockwise": "🔄", "hourglass": "⏳",
    "hourglass_flowing_sand": "⏳", "red_circle": "🔴", "yellow_circle": "🟡", "green_circle": "🟢", "large_green_circle": "🟢",
}  # fmt: skip
_SHORTCODE = re.compile(rf":({'|'.join(_SHORTCODES)}):")


def without_shortcodes(text: str) -> str:
    """Return a text with the signs that chats and trackers write as ":white_check_mark:"."""
    return _SHORTCODE.sub(lambda match: _SHORTCODES[match[1]], text) if ":" in text else text


@cache
def _words() -> tuple[re.Pattern[str], dict[str, Status]]:
    meaning = {word: Status(name) for name, words in STATUSES.items() for word in words}
    ordered = sorted(meaning, key=lambda word: (-len(word), word))
    return re.compile("(?:" + "|".join(map(re.escape, ordered)) + r")(?![\w])"), meaning


@lru_cache(maxsize=1024)
def status_of(text: str) -> Status | None:
    """Read a status cell or a status in brackets: "Done", "in progress (50%)", "✅", "Utført"."""
    words = " ".join(without_shortcodes(text).lower().replace("’", "'").split()).strip(_FRAME)
    pattern, meaning = _words()
    parts = _ARROW.split(_NOW.sub("", words))
    # Of several, the last one holds; an arrow in words behind the first is none between two of them.
    words = parts[-1] if parts[0] in meaning else next(filter(pattern.match, reversed(parts)), parts[-1])
    if not words:
        return None
    if share := _SHARE.search(words):
        return Status.DONE if share["part"] == share["whole"] else Status.IN_PROGRESS
    match = pattern.match(words)
    if match is not None and meaning[match[0]].closed:
        if _DENIES.match(words, match.end()):
            return Status.OPEN
        if _CONDITION.match(words, match.end()):
            return None
    if match is not None:
        # Of a sign in front of words, the words say more: "🟡 In progress".
        if meaning[match[0]] is Status.DONE and _DECLINES.search(words, match.end()):
            return Status.WONT_DO
        behind = "" if match[0][0].isalpha() else words[match.end() :].strip(" \ufe0f:–—-")
        # A colour beside words of another kind says how it goes, and not where it stands.
        return meaning.get(behind) or (None if behind and match[0] in _COLOURS else meaning[match[0]])
    if percent := _PERCENT.match(words):
        return Status.DONE if percent[1] == "100" else Status.OPEN if percent[1] == "0" else Status.IN_PROGRESS
    if words[0] in "abcdefghijklmnopqrstuvwxyz":
        return None
    # A sign or a reference in front of the words: "🟢 Erledigt", "(ABC-1, won't do)".
    signed = words.split()
    return meaning.get(" ".join(signed[1:])) or meaning.get(signed[-1])


def doubt_of(text: str) -> str | None:
    """Say why a status cell cannot be taken at its word: a question, or something finished that is not quite."""
    if text.rstrip(" )*_").endswith("?") and is_status(text):
        return "is a question"
    status = status_of(text)
    if status is None:
        return _untold(text.lower().replace("’", "'").strip(" *_`[]()"))
    if status is None or not status.closed:
        return None
    if only_green(text):
        return "may mean that it is done, or that it goes well"
    last = _ARROW.split(text.lower())[-1]
    said = _words()[0].search(last)
    if said is not None and _BUT.search(last, said.end()):
        return "takes back what it says"
    count = _COUNTED.search(last)
    return "counts parts that are not done" if count and int(count["part"]) < int(count["whole"]) else None


def is_day_alone(text: str) -> bool:
    """Say whether a cell holds a day and nothing else, with a year or without."""
    return _DAY_ALONE.fullmatch(text.lower().strip(" *_.")) is not None


def _untold(words: str) -> str | None:
    """Say why words that begin with no status may tell of one all the same."""
    pattern, meaning = _words()
    words = _ARROW.split(words)[-1]
    said = pattern.match(words)
    if said is not None and _CONDITION.match(words, said.end()):
        return "says when it is done, and not that it is"
    if is_day_alone(words):
        return "is a day, and does not say whether it is done by then or was done then"
    inside = (found for at in _STARTS.finditer(words) if (found := pattern.match(words, at.start())))
    closed = any(found[0].isalpha() and meaning[found[0]].closed for found in inside)
    return "is no word for a status, and may say that it is done" if closed else None


def only_green(text: str) -> bool:
    """Say whether a status is a green light and no word."""
    return without_shortcodes(text).strip(_FRAME) == _GREEN


@lru_cache(maxsize=1024)
def is_status(text: str) -> bool:
    """Say whether a text is nothing but a status, with a date or a place at most."""
    if len(text.split()) > 4 or status_of(text) is None:
        return False
    words = without_shortcodes(text).lower().replace("’", "'").strip(_FRAME)
    said = _words()[0].match(words)
    return said is None or not said[0][0].isalpha() or _REST.match(words, said.end()) is not None


def heading_status(title: str, *, whole: bool) -> Status | None:
    """Read what a heading says of all items below it: "Immediate actions (completed)", "Long term - in progress".

    `whole`: the heading only sorts items, so that a status may be all of it ("Done").
    """
    for match in _HEADING_TAIL.finditer(title):
        words = _DASH.split(match["words"] or match["tail"], maxsplit=1)[0].strip()
        if is_status(words):
            return status_of(words)
    if whole and (done := _DONE_WHEN.match(title)):
        return status_of(done["words"])
    return status_of(title) if whole and len(title.split()) <= 3 else None


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without the status at its start or end; `doubt` is why that cannot be taken at its word."""

    text: str
    status: Status | None = None
    doubt: str | None = None


def status_last(text: str) -> str:
    """Return a text with a status that stands in front of who does it, and when, behind them."""
    end = text[-TAIL:]
    # Few entries have two dashes, and the search is dear.
    dashes = sum(end.count(dash) for dash in ("- ", "– ", "— ", "| "))
    named = _NAMED_LAST.search(text, len(text) - len(end)) if dashes > 1 else None
    return text if named is None else f"{text[: named.start()]}{named['who']}{named['dash']}{named['words']}"


def read_status(text: str) -> Marked:
    """Take a status mark off the start or end of an item's words; what says when it will be done is part of them."""
    stripped = text.strip()
    if stripped[:1] in _TICKS and stripped:
        return Marked(stripped.lstrip(_TICKS + "\ufe0f "), Status.DONE)
    if stripped[-1:] in _TICKS or stripped.endswith("\ufe0f"):
        bare = stripped.rstrip("\ufe0f " + _TICKS)
        if bare != stripped.rstrip("\ufe0f"):
            return Marked(bare.rstrip(" -–—:"), Status.DONE)
    if stripped[:1] == _GREEN and len(stripped) > 2:
        return Marked(text)
    if stripped[:1] in _SIGNS and len(stripped) > 2:
        return Marked(stripped[1:].lstrip("\ufe0f "), status_of(stripped[0]))
    tail = stripped[-TAIL:]
    # Few entries end in a sentence, and the search is dear.
    for pattern in (_TRAILING, _CAPITALS, *((_TELLING,) if _SAYS.search(tail) else ())):
        match = pattern.search(stripped, max(0, len(stripped) - TAIL))
        if match is not None and match.start() > 0 and len(match["words"].split()) <= 10:
            return _behind(text, stripped[: match.start()], match)
    match = _LEADING.match(stripped) or _FIRST.match(stripped)
    if match is not None and match.end() < len(stripped):
        return _marked(text, match["words"], stripped[match.end() :])
    labelled = _LABELLED.match(stripped) if "):" in stripped else None
    return Marked(text) if labelled is None else _marked(text, labelled["words"], labelled["label"] + labelled["rest"])


def _behind(text: str, before: str, match: re.Match[str]) -> Marked:
    """Read a status behind words, which may only talk of one."""
    if _quoted(before):
        return Marked(text)
    if _TALKS_OF.search(before) and match[0].startswith(":"):
        return Marked(text, None, unsure(match["words"], "may be part of what is to be done"))
    return _marked(text, match["words"], before.rstrip(" -–—:("))


def _quoted(before: str) -> bool:
    """Say whether a text ends amid a quotation: what follows is what somebody else says."""
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def before_day(text: str) -> Marked:
    """Take a status that stands beside a day off the end of an entry: "done 2026-11-03", or "- open" behind who and when."""
    end = text[-LOOKED_AT:]
    # Most entries end in neither a dash nor a day, and a search for what they lack is the dearer one.
    dashed = any(dash in end for dash in ("- ", "– ", "— ", "| "))
    still = _OPEN_LAST.search(text, max(0, len(text) - LOOKED_AT)) if dashed else None
    if still is not None:
        return Marked(text[: still.start()], Status.OPEN)
    dated = text.rstrip(" .")[-1:].isdigit()
    return _closed(text, _CLOSED_ON.search(text, max(0, len(text) - TAIL)) if dated else None)


def behind_comma(text: str) -> Marked:
    """Take a status behind a comma off the end of an entry: "Patch the proxy, completed"."""
    return _closed(text, _CLOSED_LAST.search(text, max(0, len(text) - LOOKED_AT)))


def _closed(text: str, match: re.Match[str] | None) -> Marked:
    if match is None or not match.start():
        return Marked(text)
    return Marked(text[: match.start()], status_of(match["words"]))


def _marked(text: str, words: str, rest: str) -> Marked:
    status = status_of(words)
    if status is None:
        return Marked(text)
    doubt = doubt_of(words)
    return Marked(rest, None, unsure(words, doubt)) if doubt else Marked(rest, status)


def unsure(words: str, doubt: str) -> str:
    """Return the problem of an item whose status is in doubt."""
    return f"the status '{' '.join(words.split())[:60]}' {doubt}: write what it is"


def priority_of(text: str) -> str | None:
    """Return a priority as written if the text is one: P1, High, critical priority."""
    words = text.strip(" *_`[]():")
    return words if _PRIORITY.fullmatch(words) else None
