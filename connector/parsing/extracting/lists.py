# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""Lists and bare lines of an action section -> entries to read.

| entry with nested entries                                    | items                              |
|--------------------------------------------------------------|------------------------------------|
| nested lines are "Owner: X", "Due: Y", ...                   | the entry, with those fields       |
| the entry is a short label, or the nested ones have boxes    | the nested ones, below that label  |
| the nested ones name an owner or a day of their own          | the nested ones, below the entry;  |
|                                                              | the entry too if it does the same  |
| the nested ones explain                                      | the entry                          |
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from connector.parsing.blocks import Inline, Link, ListBlock, ListItem, Paragraph
from connector.parsing.extracting.draft import Context
from connector.parsing.extracting.entry import read_entry
from connector.parsing.extracting.fieldlines import paragraph_fields
from connector.parsing.extracting.front import bold_name
from connector.parsing.extracting.marked import is_numbered, is_titled, mark_end
from connector.parsing.extracting.owners import HANDLE, leader, owner_in_prose
from connector.parsing.extracting.refs import is_ticket_url, only_refs
from connector.parsing.extracting.told import first_word, told_done
from connector.parsing.headings import classify
from connector.parsing.runs import cut, drop_prefix, find_box
from connector.parsing.vocabulary import VERBS
from connector.parsing.words import NARRATORS, PAST

_MARKED = re.compile(
    r"^(?:[-*•–]\s|\d{1,2}[.)]\s|\[[ xX]?\]\s|[☐☑☒✅✔]|\[[^\]]{1,30}\]\s|@[\w-]+|(?:action(?: item)?|task|item|aktion|maßnahme|mesure|acción|ação|actie|tiltak|åtgärd)\s*#?\d{1,2}\s*[:.)–-])",
    re.IGNORECASE,
)
_STARTS = re.compile(r"^(?:[–—]\s+(?=[A-Z@])|#?\d{1,2}[.)]\s|\(\d{1,2}\)\s|\[[ xX]\]\s|[☐☑☒✅✔•‣]\s?)")
_REF_END = re.compile(r"(?:https?://\S+|#\d+|[A-Z][A-Z0-9]+-\d+|(?:phab:)?T\d{4,})\W*$")
_SENTENCE = re.compile(r"[.!?]\s+[A-Z]")
_NAMED = re.compile(r"^[^:]{2,40}:\s+")
_CALLED = re.compile(r"(?:action(?: item)?|task|to-?do|what)\s*:\s+(?=\S)", re.IGNORECASE)
"""The label of an item whose owner and day stand on lines below it."""
_LED = re.compile(r"@?[A-ZÄÖÜ][\w.'’-]+(?:\s[A-ZÄÖÜ][\w.'’-]+)?(?::|\s[-–—])\s+[a-zäöü@]")
"""Somebody in front of what they do, on each line: "Kim - email the customers"."""
MAX_LABEL_WORDS = 5
MAX_LINE = 400
_TELLING_SIGN = re.compile(
    r"[@(\[<{:;|=\d📅*_~]|\s[-–—]+\s|[-–—]>|→|,\s\S+\s*$|"
    r"^\W*[A-ZÄÖÜÅØ]\S*\s+(?:\S+\s+){0,4}?(?:to|will|should|must|shall|can|needs?|has|have|ought|is|are|wird|soll|skal|ska|va|zal|muss|"
    r"müssen|doit|debe|deve|moet|bør|bör|owns?|takes?|drives|leads?)\b|"
    r"(?i:\b(?:by|due|until|before|own\w*|assign\w*|responsible|dri|takes?|taking|asap|as soon|soon|next|coming|upcoming|this|tomorrow|tonight|"
    r"weeks?|months?|quarters?|sprints?|years?|later|end|bis|innen|avant|antes)\b)"
)
"""What an owner, a day or words for one cannot do without."""
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


def list_entries(block: ListBlock, section: str | None) -> Iterator[Entry]:
    """Yield the entries of a list that may be items; "Owner: X" on its own belongs to the entry before it."""
    last: Entry | None = None
    for item in block.items:
        found = [] if item.children or item.checked is not None else paragraph_fields(item.inline)
        if found and found[0][0] != "notes" and last is not None:
            last = replace(last, fields=(*last.fields, *found))
            continue
        for entry in _entries(item, section):
            if last is not None:
                yield last
            last = entry
    if last is not None:
        yield last


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


def _entries(item: ListItem, section: str | None) -> Iterator[Entry]:
    yield from _lined(item, section) or _whole(item, section)


def _lined(item: ListItem, section: str | None) -> list[Entry]:
    """Return the items that the lines of one entry are, if they are several."""
    text = item.inline.text
    parts = item_lines(text, alone=False) if "\n" in text and not item.children else []
    if len(parts) < 2:
        return []
    section = section if parts[0].first == 0 else text.split("\n", 1)[0].strip(" :*_")
    numbers = range(item.line, item.line + item.inline.text.count("\n") + 1)
    first, *rest = line_entries(item.inline, parts, section, numbers)
    return [replace(first, checked=item.checked), *rest]


def _whole(item: ListItem, section: str | None) -> Iterator[Entry]:
    nested = [entry for child in item.children if isinstance(child, ListBlock) for entry in child.items]
    text = item.inline.text.strip()
    if not text and not item.inline.links:
        for entry in nested:
            yield from _entries(entry, section)
        return
    fields = [found for entry in nested for found in paragraph_fields(entry.inline)]
    if nested and not fields and _is_label(item, nested):
        below = text.strip(" :*_")
        for entry in nested:
            yield from _entries(entry, below)
        return
    own = [entry for entry in nested if _is_told(entry) and not paragraph_fields(entry.inline)]
    if own and not fields and not _is_told(item) and len(own) * 2 >= len(nested):
        below = text.strip(" :*_")
        for entry in nested:
            yield from _entries(entry, below)
        return
    for child in item.children:
        if isinstance(child, Paragraph):
            fields.extend(paragraph_fields(child.inline))
    below_first = _fields_below(item.inline)
    inline = _first_line(item.inline) if below_first else item.inline
    tasks = _orders(item, own, has_fields=bool(fields))
    details = tuple(details_of([entry for entry in nested if entry not in tasks]))
    yield Entry(inline, item.line, item.checked, section, (*fields, *below_first), details)
    for entry in tasks:
        yield from _entries(entry, section)


def details_of(items: Iterable[ListItem]) -> Iterator[Inline]:
    """Yield the words of entries that only explain the one above them; of fields there is nothing more to say."""
    for item in items:
        if item.inline.text.strip() and not paragraph_fields(item.inline):
            yield item.inline
        for child in item.children:
            yield from details_of(child.items) if isinstance(child, ListBlock) else ()


def _orders(item: ListItem, own: list[ListItem], *, has_fields: bool) -> list[ListItem]:
    """Return the tasks below an entry: boxes below a task of its own are its parts, unless they are orders themselves.

    Beside fields of the entry only those count that name an owner or a day.
    """
    if has_fields:
        return [entry for entry in own if told_apart(entry.inline, entry.line)]
    if item.checked is None or not (told_apart(item.inline, item.line) or _is_explained(item, own)):
        return own
    return [entry for entry in own if is_order(entry)]


def is_order(item: ListItem) -> bool:
    """Say whether an entry begins with a verb, which a single word cannot be told to be, or is told like an item."""
    text = item.inline.text.strip()
    return (first_word(text) in VERBS and " " in text) or told_apart(item.inline, item.line)


def _is_told(item: ListItem) -> bool:
    """Say whether an entry is a task of its own: it names its owner, or a day and what to do."""
    return item.checked is not None or told_apart(item.inline, item.line)


@lru_cache(maxsize=256)
def told_apart(inline: Inline, line: int) -> bool:
    """Say whether words are told like an item: with an owner, or with a day and what to do; asked of an entry several times."""
    if not inline.mentions and not inline.strong and not inline.links and _TELLING_SIGN.search(inline.text) is None:
        return False
    draft = read_entry(inline, line, Context(None, None))
    if draft is None:
        return False
    dated = draft.due is not None or draft.due_text is not None
    return draft.owner is not None or (dated and first_word(_NAMED.sub("", draft.action)) in VERBS)


def _fields_below(inline: Inline) -> list[tuple[str, Inline]]:
    """Read an entry's further lines as fields, if all of them are."""
    rest = inline.text.strip().split("\n")[1:]
    if not rest:
        return []
    parts = [paragraph_fields(Inline(line.strip(), links=inline.links)) for line in rest]
    found = [pair for pairs in parts for pair in pairs] if all(parts) else []
    return [(name, replace(value, links=_links_in(value))) for name, value in found]


def _links_in(value: Inline) -> tuple[Link, ...]:
    return tuple(link for link in value.links if link.text and link.text in value.text)


def _first_line(inline: Inline) -> Inline:
    text = inline.text.split("\n", 1)[0]
    return Inline(
        text,
        tuple(link for link in inline.links if link.text in text),
        tuple(s for s in inline.struck if s.end <= len(text)),
    )


def _is_label(item: ListItem, nested: list[ListItem]) -> bool:
    """Say whether an entry only names what is nested below it."""
    text = item.inline.text.strip()
    boxes = sum(entry.checked is not None for entry in nested)
    if boxes == len(nested) and boxes:
        # Who names an owner or a day asks for something, whatever is ticked off below.
        return not (told_apart(item.inline, item.line) or _is_explained(item, nested))
    if re.fullmatch(HANDLE, text.strip(" :*_")):
        return True
    if item.checked is not None or item.inline.links or owner_in_prose(text) or _is_explained(item, nested):
        return False
    words = text.strip(" :*_").split()
    verb = first_word(text) in VERBS and len(words) > 1
    bold = sum(span.end - span.start for span in item.inline.strong) >= len(text.rstrip(":"))
    acting = sum(first_word(entry.inline.text) in VERBS for entry in nested)
    if text.endswith((":", "：")) and not verb and (len(words) <= MAX_LABEL_WORDS or acting):
        return True
    kind = classify(text)
    if kind is not None:
        return len(words) <= 3 and (kind.tier == 0 or acting > 0)
    return len(words) <= MAX_LABEL_WORDS and not verb and (bold or acting * 2 > len(nested))


def _is_explained(item: ListItem, nested: list[ListItem]) -> bool:
    """Say whether an order ends in a colon, and what is nested only says for what: "Alert on:", then names of services."""
    text = item.inline.text.rstrip()
    order = text.endswith(":") and not VERBS.isdisjoint((first_word(text), first_word(_NAMED.sub("", text))))
    return order and not any(map(is_order, nested))


def looks_like_item(text: str) -> bool:
    """Say whether a bare line reads as something to do: a mark, a verb, someone who will, a ticket at its end."""
    stripped = text.strip()
    if not stripped or len(stripped) > MAX_LINE or stripped.endswith(":"):
        return False
    if _MARKED.match(stripped) or is_numbered(stripped):
        return True
    if len(_SENTENCE.findall(stripped)) > 2:
        return False
    first = first_word(stripped)
    if first in VERBS or owner_in_prose(stripped) is not None or leader(stripped) is not None:
        return True
    told = first in PAST or first in NARRATORS
    return not told and _REF_END.search(stripped) is not None and len(stripped.split()) > 2


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


def called_above(block: Paragraph) -> str | None:
    """Return whom a line in front of a list calls on: "**Kim** Add badges for:"."""
    return bold_name(block.inline, frozenset()) if block.inline.text.rstrip().endswith(":") else None
