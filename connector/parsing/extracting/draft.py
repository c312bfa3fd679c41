"""An action item as far as it has been read, and how each of its fields is filled from a column, a label or a nested line."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from connector.core.dateclues import is_wish, not_for_sure
from connector.core.dates import DueReading, begins_dated, read_due
from connector.core.model import Status
from connector.parsing.blocks import Inline
from connector.parsing.extracting.aside import Aside, counted_from, day_in_owner, read_aside
from connector.parsing.extracting.owners import clean_owner, current
from connector.parsing.extracting.refs import column_refs, is_ticket_url, status_in_refs
from connector.parsing.extracting.status import doubt_of, is_day_alone, is_status, status_of, unsure
from connector.parsing.extracting.told import first_word
from connector.parsing.placeholders import is_placeholder
from connector.parsing.words import PAST

_KEY = re.compile(r"[A-Z][A-Z0-9]+-[1-9]\d*")
_PLAIN_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_VAGUE = re.compile(
    r"\b[QH][1-4]\b|\b(?:sprint|release|version|v|phase|milestone|iteration|pi|wave)[\s-]*\d|https?:|#\d", re.IGNORECASE
)
"""What has digits and is no day, nor meant as one."""
_ANSWERS = {
    **dict.fromkeys(("y", "ja", "j", "true", "oui", "si", "sí", "sim"), "yes"),
    **dict.fromkeys(("n", "nein", "false", "non", "não", "nej", "nei"), "no"),
}
"""How people answer whether something is done."""
_IN_BRACKETS = re.compile(r"\s*[(\[](?P<words>[^()\[\]]{1,30})[)\]]\s*$")
_DITTO = frozenset(('"', "''", "”", "“", "〃", "ditto", '"ditto"', "same", "same as above", "as above", "idem", "dito"))
"""What stands for the cell above."""
WORDS = 3
"""Words of a cell that are taken for a status; more are a remark."""
MAX_MENTIONS = 20
"""People a cell may name; more are no owners, and taking each out of the text is quadratic."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a document says as a whole: its date, the order of numeric dates, and names known to be people."""

    anchor: date | None
    order: str | None
    people: frozenset[str] = frozenset()


@dataclass(slots=True)
class Draft:
    """An item as far as it has been read."""

    action: str
    line: int
    owner: str | None = None
    due: date | None = None
    due_text: str | None = None
    status: Status | None = None
    priority: str | None = None
    refs: list[str] = field(default_factory=list)
    tracked: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    details: tuple[str, ...] = ()
    section: str | None = None
    problems: list[str] = field(default_factory=list)
    source: str = "list"
    annotated: bool = False
    ends_told: bool = False

    def set_due(self, reading: DueReading) -> None:
        """Take a due date; a second, different one is a contradiction."""
        if reading.problem is not None:
            self.due, self.due_text = None, reading.text
            self.problems.append(reading.problem)
        elif self.due is not None and reading.due is not None and self.due != reading.due:
            self.problems.append(f"two due dates: '{self.due_text}' and '{reading.text}'")
            self.due, self.due_text = None, f"{self.due_text} / {reading.text}"
        elif reading.due is not None or self.due_text is None:
            self.due, self.due_text = reading.due, reading.text or None

    def set_owner(self, text: str | None) -> None:
        if self.owner is None and text is not None:
            self.owner = clean_owner(text)

    def take(self, aside: Aside) -> None:
        """Take what an annotation says; what the entry says elsewhere of its status comes first."""
        self.set_owner(aside.owner)
        self.annotated = aside.owner is not None
        if aside.due is not None:
            self.set_due(aside.due)
        self.status = aside.status if self.status in (None, Status.OPEN) and aside.status else self.status
        self.priority = self.priority or aside.priority


def _only_mentions(inline: Inline) -> bool:
    """Say whether a text holds people by the format's own markup and nothing else."""
    if len(inline.mentions) > MAX_MENTIONS:
        return False
    rest = inline.text
    for mention in sorted(inline.mentions, key=len, reverse=True):
        rest = rest.replace(mention, " ").replace(mention.lstrip("@"), " ")
    return bool(inline.mentions) and not any(char.isalnum() for char in rest)


def set_field(draft: Draft, name: str, inline: Inline, context: Context) -> None:
    """Fill one field from a column, a label or a nested line; what is none of an item's, as notes are, fills nothing."""
    if name in ("owner", "due"):
        inline = _beside(inline, draft)
    text = inline.text
    match name:
        case "owner":
            _set_owner(draft, inline, context)
        case "due":
            _set_due(draft, text, context)
        case "status" if any(is_ticket_url(link.url) for link in inline.links):
            draft.refs.extend(
                link.url for link in inline.links if is_ticket_url(link.url) and link.url not in draft.refs
            )
            draft.status = status_of(text) or draft.status
        case "status":
            _set_status(draft, text)
        case "closed_on" if text.strip() and not is_placeholder(text):
            _set_closed(draft, text, context)
        case "priority":
            words = text.strip(" *_`[]()")
            draft.priority = draft.priority or (None if is_placeholder(words) else words)
        case "refs":
            found = column_refs(inline)
            new = (ref for ref in found if not any(known == ref or known.endswith(f"/{ref}") for known in draft.refs))
            draft.refs.extend(new)
            draft.tracked.extend(found)
            draft.status = draft.status or status_in_refs(text, (*found, *(link.text for link in inline.links)))


def _beside(inline: Inline, draft: Draft) -> Inline:
    """Take a status in brackets off an owner or a day: "Kim (done)"."""
    match = _IN_BRACKETS.search(inline.text) if inline.text.rstrip()[-1:] in (")", "]") else None
    if match is None or not match.start() or not is_status(match["words"]):
        return inline
    _set_status(draft, match["words"])
    return replace(inline, text=inline.text[: match.start()])


def _set_closed(draft: Draft, text: str, context: Context) -> None:
    """Read when, or whether, something was done; what says neither is asked about."""
    status = status_of(_answered(text)) or (Status.DONE if _tells_day(text, context) else None)
    if status is None:
        said = " ".join(text.split())[:60]
        draft.problems.append(f"'{said}' does not say that it was done: write the day on which it was, or nothing")
    else:
        draft.status = draft.status or status


def _tells_day(text: str, context: Context) -> bool:
    """Say whether a cell tells the day on which something was done, and not one that is only planned."""
    if is_day_alone(text):
        return True
    read = doubt_of(text) is None and read_due(text, anchor=context.anchor, order=context.order).due is not None
    return read and begins_dated(text, anchor=None, order=context.order)


def _answered(text: str) -> str:
    return _ANSWERS.get(text.strip(" .").lower(), text)


def _set_status(draft: Draft, text: str) -> None:
    """Take a status at its word, or say why it cannot be."""
    text = _answered(text)
    status = status_of(text)
    if doubt := doubt_of(text):
        draft.problems.append(unsure(text, doubt))
    elif status is None and _is_word(text):
        draft.problems.append(unsure(text, "is no word that is known for one"))
    else:
        draft.status = status or draft.status


def _is_word(text: str) -> bool:
    """Say whether a cell for a status holds a word or two for one, known or not, rather than a remark, a ticket or nothing."""
    words = text.strip(" *_`[]().")
    alone = any(map(str.isalpha, words)) and not column_refs(Inline(text))
    return alone and len(words.split()) <= WORDS and not is_placeholder(words)


def _peeled(people: str, draft: Draft, context: Context) -> str:
    """Take a status, a day or a ticket behind commas off an owner: "jdoe, done", "platform team, in two weeks"."""
    while True:
        head, comma, tail = people.rpartition(",")
        if not comma or not head.strip() or not _is_aside(tail.strip(), draft, context):
            return people
        people = head.rstrip()


def _is_aside(words: str, draft: Draft, context: Context) -> bool:
    if is_status(words):
        draft.status = status_of(words) or draft.status
    elif _KEY.fullmatch(words):
        draft.refs += [] if words in draft.refs else [words]
    elif " " in words and begins_dated(words, anchor=context.anchor, order=context.order):
        reading = read_due(words, anchor=context.anchor, order=context.order)
        if reading.due is None and reading.problem is None:
            return False
        draft.set_due(reading)
    else:
        return False
    return True


def _set_owner(draft: Draft, inline: Inline, context: Context) -> None:
    """Read an owner, and a day beside; "Added along with the fix" tells what was done, not by whom."""
    if inline.text.strip().lower() in _DITTO:
        draft.problems.append(f"the owner '{inline.text.strip()}' stands for the one above: write the name")
        return
    people = current(", ".join(inline.mentions) if _only_mentions(inline) else _peeled(inline.text, draft, context))
    if len(people.split()) > 3 and first_word(people) in PAST:
        return
    beside = read_aside(people, anchor=context.anchor, order=context.order) if "," in people or ";" in people else None
    if beside is not None and beside.owner is not None and beside.told:
        draft.take(beside)
        return
    people, day = day_in_owner(people, anchor=context.anchor, order=context.order)
    draft.set_owner(people)
    if day is not None and draft.due_text is None:
        draft.set_due(day)


def _set_due(draft: Draft, text: str, context: Context) -> None:
    """Read a due date; "Done" in its place is a status, a placeholder is nothing."""
    if _PLAIN_DAY.fullmatch(text):  # as most cells are: nothing else is to be found there
        draft.set_due(read_due(text, anchor=context.anchor, order=context.order))
        return
    aside = read_aside(text, anchor=context.anchor, order=context.order)
    if is_status(text) and status_of(text) is Status.DONE:
        draft.status = draft.status or Status.DONE
    elif aside is not None and aside.owner and aside.due:
        draft.take(aside)
    elif not is_placeholder(text):
        reading = read_due(text, anchor=context.anchor, order=context.order)
        unsure = _is_day_untold(reading) or (reading.due is not None and counted_from(text))
        said = " ".join(text.split()) if reading.due is not None else reading.text
        draft.set_due(DueReading(None, said, not_for_sure(said)) if unsure else reading)


def _is_day_untold(reading: DueReading) -> bool:
    """Say whether words where a day belongs seem to name one that cannot be told: "week of 45", "15th", "2 weeks"."""
    untold = reading.due is None and reading.problem is None and not is_wish(reading.text)
    return untold and any(map(str.isdigit, reading.text)) and _VAGUE.search(reading.text) is None
