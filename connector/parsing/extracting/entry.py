# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""One list entry, line or table cell -> the parts of an action item.

| in the text                               | becomes                                   |
|-------------------------------------------|-------------------------------------------|
| struck through                            | done; what follows is a note              |
| ticket links and keys apart from the words| refs, no longer part of the action        |
| "Owner: X", "Due: Y", "Status: Z"         | those fields                              |
| brackets in front: [ed], (tc team), [P1]  | owner, priority, status or due            |
| "done" behind a full stop or dash, a tick | status                                    |
| "by 4 March", a date in brackets          | due                                       |
"""

import re
from collections.abc import Sequence

from connector.core.dates import read_due
from connector.core.model import Status
from connector.parsing.blocks import Inline
from connector.parsing.extracting.aside import behind_dash
from connector.parsing.extracting.brackets import brackets, plain_field
from connector.parsing.extracting.draft import Context, Draft, set_field
from connector.parsing.extracting.edges import who_and_when, with_handles
from connector.parsing.extracting.front import bold_field, last_in_bold, last_line, named_in_bold, unmarked, unranked
from connector.parsing.extracting.labels import is_what, labels_in
from connector.parsing.extracting.owners import handles_first, named_first, owner_in_prose, take_owner
from connector.parsing.extracting.refs import Marks, only_refs, place_of
from connector.parsing.extracting.several import several_owners
from connector.parsing.extracting.status import (
    Marked,
    before_day,
    behind_comma,
    doubt_of,
    is_status,
    only_green,
    read_status,
    status_last,
    status_of,
    unsure,
    without_shortcodes,
)
from connector.parsing.extracting.tail import read_tail
from connector.parsing.extracting.told import first_word
from connector.parsing.extracting.when import read_when
from connector.parsing.headings import label
from connector.parsing.placeholders import is_placeholder
from connector.parsing.vocabulary import VERBS

_ASIDE = re.compile(r"\s+[(\[](?P<words>[^()\[\]]{1,80})[)\]]\s*\.?$")
"""What stands in brackets behind the last field: "Owner: Ana (ABC-1, done)"."""
_BEHIND_VALUE = re.compile(r"\s(?:[-–—|]+|/)\s+(?P<words>[^-–—|]{2,40}|(?:[a-z]{2,8}:?\s+)?\d{4}-\d\d-\d\d)$")
"""What stands behind a dash behind a field: "Owner: Ana -- due 4 May -- open"."""
_SLASH = re.compile(r"\s+/\s*$")
_STUCK_SHARE = 0.6
_NOTES = re.compile(r"\s+[-–—]+\s+|[,;:()\[\]]\s*")
_INSTEAD = re.compile(
    r"\b(?:replaced|superseded|obsoleted|no longer|not needed|unnecessary|covered by|merged into|duplicate)\b",
    re.IGNORECASE,
)
"""Words beside what is struck out that tell that it will not be done."""
_LAST_DAY = re.compile(r"\s(?:(?:by|due|until|before)[\s:]+)?(\d{4}-\d\d-\d\d)\s*$", re.IGNORECASE)
TAIL = 160
"""Characters at the end of a text in which fields are looked for, as the search is quadratic."""
MAX_ENTRY = 4000
"""Characters an item may have; longer texts are reported, not read."""
_PICTURE = re.compile(r"^(?:[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\u200d]*)+\s+")
"""What decorates an item's start and says nothing."""
_DASHES = ("-", "–", "—", "|")
_EDGES = " \t\n-–—:;,|•·*_→←⇒"
_LAST_BRACKET = re.compile(r"\s*\((?P<words>[^()]{1,60})\)\s*$")


def read_entry(
    inline: Inline, line: int, context: Context, *, checked: bool | None = None, alone: bool = True
) -> Draft | None:
    """Read one entry; None when it says nothing that could be filed. `alone` is False for a cell with columns beside it."""
    if len(inline.text) > MAX_ENTRY:
        return Draft("", line, problems=[f"longer than {MAX_ENTRY:,} characters: not an action item"])
    if is_placeholder(inline.text) and not inline.links:
        return None
    draft = Draft("", line, status=None if checked is None else Status.DONE if checked else Status.OPEN)
    inline = _unstruck(inline, draft)
    for take in (bold_field, named_in_bold, last_in_bold, last_line):
        inline = take(inline, draft, context)
    marks = Marks(inline)
    draft.refs = marks.refs
    parted = several_owners(marks.text, context)
    draft.problems += [parted] if parted is not None else []
    text = with_handles(unranked(unmarked(without_shortcodes(" ".join(marks.text.split())), draft), draft))
    text = who_and_when(_said(before_day(_ticket_last(text, draft, marks)), draft), draft, context)
    text = _fields(text, draft, context, marks)
    text = brackets(text, draft, context)
    trimmed = _trimmed(text, draft, marks)
    text = trimmed if trimmed == text else brackets(trimmed, draft, context)
    if alone:
        text = text if len(inline.mentions) == 1 else _called_first(text, draft)
        told = _prose(_behind_dashes(text, draft, context, inline), draft, context, inline)
        text = _said(behind_comma(told if told == text else _trimmed(told, draft, marks)), draft)
    read_when(text, draft, context)
    words = _tidy(marks.restore(text))
    # An entry that is a ticket and nothing else names its own.
    draft.mentions = marks.amid(text) if marks.says(text) else []
    if len(draft.refs) == 1 and is_status(words):
        # "https://.../pull/12 merged": the ticket, and how it stands.
        draft.status, words = draft.status or status_of(words), ""
    if len(draft.refs) > 1 and len(set(map(place_of, draft.refs))) == 1 and only_refs(inline):
        draft.problems.append(f"names {len(draft.refs)} tickets and says nothing else: write one entry for each")
    if draft.refs and (not any(map(str.isalnum, words)) or (draft.problems and only_refs(inline))):
        words, draft.mentions = _tidy(marks.restore(marks.text)), []
    if is_placeholder(words) and not (draft.refs and words.startswith("http")):
        return _unsaid(draft) if not words else None
    draft.action = words
    return draft


def _unsaid(draft: Draft) -> Draft | None:
    """Return what is to be told of an entry that has fields and no words of its own."""
    said = [f"'{word}'" for word in (draft.owner, draft.due_text) if word]
    if not said:
        return None
    draft.problems[:] = [f"names {' and '.join(said)}, but not what is to be done: write that first"]
    return draft


def _ticket_last(text: str, draft: Draft, marks: Marks) -> str:
    """Take a ticket in brackets of its own, with a status beside it at most, off the end: who and when stand before it."""
    match = _LAST_BRACKET.search(text, max(0, len(text) - TAIL))
    if match is None or not match.start():
        return text
    parts = [part.strip() for part in match["words"].split(",")]
    said = [part for part in parts if not (marks.holds(part) and len(part) == 1)]
    if len(said) == len(parts) or not all(map(is_status, said)):
        return text
    for part in said:
        draft.status = status_of(part) or draft.status
    return text[: match.start()]


def _said(marked: Marked, draft: Draft) -> str:
    draft.status = marked.status or draft.status
    return marked.text


def _trimmed(text: str, draft: Draft, marks: Marks) -> str:
    """Take references and status marks off the end, in whatever order they were written."""
    if only_green(text[:1]):
        draft.problems.append(unsure(text[:1], str(doubt_of(text[:1]))))
    text = status_last(text)
    for _ in range(3):
        marked = read_status(text)
        if marked.status is not None:
            draft.status = marked.status if draft.status in (None, Status.OPEN) else draft.status
            draft.ends_told |= text[len(marked.text) :].lstrip()[:1] in _DASHES and text.startswith(marked.text)
        draft.problems += [marked.doubt] if marked.doubt is not None else []
        shorter = marks.trim(marked.text)
        if shorter == text:
            break
        text = shorter
    return text


def _unstruck(inline: Inline, draft: Draft) -> Inline:
    """Read strike-through: all of it is a done item, a part of it is a correction."""
    if not inline.struck:
        return inline
    text = inline.text
    struck = "".join(text[span.start : span.end] for span in inline.struck).strip()
    rest, at = [], 0
    for span in sorted(inline.struck, key=lambda span: span.start):
        rest.append(text[at : span.start])
        at = max(at, span.end)
    rest.append(text[at:])
    left = " ".join("".join(rest).split())
    note = left.strip(" *_–—-:([.")
    first = inline.struck[0].start <= 4
    ordered = first and len(inline.struck) == 1 and first_word(struck) in VERBS and len(struck.split()) > 1
    # "~~Buy servers~~ Rent servers": what holds instead begins like an entry of its own.
    replaced = ordered and note[:1].isupper() and _outcome(note, alone=False) is None
    if (
        len(struck) >= _STUCK_SHARE * len(text.strip())
        or not note
        or left[0] + left[-1] in ("()", "[]")
        or (first and _says_closed(" ".join(note.split()[:3])))
        or (ordered and not replaced)
    ):
        draft.status = _outcome(note)
        if draft.status is None:
            draft.problems.append(f"is struck out, and '{note[:60]}' says no more of it: write done or won't do")
        return Inline(struck, inline.links)
    return Inline(left, inline.links, mentions=inline.mentions)


def _outcome(note: str, *, alone: bool = True) -> Status | None:
    """Return what became of what is struck out, by the words beside it: done where there are few (`alone`), None where they do not tell."""
    parts = [part.strip(" *_().") for part in _NOTES.split(note)]
    told = [
        status
        for part in parts
        if (is_status(part) or _says_closed(" ".join(part.split()[:3]))) and (status := status_of(part))
    ]
    if told:
        return told[0] if told[0].closed else Status.DONE
    if _INSTEAD.search(note):
        return Status.WONT_DO
    return Status.DONE if alone and len(parts) == 1 and len(note.split()) <= 3 else None


def _says_closed(words: str) -> bool:
    """Say whether words tell of something closed: "New way" behind what is struck out is what holds instead."""
    status = status_of(words) if is_status(words) else None
    return status is not None and status.closed


def _fields(text: str, draft: Draft, context: Context, marks: Marks) -> str:
    """Take "Owner: X", "Due: Y" and the like out of a text."""
    found = labels_in(text, marks)
    if not found:
        return text
    aside = _ASIDE.search(text, found[-1].end())
    behind = ""
    if aside is not None and (marks.holds(aside[0]) or is_status(aside["words"])):
        text, behind = text[: aside.start()], aside[0]
    kept = [_SLASH.sub("", text[: found[0].start()]).rstrip(_EDGES + "([")]
    for match, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following else len(text)
        value = text[match.end() : end]
        before = text[: match.start()].rstrip()
        if before[-1:] in ("(", "["):
            close = re.search(r"[)\]]", value)
            if close and following is None:
                kept.append(_behind_bracket(value[close.end() :]))
                value = value[: close.start()]
        value = _behind_value(_SLASH.sub("", _balanced(value)).rstrip(_EDGES), draft, context)
        if is_what(match):
            kept.append(value.strip(_EDGES))
            continue
        name = label(match["label"]) or ""
        if following is None and name in ("owner", "status", "priority", "refs"):
            value, cut, tail = _sentence(value, start=not kept[0])
            if cut:
                kept.append(tail)
        set_field(draft, name, Inline(marks.restore(value.strip(_EDGES + "([")).strip()), context)
    return " ".join(part for part in (*kept, behind) if part.strip(" .)]"))


def _behind_bracket(text: str) -> str:
    """Return what follows a label's bracket, with its dash: a status behind one is told from words by it."""
    words = text.strip(_EDGES)
    return f"- {words}" if words and text.lstrip()[0] in _DASHES else words


def _behind_value(value: str, draft: Draft, context: Context) -> str:
    """Take a day, a status and a priority off the end of a field's value."""
    while (match := _BEHIND_VALUE.search(value, max(0, len(value) - TAIL))) and match.start():
        if not plain_field(match["words"].strip(), draft, context, marked=False):
            break
        value = value[: match.start()]
    return value


def _balanced(value: str) -> str:
    """Cut a value at a bracket that was opened before it."""
    depth = 0
    for at, char in enumerate(value):
        depth += (char in "([") - (char in ")]")
        if depth < 0:
            return value[:at]
    return value


def _sentence(value: str, *, start: bool) -> tuple[str, bool, str]:
    """Cut a field's value where a new sentence, or behind a field that came first the item itself, begins."""
    match = re.search(r"(?<!\b[A-Z])\.\s+(?=[A-Z])|\s[-–—|]\s" if start else r"(?<!\b[A-Z])\.\s+(?=[A-Z])", value)
    return (value[: match.start()], True, value[match.end() :]) if match else (value, False, "")


def _called_first(text: str, draft: Draft) -> str:
    """Take handles in front of an order: "@eva and @max to write it", "@eva Upgrade it"."""
    owner, rest = (None, text) if draft.owner is not None else handles_first(text)
    draft.set_owner(owner)
    return rest


def _behind_dashes(text: str, draft: Draft, context: Context, inline: Inline) -> str:
    found = behind_dash(text, inline, anchor=context.anchor, order=context.order)
    if found is not None and draft.owner is None:
        draft.take(found[1])
        return found[0]
    if (draft.due is not None and not draft.ends_told) or draft.problems:
        return text
    tail = read_tail(text, context, dated=draft.ends_told)
    draft.set_owner(tail.owner)
    draft.priority = draft.priority or tail.priority
    if tail.due is not None:
        draft.set_due(tail.due)
    if draft.owner is None and (tail.due is not None or draft.ends_told):
        owner, rest = named_first(tail.text, context.people)
        draft.set_owner(owner)
        return rest
    return tail.text


def _prose(text: str, draft: Draft, context: Context, inline: Inline) -> str:
    """Read owners that a sentence names."""
    if draft.owner is not None:
        return text
    if len(inline.mentions) == 1 and inline.mentions[0].lstrip("@") in text:
        return _mentioned(text, inline.mentions[0], draft, context)
    if len(inline.mentions) > 1 and (rest := _mentioned_last(text, inline.mentions)) is not None:
        draft.set_owner(", ".join(dict.fromkeys(name.lstrip("@") for name in inline.mentions)))
        return rest
    owner, rest = take_owner(text, people=context.people)
    told = owner_in_prose(text, context.people) if owner is None or ". " in text else None
    if owner is not None:
        if told is not None and told != owner:
            draft.problems.append(f"says of {told} and of {owner} that they do it: write one item for each")
        draft.set_owner(owner)
        return rest
    draft.set_owner(told)
    return text


def _mentioned(text: str, mention: str, draft: Draft, context: Context) -> str:
    """Read an entry with one mention by the format's own markup, as Confluence tasks have: who, what, and the day last."""
    draft.set_owner(mention)
    name = mention.lstrip("@")
    rest = re.sub(rf"(?:^|(?<=\s))@?{re.escape(name)}(?=\s|[,.:]|$)[,:]?", " ", text, count=1)
    day = _LAST_DAY.search(rest)
    if day is not None and draft.due is None:
        draft.set_due(read_due(day[1], anchor=context.anchor, order=context.order))
        rest = rest[: day.start()]
    return rest if rest.strip() else text


def _mentioned_last(text: str, mentions: Sequence[str]) -> str | None:
    """Return a text without all of its mentions where they end it, side by side; else None."""
    rest = text.rstrip(" .)")
    for mention in reversed(mentions):
        name = mention.lstrip("@")
        if not rest.endswith(name):
            return None
        rest = rest[: -len(name)].rstrip("@ ,&/+(")
    return rest.rstrip(" -–—:") or None


def _tidy(text: str) -> str:
    words = " ".join(text.split())
    words = re.sub(r"\s*(?:\(\s*\)|\[\s*\])|\s+(?=[.,;:!?](?:\s|$))", "", words)
    words = words.strip(_EDGES).replace("** ", " ").strip()
    return _PICTURE.sub("", words) or words
