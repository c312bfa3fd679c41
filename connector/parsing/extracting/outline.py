# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""A Block tree as the parts of a post-mortem: which heading or label each block stands under.

A bold line, a line ending in a colon and a list entry that is only a label are headings to the people who wrote them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from connector.parsing.blocks import Block, Heading, Inline, ListBlock, ListItem, Paragraph, Table, Tree
from connector.parsing.extracting.front import bold_name
from connector.parsing.extracting.marked import mark_end
from connector.parsing.extracting.told import first_word
from connector.parsing.headings import Kind, classify, normal, opens_measures
from connector.parsing.runs import drop_prefix
from connector.parsing.vocabulary import FAULTS, MODIFIERS, VERBS

CATEGORIES = frozenset(
    ("response", "resolution", "detection", "impact", "root_cause", "root_causes", "measures", "follow_up")
)
"""Sections that, below an action heading, only sort the action items ("Action items / Detection")."""
_LABEL = re.compile(r"\s*([^:\n]{2,60}?)\s*[:：]\s*")
_WIKI = re.compile(r"(?:(={1,6})\s*([^=\n].*?)\s*=*|h([1-6])\.\s+([^\n]+))$")
"""Headings of wiki markup (MediaWiki, AsciiDoc, Jira), which the readers leave as they are."""
_STANDALONE = frozenset(("no_detailed_post_mortem_reason", "next_review_date"))
"""Labels of one line that are never items, wherever they stand."""
_MARKERS = frozenset(("action item", "action items", "todo", "to do"))
_BYGONE = frozenset(("response", "resolution", "timeline"))
_AT_ONCE = re.compile(r"\W*(?:immediate|emergency|quick|short[- ]term)\b", re.IGNORECASE)
"""What, below a section that tells how the incident was ended, were parts of that."""
_GUIDE = re.compile(
    r"\b(?:guide(?:line)?s?|principles?|best practices?|requirements?|polic(?:y|ies)|standards?)\W*$", re.IGNORECASE
)
LABEL_LEVEL = 7
"""Below every heading: labels in bold; plain ones are one deeper."""
MAX_BARE = 5
"""Words of a heading without any markup; longer ones introduce a list."""
SORTING_LEVEL = LABEL_LEVEL + 2
"""Labels that only sort the items of the section they stand in."""


@dataclass(slots=True)
class Part:
    """The blocks below one heading or label. `tier` is 0 for parts that hold no items; `section` names a sub-heading.

    `words` are a heading's own, with the links and marks in them.
    """

    title: str
    kind: str | None
    tier: int
    level: int
    line: int
    section: str | None = None
    blocks: list[Block] = field(default_factory=list)
    words: Inline | None = None


def outline(tree: Tree) -> list[Part]:
    """Split a document into parts, in order; the first has no heading."""
    return _Outline().run(tree.blocks)


class _Outline:
    def __init__(self) -> None:
        self.parts: list[Part] = [Part("", None, 0, 0, 1)]
        self.open: list[Part] = []

    def run(self, blocks: Sequence[Block]) -> list[Part]:
        for block, below in zip_longest(blocks, blocks[1:]):
            match block:
                case Heading():
                    self.heading(block.inline.text, block.level, block.line)
                    self.parts[-1].words = block.inline
                case Paragraph():
                    self.paragraph(block, below)
                case ListBlock():
                    self.list_block(block)
                case _:
                    self.parts[-1].blocks.append(block)
        return self.parts

    def heading(self, text: str, level: int, line: int, *, kind: Kind | None = None) -> None:
        """Open a part. Below an action heading a deeper one is a category, unless it names another section."""
        title = " ".join(text.split())
        kind = kind or classify(title)
        while self.open and self.open[-1].level >= level and not (kind is None and self.is_bare(self.open[-1])):
            self.open.pop()
        parent = self.open[-1] if self.open else None
        if kind is not None and kind.tier and parent is not None and parent.kind in _BYGONE and _AT_ONCE.match(title):
            kind = Kind(kind.name, 3)  # steps that were taken, rather than what is left to do
        if parent is not None and kind is None and (_tells_faults(title) or (parent.tier == 3 and _is_guide(title))):
            part = Part(title, None, 0, level, line)
        elif parent is not None and parent.tier and (kind is None or kind.tier or kind.name in CATEGORIES):
            # "Prevention / Action items" are those and nothing else; "Prevention / Actions required" may be prose on them.
            tier = 1 if normal(title) in _MARKERS else parent.tier
            part = Part(title, parent.kind, tier, level, line, section=title)
        elif kind is None:
            part = Part(title, None, 0, level, line)
        else:
            part = Part(title, kind.name, kind.tier, level, line)
        self.open.append(part)
        self.parts.append(part)

    def is_bare(self, part: Part) -> bool:
        """Say whether a label of action items has nothing below it yet: a heading of no known meaning there sorts them."""
        return part is self.parts[-1] and bool(part.tier) and part.level >= LABEL_LEVEL - 1 and not part.blocks

    def paragraph(self, block: Paragraph, below: Block | None) -> None:
        text = block.inline.text
        if len(text) < 200 and (wiki := _WIKI.match(text.strip())) is not None:
            self.heading(wiki[2] or wiki[4], len(wiki[1] or "") or int(wiki[3]), block.line)
            return
        current = self.parts[-1]
        if _is_label(block.inline):
            title = text.strip().rstrip(":：").strip()
            if (kind := classify(title)) is not None or (current.tier and _is_category(block.inline)):
                self.heading(title, _label_level(block.inline, kind, current), block.line, kind=kind)
                return
        elif (":" in text or "：" in text) and (label := _LABEL.match(text)) is not None and label.end() < len(text):
            kind = None if mark_end(block.inline) else classify(label[1].strip(" *_"))
            if kind is not None and _opens(kind, label[1], block.inline, current):
                self.heading(label[1], LABEL_LEVEL, block.line, kind=kind)
                self.parts[-1].blocks.append(
                    _labelled(kind, label[1], drop_prefix(block.inline, label.end()), block.line)
                )
                return
        if (
            isinstance(below, (ListBlock, Table))
            and (kind := _bare_heading(text)) is not None
            and (kind.tier or not current.tier or current.level > LABEL_LEVEL)
        ):
            self.heading(text.strip(), LABEL_LEVEL + 1, block.line, kind=kind)
            return
        current.blocks.append(block)

    def list_block(self, block: ListBlock) -> None:
        """Keep a list in its part, but give entries that are labels of sections parts of their own.

        A numbered heading without heading markup ("3. Action items", then text or a table) is read as a list of one entry.
        """
        if _is_contents(block):
            return
        first = block.items[0]
        alone = block.ordered and len(block.items) == 1 and not first.children and first.checked is None
        if alone and (kind := classify(first.inline.text)) is not None:
            self.heading(first.inline.text, LABEL_LEVEL - 1, block.line, kind=kind)
            return
        if self.parts[-1].tier:
            self.parts[-1].blocks.append(block)
            return
        rest: list[ListItem] = []
        found: list[tuple[Kind, str, ListItem, tuple[Block, ...]]] = []
        for item in block.items:
            opened = _opened_by(item)
            if opened is None:
                rest.append(item)
                self._nested(item, found)
            else:
                found.append((opened[0], opened[1], item, opened[2]))
        if rest:
            self.parts[-1].blocks.append(ListBlock(block.ordered, tuple(rest), block.line))
        level = self.open[-1].level if self.open else 0
        for kind, title, item, blocks in found:
            self.parts.append(Part(title, kind.name, kind.tier, LABEL_LEVEL + level, item.line, blocks=list(blocks)))
        if found:
            outer = self.open[-1] if self.open else self.parts[0]
            self.parts.append(Part(outer.title, outer.kind, 0, outer.level, block.line, section=outer.section))

    def _nested(self, item: ListItem, found: list[tuple[Kind, str, ListItem, tuple[Block, ...]]]) -> None:
        for child in item.children:
            if isinstance(child, ListBlock):
                for entry in child.items:
                    opened = _opened_by(entry)
                    if opened is not None and opened[0].tier:
                        found.append((opened[0], opened[1], entry, opened[2]))
                    else:
                        self._nested(entry, found)


def _is_guide(title: str) -> bool:
    """Say whether what stands below a heading is how things are to be done from now on, and no work that ends."""
    return _GUIDE.search(title) is not None and first_word(title) not in VERBS


def _tells_faults(title: str) -> bool:
    """Say whether a heading of few words stands over what was wrong: "Identified problems"."""
    words = normal(title).split()
    return 0 < len(words) <= 3 and words[-1] in FAULTS and words[0] not in VERBS


def _is_contents(block: ListBlock) -> bool:
    """Say whether a list is a table of contents: every entry a link to a place on the same page, and nothing else."""

    def leads_within(inline: Inline) -> bool:
        return any(link.url.startswith("#") and link.text.strip() == inline.text.strip() for link in inline.links)

    return len(block.items) > 1 and all(leads_within(item.inline) for item in block.items)


def _is_label(inline: Inline) -> bool:
    """Say whether a paragraph is a heading in disguise: one short line, all bold or ending in a colon."""
    text = inline.text.strip()
    if not text or "\n" in text or len(text) > 80:
        return False
    if text[-1] in ":：":
        return len(text.split()) <= 8 and bold_name(inline, frozenset()) is None
    bold = sum(span.end - span.start for span in inline.strong)
    if bold >= len(text.rstrip(".:")):
        return len(text.split()) <= 8
    return text.isupper() and len(text.split()) <= 6 and classify(text) is not None


def _labelled(kind: Kind, label: str, words: Inline, line: int) -> Block:
    """Return what stands behind "Label:" on its line: the one item where the label says so in the singular."""
    wrapped = all(line.strip()[:1].islower() for line in words.text.strip().split("\n")[1:])
    if kind.tier == 1 and wrapped and normal(label).split()[0] in ("action", "task", "todo"):
        return ListBlock(ordered=False, items=(ListItem(words, line),), line=line)
    return Paragraph(words, line)


def _bare_heading(text: str) -> Kind | None:
    """Read a plain line that names a section and nothing else; above a list it is a heading that lost its markup.

    So is a sentence that says what the list is for: "To prevent this in the future we will:".
    """
    words = text.strip()
    if words[-1:] in (":", "："):
        return Kind("measures", 3) if opens_measures(" ".join(words.rstrip(":：").split())) else None
    if "\n" in words or not words[:1].isupper() or not words[-1].isalnum() or len(words.split()) > MAX_BARE:
        return None
    return classify(words)


def _label_level(inline: Inline, kind: Kind | None, current: Part) -> int:
    """Return how deep a label is: one in bold stands above a plain one, and both above one that only sorts items."""
    if current.tier and (kind is None or normal(inline.text) in MODIFIERS):
        return SORTING_LEVEL
    return LABEL_LEVEL if inline.strong else LABEL_LEVEL + 1


def _is_category(inline: Inline) -> bool:
    """Say whether a label of no known meaning sorts items, rather than introducing them ("We agreed to the following:")."""
    return len(inline.text.split()) <= 4 or (bool(inline.strong) and inline.strong[0].start == 0)


def _opens(kind: Kind, label: str, inline: Inline, current: Part) -> bool:
    """Say whether "Label: text" opens a section rather than being a sentence or an item."""
    bold = bool(inline.strong) and inline.strong[0].start <= 1
    if current.tier:
        if kind.name in _STANDALONE:
            return True
        if kind.tier == 1 and current.level >= LABEL_LEVEL:
            return bold
        return bold and not kind.tier and kind.name not in CATEGORIES
    if kind.tier:
        return bold or normal(label) in _MARKERS
    return bold or label[:1].isupper()


def _opened_by(item: ListItem) -> tuple[Kind, str, tuple[Block, ...]] | None:
    """Read a list entry that is a section's label, with its text or children as the section's blocks."""
    text = item.inline.text
    label = _LABEL.match(text)
    if label is None:
        kind = classify(text) if item.children and len(text) < 60 and item.checked is None else None
        return None if kind is None else (kind, text.strip(), item.children)
    kind = classify(label[1].strip(" *_"))
    if kind is None:
        return None
    if label.end() >= len(text):
        return (kind, label[1], item.children) if item.children else None
    if kind.tier and normal(label[1]) not in _MARKERS and not (item.children or item.inline.strong):
        return None
    rest = Paragraph(drop_prefix(item.inline, label.end()), item.line)
    return kind, label[1], (rest, *item.children)
