"""A plan, its outcomes and its holds, as people read them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from connector.apply import Outcome, Result
from connector.cli import output
from connector.core.changes import Adopt, Change, Close, Create, Rekey, Update
from connector.core.model import DocumentId, FieldValue, Hold, TicketRef
from connector.core.people import Directory, Known
from connector.core.reasons import passes
from connector.observe import Glimpse
from connector.parsing.writing.marks import WORDS
from connector.parsing.writing.writeback import Edit
from connector.planning import Outlook
from connector.ports import TrackerWriter

VERBS = {Create: "create", Adopt: "adopt", Update: "update", Close: "close", Rekey: "rekey"}
LONG = 60
"""Seconds of filing from which it is told how long it takes."""
MANY = 5
"""Lines with the same words from which they are told as one."""
HELD = "Held: these wait for a person"
WAITING = "Waiting for a tracker: these go on in the run in which it answers"
STYLES = {"create": "green", "adopt": "green", "update": "cyan", "close": "magenta", "rekey": "blue"}


Called = Callable[[TicketRef, str], str | None]


def as_is(ticket: TicketRef, owner: str) -> str:
    """Return an owner as the ticket says it."""
    del ticket
    return owner


def verb(change: Change) -> str:
    return VERBS[type(change)]


def _value(value: FieldValue) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value) if value is not None else "nothing"


def name_of(owner: str | None, directory: Directory) -> str | None:
    """Return what people call an owner."""
    found = directory.resolve(owner) if owner else None
    return found.person.name if isinstance(found, Known) else owner


def what(change: Change, called: Called = as_is) -> str:
    """Return what a change does, in a line; `called` says what people call an owner."""
    match change:
        case Create():
            return change.text
        case Adopt():
            return f"{change.ticket.key}: {change.text}"
        case Rekey():
            edited = change.old_text != change.text
            return f"{change.ticket_key}: {change.text}" + (f" (was: {change.old_text})" if edited else "")
        case Update() | Close():
            old_new = dict(change.changes) | ({"status": change.status} if isinstance(change, Close) else {})
            if "owner" in old_new:
                old, new = (called(change.ref, _value(end)) if end else None for end in old_new["owner"])
                old_new["owner"] = (old, new)
            told = "; ".join(f"{name} {_value(old)} -> {_value(new)}" for name, (old, new) in sorted(old_new.items()))
            return f"{change.ticket_key}: {told}"


def place(document: str | None, line: int) -> str:
    """Return where something stands, without the source's name where people do not need it."""
    name = (document or "").partition(":")[2] or (document or "")
    return f"{name}:{line}" if line else name


def _facts(change: Change, said: Mapping[tuple[DocumentId, int], str | None]) -> tuple[str, str]:
    """Return owner and due date of a new ticket; the owner as the document writes it, as some handles say nothing."""
    if isinstance(change, Create):
        owner = change.fields.get("owner")
        return str((said.get((change.document, change.position)) or owner) if owner else "-"), _value(
            change.fields.get("due") or "-"
        )
    return "", ""


def show(outlook: Outlook, holds: Sequence[Hold], *, called: Called = as_is) -> None:
    """Print a plan: changes with owner, due and why, then what is held, then the sum."""
    plan = outlook.plan
    said = {(want.document, want.position): want.item.owner for want in outlook.desired}
    rows = [
        (verb(change), place(change.document, change.line), what(change, called), *_facts(change, said), _why(change))
        for change in plan.changes
    ]
    if rows:
        output.table("Plan", ("change", "where", "what", "owner", "due", "why"), rows)
    for note in plan.notes:
        output.say(f"note: {place(note.document, note.line)}: {note.text}")
    show_holds(holds)
    for name, reason in sorted(outlook.unreachable.items()):
        output.say(f"tracker '{name}' was left out: {reason}", style="red")
    output.say(summary(outlook, holds))


def show_time(outlook: Outlook, trackers: Mapping[str, TrackerWriter]) -> None:
    """Tell how long filing takes where a tracker bears only so much."""
    creates = Counter(change.tracker for change in outlook.plan.changes if isinstance(change, Create))
    for name, count in sorted(creates.items()):
        seconds = trackers[name].estimate(count)
        if seconds >= LONG:
            output.talk(
                f"filing {count:,} tickets in {name} takes about {duration(seconds)}: it bears only so many an hour"
            )


def duration(seconds: float) -> str:
    """Return a time for people, in hours and minutes."""
    minutes = max(1, round(seconds / 60))
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part
    )


def show_news(seen: Glimpse, edits: Sequence[tuple[str, Edit]], *, called: Called = as_is) -> None:
    """Print what people changed on tickets since the last look, and what would be written into documents."""
    for event in seen.events:
        who = f" by {event.by}" if event.by else ""
        ticket = seen.bindings[event.key]
        ends = [called(ticket.ref, end) if end and event.field == "owner" else end for end in (event.old, event.new)]
        steps = f"{event.field} {ends[0] or 'nothing'} -> {ends[1] or 'nothing'}"
        told = ("is gone" if event.new else "is back") if event.field == "gone" else steps
        output.say(f"seen: {ticket.ticket_key}: {told}{who}")
    for document, edit in edits:
        told = f", {WORDS[edit.status]}" if edit.status is not None else ""
        output.say(f"to write: {place(document, edit.line)}: {edit.ticket_key}{told}")


def _why(change: Change) -> str:
    return "; ".join((change.why, *change.notes))


def all_holds(outlook: Outlook, standing: Sequence[Hold], *, unwritten: Sequence[Hold]) -> list[Hold]:
    """Return the holds of this look with what cannot be written back, and the standing ones of documents not read again."""
    seen = outlook.collected
    read = {one.document.id for one in seen.read} | {one.id for one in seen.refused} | seen.vanished
    found = dict.fromkeys([*outlook.holds, *unwritten, *(hold for hold in standing if hold.document not in read)])
    return sorted(found, key=lambda hold: (hold.document or "", hold.line, hold.reason))


def show_holds(holds: Sequence[Hold]) -> None:
    """Print what waits for a person, and what only waits for a tracker: how many, once for each reason."""
    waiting = [hold for hold in holds if passes(hold)]
    alike = Counter(hold.reason for hold in waiting)
    rows: dict[str, list[tuple[str, ...]]] = {HELD: [], WAITING: []}
    told: set[str] = set()
    for hold in holds:
        title = WAITING if passes(hold) else HELD
        if alike[hold.reason] < MANY:
            rows[title].append((_where(hold), hold.subject, hold.reason))
        elif hold.reason not in told:
            told.add(hold.reason)
            others = f"{hold.subject} and {alike[hold.reason] - 1} others"
            rows[title].append((_where(hold), others, hold.reason))
    for title, lines in rows.items():
        if lines:
            output.table(title, ("where", "item", "why"), lines, style="yellow")


def _where(hold: Hold) -> str:
    return place(hold.document, hold.line) if hold.document else f"{hold.file}:{hold.line}" if hold.file else ""


def summary(outlook: Outlook, holds: Sequence[Hold]) -> str:
    """Return a plan in one line."""
    counts = Counter(verb(change) for change in outlook.plan.changes)
    parts = [f"{counts[name]} to {name}" for name in STYLES if counts[name]]
    documents = outlook.collected.listed
    look = f"{documents} document{'' if documents == 1 else 's'}, {len(outlook.collected.read)} read"
    return f"{look}: {', '.join(parts) or 'nothing to change'}; {len(holds)} held"


def show_outcomes(outcomes: Iterable[Outcome]) -> None:
    """Print what applying did; each failure with the tracker's own words."""
    done: Counter[str] = Counter()
    missed, notes = [], []
    alike: Counter[tuple[str, str]] = Counter()
    outcomes = list(outcomes)
    for outcome in outcomes:
        if outcome.result is Result.DONE:
            done[verb(outcome.change)] += 1
            notes += [f"{outcome.ticket_key}: {outcome.message}"] if outcome.message else []
            continue
        same = (outcome.result.value, outcome.message)
        alike[same] += 1
        where = place(outcome.change.document, outcome.change.line)
        if alike[same] < MANY:
            missed.append((outcome.result.value, verb(outcome.change), where, what(outcome.change), outcome.message))
    missed += [
        (result, "", "", f"and {count - MANY + 1} more", message)
        for (result, message), count in sorted(alike.items())
        if count >= MANY
    ]
    for note in notes:
        output.say(f"note: {note}", style="yellow")
    if missed:
        output.table("Not done", ("result", "change", "where", "what", "why"), missed, style="red")
    past = {"create": "created", "adopt": "adopted", "update": "updated", "close": "closed", "rekey": "rekeyed"}
    told = ", ".join(f"{done[name]} {past[name]}" for name in STYLES if done[name])
    output.say(told or "nothing changed")
