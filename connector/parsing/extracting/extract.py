"""Finds the action items of a post-mortem: one walk over its parts, whatever format they came in.

What stands under a heading for actions is read; what does not look like an item there is reported as a Hold, never
guessed at. An item that is stated twice, at length and in a table, counts once: as the table has it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from connector.core.model import ActionItem, Hold, Status
from connector.parsing.blocks import Heading, Inline, ListBlock, Paragraph, Table, Tree
from connector.parsing.extracting import swallowed, unread
from connector.parsing.extracting.aside import closing_name
from connector.parsing.extracting.barelines import Entry, called_entries, marked_entry
from connector.parsing.extracting.columns import unknown_columns
from connector.parsing.extracting.draft import Context, Draft, set_field
from connector.parsing.extracting.entry import read_entry
from connector.parsing.extracting.fieldlines import field_only
from connector.parsing.extracting.headed import headed
from connector.parsing.extracting.lists import list_entries
from connector.parsing.extracting.outline import Part, outline
from connector.parsing.extracting.owners import leader, leads_with, split_owners
from connector.parsing.extracting.part import gather
from connector.parsing.extracting.refs import Marks, is_ticket_url, only_refs
from connector.parsing.extracting.shared import share_heading
from connector.parsing.extracting.status import heading_status, priority_of
from connector.parsing.extracting.tables import read_columns, table_drafts, transposed
from connector.parsing.extracting.telling import looks_like_item
from connector.parsing.extracting.told import all_past, first_word, seems_declined, seems_done
from connector.parsing.extracting.twice import doubtful, once
from connector.parsing.placeholders import is_nothing, is_placeholder
from connector.parsing.vocabulary import VERBS

_DONE = "reads as if it were done: mark it as done, or write what is to be done"
_REF_END = re.compile(r"(?:https?://\S+|#\d+|[A-Z][A-Z0-9]+-\d+|(?:phab:)?T\d{4,})\W*$")


@dataclass(slots=True)
class Found:
    """Items and holds of one document."""

    items: list[ActionItem] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """The drafts of one part, which tier it is, and the holds it gave rise to."""

    tier: int
    drafts: list[Draft] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    lesser: bool = False


def extract(tree: Tree, parts: Sequence[Part], context: Context) -> Found:
    """Find the items of a document that is not a template."""
    groups = [_read_part(part, parts, index, context) for index, part in enumerate(parts)]
    _pass_over(groups)
    kept = [group for group in groups if not group.lesser]
    drafts = [draft for group in kept for draft in group.drafts]
    if not drafts and not any(part.kind for part in parts):
        drafts = _lost_headings(tree, context)
    said = {hold.line for group in groups for hold in group.holds}
    unplaced = unread.unplaced(parts, alone=not drafts and not said)
    groups[0].holds.extend(hold for hold in unplaced if hold.line not in said)
    wordless = [draft for draft in drafts if not draft.action]
    drafts = [draft for draft in drafts if draft.action]
    _name_leaders(drafts, context.people)
    _name_closers(drafts, context.people)
    stated, drafts = drafts, once(drafts)
    drafts.sort(key=lambda draft: draft.line)
    holds = [*tree.holds, *(hold for group in kept for hold in group.holds)]
    holds += doubtful(stated, drafts)
    holds += _lesser(parts, groups, drafts, context)
    holds += _swallowed(tree, parts, groups, context)
    holds += [Hold(draft.problems[0], line=draft.line) for draft in wordless if draft.problems]
    holds.sort(key=lambda hold: hold.line)
    return Found([_item(draft) for draft in drafts], holds)


def _pass_over(groups: Sequence[_Group]) -> None:
    """Pass over sections of tier 3 where others hold items: prose on what might be done, or what a table sums up.

    Beside lists, several orders and nothing else are more of them.
    """
    items = [draft for group in groups if group.tier in (1, 2) for draft in group.drafts]
    summed = any(draft.source == "table" for draft in items)
    for group in groups:
        orders = len(group.drafts) > 1 and all(first_word(draft.action) in VERBS for draft in group.drafts)
        group.lesser = group.tier == 3 and bool(items) and (summed or not orders)


def _lesser(parts: Sequence[Part], groups: list[_Group], kept: list[Draft], context: Context) -> Iterator[Hold]:
    """Say which entries of tier 3 are told like items although those of the document stand elsewhere."""
    for part, group in zip(parts, groups, strict=True):
        if group.lesser:
            yield from group.holds
            rest = once([*(replace(draft, source="table") for draft in kept), *group.drafts])
            left = [draft for draft in rest if draft in group.drafts]
            told = [hold for draft in left for hold in unread.elsewhere(draft, part, context)]
            yield from told or unread.passed_over(left, part)


def _swallowed(tree: Tree, parts: Sequence[Part], groups: list[_Group], context: Context) -> Iterator[Hold]:
    """Say where items stand in code, comments and the like."""
    mispaired = swallowed.is_mispaired(tree)
    for at, (part, group) in enumerate(zip(parts, groups, strict=True)):
        bare = part.tier in (1, 2) and not group.drafts and not group.holds and not _continues(part, parts, at)
        for block in swallowed.hidden(part, bare=bare, mispaired=mispaired):
            inner = swallowed.read_hidden(block, kind=tree.format)
            if inner is None:
                yield swallowed.said(block, part, items=0)
                continue
            below = outline(inner)
            below[0].tier, below[0].title = part.tier, part.title
            read = [_read_part(one, below, number, context) for number, one in enumerate(below)]
            read = [one for one in read if one.tier in (1, 2)]
            items = sum(draft.action != "" for one in read for draft in one.drafts)
            if items or any(one.holds for one in read):
                yield swallowed.said(block, part, items=items)


def _item(draft: Draft) -> ActionItem:
    return ActionItem(
        action=draft.action,
        line=draft.line,
        owner=draft.owner,
        owners=split_owners(draft.owner),
        due=draft.due,
        due_text=draft.due_text,
        status=draft.status,
        priority=draft.priority,
        refs=tuple(draft.refs),
        tracked=tuple(dict.fromkeys(ref for ref in draft.tracked if ref in draft.refs)),
        section=draft.section,
        problems=tuple(dict.fromkeys(draft.problems)),
        mentions=tuple(dict.fromkeys(ref for ref in draft.mentions if ref not in draft.tracked)),
        details=draft.details,
    )


def _read_part(part: Part, parts: Sequence[Part], index: int, context: Context) -> _Group:
    if part.tier and (draft := headed(part, context, continues=_continues(part, parts, index))) is not None:
        return _Group(part.tier, [draft])
    group = _Group(part.tier, holds=list(unread.in_heading(part)))
    tables = [block for block in part.blocks if isinstance(block, Table)]
    for table in tables:
        _read_table(table, part, group, context)
    if part.tier == 0:
        _read_marked(part, group, context)
        if not group.drafts:
            group.holds.extend(unread.unnamed(part, context))
        return group
    gathered = gather(part)
    _read_entries(gathered.entries, part, group, context)
    for draft in group.drafts:
        share_heading(draft, draft.section or part.title, context)
    group.holds.extend([*gathered.holds, *unread.told(gathered.unread, context, both=part.tier == 3)])
    if not group.drafts and not group.holds and part.tier in (1, 2) and not _continues(part, parts, index):
        group.holds.extend(unread.prose(part))
    return group


def _continues(part: Part, parts: Sequence[Part], index: int) -> bool:
    """Say whether the part's items are below its own sub-headings."""
    return index + 1 < len(parts) and parts[index + 1].tier > 0 and parts[index + 1].level > part.level


def _read_table(table: Table, part: Part, group: _Group, context: Context) -> None:
    inside = part.tier > 0
    if not inside and part.kind in ("timeline", "response", "resolution", "people", "references", "impact"):
        return
    single = transposed(table, context)
    if single is not None:
        group.drafts.append(single)
        return
    header, rows, columns = read_columns(table, inside=inside)
    if columns is not None:
        group.drafts.extend(table_drafts(rows, columns, context, part.section))
        group.holds.extend(unknown_columns(header, rows, columns, context))
        if not inside:
            group.tier = 1
    elif inside and part.tier < 3 and any(not is_placeholder(cell.inline.text) for row in rows for cell in row.cells):
        titles = ", ".join(cell.inline.text[:40] for cell in header.cells[:10]) if header else "none"
        reason = f"no column of this table reads as the action (headings: {titles}); name one 'Action'"
        group.holds.append(Hold(reason, line=table.line, subject=part.title))


def _read_entries(entries: list[Entry], part: Part, group: _Group, context: Context) -> None:
    done = all_past([entry.inline.text for entry in entries])
    status = heading_status(part.section or part.title, whole=part.section is not None)
    for entry in entries:
        if is_nothing(entry.inline.text) or field_only(entry.inline) or (part.tier == 3 and _is_word(entry)):
            continue
        draft = read_entry(entry.inline, entry.line, context, checked=entry.checked)
        if draft is None:
            continue
        draft.section = entry.section
        draft.priority = draft.priority or (priority_of(entry.section) if entry.section else None)
        for name, value in entry.fields:
            set_field(draft, name, value, context)
        _explain(draft, entry.details)
        if draft.status is None:
            draft.status = status or (Status.DONE if done else None)
            if draft.status is None and seems_declined(entry.inline.text):
                draft.problems.append(
                    "reads as if it were not to be done: mark it as won't do, or write what is to be done"
                )
            elif draft.status is None and draft.due is None and (entry.bygone or seems_done(entry.inline.text)):
                draft.problems.append(_DONE)
        group.drafts.append(draft)


def _is_word(entry: Entry) -> bool:
    """Say whether an entry is a single word, which asks for nothing: as parts of a command are."""
    return entry.checked is None and not entry.inline.links and not entry.fields and entry.inline.text.strip().isalpha()


def _explain(draft: Draft, details: Sequence[Inline]) -> None:
    """Take the words below an item, and the tickets in them: a line of nothing else names the item's own, where it has none."""
    draft.details = tuple(" ".join(inline.text.split()) for inline in details)
    named = not set(draft.refs) <= set(draft.mentions)
    for inline in details:
        refs = [ref for ref in Marks(inline).refs if ref not in draft.refs]
        draft.refs += refs
        draft.mentions += refs if named or not only_refs(inline) else []


def _read_marked(part: Part, group: _Group, context: Context) -> None:
    """Read what is marked as an item outside the action sections: "[Action Item] ...", "Action: ..." with its owner below."""
    for entry in _marked_entries(part):
        draft = read_entry(entry.inline, entry.line, context)
        if draft is None:
            continue
        for name, value in entry.fields:
            set_field(draft, name, value, context)
        if draft.status is None and seems_done(entry.inline.text):
            draft.problems.append(_DONE)
        group.drafts.append(draft)


def _marked_entries(part: Part) -> Iterator[Entry]:
    for block in part.blocks:
        if isinstance(block, Paragraph):
            whole = marked_entry(block.inline, block.line)
            yield from called_entries(block) if whole is None else (whole,)
        elif isinstance(block, ListBlock):
            entries = (marked_entry(item.inline, item.line) for item in block.items)
            yield from (entry for entry in entries if entry is not None)


def _name_leaders(drafts: list[Draft], people: frozenset[str]) -> None:
    """Give "ICL check ..." to ICL where other items of the document name ICL as an owner."""
    names = frozenset(name for draft in drafts if draft.owner for name in split_owners(draft.owner))
    if not names:
        return
    names |= frozenset(name.split()[0] for name in names)
    leaders = frozenset(name for draft in drafts if draft.owner is None and (name := leader(draft.action, people)))
    known = frozenset(name.lower() for name in names)
    # Where half of the names that entries begin with are known, all of them are people.
    names |= leaders if leaders and sum(name.lower() in known for name in leaders) * 2 >= len(leaders) else frozenset()
    for draft in drafts:
        if draft.owner is None and draft.source == "list":
            draft.owner, draft.action = leads_with(draft.action, names)
        section = split_owners(draft.section.strip(" :*_")) if draft.owner is None and draft.section else ()
        if section and all(name.lower() in known for name in section):
            draft.set_owner(draft.section)


def _name_closers(drafts: list[Draft], people: frozenset[str]) -> None:
    """Give "Write a runbook (Birte)" to Birte where a second entry ends like that, or Birte is known."""
    known = frozenset(name for draft in drafts if draft.owner for name in split_owners(draft.owner))
    firsts = people | {name.split()[0] for name in people}
    known |= {
        name
        for draft in drafts
        if (found := closing_name(draft.action, known)) is not None
        for name in split_owners(found[1])
        if name.lower() in firsts
    }
    free = [draft for draft in drafts if draft.owner is None and draft.source == "list"]
    closed = [(draft, found) for draft in free if (found := closing_name(draft.action, known)) is not None]
    habit = len(closed) + sum(draft.annotated for draft in drafts) > 1
    for draft, (action, name) in closed:
        if habit or known.issuperset(split_owners(name)):
            draft.owner, draft.action = name, action


def _lost_headings(tree: Tree, context: Context) -> list[Draft]:
    """Read the end of a text export without headings: its last entries, while they are orders that name tickets.

    A list of events has no such end; a list of follow-ups has at least two entries and a ticket.
    """
    if any(isinstance(block, (Heading, Table)) for block in tree.blocks[1:]):
        return []
    entries: list[Entry] = []
    for block in tree.blocks:
        if isinstance(block, ListBlock):
            entries.extend(list_entries(block, None))
        elif isinstance(block, Paragraph) and looks_like_item(block.inline.text):
            entries.append(Entry(block.inline, block.line))
        else:
            entries.clear()
    tail: list[Entry] = []
    for entry in reversed(entries):
        if first_word(entry.inline.text) not in VERBS and entry.checked is None:
            break
        tail.append(entry)
    if len(tail) < 2 or not any(_names_ticket(entry) for entry in tail):
        return []
    drafts = [read_entry(entry.inline, entry.line, context, checked=entry.checked) for entry in reversed(tail)]
    return [draft for draft in drafts if draft is not None]


def _names_ticket(entry: Entry) -> bool:
    return _REF_END.search(entry.inline.text[-300:]) is not None or any(
        is_ticket_url(link.url) for link in entry.inline.links
    )
