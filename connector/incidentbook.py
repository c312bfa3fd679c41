"""Every incident that the configured sources tell, with what was decided on it and its post-mortem."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector.core.incidents import Decision, Incident, decide, same
from connector.core.model import Hold
from connector.errors import Fault, RemoteError
from connector.settings.setup import Setup, name_of

if TYPE_CHECKING:
    from connector.ports import DocumentSummary
    from connector.ports.incidents import IncidentSource


@dataclass(frozen=True, slots=True)
class Case:
    """An incident, whether it needs a post-mortem, and the one that it has."""

    incident: Incident
    decision: Decision
    post_mortem: "DocumentSummary | None"


@dataclass(frozen=True, slots=True)
class Book:
    """All cases, latest first, and what could not be read; `silent` are the sources that did not answer, with why."""

    cases: tuple[Case, ...]
    holds: tuple[Hold, ...] = ()
    silent: tuple[str, ...] = ()


def open_book(setup: Setup, documents: Sequence["DocumentSummary"]) -> Book:
    """Read the incidents of every source and set beside each its decision and its post-mortem."""
    rules = setup.config.process.deciding
    incidents: list[Incident] = []
    holds: list[Hold] = []
    silent: list[str] = []
    for source in _sources(setup):
        try:
            told = source.incidents()
        except RemoteError as error:
            silent.append(f"{source.name}: {error}")
            continue
        incidents += told.incidents
        holds += told.holds
    incidents.sort(key=_latest_first)
    cases = (Case(each, decide(each, rules), post_mortem_of(each, documents)) for each in incidents)
    return Book(tuple(cases), tuple(holds), tuple(silent))


def check(setup: Setup) -> list[Fault]:
    """Return what keeps the sources of incidents from being read; what is wrong with single records is told where they are shown."""
    faults = []
    for source in _sources(setup):
        try:
            source.incidents()
        except RemoteError as error:
            faults.append(Fault(f"incidents.{source.name}", str(error)))
    return faults


def post_mortem_of(incident: Incident, documents: Iterable["DocumentSummary"]) -> "DocumentSummary | None":
    """Return the post-mortem that names an incident, one that is still there first."""
    named = [one for one in documents if one.incident is not None and same(one.incident, incident.id)]
    return min(named, key=lambda one: (one.gone, one.id), default=None)


def _latest_first(incident: Incident) -> tuple[bool, float, str]:
    at = incident.closed or incident.opened
    return (incident.closed is not None, -at.timestamp() if at is not None else 0.0, incident.id)


def _sources(setup: Setup) -> Iterable["IncidentSource"]:
    from connector import incidents

    for entry in setup.config.incidents:
        own = setup.settings("incidents", entry)
        name = name_of(entry, "incident")
        yield incidents.load(entry.kind).connect(own, name=name, base_dir=setup.base, zone=setup.config.zone)
