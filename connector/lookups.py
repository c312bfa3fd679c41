"""What resolving asks of trackers: which tickets names mean, and whom they know; each question once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from connector.core.model import TicketId, TicketName
from connector.errors import RemoteError
from connector.log import logger
from connector.ports import Candidate, Ledger, TrackerReader


@dataclass(slots=True)
class TrackerLookups:
    """Answers from the ledger where it knows them, else from the trackers; one that does not answer is asked no more."""

    trackers: Mapping[str, TrackerReader]
    ledger: Ledger
    unreachable: dict[str, str] = field(default_factory=dict)
    _tickets: dict[tuple[str, TicketName], TicketId] = field(default_factory=dict)
    _people: dict[tuple[str, str], Sequence[Candidate]] = field(default_factory=dict)

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
            if tracker in self.unreachable:
                return ()
            try:
                self._people[tracker, text] = self.trackers[tracker].candidates(text)
            except RemoteError as error:
                self._silent(tracker, error)
                return ()
        return self._people[tracker, text]

    def _silent(self, tracker: str, error: RemoteError) -> None:
        self.unreachable[tracker] = str(error)
        logger().warning("tracker_left_out", tracker=tracker, reason=str(error))
