# ruff: noqa: RUF001 - the dashes that people write
"""What stands in or beside the action sections and was not read, although it names who is to do something, or by when."""

import re
from collections.abc import Iterable, Iterator, Sequence

from connector.core.datewords import MONTHS
from connector.core.model import Hold
from connector.parsing.blocks import Block, Inline, ListBlock, Paragraph
from connector.parsing.extracting.barelines import Entry
from connector.parsing.extracting.draft import Context, Draft
from connector.parsing.extracting.entry import read_entry
from connector.parsing.extracting.fieldlines import paragraph_fields
from connector.parsing.extracting.lists import list_entries
from connector.parsing.extracting.outline import Part
from connector.parsing.extracting.owners import handles_first, leader, owner_in_prose
from connector.parsing.extracting.telling import looks_like_item, told_apart
from connector.parsing.extracting.told import first_word, seems_done
from connector.parsing.headings import normal
from connector.parsing.placeholders import is_placeholder
from connector.parsing.vocabulary import NOT_ACTIONS, VERBS

_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z@])|\n")
_JOINED = re.compile(
    r"^(?:also|and|then|next|finally|additionally|furthermore|in addition|later|afterwards)\b,?\s+", re.IGNORECASE
)
"""Words that join a sentence to the one before it."""
_HINT = re.compile(
    r"[@(\[:;\d|📅]|\s[-–—]|\b(?:by|due|until|before|own\w*|assign\w*|responsible|tak\w+|dri|leads?|drives)\b",
    re.IGNORECASE,
)
"""What an owner or a day cannot do without, but for sentences that begin with who will do it."""
_OWNED = re.compile(
    r"@|[(\[]\s*[A-Z]|(?:^|:\s)[A-Z][\w'-]+(?: [A-Z][\w'-]+)? (?:will|to|should|must)\b|\b(?:own\w*|assign\w*|responsible|tak\w+|dri|leads?|drives)\b"
)
"""What an owner cannot do without in prose."""
_TO_DO = re.compile(
    r"\b(?:should|must|needs? to|ought to|has to|have to|(?:we|i)(?:'ll| will| plan to| are going to))\b", re.IGNORECASE
)
"""What prose says that is to be done."""
_ACTION_WORD = re.compile(r"\b(?:actions?|action items?|follow[- ]?ups?|to[- ]?dos?|tasks?)\b", re.IGNORECASE)
_INTRODUCES = re.compile(
    rf"{_ACTION_WORD.pattern}|\b(?:items|these|those|this|below|above|following|table|list|template|section|owners?|tickets?|issues?)\b",
    re.IGNORECASE,
)
"""What an order about the list itself speaks of: "Add the owner to each row"."""
_AMID = re.compile(r"[.;!?)>→⇒–—-]\s\**(?:actions?(?: items?)?|AI|to-?do|follow[- ]?up)\**\s*:\**\s*", re.IGNORECASE)
"""The label of an action amid other words."""
LABEL = 20
"""Characters that such a label may have in front of its colon."""
_ARROWS = ("->", "=>", "→", "⇒")
_POINTED = re.compile(r"\s(?:[-=]+>|→|⇒)\s+(?P<words>[^\W_].{5,})")
"""What is to be done behind an arrow."""
_BYGONE = frozenset(("timeline", "response", "resolution", "people", "references"))
"""Sections that tell who did what on which day."""
_RULER = re.compile(r"\|\s*:?-{3,}:?\s*\|\s*:?-{3,}")
_MONTHS = "|".join(map(re.escape, MONTHS))
_DAY = re.compile(
    rf"\d(?:[./-]\d|(?:st|nd|rd|th)?\.?\s+(?:of\s+|de\s+)?(?:{_MONTHS})\b|\d?\d?\s+(?:\w+\s+)?(?:days?|weeks?|months?)\b)"
)
_MONTH_DAY = re.compile(rf"\b(?:{_MONTHS})\.?\s+\d")
_DIGIT = re.compile(r"\d")
_MOMENT = re.compile(r"\d{1,2}:\d\d|\d{4}-\d\d-\d\d")
"""A heading of a timeline: below it stands what was done then."""
MAX_SENTENCES = 50
"""Sentences of one text that are looked at; more are a story."""
MAX_WORDS = 500
"""Characters behind a label that are looked at."""
MAX_QUOTED = 5
"""Sentences that a hold quotes."""


def below(block: ListBlock, entries: Iterable[Entry]) -> Iterator[tuple[Inline, int]]:
    """Yield what a list holds beside the entries that were read from it."""
    read = {_first_line(entry.inline.text) for entry in entries}
    yield from _texts((block,), read)


def _texts(blocks: Iterable[Block], read: set[str]) -> Iterator[tuple[Inline, int]]:
    for block in blocks:
        if isinstance(block, ListBlock):
            for item in block.items:
                if _first_line(item.inline.text) not in read and not paragraph_fields(item.inline):
                    yield item.inline, item.line
                yield from _texts(item.children, read)
        elif isinstance(block, Paragraph) and not paragraph_fields(block.inline):
            yield block.inline, block.line


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0].strip()


def told(texts: Iterable[tuple[Inline, int]], context: Context, *, both: bool = False) -> Iterator[Hold]:
    """Say which of these texts name an owner or a day (`both`: each), and so may be items."""
    for inline, line in texts:
        found: list[Draft] = []
        asked = False
        for whole in _SENTENCES.split(inline.text, MAX_SENTENCES)[:MAX_SENTENCES]:
            sentence = _JOINED.sub("", whole)
            draft = _asking(sentence, line, context, both=both)
            asked = asked or draft is not None
            if draft is None and not both and _orders(sentence):
                draft = Draft(sentence.strip(" ."), line)
            found += [draft] if draft is not None else []
        if asked:
            yield _unread(found, line)


def _asking(sentence: str, line: int, context: Context, *, both: bool) -> Draft | None:
    """Read a sentence that names an owner or a day (`both`: each) of something still to be done."""
    if both and not (_may_name_a_day(sentence) and _OWNED.search(sentence)):
        return None
    if not _HINT.search(sentence) and owner_in_prose(sentence, context.people) is None:
        return None
    draft = None if seems_done(sentence) else read_entry(Inline(sentence), line, context)
    return draft if draft is not None and _asks(draft, context, both=both) else None


def _orders(sentence: str) -> bool:
    words = sentence.split(maxsplit=2)
    return len(words) > 1 and first_word(sentence) in VERBS


def _unread(found: Sequence[Draft], line: int) -> Hold:
    """Say that one text holds what may be an item, or several."""
    todo = "or say that nobody is to do it"
    if len(found) == 1:
        reason = f"{_said(found[0])}, but is not an entry of its own: write it as one, {todo}"
    else:
        words = (draft.action.rstrip(" .")[:40] for draft in found[:MAX_QUOTED])
        quoted = ", ".join(f"'{each}'" for each in words)
        more = ", ..." if len(found) > MAX_QUOTED else ""
        reason = f"reads like {len(found)} action items in one text ({quoted}{more}): write each as an entry of its own, {todo}"
    return Hold(reason, line=line, subject=found[0].action[:80])


def beside(lines: Iterable[Entry]) -> Iterator[Hold]:
    """Say that a line beside a list or table orders something, and does not introduce what is listed."""
    for entry in lines:
        text = entry.inline.text.strip()
        if _orders(text) and len(text.split()) > 2 and not text.endswith(":") and not _INTRODUCES.search(text):
            reason = "reads like an action item, but stands beside a list or table: write it as an entry of that"
            yield Hold(reason, line=entry.line, subject=text[:80])


def elsewhere(draft: Draft, part: Part, context: Context) -> Iterator[Hold]:
    """Say that an entry under a lesser heading names an owner or a day, where the items stand under others."""
    if _asks(draft, context, both=False) and not seems_done(draft.action):
        away = "both" if draft.owner and draft.due_text else "the owner" if draft.owner else "the day"
        reason = (
            f"{_said(draft)}, but stands under '{part.title[:60]}': put it under 'Action items', or leave {away} out"
        )
        yield Hold(reason, line=draft.line, subject=draft.action[:80])


def passed_over(drafts: Sequence[Draft], part: Part) -> Iterator[Hold]:
    """Say that orders stand under a lesser heading, where the items of the document stand under others."""
    orders = [draft for draft in drafts if first_word(draft.action) in VERBS and not seems_done(draft.action)]
    orders = [draft for draft in orders if draft.status is None or not draft.status.closed]
    if orders:
        yield _misplaced(part, len(orders), line=orders[0].line, subject=orders[0].action)


def _asks(draft: Draft, context: Context, *, both: bool) -> bool:
    """Say whether someone is to do it, or by a day that was not yet over."""
    if not draft.action or (draft.status is not None and draft.status.closed):
        return False
    over = draft.due is not None and context.anchor is not None and draft.due < context.anchor
    dated = draft.due is not None or bool(draft.problems)
    return not over and ((draft.owner is not None and dated) if both else (draft.owner is not None or dated))


def _said(draft: Draft) -> str:
    owner = f"an owner ({draft.owner[:40]})" if draft.owner else ""
    due = f"a day ({draft.due_text[:40]})" if draft.due_text else ""
    return f"names {' and '.join(filter(None, (owner, due)))}"


def prose(part: Part) -> Iterator[Hold]:
    """Say that an action section holds words that were not read as items; an introduction or "None" is no loss."""
    for block in part.blocks:
        if isinstance(block, Paragraph):
            text = " ".join(block.inline.text.split())
            if text.endswith(":") or is_placeholder(text) or len(text.split()) < 3:
                continue
            if text.lower().startswith(("no ", "none", "n/a")):
                continue
            if part.tier > 1 and not (_TO_DO.search(text) or any(map(looks_like_item, block.inline.text.split("\n")))):
                continue
            reason = "text under this heading reads as prose, not as an item: write a list or a table"
            yield Hold(reason, line=block.line, subject=text[:80])
            return


def unplaced(parts: Iterable[Part], *, alone: bool) -> Iterator[Hold]:
    """Say that what stands outside the action sections reads like orders; `alone`: the document has no items."""
    for part in parts:
        if part.tier or part.kind == "timeline" or _MOMENT.search(part.title):
            continue
        lists = [block for block in part.blocks if isinstance(block, ListBlock)]
        if not alone and not any(
            _is_order(item.inline.text) or item.checked is False for block in lists for item in block.items
        ):
            continue
        entries = [entry for block in lists for entry in list_entries(block, None)]
        if alone and not lists:
            entries = [entry for block in part.blocks for entry in _lines(block)]
        orders = [entry for entry in entries if _is_asked(entry)]
        named = _ACTION_WORD.search(part.title) and NOT_ACTIONS.isdisjoint(normal(part.title).split())
        if _is_work(part, entries, orders, alone=alone, named=bool(named), listed=bool(lists)):
            first = orders[0]
            yield _misplaced(part, len(orders), line=first.line, subject=first.inline.text, rename=bool(named))


def _is_asked(entry: Entry) -> bool:
    """Say whether an entry that is not ticked off is an order, or has a box and names its owner or a day."""
    if entry.checked is True:
        return False
    return _is_order(entry.inline.text) or (entry.checked is False and told_apart(entry.inline, entry.line))


def _is_order(text: str) -> bool:
    return first_word(text) in VERBS or leader(text) is not None or handles_first(text)[0] is not None


def _is_work(
    part: Part, entries: Sequence[Entry], orders: Sequence[Entry], *, alone: bool, named: bool, listed: bool
) -> bool:
    """Say whether these orders among a part's entries are work to be done.

    | where                                           | it takes                                                |
    |-------------------------------------------------|---------------------------------------------------------|
    | anywhere                                        | two orders with open boxes, one where there are no items |
    |                                                 | or where it names its owner                              |
    | under an unknown heading that speaks of actions | half of the entries                                     |
    | under another, in a document without items      | orders and nothing else, or two that are more than half |
    | the same, on lines of their own                 | two, as a line of prose may begin like an order         |
    | under another, in a document with items         | three orders and nothing else                           |
    """
    boxed = bool(orders) and all(entry.checked is False for entry in orders)
    told = any(told_apart(entry.inline, entry.line) for entry in orders) if boxed else False
    if boxed and (told or len(orders) > (0 if alone else 1)):
        return True
    if not orders or part.kind is not None:
        return False
    if named and len(orders) * 2 >= len(entries):
        return True
    if len(orders) == len(entries):
        return len(orders) >= (1 if alone and listed else 2 if alone else 3)
    return alone and len(orders) > 1 and len(orders) * 2 > len(entries)


def _misplaced(part: Part, count: int, *, line: int, subject: str, rename: bool = False) -> Hold:
    what = "an action item, but stands" if count == 1 else f"{count} action items, but they stand"
    where = f"under '{part.title[:60]}'" if part.title else "before the first heading"
    todo = "call that" if rename else f"put {'it' if count == 1 else 'them'} under"
    return Hold(f"reads like {what} {where}: {todo} 'Action items'", line=line, subject=subject[:80])


def _lines(block: Block) -> Iterator[Entry]:
    """Yield the lines of a paragraph, each as an entry."""
    if isinstance(block, Paragraph):
        for at, line in enumerate(block.inline.text.split("\n") if not block.inline.text.startswith("{") else ()):
            yield Entry(Inline(line.strip()), block.line + at)


def broken_table(block: Paragraph, part: Part) -> Hold | None:
    """Say that a paragraph is a table whose rows run together or whose ruler is not on the second line."""
    if _RULER.search(block.inline.text) is None:
        return None
    reason = "reads as a table whose lines are broken: write each row, and the line of dashes, on a line of its own"
    return Hold(reason, line=block.line, subject=part.title)


def in_heading(part: Part) -> Iterator[Hold]:
    """Say that a heading goes on with what is to be done: "Action items: patch the server (Ana)"."""
    _, colon, words = part.title.partition(":")
    if part.tier == 1 and colon and _orders(words):
        reason = "stands in the heading itself: write a list or a table below it"
        yield Hold(reason, line=part.line, subject=words.strip()[:80])


def _labelled(part: Part, context: Context) -> Iterator[tuple[str, int]]:
    """Yield what entries and lines name as an action amid their words: "No alert fired. Action: add one (Ana)"."""
    for text, line in _words_of(part.blocks):
        words = _amid(text)
        pointed = not words and any(arrow in text for arrow in _ARROWS) and _may_name_a_day(text)
        if pointed and (match := _POINTED.search(text)) is not None:
            words = match["words"][:MAX_WORDS]
        if len(words.split()) < 2 or seems_done(words):
            continue
        draft = read_entry(Inline(words), line, context)
        if draft is None:
            continue
        owned = draft.owner is not None or owner_in_prose(draft.action, context.people) is not None
        if _asks(draft, context, both=True) if pointed else owned or _orders(words):
            yield draft.action, line


def _amid(text: str) -> str:
    """Return what stands behind a label amid a text; "" without one. It is looked for by its colon, which most texts lack."""
    colon, looked = text.find(":"), 0
    while colon >= 0 and looked < MAX_SENTENCES:
        if (match := _AMID.search(text, max(0, colon - LABEL), colon + 3)) is not None:
            return text[match.end() : match.end() + MAX_WORDS]
        colon, looked = text.find(":", colon + 1), looked + 1
    return ""


def _words_of(blocks: Iterable[Block]) -> Iterator[tuple[str, int]]:
    """Yield the texts of paragraphs and of the entries of lists."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.inline.text, block.line
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield item.inline.text, item.line
                yield from _words_of(item.children)


def unnamed(part: Part, context: Context) -> Iterator[Hold]:
    """Say that a list under another heading reads like action items: an owner and a day beside what to do, or a label."""
    if part.kind in _BYGONE:
        return
    labelled = list(_labelled(part, context))
    if labelled:
        yield _misplaced(part, len(labelled), line=labelled[0][1], subject=labelled[0][0])
        return
    found = [
        draft
        for block in part.blocks
        for entry in (list_entries(block, None) if isinstance(block, ListBlock) and _dated((block,)) else ())
        if (draft := _owned_and_dated(entry, context)) is not None
        and (part.kind is None or (context.anchor is not None and _asks(draft, context, both=True)))
    ]
    if found:
        yield _misplaced(part, len(found), line=found[0].line, subject=found[0].action)
    prose = ((block.inline, block.line) for block in part.blocks if isinstance(block, Paragraph))
    yield from told(((inline, line) for inline, line in prose if _may_name_a_day(inline.text)), context, both=True)


def _may_name_a_day(text: str) -> bool:
    """Say whether a text has what a day with a digit cannot do without: most entries of other lists do not."""
    if _DIGIT.search(text) is None:
        return False
    # Searching without regard to case is twice as dear as this.
    lower = text.lower()
    if _DAY.search(lower) is not None:
        return True
    return not MONTHS.keys().isdisjoint(lower.split()) and _MONTH_DAY.search(lower) is not None


def _dated(blocks: Iterable[Block]) -> bool:
    """Say whether any line of a list may name a day."""
    for block in blocks:
        if isinstance(block, Paragraph) and _may_name_a_day(block.inline.text):
            return True
        if isinstance(block, ListBlock) and any(
            _may_name_a_day(item.inline.text) or _dated(item.children) for item in block.items
        ):
            return True
    return False


def _owned_and_dated(entry: Entry, context: Context) -> Draft | None:
    """Return an entry that says what to do, who does it, and by when."""
    # An order follows a name at most; most prose has none.
    if not entry.fields and not _may_name_a_day(entry.inline.text):
        return None
    if VERBS.isdisjoint(word.strip(".:,*_()[]").lower() for word in entry.inline.text.split(maxsplit=6)[:6]):
        return None
    draft = read_entry(entry.inline, entry.line, context)
    if draft is None or first_word(draft.action) not in VERBS:
        return None
    fields = dict(entry.fields)
    dated = draft.due is not None or "due" in fields
    owned = draft.owner is not None or "owner" in fields
    return draft if dated and owned else None
