# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""Texts whose lines are items of their own -> entries to read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connector.parsing.blocks import Inline, Paragraph
from connector.parsing.extracting.fieldlines import paragraph_fields
from connector.parsing.extracting.front import bold_name
from connector.parsing.extracting.marked import is_titled, mark_end
from connector.parsing.extracting.refs import is_ticket_url, only_refs
from connector.parsing.extracting.telling import looks_like_item, told_apart
from connector.parsing.extracting.told import told_done
from connector.parsing.runs import cut, drop_prefix, find_box

_STARTS = re.compile(r"^(?:[–—]\s+(?=[A-Z@])|#?\d{1,2}[.)]\s|\(\d{1,2}\)\s|\[[ xX]\]\s|[☐☑☒✅✔•‣]\s?)")
_CALLED = re.compile(r"(?:action(?: item)?|task|to-?do|what)\s*:\s+(?=\S)", re.IGNORECASE)
"""The label of an item whose owner and day stand on lines below it."""
_CALLED_LINE = re.compile(rf"^\s*{_CALLED.pattern}", re.IGNORECASE | re.MULTILINE)
_LED = re.compile(r"@?[A-ZÄÖÜ][\w.'’-]+(?:\s[A-ZÄÖÜ][\w.'’-]+)?(?::|\s[-–—])\s+[a-zäöü@]")
"""Somebody in front of what they do, on each line: "Kim - email the customers"."""
TELLING = 20
"""Characters at the end of a line that tell whether it was read."""
WRAPPED = 40
"""Characters of a line that an editor may have broken."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to read as an item; `fields` are nested "label: value" lines by column name, `details` other words below it.

    `bygone`: the line above its list says that all of it was done.
    """

    inline: Inline
    line: int
    checked: bool | None = None
    section: str | None = None
    fields: tuple[tuple[str, Inline], ...] = ()
    details: tuple[Inline, ...] = ()
    bygone: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of one item within a text of several, by number: its own words, then fields and remarks up to `end`."""

    first: int
    own: int
    end: int


def item_lines(text: str, *, alone: bool) -> list[Lines]:
    """Part a text whose lines are several items, or one with its fields below; empty where it is one text.

    Lines that begin with a label or a number are items; without those, each line that reads as one where all do
    (`alone`: not in a list, whose entries wrap). Lines of fields belong to the item above them.
    """
    lines = [line.strip() for line in text.split("\n")]
    told = [bool(paragraph_fields(Inline(line))) for line in lines]
    words = [at for at, is_field in enumerate(told) if not is_field]
    if len(lines) < 2 or not words or words[0] != 0:
        return []
    starts = _starts_of(lines, told, words, alone=alone)
    if not starts:
        return []
    if len(starts) == 1 and not any(told):
        return []
    found = []
    for first, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        own = next((at for at in range(first, end) if told[at]), end)
        found.append(Lines(first, own, end))
    return found


def _starts_of(lines: list[str], told: list[bool], words: list[int], *, alone: bool) -> list[int]:
    """Return the lines on which items begin; `words` are those that are no fields, the first line among them."""
    starts = [at for at in words if is_titled(lines[at]) or _STARTS.match(lines[at]) or _is_called(lines, told, at)]
    labelled = lines[0].endswith(":")
    if not alone:
        below = labelled and starts[:1] == [1] and len(starts) > 1
        return starts if starts[:1] == [0] or below else []
    heads = [at for at in words if not _wraps(lines, at)]
    # "Action items:" in front of the lines that are the items.
    heads = heads[1:] if labelled and len(heads) > 2 else heads
    if not is_titled(lines[heads[0]]) and _are_items([lines[at] for at in heads]):
        return heads
    if starts[:1] == [0]:
        return starts
    if not (looks_like_item(lines[0]) or (len(starts) > 1 and labelled)):
        return []
    if not starts:
        return _behind_fields(lines, told, words)
    return starts if labelled else [0, *starts]


def _are_items(lines: Sequence[str]) -> bool:
    """Say whether each line reads as something to do, begins with somebody as others that do, or names its own owner or day."""
    if all(map(looks_like_item, lines)) or (any(map(looks_like_item, lines)) and all(map(_LED.match, lines))):
        return True
    return all(not line.endswith(":") and told_apart(Inline(line), 0) for line in lines)


def _is_called(lines: list[str], told: list[bool], at: int) -> bool:
    return _is_led(told, at) and _CALLED.match(lines[at]) is not None


def _wraps(lines: list[str], at: int) -> bool:
    """Say whether a line goes on with the sentence of the one above, as editors break long ones."""
    return at > 0 and len(lines[at - 1]) >= WRAPPED and lines[at - 1][-1] not in ".!?;:" and lines[at][:1].islower()


def _behind_fields(lines: list[str], told: list[bool], words: list[int]) -> list[int]:
    """Return where items begin that no label marks: behind the fields of the one above."""
    return [at for at in words if at == 0 or (told[at - 1] and (looks_like_item(lines[at]) or _is_led(told, at)))]


def _is_led(told: list[bool], at: int) -> bool:
    """Say whether the line behind this one is a field again."""
    return at + 1 < len(told) and told[at + 1]


def line_entries(inline: Inline, parts: list[Lines], section: str | None, numbers: Sequence[int]) -> Iterator[Entry]:
    """Yield the items that the lines of a text are; `numbers` are the lines of the document they stand on."""
    bounds = [0, *(match.end() for match in re.finditer("\n", inline.text)), len(inline.text) + 1]
    for part in parts:
        words = cut(inline, bounds[part.first], bounds[part.own] - 1)
        box = find_box(words.text)
        fields = [
            found
            for at in range(part.own, part.end)
            for found in paragraph_fields(cut(inline, bounds[at], bounds[at + 1] - 1))
        ]
        words, checked = (words, None) if box is None else (drop_prefix(words, box.length), box.checked)
        yield Entry(words, numbers[part.first], checked, section, tuple(fields))


def paragraph_entries(block: Paragraph, section: str | None) -> Iterator[Entry]:
    """Yield the bare lines of a paragraph: those that are items of their own, else the whole if it reads as one."""
    parts = item_lines(block.inline.text, alone=True)
    count = block.inline.text.count("\n") + 1
    if parts:
        told = [number for number, _ in block.lines]
        numbers = told if len(told) == count else range(block.line, block.line + count)
        yield from line_entries(block.inline, parts, section, numbers)
    elif _begins_like_item(block.inline) or looks_like_item(" ".join(block.inline.text.split("\n"))):
        yield Entry(block.inline, block.line, None, section)


def lines_beside(block: Paragraph, entries: Sequence[Entry]) -> list[tuple[Inline, int]]:
    """Return the lines of a paragraph that none of its entries holds."""
    lines = block.inline.text.split("\n")
    held = "\n".join(
        [*(entry.inline.text for entry in entries), *(value.text for entry in entries for _, value in entry.fields)]
    )
    return [
        (Inline(line.strip()), block.line + at)
        for at, line in enumerate(lines)
        if line.strip() and line.strip()[-TELLING:] not in held
    ]


def _begins_like_item(inline: Inline) -> bool:
    """Say whether a paragraph begins with a name in bold and an order, or with the link to a ticket."""
    first = inline.links[0] if inline.links else None
    ticket = first is not None and is_ticket_url(first.url) and inline.text.startswith(first.text)
    introduces = inline.text.rstrip().endswith(":") or told_done(inline.text[len(first.text) :] if first else "")
    return (
        (ticket and len(inline.text.split()) > 2 and not introduces)
        or only_refs(inline)
        or bold_name(inline, frozenset()) is not None
    )


def marked_entry(inline: Inline, line: int) -> Entry | None:
    """Read "[Action Item] ..." anywhere in a document; None also for several lines that are items each."""
    end = mark_end(inline)
    if not end:
        return None
    below = inline.text[end:].split("\n")
    several = len(item_lines(inline.text, alone=True)) > 1 or all(map(looks_like_item, below))
    if len(below) > 1 and several:
        return None
    return Entry(drop_prefix(inline, end), line)


def called_entries(block: Paragraph) -> Iterator[Entry]:
    """Yield the items among the lines of a paragraph that have a label in front, and who does it or by when below."""
    for entry in paragraph_entries(block, None) if _CALLED_LINE.search(block.inline.text) else ():
        if _CALLED.match(entry.inline.text) and any(name in ("owner", "due") for name, _ in entry.fields):
            yield entry


def called_above(block: Paragraph) -> str | None:
    """Return whom a line in front of a list calls on: "**Kim** Add badges for:"."""
    return bold_name(block.inline, frozenset()) if block.inline.text.rstrip().endswith(":") else None
