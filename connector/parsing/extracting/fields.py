# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""What a post-mortem says about itself: incident, dates, people, and the text of its sections.

Fields come from front matter, "Label: value" lines and list entries, two-column tables, and headings with one line below.
The first that was filled in wins.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from connector.core.dates import find_dates, read_due
from connector.parsing.blocks import Block, Heading, ListBlock, ListItem, Opaque, Paragraph, Table, Tree
from connector.parsing.extracting.outline import Part
from connector.parsing.extracting.owners import clean_owner, split_owners
from connector.parsing.headings import classify, column, is_section, normal
from connector.parsing.placeholders import is_blank_field
from connector.parsing.vocabulary import FIELDS, entries

_LABEL = re.compile(r"\s*(?:[-*•]\s+)?([^:：\n]{1,40}?)\s*[:：]\s*(.*)$")
_ROLE = re.compile(r"\s*\([^()]*\)")
_INCIDENT_ID = re.compile(r"(?:[A-Za-z]+[-_ ]?)?#?\d[\w-]*|https?://\S+|\w+[-_]\w*\d+[\w-]*")
_TITLE_ID = re.compile(
    r"\b((?:INC|INCIDENT|SEV|PM|IR)[-_]?\d{1,7}(?:[-_]\d{1,7})*|(?<=incident )#\d{1,7})\b", re.IGNORECASE
)
_PEOPLE = ("facilitator", "attendees", "authors")
_SEVERITY = re.compile(r"(?P<word>[^(–—:;]{1,30}?(?:\s*\([\w ]{1,8}\))?)\s*(?:[(–—:;]|\s-\s)")
"""The severity in front of what is said about it: "SEV-2 (no customer noticed)"."""
_NAME_DATE = re.compile(r"(?<!\d)(\d{4})[-_](\d\d)[-_](\d\d)(?!\d)")
_MOMENT = re.compile(r"([A-Za-z ]{3,30}?)\s+(\d{4}-\d\d-\d\d)\b")
_SEPARATE = re.compile(r"\s*[;,\n]\s*")
_SKIPPED = frozenset(
    ("timeline", "lessons_learned", "references", "what_went_well", "what_went_wrong", "where_we_got_lucky")
)
_GENERAL = frozenset(
    entries("""
    post mortem, postmortem, incident, incident report, incident review, incident post mortem, incident postmortem, rca, pir
    post incident review, post incident report, root cause analysis, retrospective, outage, outage report, readme, index
    """)
)
"""Titles that say what kind of document it is, and not which."""
MAX_BLOCKS = 80
MAX_VALUE = 300
_TEAM_WORDS = 4
_ADDRESS = re.compile(r"\s*<[^<>]*>")


@dataclass(slots=True)
class Header:
    """What was found; `people` are names in lower case, for telling owners from other words."""

    title: str
    values: dict[str, str] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)
    title_date: date | None = None

    @property
    def anchor(self) -> date | None:
        """Return the day that "in two weeks" counts from."""
        return self.dates.get("held_on") or self.dates.get("incident_date") or self.title_date

    @property
    def people(self) -> frozenset[str]:
        names = (name for key in ("attendees", "facilitator", "authors") for name in self.names(key))
        return frozenset(name.lower() for name in names)

    @property
    def team(self) -> str | None:
        """Return the team that the document is of; several names are those who worked on it."""
        value = _ADDRESS.sub("", self.values.get("team", "")).strip("[]'\"` ")
        several = len(_SEPARATE.split(value)) > 1 or len(value.split()) > _TEAM_WORDS or "@" in value
        return None if not value or several or value.lower() in self.people or column(value) is not None else value

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the document's labels: parted by commas, or by blanks where each has a `#`."""
        value = self.values.get("tags", "").strip("[]")
        parts = value.split() if value.startswith("#") and "," not in value else _SEPARATE.split(value)
        return tuple(dict.fromkeys(tag for part in parts if (tag := part.strip(" #`'\""))))

    def names(self, key: str) -> tuple[str, ...]:
        """Return the people in a field, without their roles."""
        value = self.values.get(key, "")
        parts = _SEPARATE.split(_ROLE.sub("", value))
        cleaned = [clean_owner(part) for part in parts]
        split = [name for part in cleaned if part for name in (split_owners(part) if len(part) > 1 else ())]
        return tuple(dict.fromkeys(split))


@lru_cache(maxsize=1)
def _keys() -> dict[str, str]:
    return {normal(phrase): name for name, phrases in FIELDS.items() for phrase in phrases}


def read_header(tree: Tree, parts: Sequence[Part], *, name: str, order: str | None) -> Header:
    """Read the fields of a document."""
    header = Header(_title(tree, name))
    for label, value in _pairs(tree, parts):
        key = _keys().get(normal(label))
        if key is None or key in header.values or is_blank_field(value) or len(value) > MAX_VALUE:
            continue
        if key in ("held_on", "incident_date"):
            found = _day(value, order)
            if found is None or key in header.dates:
                continue
            header.dates[key] = found
        elif key == "incident" and not _INCIDENT_ID.fullmatch(value):
            if "title" not in header.values and normal(label) == "incident":
                header.values["title"] = value
            continue
        else:
            told = _SEVERITY.match(value) if key == "severity" else None
            header.values[key] = told["word"].strip() if told else value
    if "incident" not in header.values and (named := _TITLE_ID.search(header.title)):
        header.values["incident"] = named[1]
    header.title_date = next(iter(find_dates(header.title, order=order)), None) or _name_date(name)
    return header


def _title(tree: Tree, name: str) -> str:
    meta = dict(tree.meta).get("title", "")
    if meta.strip():
        return meta.strip()
    general = ""
    for block in tree.blocks:
        if isinstance(block, Heading) and any(char.isalnum() for char in block.inline.text):
            title = " ".join(block.inline.text.split())
            if any(_keys().get(normal(label)) in _PEOPLE for label, _ in _labelled(title)):
                continue  # "## Owner: Kim" is a field, though it was made a heading
            bare = set(title).isdisjoint("{[(<")
            if bare and not general and normal(title) in _GENERAL:
                general = title
                continue
            kind = classify(title)
            if kind is None or not (kind.tier or (bare and is_section(title))):
                return title
            break  # a document that starts with one of its sections has no title of its own
    stem = name.rsplit("/", 1)[-1].split(".", 1)[0].replace("_", " ").strip()
    return stem if stem and normal(stem) not in _GENERAL else general or name


def _day(value: str, order: str | None) -> date | None:
    reading = read_due(value, anchor=None, order=order)
    if reading.due is not None:
        return reading.due
    return next(iter(find_dates(value, order=order)), None)


def _name_date(name: str) -> date | None:
    match = _NAME_DATE.search(name)
    return read_due("-".join(match.groups()), anchor=None, order=None).due if match else None


def _pairs(tree: Tree, parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    """Yield label and value wherever a header may have put them."""
    yield from tree.meta
    for block in tree.blocks[:MAX_BLOCKS]:
        if isinstance(block, Heading):
            yield from _labelled(block.inline.text)
    count = 0
    for part in parts:
        if part.kind == "timeline":
            yield from _moments(part)
        if part.tier or part.kind in _SKIPPED:
            continue
        first = part.blocks[0] if part.blocks else None
        if isinstance(first, Paragraph) and normal(part.title) in _keys() and not any(_labelled(first.inline.text)):
            yield part.title, first.inline.text
        elif isinstance(first, ListBlock) and _keys().get(normal(part.title)) in ("attendees", "authors"):
            yield part.title, ", ".join(item.inline.text for item in first.items)
        for block in part.blocks:
            yield from _of_block(block)
            count += 1
        if count > MAX_BLOCKS:
            return


def _of_block(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Paragraph():
            for line in block.inline.text.split("\n", MAX_BLOCKS)[:MAX_BLOCKS]:
                yield from _labelled(line)
        case ListBlock():
            for item in block.items:
                yield from _labelled(item.inline.text.split("\n", 1)[0])
                for child in item.children:
                    if isinstance(child, ListBlock):
                        yield from _labelled_items(child.items, item.inline.text)
        case Table():
            rows = [*([block.header] if block.header else []), *block.rows]
            for row in rows:
                texts = [cell.inline.text.strip() for cell in row.cells]
                for at in range(0, len(texts) - 1, 2):
                    yield texts[at].rstrip(":"), texts[at + 1]
        case _:
            return


def _labelled_items(items: Sequence[ListItem], label: str) -> Iterator[tuple[str, str]]:
    """Yield the labelled entries of a nested list, and the names below "Attendees:"."""
    if _keys().get(normal(label.rstrip(":"))) in ("attendees", "authors"):
        yield label.rstrip(": "), ", ".join(item.inline.text for item in items)
        return
    for item in items:
        text = item.inline.text.split("\n", 1)[0]
        yield from _labelled(text)


def _moments(part: Part) -> Iterator[tuple[str, str]]:
    """Yield a label and a date without a colon between them, as lists of key events have it ("First detected 2026-...")."""
    for block in part.blocks:
        for item in block.items if isinstance(block, ListBlock) else ():
            match = _MOMENT.match(item.inline.text)
            if match is not None:
                yield match[1], match[2]


def _labelled(line: str) -> Iterator[tuple[str, str]]:
    match = _LABEL.match(line)
    if match is not None and match[2].strip():
        yield match[1].strip("*_ "), match[2].strip().strip("*_").strip()


# --- sections -----------------------------------------------------------------------------------------------------


def read_sections(parts: Sequence[Part]) -> dict[str, str]:
    """Return the text of every section that has a canonical name, in the order of the document."""
    texts: dict[str, list[str]] = {}
    stack: list[tuple[int, str | None]] = []
    for part in parts:
        while stack and stack[-1][0] >= part.level > 0:
            stack.pop()
        kind = part.kind or (stack[-1][1] if stack else None)
        stack.append((part.level, kind))
        if kind is not None:
            text = "\n\n".join(filter(None, (_text(block) for block in part.blocks)))
            texts.setdefault(kind, []).append(text)
        for label, value in _small(part):
            texts.setdefault(label, []).append(value)
    return {kind: "\n\n".join(filter(None, pieces)) for kind, pieces in texts.items()}


def _small(part: Part) -> Iterator[tuple[str, str]]:
    """Yield sections that are one entry of a list: "- Next review date: 4 May"."""
    if part.kind != "follow_up":
        return
    for block in part.blocks:
        lines: Iterable[str] = ()
        if isinstance(block, ListBlock):
            lines = (item.inline.text for item in block.items)
        elif isinstance(block, Paragraph):
            lines = block.inline.text.split("\n")
        for line in lines:
            for label, value in _labelled(line):
                kind = classify(label)
                if kind is not None and not kind.tier:
                    yield kind.name, value


def _text(block: Block) -> str:
    match block:
        case Heading() | Paragraph():
            return block.inline.text.strip()
        case Opaque():
            return block.text.strip() if block.kind != "comment" else ""
        case ListBlock():
            return "\n".join(_item_text(item, "") for item in block.items)
        case Table():
            rows = [*([block.header] if block.header else []), *block.rows]
            return "\n".join(" | ".join(cell.inline.text.strip() for cell in row.cells) for row in rows)


def _item_text(item: ListItem, indent: str) -> str:
    lines = [f"{indent}- {' '.join(item.inline.text.split())}"]
    for child in item.children:
        if isinstance(child, ListBlock):
            lines.extend(_item_text(entry, indent + "  ") for entry in child.items)
        else:
            lines.append(_text(child))
    return "\n".join(lines)
