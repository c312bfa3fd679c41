# ruff: noqa: RUF001 - the dashes that people write
"""What stands in front of an entry's words, a check box, a number, a label, a rank, a field in bold; and a last line of its own."""

import re
from dataclasses import replace

from connector.core.model import Status
from connector.parsing.blocks import Inline
from connector.parsing.extracting.aside import is_name, read_aside
from connector.parsing.extracting.draft import Context, Draft, set_field
from connector.parsing.extracting.owners import is_known, plausible, points_to
from connector.parsing.headings import label
from connector.parsing.runs import TICKET_LAST, cut, drop_prefix, find_box
from connector.parsing.vocabulary import VERBS

_NUMBER = re.compile(
    r"^(?:\(?#?\d{1,3}[.):]\)?|(?:AI|A|R|T)[- ]?#?\d{1,3}\s*[.):–-]|(?-i:AI|AP)-\d{1,3}(?=\s+(?-i:[A-Z]))|(?:action(?: item)?|task|item)\s*#?\d{1,3}\s*[.):–-]|"
    r"[(\[](?:AI|AP|A|R|T|action(?: item)?|task|item)[- ]?#?\d{1,3}[)\]]\s*[:–-]?)\s+",
    re.IGNORECASE,
)
_ACTION_LABEL = re.compile(
    r"^(?:\[\s*(?:action(?: item)?|ai|todo)\s*\]\s*:?|(?:action(?: item)?|ai|task|todo|to-do|what)\s*[:–—]\s)\s*",
    re.IGNORECASE,
)
_CALLED_TO_DO = re.compile(r"^(?:TODO|ACTION|AI|FIXME)\s?\((?P<owner>@?[\w.'-]+(?: [\w.'-]+){0,2})\)\s*:?\s+(?=\S)")
"""A label as programmers write it: "TODO(ana): remove the flag"."""
_RANK = re.compile(r"(P[0-5])(?:\s*[:–—-]\s*|\s+)(?=[A-Z])")

_BOX = re.compile(r"\[[-~/>!?*]\](?=\s)")
"""Boxes that mean different things to different people: begun, put off, dropped."""
_FIELD = re.compile(r"\s*(?P<label>[^:=]{1,40}?)\s*[:=]\s*(?P<value>\S.*)")
_TO = re.compile(r"^(?:to|will|please)\s+(?=\S)")
_RANK_LAST = re.compile(r"(?:(?<=[)\]])\s+|\s*[,;]\s+|\s[-–—|]\s+)(?P<rank>P[0-5])\.?$")
LOOKED_AT = 12
"""Characters at the end in which a priority stands."""
_STANDING = ("owner", "due", "status", "priority")


def unmarked(text: str, draft: Draft) -> str:
    """Take a check box, a number and the like off an entry's start."""
    if _BOX.match(text):
        draft.problems.append(f"'{text[:3]}' is a box neither open nor done: write [ ], [x] or won't do")
        text = text[3:].lstrip()
    box = find_box(text)
    if box is not None:
        draft.status = draft.status or (Status.DONE if box.checked else Status.OPEN)
        text = text[box.length :].lstrip()
    called = _CALLED_TO_DO.match(text)
    if called is not None:
        draft.set_owner(called["owner"])
        text = text[called.end() :]
    text = _ACTION_LABEL.sub("", _NUMBER.sub("", text, count=1), count=1)
    rank = _RANK.match(text)
    if rank is not None:
        draft.priority = draft.priority or rank[1]
        text = text[rank.end() :]
    return text


def unranked(text: str, draft: Draft) -> str:
    """Take a priority that is set apart off an entry's end, so that who and when stand there: "..., Ana, 2026-11-12, P1"."""
    match = _RANK_LAST.search(text, max(0, len(text) - LOOKED_AT)) if "P" in text[-3:] else None
    if match is None or not match.start():
        return text
    draft.priority = draft.priority or match["rank"]
    return text[: match.start()]


def bold_field(inline: Inline, draft: Draft, context: Context) -> Inline:
    """Take a field in bold off an entry's start: "**Owner: Kim** Rotate the keys"."""
    span = inline.strong[0] if inline.strong else None
    if span is None or inline.text[: span.start].strip() or not inline.text[span.end :].strip(" :.–—-"):
        return inline
    match = _FIELD.fullmatch(inline.text[: span.end])
    name = label(match["label"]) if match is not None else None
    if match is None or name not in _STANDING:
        return inline
    set_field(draft, name, Inline(match["value"]), context)
    return drop_prefix(inline, span.end)


def bold_name(inline: Inline, people: frozenset[str]) -> str | None:
    """Return the name in bold that an entry begins with, in front of an order: "**Robert** Turn on 2FA", "**Kim** to write it"."""
    span = inline.strong[0] if inline.strong else None
    if (
        span is None
        or span.start
        or not is_name(inline.text[: span.end])
        or not plausible(inline.text[: span.end], people)
    ):
        return None
    following = _TO.sub("", inline.text[span.end :].lstrip(" :–—-")).split(maxsplit=1)
    return inline.text[: span.end] if len(following) > 1 and following[0].lower() in VERBS else None


def named_in_bold(inline: Inline, draft: Draft, context: Context) -> Inline:
    """Take such a name off an entry as its owner."""
    name = bold_name(inline, context.people)
    if name is None:
        return inline
    draft.set_owner(name)
    rest = inline.text[len(name) :]
    return drop_prefix(inline, len(name) + len(rest) - len(_TO.sub("", rest.lstrip(" :–—-"))))


def last_in_bold(inline: Inline, draft: Draft, context: Context) -> Inline:
    """Take somebody known off an entry's end, where nothing but them is in bold: "Rotate the keys **Ana**"."""
    if len(inline.strong) != 1 or draft.owner is not None:
        return inline
    span = inline.strong[0]
    name, before = inline.text[span.start : span.end].strip(" .()[]"), inline.text[: span.start].rstrip(" -–—:,;")
    last = not inline.text[span.end :].strip(" .)]")
    if not last or not before or not is_known(name, context.people) or points_to(before):
        return inline
    draft.set_owner(name)
    return cut(inline, 0, len(before.rstrip("([ ")))


def last_line(inline: Inline, draft: Draft, context: Context) -> Inline:
    """Take a last line that says who and when, and nothing else, off an entry: "Kim, by 2026-12-01"."""
    head, line, last = inline.text.rpartition("\n")
    ticket = TICKET_LAST.search(last)
    words = (last[: ticket.start()] if ticket else last).strip(" .*_")
    aside = read_aside(words, anchor=context.anchor, order=context.order) if line and head.strip() else None
    if aside is None or aside.owner is None or aside.due is None:
        return inline
    draft.take(aside)
    rest = cut(inline, 0, len(head))
    # The ticket that was written behind them stays the entry's.
    return replace(rest, text=f"{rest.text} {ticket[0].strip()}", links=inline.links) if ticket else rest
