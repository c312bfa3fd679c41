"""From what a post-mortem says to what should be: people, tracker, fields, and reasons to wait.

Case table of an item's owner (`policy` decides between filing and holding, and filing always says so):

| the document says | fields["owner"] | and |
|---|---|---|
| nobody | none | policy.no_owner |
| one person of the directory | that person's handle on the tracker, else the name | |
| a name that fits several people | - | held: the candidates are named |
| several names | none, the wording stays in the ticket | policy.several_owners |
| somebody unknown | as written where the tracker takes any text, else none | policy.unknown_owner |
"""

import fnmatch
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from connector.config import PolicyConfig, Route
from connector.core.model import ActionItem, Document, FieldValue, Person, PostMortem, TicketId
from connector.core.people import Directory, Known, Several
from connector.core.plan import Desired
from connector.fieldmap import FieldMap
from connector.ports import TrackerReader

Compose = Callable[[FieldMap, Document, PostMortem, ActionItem], str]


@dataclass(slots=True)
class _Verdict:
    """What is found out about one item on the way: reasons to hold it, and things to say."""

    holds: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def by_policy(self, choice: str, text: str) -> None:
        (self.holds if choice == "hold" else self.notes).append(text)


@dataclass(frozen=True, slots=True)
class Resolver:
    """Turns items into desired tickets; reads nothing and writes nothing."""

    policy: PolicyConfig
    routes: Sequence[Route]
    directory: Directory
    trackers: Mapping[str, TrackerReader]
    maps: Mapping[str, FieldMap]
    kinds: Mapping[str, str]
    compose: Compose
    today: date

    def desired(self, document: Document, post_mortem: PostMortem) -> list[Desired]:
        """Return what should be for every item of a document, in its order."""
        return [self._one(document, post_mortem, item, at) for at, item in enumerate(post_mortem.items)]

    def _one(self, document: Document, post_mortem: PostMortem, item: ActionItem, position: int) -> Desired:
        verdict = _Verdict(holds=list(item.problems))
        person = self._person(item)
        tracker, named = self._named(item, verdict)
        tracker = tracker or self._routed(document, post_mortem, item, person)
        if tracker is None:
            verdict.holds.append(
                "no route matches this item: add a [[routes]] entry without conditions as the last one"
            )
        closed = item.status is not None and item.status.closed
        fields: dict[str, FieldValue] = {}
        body = ""
        if tracker is not None:
            owner = self._owner(item, person, tracker, verdict, quiet=closed)
            fields = self._fields(item, post_mortem, owner, person, tracker)
            if not closed:
                self._due(item, verdict)
            body = self.compose(self.maps[tracker], document, post_mortem, item)
        return Desired(
            document=document.id,
            document_url=document.url,
            position=position,
            item=item,
            tracker=tracker,
            fields=fields,
            body=body,
            named=named,
            holds=tuple(verdict.holds),
            notes=tuple(verdict.notes),
            record_only=closed and named is None,
        )

    def _named(self, item: ActionItem, verdict: _Verdict) -> tuple[str | None, TicketId | None]:
        """Return the ticket the item already names in one of our trackers; links to elsewhere are links only."""
        hits = [
            (name, ticket)
            for ref in item.refs
            for name in sorted(self.trackers)
            if (ticket := self.trackers[name].ticket_id(ref)) is not None
        ]
        distinct = sorted(set(hits))
        if len(distinct) > 1:
            tickets = ", ".join(ticket for _, ticket in distinct)
            verdict.holds.append(f"names {len(distinct)} tickets ({tickets}): leave the one that tracks this item")
        return distinct[0] if len(distinct) == 1 else (None, None)

    def _person(self, item: ActionItem) -> Known | Several | None:
        if len(item.owners) > 1 or not item.owner:
            return None
        found = self.directory.resolve(item.owner)
        return found if isinstance(found, Known | Several) else None

    def _owner(
        self, item: ActionItem, person: Known | Several | None, tracker: str, verdict: _Verdict, *, quiet: bool
    ) -> str | None:
        reader = self.trackers[tracker]
        if isinstance(person, Known):
            return person.person.handles.get(self.kinds[tracker]) or (
                person.person.name if reader.assigns_anyone else None
            )
        if quiet:
            return item.owner if reader.assigns_anyone and len(item.owners) == 1 else None
        if isinstance(person, Several):
            names = ", ".join(candidate.name for candidate in person.candidates)
            verdict.holds.append(f"owner '{item.owner}' could be {names}: write the full name, or add an alias")
            return None
        if not item.owner:
            verdict.by_policy(self.policy.no_owner, "has no owner")
            return None
        if len(item.owners) > 1:
            verdict.by_policy(
                self.policy.several_owners,
                f"names {len(item.owners)} owners ({', '.join(item.owners)}), a ticket has one: "
                "write the one who answers for it first and alone",
            )
            return None
        if self.directory.persons:
            verdict.by_policy(self.policy.unknown_owner, f"owner '{item.owner}' is nobody in the people file")
        return item.owner if reader.assigns_anyone else None

    def _due(self, item: ActionItem, verdict: _Verdict) -> None:
        if item.due is None:
            said = f" ('{item.due_text}' is no date)" if item.due_text else ""
            verdict.by_policy(self.policy.no_due, f"has no due date{said}")
        elif item.due < self.today:
            verdict.by_policy(self.policy.past_due, f"was due on {item.due.isoformat()}, which is past")

    def _fields(
        self, item: ActionItem, post_mortem: PostMortem, owner: str | None, person: Known | Several | None, tracker: str
    ) -> dict[str, FieldValue]:
        fieldmap = self.maps[tracker]
        team = person.person.team if isinstance(person, Known) else None
        facts = {
            "service": post_mortem.service,
            "severity": post_mortem.severity,
            "incident": post_mortem.incident,
            "priority": item.priority,
            "team": team,
        }
        fields: dict[str, FieldValue] = {
            "title": item.action,
            "owner": owner,
            "due": item.due,
            "status": item.status.value if item.status else None,
            "priority": item.priority,
            "labels": fieldmap.labels_for(facts),
        }
        return dict(fieldmap.to_tracker(fields))

    def _routed(
        self, document: Document, post_mortem: PostMortem, item: ActionItem, person: Known | Several | None
    ) -> str | None:
        """Return the tracker of the first route whose every condition holds; without routes, the only tracker."""
        if not self.routes and len(self.trackers) == 1:
            return next(iter(self.trackers))
        known: Person | None = person.person if isinstance(person, Known) else None
        facts = {
            "service": post_mortem.service,
            "severity": post_mortem.severity,
            "priority": item.priority,
            "document": document.name,
            "owner": known.name if known else item.owner,
            "team": known.team if known else None,
        }
        for route in self.routes:
            if all(_holds(facts[name], wanted) for name, wanted in route.when.items()):
                return route.tracker
        return None


def _holds(fact: str | None, wanted: str | list[str]) -> bool:
    """Compare without case; `*` and `?` in the wanted value match as in file names."""
    values = [wanted] if isinstance(wanted, str) else wanted
    return fact is not None and any(fnmatch.fnmatchcase(fact.casefold(), value.casefold()) for value in values)
