"""What resolving asks of trackers: which tickets names mean, and whom they know; each question once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connector.core.model import Person, PersonId, TicketId, TicketName
from connector.core.people import Directory, Known, Resolution, Unknown
from connector.errors import RemoteError
from connector.log import logger
from connector.ports import Candidate, Ledger, TrackerReader

AGE = timedelta(days=1)
"""How long an answer about a person is good."""


def directory_of(candidates: Sequence[Candidate]) -> Directory:
    """Return people whom a tracker knows as a directory, so that they are told apart by the same rules as ours."""
    return Directory(
        [Person(PersonId(one.handle), one.name, mail=one.mail, handles={"tracker": one.handle}) for one in candidates]
    )


def sought(owner: str, person: Person | None, search: Callable[[str], Sequence[Candidate]]) -> Resolution:
    """Tell whom a tracker's search means by an owner: asked for a known person's mail, then for the name."""
    found: Resolution = Unknown(owner)
    texts = [owner] if person is None else [person.mail, person.name]
    for text in dict.fromkeys(filter(None, texts)):
        found = directory_of(search(text)).resolve(text)
        if not isinstance(found, Unknown):
            break
    return found


def meant(text: str, candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the one candidate whom an owner as written clearly means."""
    match directory_of(candidates).resolve(text):
        case Known(person=person):
            return next(one for one in candidates if one.handle == person.id)
        case _:
            return None


@dataclass(slots=True)
class TrackerLookups:
    """Answers from the ledger where it knows them, else from the trackers; one that does not answer is asked no more."""

    trackers: Mapping[str, TrackerReader]
    ledger: Ledger
    now: datetime
    unreachable: dict[str, str] = field(default_factory=dict)
    _tickets: dict[tuple[str, TicketName], TicketId] = field(default_factory=dict)
    _people: dict[tuple[str, str], Sequence[Candidate]] = field(default_factory=dict)
    _known: Mapping[tuple[str, str], Candidate] | None = None

    def identify(self, names: Iterable[tuple[str, TicketName]]) -> None:
        """Find out which tickets these names mean: one question for each tracker."""
        by_tracker: dict[str, set[TicketName]] = {}
        for tracker, name in names:
            by_tracker.setdefault(tracker, set()).add(name)
        for tracker, wanted in sorted(by_tracker.items()):
            known = self.ledger.ids_of_names(tracker, wanted)
            try:
                asked = self.trackers[tracker].identify(sorted(wanted - known.keys()))
            except RemoteError as error:
                self._silent(tracker, error)
                asked = {}
            self._tickets |= {(tracker, name): ticket for name, ticket in {**asked, **known}.items()}

    def ticket(self, tracker: str, name: TicketName) -> TicketId | None:
        """Return the ticket that a name means, of those that were identified."""
        return self._tickets.get((tracker, name))

    def candidates(self, tracker: str, text: str) -> Sequence[Candidate]:
        """Return whom a tracker could assign tickets to for an owner as written; nobody where it does not answer."""
        if (tracker, text) not in self._people:
            if self._known is None:
                self._known = self.ledger.answers(since=self.now - AGE)
            if known := self._known.get((tracker, text)):
                return (known,)
            if tracker in self.unreachable:
                return ()
            try:
                self._people[tracker, text] = self.trackers[tracker].candidates(text)
            except RemoteError as error:
                self._silent(tracker, error)
                return ()
        return self._people[tracker, text]

    @property
    def answers(self) -> dict[tuple[str, str], Candidate]:
        """Whom trackers gave, where that was one person: who is not clear, or not there, is asked for again."""
        return {asked: one for asked, found in self._people.items() if (one := meant(asked[1], found)) is not None}

    def _silent(self, tracker: str, error: RemoteError) -> None:
        self.unreachable[tracker] = str(error)
        logger().warning("tracker_left_out", tracker=tracker, reason=str(error))
