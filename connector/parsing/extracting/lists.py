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
from collections.abc import Iterable, Iterator
from dataclasses import replace

from connector.parsing.blocks import Inline, Link, ListBlock, ListItem, Paragraph
from connector.parsing.extracting.barelines import Entry, item_lines, line_entries
from connector.parsing.extracting.fieldlines import paragraph_fields
from connector.parsing.extracting.owners import HANDLE, owner_in_prose
from connector.parsing.extracting.telling import NAMED, told_apart
from connector.parsing.extracting.told import first_word
from connector.parsing.headings import classify
from connector.parsing.vocabulary import VERBS

MAX_LABEL_WORDS = 5


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
    """Say whether an entry is a task of its own: it names its owner, or a day and what to do, or has fields below."""
    return item.checked is not None or told_apart(item.inline, item.line) or _has_fields(item)


def _has_fields(item: ListItem) -> bool:
    """Say whether who does it or by when stands on entries of their own below it."""
    below = (entry for child in item.children if isinstance(child, ListBlock) for entry in child.items)
    return any(name in ("owner", "due") for entry in below for name, _ in paragraph_fields(entry.inline))


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
    order = text.endswith(":") and not VERBS.isdisjoint((first_word(text), first_word(NAMED.sub("", text))))
    return order and not any(map(is_order, nested))
