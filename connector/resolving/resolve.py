"""From what a post-mortem says to what should be: people, tracker, fields, and reasons to wait.

Case table of an item's owner (`policy` decides between filing and holding, and filing always says so):

| the document says | fields["owner"] | and |
|---|---|---|
| nobody | none | policy.no_owner |
| one person of the directory | that person's handle on the tracker, else the name | |
| one person of the directory who has left, or whom the tracker assigns nothing | the route's `assignee` | policy.unknown_owner; without one, held |
| one person without a handle, and the tracker takes no names | whom the tracker finds for the mail, else for the name | |
| a name that fits several people | the route's `assignee` | held without one: the candidates are named |
| several names | the route's `assignee`, the wording stays in the ticket | policy.several_owners |
| somebody unknown | as written where the tracker takes any text, else whom the tracker finds | policy.unknown_owner |
| somebody nobody finds | the route's `assignee`, the wording stays in the ticket | policy.unknown_owner; without one, held |
| any of these, and the route's `assignee` is nobody there or assigned nothing | none | as where the route has none |
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from connector.core.model import (
    ActionItem,
    Document,
    FieldValue,
    Given,
    Person,
    PersonId,
    PostMortem,
    TicketId,
    TicketName,
)
from connector.core.people import Directory, Known, Resolution, Several
from connector.core.plan import Desired
from connector.errors import TemplateUnsuited
from connector.ports import HasAlikes, HasShortNames, MayName, TrackerReader
from connector.resolving.assignable import refusal
from connector.resolving.lookups import asked_for, sought
from connector.resolving.routing import Facts, Lookups, Place, facts_of, names_of, route_of
from connector.resolving.waiting import told
from connector.settings.config import PolicyConfig, Route
from connector.settings.fieldmap import FieldMap


@dataclass(frozen=True, slots=True)
class Composed:
    """An item in the words of its ticket."""

    title: str
    body: str
    extra: Mapping[str, Given]


Compose = Callable[[FieldMap, Document, PostMortem, ActionItem, Facts], Composed]


@dataclass(slots=True)
class _Verdict:
    """What is found out about one item on the way: reasons to hold it, or only not to file it, things to say, open questions."""

    holds: list[str] = field(default_factory=list)
    unready: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    stands_in: bool = False

    def by_policy(self, choice: str, text: str) -> None:
        (self.unready if choice == "hold" else self.notes).append(text)


@dataclass(frozen=True, slots=True)
class Resolver:
    """Turns items into desired tickets; reads nothing but `Lookups`, and writes nothing."""

    policy: PolicyConfig
    routes: Sequence[Route]
    directory: Directory
    trackers: Mapping[str, TrackerReader]
    maps: Mapping[str, FieldMap]
    kinds: Mapping[str, str]
    compose: Compose
    today: date

    def names(self, item: ActionItem) -> list[tuple[str, TicketName]]:
        """Return the tickets an item names in our trackers; links to elsewhere, and amid its words, are links only."""
        hits = [
            (name, ticket)
            for ref in item.refs
            if ref not in item.mentions
            for name in sorted(self.trackers)
            if (ticket := self.trackers[name].ticket_name(ref)) is not None
        ]
        return sorted(set(hits))

    def asked(self, item: ActionItem) -> list[tuple[str, TicketName]]:
        """Return the tickets to ask for: those an item names, and those that its bare keys may name elsewhere on a site."""
        sure = {name for _, name in self.names(item)}
        maybe = {
            (name, guess)
            for ref in item.refs
            if ref not in item.mentions
            for name, tracker in self.trackers.items()
            if isinstance(tracker, MayName) and (guess := tracker.may_name(ref)) is not None and guess not in sure
        }
        return [*self.names(item), *sorted(maybe)]

    def desired(self, document: Document, post_mortem: PostMortem, lookups: Lookups) -> list[Desired]:
        """Return what should be for every item of a document, in its order."""
        return [self._one(document, post_mortem, item, at, lookups) for at, item in enumerate(post_mortem.items)]

    def _one(
        self, document: Document, post_mortem: PostMortem, item: ActionItem, position: int, lookups: Lookups
    ) -> Desired:
        verdict = _Verdict(holds=list(item.problems))
        person = self._person(item)
        facts = facts_of(document, post_mortem, item, person)
        tracker, named, named_as = self._named(item, verdict, lookups)
        route = route_of(self.routes, facts, tags=post_mortem.tags, owners=names_of(item, person))
        if tracker is None:
            tracker = route.tracker if route else self._only()
        if tracker is None:
            verdict.holds.append(
                "no route matches this item: add a [[routes]] entry without conditions as the last one"
            )
        closed = item.status is not None and item.status.closed
        fields: dict[str, FieldValue] = {}
        composed = Composed("", "", {})
        if tracker is not None:
            owner = self._owner(item, person, Place(tracker, route), verdict, lookups, quiet=closed)
            composed = self._composed(tracker, document, post_mortem, item, facts=facts, verdict=verdict)
            fields = self._fields(item, composed.title, owner, facts, tracker)
            if not closed:
                self._due(item, verdict)
        # What was concluded without an answer is not told.
        unsure = tuple(dict.fromkeys(verdict.unanswered))
        return Desired(
            document=document.id,
            document_url=document.url,
            position=position,
            item=item,
            tracker=tracker,
            fields=fields,
            body=composed.body,
            place=Place(tracker, route).project if tracker else None,
            extra=composed.extra,
            named=named,
            named_as=named_as,
            holds=(*item.problems, *unsure) if unsure else tuple(verdict.holds),
            unready=() if unsure else tuple(verdict.unready),
            notes=() if unsure else tuple(verdict.notes),
            unsure=bool(unsure),
            stands_in=verdict.stands_in,
            record_only=closed and named is None,
        )

    def _composed(
        self,
        tracker: str,
        document: Document,
        post_mortem: PostMortem,
        item: ActionItem,
        *,
        facts: Facts,
        verdict: _Verdict,
    ) -> Composed:
        """Return the words of the ticket; what a template cannot say of this document holds its items, and no others."""
        try:
            return self.compose(self.maps[tracker], document, post_mortem, item, facts)
        except TemplateUnsuited as error:
            fault = error.faults[0]
            verdict.holds.append(
                f"the template {fault.path} of '{tracker}' does not suit this document: {fault.message}"
            )
            return Composed(item.action, "", {})

    def _named(self, item: ActionItem, verdict: _Verdict, lookups: Lookups) -> tuple[str | None, TicketId | None, str]:
        """Return the one ticket the item names: its tracker, its id, and its name."""
        names = self.names(item)
        asked = self.asked(item)
        for tracker, name in asked:
            if error := lookups.unidentified(tracker, name):
                verdict.unanswered.append(told(f"names {name}, which could not be looked up", error))
        hits = {(tracker, id_): name for tracker, name in asked if (id_ := lookups.ticket(tracker, name))}
        lost = [
            f"{name}, which {tracker} does not have: write the right ticket, or none"
            for tracker, name in names
            if tracker not in lookups.unreachable and not lookups.ticket(tracker, name)
        ]
        if len(hits) > 1:
            tickets = ", ".join(hits[each] for each in sorted(hits))
            verdict.holds.append(f"names {len(hits)} tickets ({tickets}): leave the one that tracks this item")
        elif lost and not hits:
            verdict.holds.append(f"names {lost[0]}")
        elif not hits and (strange := self._strange(item, lookups)) is not None:
            verdict.holds.append(f"names {strange}")
        if len(hits) != 1:
            return None, None, ""
        ((where, ticket), called) = next(iter(hits.items()))
        return where, ticket, called

    def _strange(self, item: ActionItem, lookups: Lookups) -> str | None:
        """Return what an open item names as its ticket and no tracker has, and why it is not the item's.

        Outside a ticket column that is what has a site or a repository in it: a bare key may be anything's.
        """
        if item.status is not None and item.status.closed:
            return None
        for ref in item.refs:
            if ref in item.mentions:
                continue
            for name, tracker in sorted(self.trackers.items()):
                column = ref in item.tracked
                guess = tracker.may_name(ref) if column and isinstance(tracker, MayName) else None
                if guess is not None and name not in lookups.unreachable:
                    why = f"which {name} does not have or does not show to the connector"
                    return f"{ref}, {why}: write the right ticket, or none"
                if column and isinstance(tracker, HasShortNames) and (todo := tracker.too_short(ref)) is not None:
                    return f"{ref}, which may be a ticket of {name} or anything else: {todo}"
                if isinstance(tracker, HasAlikes) and tracker.alike.fullmatch(ref):
                    aside = "elsewhere in the row" if column else "amid the item's words"
                    return f"{ref}, which is in no configured tracker: add a tracker for it, or write it {aside}"
        return None

    def _person(self, item: ActionItem) -> Known | Several | None:
        if not item.owner:
            return None
        found = self.directory.resolve(item.owner)
        if len(item.owners) > 1:
            # "Doe, Jane" may be one person.
            return found if isinstance(found, Known) else None
        return found if isinstance(found, Known | Several) else None

    def _owner(
        self,
        item: ActionItem,
        person: Known | Several | None,
        place: Place,
        verdict: _Verdict,
        lookups: Lookups,
        *,
        quiet: bool,
    ) -> str | None:
        tracker = place.tracker
        anyone = self.trackers[tracker].assigns_anyone
        if isinstance(person, Known) and ((handle := self._handle(person.person, tracker)) or person.person.left):
            refused = None if quiet else refusal(person.person, handle, self.trackers[tracker], place.project, lookups)
            if refused is None:
                return handle
            why = f"owner '{item.owner}' {refused.why}: {_remedies(refused.remedy, place)}"
            return self._unknown(why, place, verdict, lookups)
        if quiet:
            return item.owner if anyone and len(item.owners) == 1 else None
        if item.owner and item.owner.endswith("?"):
            return self._unknown(f"owner '{item.owner}' is a question: write who it is", place, verdict, lookups)
        if isinstance(person, Several):
            names = ", ".join(candidate.name for candidate in person.candidates)
            return self._unsure(
                f"owner '{item.owner}' could be {names}: write the full name, or add an alias", place, verdict, lookups
            )
        if not item.owner:
            verdict.by_policy(self.policy.no_owner, "has no owner")
            return self._default(place, verdict, lookups)
        if len(item.owners) > 1:
            verdict.by_policy(
                self.policy.several_owners,
                f"names {len(item.owners)} owners ({', '.join(item.owners)}), a ticket has one: "
                "write the one who answers for it first and alone",
            )
            return self._default(place, verdict, lookups)
        if anyone:
            if self.directory.persons:
                verdict.by_policy(
                    self.policy.unknown_owner or "file", f"owner '{item.owner}' is nobody in the people file"
                )
            return item.owner
        return self._found(item.owner, person, place, verdict, lookups)

    def _handle(self, person: Person, tracker: str) -> str | None:
        """Return a person's name in a tracker: by the tracker's own name, else by its kind."""
        if system := person.system_in(tracker, self.kinds[tracker]):
            return person.handles[system]
        return person.name if self.trackers[tracker].assigns_anyone else None

    def _found(self, owner: str, person: Known | None, place: Place, verdict: _Verdict, lookups: Lookups) -> str | None:
        """Ask the tracker who is meant: one clear hit, or a person decides."""
        match self._sought(owner, person.person if person else None, place, verdict, lookups):
            case Known(person=hit):
                return hit.id
            case Several(candidates=several):
                names = ", ".join(f"{one.name} ({one.id})" for one in several)
                return self._unsure(
                    f"owner '{owner}' could be {names}: give the right one a handle in the people file",
                    place,
                    verdict,
                    lookups,
                )
        why = f"owner '{owner}' is nobody {place.tracker} can assign tickets to"
        known = "give them a handle in the people file"
        first = known if person else "see that it lets them have tickets, add them to the people file"
        return self._unknown(f"{why}: {_remedies(first, place)}", place, verdict, lookups)

    def _unsure(self, why: str, place: Place, verdict: _Verdict, lookups: Lookups) -> str | None:
        """Give what could be several people's to the route's own assignee, or wait: guessing is worse than either."""
        default, why = self._stand_in(why, place, verdict, lookups)
        verdict.by_policy("file" if default else "hold", why)
        return default

    def _unknown(self, why: str, place: Place, verdict: _Verdict, lookups: Lookups) -> str | None:
        """Do what policy says where nobody is found; where it says nothing, wait unless somebody or any name will do."""
        default, why = self._stand_in(why, place, verdict, lookups)
        fits = default is not None or self.trackers[place.tracker].assigns_anyone
        verdict.by_policy(self.policy.unknown_owner or ("file" if fits else "hold"), why)
        return default

    def _stand_in(self, why: str, place: Place, verdict: _Verdict, lookups: Lookups) -> tuple[str | None, str]:
        """Return the route's own assignee, and why somebody stands in, with why not they: an item may be held for it."""
        told = len(verdict.notes)
        default = self._default(place, verdict, lookups)
        if default is None:
            why = "; ".join([why, *verdict.notes[told:]])
            del verdict.notes[told:]
        return default, why

    def _default(self, place: Place, verdict: _Verdict, lookups: Lookups) -> str | None:
        """Return the route's own assignee, for what nobody else can be given."""
        wanted = place.route.assignee if place.route and place.route.tracker == place.tracker else None
        person = self.directory.by_id(PersonId(wanted)) if wanted else None
        if person is None or person.left:
            return None
        handle = self._handle(person, place.tracker) or self._sought_handle(person, place, verdict, lookups)
        if handle is None:
            verdict.notes.append(
                f"the route's own assignee, {person.name}, is nobody {place.tracker} can assign tickets to: "
                "give them a handle in the people file"
            )
            return None
        anyone = self.trackers[place.tracker].assigns_anyone
        if not anyone and lookups.unassignable(place.tracker, handle, place=place.project):
            verdict.notes.append(
                f"the route's own assignee, {person.name}, is '{handle}' in {place.tracker}, which assigns no tickets to "
                "them: mend the people file, or give the route another assignee"
            )
            return None
        verdict.notes.append(f"goes to {person.name}, the route's own assignee")
        verdict.stands_in = True
        return handle

    def _sought_handle(self, person: Person, place: Place, verdict: _Verdict, lookups: Lookups) -> str | None:
        """Return whom a tracker's search means by somebody of the people file, where that is one person."""
        found = self._sought(person.name, person, place, verdict, lookups)
        return found.person.id if isinstance(found, Known) else None

    def _sought(
        self, owner: str, person: Person | None, place: Place, verdict: _Verdict, lookups: Lookups
    ) -> Resolution:
        """Ask the tracker whom it means by an owner; that it did not answer is not that nobody is there."""
        found = sought(owner, person, place.search(lookups))
        for text in asked_for(owner, person):
            if error := lookups.unsought(place.tracker, text, place=place.project):
                verdict.unanswered.append(told(f"owner '{owner}' could not be looked for", error))
        return found

    def _due(self, item: ActionItem, verdict: _Verdict) -> None:
        if item.due is None:
            said = f" ('{item.due_text}' is no date)" if item.due_text else ""
            verdict.by_policy(self.policy.no_due, f"has no due date{said}")
        elif item.due < self.today:
            verdict.by_policy(self.policy.past_due, f"was due on {item.due.isoformat()}, which is past")

    def _fields(
        self, item: ActionItem, title: str, owner: str | None, facts: Facts, tracker: str
    ) -> dict[str, FieldValue]:
        fieldmap = self.maps[tracker]
        fields: dict[str, FieldValue] = {
            "title": title,
            "owner": owner,
            "due": item.due,
            "status": item.status.value if item.status else None,
            "priority": item.priority,
            "labels": fieldmap.labels_for(facts),
        }
        return dict(fieldmap.to_tracker(fields))

    def _only(self) -> str | None:
        """Return the only tracker: without routes everything goes there."""
        return next(iter(self.trackers)) if not self.routes and len(self.trackers) == 1 else None


def _remedies(first: str, place: Place) -> str:
    """Return what can be done about an owner who gets no ticket; what is wrong with a route's own assignee is told by itself."""
    others = ["write another name"]
    others += [] if place.route and place.route.assignee else ["give the route an assignee"]
    return f"{', '.join([first, *others[:-1]])}, or {others[-1]}"
