"""What resolving asks of trackers: which tickets names mean, and whom they know; each question once."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connector.core.model import Person, PersonId, TicketId, TicketName
from connector.core.people import Directory, Known, Resolution, Several, Unknown
from connector.doubts import unassignable
from connector.errors import Conflict, RateLimited, Rejected, RemoteError, Unauthorized, Unavailable
from connector.log import logger
from connector.ports import Candidate, Ledger, Renames, TrackerReader
from connector.resolving.sites import Rank, rank

IN = ": "
"""Between the place that was asked about and the owner as written, in the ledger's memory of answers."""
AGE = timedelta(days=1)
"""How long an answer about a person is good."""
BROKEN = 2
"""Questions about people that a tracker failed to answer, after which it is asked none in this run."""
FEW = 5
"""Names, or people, that a tracker refused to look up and none that it did: the others are taken for refused, too."""


MAIL = re.compile(r"(?:mailto:)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
"""An address in full."""


def among(candidates: Sequence[Candidate], text: str) -> Resolution:
    """Tell whom of the people that a tracker found for a text it means, by the rules of our own people file.

    Only people with a mail address are found for one, and many hide theirs: who was found for it and shows none has it.
    """
    persons = [
        Person(PersonId(one.handle), one.name, mail=one.mail, handles={"tracker": one.handle}) for one in candidates
    ]
    found = Directory(persons).resolve(text)
    if not isinstance(found, Unknown) or MAIL.fullmatch(text.strip("<> ")) is None:
        return found
    match [person for person in persons if person.mail is None]:
        case []:
            return found
        case [only]:
            return Known(only, "mail")
        case several:
            return Several(text, tuple(sorted(several, key=lambda person: person.id)))


def asked_for(owner: str, person: Person | None) -> Sequence[str]:
    """Return what a tracker is asked for an owner, one after the other."""
    texts = [owner] if person is None else [person.mail, person.name]
    return tuple(dict.fromkeys(text for text in texts if text))


def sought(owner: str, person: Person | None, search: Callable[[str], Sequence[Candidate]]) -> Resolution:
    """Tell whom a tracker's search means by an owner: asked for a known person's mail, then for the name."""
    found: Resolution = Unknown(owner)
    for text in asked_for(owner, person):
        # A tracker's search knows no "@"; that it is a handle tells whom of those found it means.
        found = among(search(text.lstrip("@")), text)
        if not isinstance(found, Unknown):
            break
    return found


def meant(text: str, candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the one candidate whom an owner as written clearly means."""
    match among(candidates, text):
        case Known(person=person):
            return next(one for one in candidates if one.handle == person.id)
        case _:
            return None


@dataclass(slots=True)
class TrackerLookups:
    """Answers from the ledger where it knows them, else from the trackers; one that does not answer is asked no more.

    A question that alone is refused, or breaks, concerns only those items that it was asked for.
    """

    trackers: Mapping[str, TrackerReader]
    ledger: Ledger
    now: datetime
    unreachable: dict[str, str] = field(default_factory=dict)
    _tickets: dict[tuple[str, TicketName], TicketId] = field(default_factory=dict)
    _people: dict[tuple[str, str], Sequence[Candidate]] = field(default_factory=dict)
    _known: Mapping[tuple[str, str], Candidate] | None = None
    _nameless: dict[tuple[str, TicketName], RemoteError] = field(default_factory=dict)
    _unasked: dict[tuple[str, str], RemoteError] = field(default_factory=dict)
    _broken: dict[str, list[RemoteError]] = field(default_factory=dict)
    _refused: dict[str, list[RemoteError]] = field(default_factory=dict)
    _answered: set[str] = field(default_factory=set)
    _left: dict[str, Mapping[unassignable.Somebody, datetime]] = field(default_factory=dict)
    _still: dict[tuple[str, str], bool] = field(default_factory=dict)

    def identify(self, names: Iterable[tuple[str, TicketName]]) -> None:
        """Find out which tickets these names mean: one question for each tracker.

        Of several trackers on one site, that one is asked which has filed the ticket, or else the one that it lies nearest to.
        """
        by_tracker: dict[str, set[TicketName]] = {}
        for tracker, name in names:
            by_tracker.setdefault(tracker, set()).add(name)
        known = {tracker: self.ledger.ids_of_names(tracker, wanted) for tracker, wanted in by_tracker.items()}
        nearest: dict[tuple[str, TicketName], Rank] = {}
        for tracker, wanted in by_tracker.items():
            live = self.trackers[tracker]
            for name in wanted:
                mine = rank(live, name, known=name in known[tracker])
                nearest[live.site, name] = min(mine, nearest.get((live.site, name), mine))
        for tracker in sorted(by_tracker):
            ours = {name for (_, name), (*_, chosen) in nearest.items() if chosen == tracker}
            there = {name: ticket for name, ticket in known[tracker].items() if name in ours}
            there |= self._renamed(tracker, ours - there.keys())
            there |= self._identified(tracker, sorted(ours - there.keys()))
            self._tickets |= {(tracker, name): ticket for name, ticket in there.items()}

    def ticket(self, tracker: str, name: TicketName) -> TicketId | None:
        """Return the ticket that a name means, of those that were identified."""
        return self._tickets.get((tracker, name))

    def unidentified(self, tracker: str, name: TicketName) -> RemoteError | None:
        """Return why a tracker did not tell which ticket a name means."""
        return self._nameless.get((tracker, name))

    def candidates(self, tracker: str, text: str, *, place: str | None = None) -> Sequence[Candidate]:
        """Return whom a tracker could assign tickets to for an owner as written; nobody where it does not answer."""
        asked = _question(tracker, text, place)
        if asked not in self._people:
            if self._known is None:
                self._known = self.ledger.answers(since=self.now - AGE)
            if known := self._known.get(asked):
                return (known,)
            if tracker in self.unreachable or asked in self._unasked:
                return ()
            if (why := self._hopeless(tracker)) is not None:
                self._unasked[asked] = why
                return ()
            try:
                self._people[asked] = self.trackers[tracker].candidates(text, place=place)
                self._answered.add(tracker)
            except RemoteError as error:
                self._unanswered(asked, error)
                return ()
        return self._people[asked]

    def unsought(self, tracker: str, text: str, *, place: str | None) -> RemoteError | None:
        """Return why a tracker did not tell whom it knows for an owner as written."""
        return self._unasked.get(_question(tracker, text, place))

    def unassignable(self, tracker: str, handle: str, *, place: str | None = None) -> bool:
        """Say whether a tracker assigns no tickets to somebody: as it said when one was filed, and after a day asked anew."""
        if tracker not in self._left:
            self._left[tracker] = unassignable.refused(tracker, ledger=self.ledger)
        at = self._left[tracker].get((handle, place))
        if at is None or self.now - at < AGE or tracker in self.unreachable:
            return at is not None
        asked = _question(tracker, handle, place)
        if asked not in self._still:
            try:
                self._still[asked] = handle in self.trackers[tracker].unassignable([handle], place=place)
            except RemoteError:
                self._still[asked] = True
        return self._still[asked]

    @property
    def answers(self) -> dict[tuple[str, str], Candidate]:
        """Whom trackers gave, where that was one person: who is not clear, or not there, is asked for again."""
        return {
            asked: one
            for asked, found in self._people.items()
            if (one := meant(asked[1].rpartition(IN)[2], found)) is not None
        }

    def _renamed(self, tracker: str, names: Collection[TicketName]) -> Mapping[TicketName, TicketId]:
        """Return the tickets that the ledger knows by the names that these have now."""
        live = self.trackers[tracker]
        now = live.renamed(names) if names and isinstance(live, Renames) else {}
        known = self.ledger.ids_of_names(tracker, set(now.values())) if now else {}
        return {old: known[name] for old, name in now.items() if name in known}

    def _identified(self, tracker: str, names: Sequence[TicketName]) -> Mapping[TicketName, TicketId]:
        """Return which tickets names mean; where the question is refused for one of them, the others are asked for without."""
        if not names or tracker in self.unreachable:
            return {}
        try:
            return self.trackers[tracker].identify(names)
        except RemoteError as error:
            if _concerns_all(error):
                self._silent(tracker, error)
                return {}
            refused = sum(name == tracker for name, _ in self._nameless)
            if isinstance(error, Rejected | Conflict) and len(names) > 1 and refused < FEW:
                half = len(names) // 2
                return {**self._identified(tracker, names[:half]), **self._identified(tracker, names[half:])}
            self._nameless |= {(tracker, name): error for name in names}
            logger().warning("tickets_not_looked_up", tracker=tracker, names=len(names), reason=str(error))
            return {}

    def _unanswered(self, asked: tuple[str, str], error: RemoteError) -> None:
        tracker, text = asked
        if _concerns_all(error):
            self._silent(tracker, error)
            return
        self._unasked[asked] = error
        kept = self._refused if isinstance(error, Rejected | Conflict) else self._broken
        kept.setdefault(tracker, []).append(error)
        logger().warning("owner_not_looked_for", tracker=tracker, owner=text, reason=str(error))

    def _hopeless(self, tracker: str) -> RemoteError | None:
        """Return why a tracker is asked about no more people in this run."""
        broken, refused = self._broken.get(tracker, []), self._refused.get(tracker, [])
        if len(broken) >= BROKEN:
            return broken[-1]
        return refused[-1] if len(refused) >= FEW and tracker not in self._answered else None

    def _silent(self, tracker: str, error: RemoteError) -> None:
        self.unreachable[tracker] = str(error)
        logger().warning("tracker_left_out", tracker=tracker, reason=str(error))


def _question(tracker: str, text: str, place: str | None) -> tuple[str, str]:
    return tracker, text if place is None else f"{place}{IN}{text}"


def _concerns_all(error: RemoteError) -> bool:
    """Say whether an error stands for the whole tracker: it is not there, knows us no more, or asked for a rest."""
    match error:
        case Unauthorized():
            return True
        case RateLimited():
            return error.scope == "remote" and error.retry_after > 0
        case Unavailable():
            return error.status is None
    return False
