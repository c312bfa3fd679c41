"""The three-way merge of one item's fields: what the document says, what was last applied, what the ticket says.

| document | ticket | ruling side | outcome |
|---|---|---|---|
| None | any | any | no opinion: nothing happens |
| = ticket | = document | any | settled: the document's value is recorded as applied |
| = applied | changed | any | people's edit in the tracker stands |
| changed | = applied | any | push the document's value |
| changed | changed | document | push, noting the value that is replaced |
| changed | changed | tracker | the ticket's value stands; recorded as applied, so that it is not tried again; noted |

Labels are sets, in any letter case: additions and removals of the document's own are pushed, people's labels stay, whichever
side rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from connector.core.model import Fields, FieldValue, Side, Status

DEFAULT_RULES: Mapping[str, Side] = {
    "title": Side.DOCUMENT,
    "owner": Side.TRACKER,
    "due": Side.TRACKER,
    "status": Side.TRACKER,
    "priority": Side.DOCUMENT,
    "labels": Side.DOCUMENT,
}
"""Who rules a field for which a field map says nothing: the wording is the document's, the work is the tracker's."""

CASELESS = frozenset({"owner", "labels"})
"""Fields that are the same in any letter case: trackers take names of people and labels so, and answer as they write them."""

# What a ticket has although nobody asked for it: without this, the first "done" of a document would be a conflict.
_FRESH: Fields = {"status": Status.OPEN.value}


@dataclass(frozen=True, slots=True)
class Merge:
    """What to write (field -> what the ticket has, what it shall have), and what is applied once that is written."""

    changes: Mapping[str, tuple[FieldValue, FieldValue]]
    applied: Fields
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Settled:
    """Nothing to write; `applied` is what to record."""

    applied: FieldValue
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Push:
    """Write `value`, and record `applied`: they differ for labels only."""

    value: FieldValue
    applied: FieldValue
    note: str | None = None


def merge(document: Fields, applied: Fields, *, ticket: Fields, rules: Mapping[str, Side]) -> Merge:
    """Compare the document's fields with the ticket's, given the values last applied.

    A field that has no rule and that the ticket does not tell is not this tracker's, and is left out.
    """
    changes: dict[str, tuple[FieldValue, FieldValue]] = {}
    recorded = dict(applied)
    notes = []
    for name in sorted(document):
        value = document[name]
        if _empty(value) and not isinstance(value, tuple):
            continue
        if name not in rules and name not in ticket:
            continue
        held, base = ticket.get(name), applied.get(name)
        side = rules.get(name, DEFAULT_RULES.get(name, Side.TRACKER))
        if isinstance(value, tuple):
            decision = _labels(value, base, held)
        else:
            decision = _one(name, value, base=_FRESH.get(name) if _empty(base) else base, held=held, side=side)
        recorded[name] = decision.applied
        if isinstance(decision, _Push):
            changes[name] = (held, decision.value)
        if decision.note:
            notes.append(decision.note)
    return Merge(changes, {name: recorded[name] for name in sorted(recorded)}, tuple(notes))


def differing(document: Fields, ticket: Fields) -> tuple[str, ...]:
    """Return the fields in which a ticket differs from what the document says of it."""
    return tuple(
        name
        for name, value in sorted(document.items())
        if not _empty(value) and name in ticket and not same(name, value, ticket[name])
    )


def lacking(document: Fields, ticket: Fields) -> Fields:
    """Return what a document says of fields in which a ticket has nothing; labels are people's, and none is too few."""
    return {
        name: value
        for name, value in sorted(document.items())
        if not (_empty(value) or isinstance(value, tuple)) and name in ticket and _empty(ticket[name])
    }


def same(name: str, one: FieldValue, two: FieldValue) -> bool:
    """Tell whether two values of a field are the same to people: white space, order of labels and kinds of nothing aside."""
    return _canonical(one, caseless=name in CASELESS) == _canonical(two, caseless=name in CASELESS)


def words(value: FieldValue) -> str:
    """Return a value as people read it."""
    match value:
        case None | "" | ():
            return "nothing"
        case tuple():
            return ", ".join(value)
        case date():
            return value.isoformat()
        case _:
            return f"'{value}'"


def _one(name: str, value: FieldValue, *, base: FieldValue, held: FieldValue, side: Side) -> _Settled | _Push:
    if same(name, value, held):
        return _Settled(value)
    if same(name, value, base):
        return _Settled(base)
    if same(name, held, base):
        return _Push(value, value)
    if side is Side.DOCUMENT:
        return _Push(value, value, f"{name}: {words(held)}, set in the ticket, gives way: the document rules")
    return _Settled(
        value, f"{name}: the document says {words(value)}, the ticket keeps {words(held)}: the tracker rules"
    )


def _labels(value: tuple[str, ...], base: FieldValue, held: FieldValue) -> _Settled | _Push:
    ours, before, there = _folded(value), _folded(base), _folded(held)
    kept = [label for label in _tuple(held) if label.casefold() not in before - ours]
    wanted = {*kept, *(label for label in value if label.casefold() in ours - before - there)}
    applied = tuple(sorted(set(value)))
    return _Settled(applied) if wanted == set(_tuple(held)) else _Push(tuple(sorted(wanted)), applied)


def _tuple(value: FieldValue) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _folded(labels: FieldValue) -> set[str]:
    return {label.casefold() for label in _tuple(labels)}


def _empty(value: FieldValue) -> bool:
    return value is None or value in ("", ())


def _canonical(value: FieldValue, *, caseless: bool) -> FieldValue:
    match value:
        case None | "" | ():
            return None
        case tuple():
            return tuple(sorted({text.casefold() if caseless else text for text in value}))
        case str():
            text = " ".join(value.split())
            return (text.casefold() if caseless else text) or None
        case date():
            return value
