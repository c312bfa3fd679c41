"""What is known of an incident, and whether it needs a post-mortem.

Rules are data; the guide's are the default. The first one whose every condition holds decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import NewType

from connector.core.conditions import all_hold
from connector.core.critical import level_of

IncidentId = NewType("IncidentId", str)


class Verdict(StrEnum):
    """Whether an incident needs a post-mortem."""

    ALWAYS = "always"
    CONSIDER = "consider"
    SKIP = "skip"


class Flag(StrEnum):
    """What an incident's record may say of it, beside its severity, that decides on a post-mortem."""

    REGULATORY = "regulatory"
    EXTERNAL = "external"
    SYSTEMIC = "systemic"
    NOVEL = "novel"
    NEAR_MISS = "near_miss"
    LEARNING = "learning"
    REQUESTED = "requested"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of an incident's timeline, when as written."""

    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as its record tells it. `source` is the name of where that stands, `place` what to look at there.

    People are named as written. `closed` is None while it lasts; both instants are aware. `covered_by` names the incident or
    post-mortem that says the same already, `skip_reason` why no post-mortem is held; `causes` are tags of its root causes.
    """

    id: IncidentId
    title: str
    source: str = ""
    place: str = ""
    severity: str | None = None
    service: str | None = None
    team: str | None = None
    opened: datetime | None = None
    closed: datetime | None = None
    flags: frozenset[Flag] = frozenset()
    covered_by: str | None = None
    skip_reason: str | None = None
    facilitator: str | None = None
    responders: tuple[str, ...] = ()
    attendees: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    summary: str = ""
    timeline: tuple[Moment, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """`when` names facts and the values any of which holds; all facts named have to hold, and without any it always does.

    Facts: severity (as written, or which of the guide's it is), service, team, cause (with * and ? as in file names), flag,
    covered ("yes").
    """

    name: str
    then: Verdict
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def holds(self, incident: Incident) -> bool:
        """Say whether the rule is for this incident; what its record does not say holds for none."""
        facts: dict[str, Iterable[str | None]] = {
            "severity": (incident.severity, level_of(incident.severity)),
            "service": (incident.service,),
            "team": (incident.team,),
            "cause": incident.causes,
            "flag": incident.flags,
            "covered": ("yes",) if incident.covered_by else (),
        }
        return all_hold(self.when, facts)


GUIDE: tuple[Rule, ...] = (
    Rule("critical severity", Verdict.ALWAYS, (("severity", ("critical",)),)),
    Rule("high severity", Verdict.ALWAYS, (("severity", ("high",)),)),
    Rule("regulatory notification", Verdict.ALWAYS, (("flag", (Flag.REGULATORY,)),)),
    Rule("external impact", Verdict.ALWAYS, (("flag", (Flag.EXTERNAL,)),)),
    Rule("systemic issue", Verdict.ALWAYS, (("flag", (Flag.SYSTEMIC,)),)),
    Rule("novel type", Verdict.ALWAYS, (("flag", (Flag.NOVEL,)),)),
    Rule("covered by a recent one", Verdict.SKIP, (("covered", ("yes",)),)),
    Rule("low and routine", Verdict.SKIP, (("severity", ("low",)), ("flag", (Flag.ROUTINE,)))),
    Rule("medium severity", Verdict.CONSIDER, (("severity", ("medium",)),)),
    Rule("near miss", Verdict.CONSIDER, (("flag", (Flag.NEAR_MISS,)),)),
    Rule("learning potential", Verdict.CONSIDER, (("flag", (Flag.LEARNING,)),)),
    Rule("requested", Verdict.CONSIDER, (("flag", (Flag.REQUESTED,)),)),
)
"""When to hold a post-mortem, as the guide has it: what always asks for one comes first, whatever else holds."""
UNDECIDED = "no rule holds"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an incident needs a post-mortem, by which rule, and what is still to be recorded."""

    verdict: Verdict
    rule: str
    lacks: str = ""


def decide(incident: Incident, rules: Sequence[Rule] = GUIDE) -> Decision:
    """Return the decision of the first rule that holds. One that may be skipped is only once its reason is recorded."""
    rule = next((rule for rule in rules if rule.holds(incident)), None)
    if rule is None:
        return Decision(Verdict.CONSIDER, UNDECIDED)
    if rule.then is Verdict.SKIP and not incident.skip_reason:
        return Decision(Verdict.CONSIDER, rule.name, "may be skipped once its record says why: skip_reason")
    return Decision(rule.then, rule.name)


def same(one: str, other: str) -> bool:
    """Say whether two texts name one incident, as people write them: "INC-12", "inc 12", "#INC-12"."""
    return _plain(one) == _plain(other) != ""


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def day_closed(incident: Incident, zone: tzinfo) -> date | None:
    """Return the day on which an incident was closed, where people are."""
    return None if incident.closed is None else incident.closed.astimezone(zone).date()
