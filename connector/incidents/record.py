"""One incident's record as people and programs write it -> Incident, or what is wrong with it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from connector.core.incidents import Flag, Incident, IncidentId, Moment
from connector.errors import Fault
from connector.settings.configfaults import faults_of

_YES = frozenset(("true", "yes", "y", "1", "x"))
_NO = frozenset(("false", "no", "n", "0", "", "-"))


def _instant(value: Any) -> Any:
    """Read a day as when it begins; a time without a zone is left to the reader."""
    if isinstance(value, str) and not value.strip():
        return None
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError(f"'{value}' is no day or time: write 2026-11-02 or 2026-11-02T14:30+01:00") from None
    return datetime.combine(value, time()) if isinstance(value, date) and not isinstance(value, datetime) else value


def _listed(value: Any) -> Any:
    """Read "Ana; Ben" as two, as a cell of a spreadsheet has them."""
    if isinstance(value, str):
        return [part.strip() for part in value.replace("\n", ";").split(";") if part.strip()]
    return value


def _flag(value: Any) -> Any:
    if isinstance(value, str):
        word = value.strip().lower()
        if word in _YES | _NO:
            return word in _YES
        raise ValueError(f"'{value}' says neither yes nor no")
    return value


def _word(value: Any) -> Any:
    """Read a number as its digits: ids are often nothing else."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _text(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else _word(value)


Text = Annotated[str | None, BeforeValidator(_text)]
Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Yes = Annotated[bool, BeforeValidator(_flag)]
Instant = Annotated[datetime | None, BeforeValidator(_instant)]
Required = Annotated[str, BeforeValidator(_word), AfterValidator(str.strip), Field(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    at: Annotated[str, BeforeValidator(str)]
    event: str


class Record(BaseModel):
    """What a record may say. `extra` keys are refused, so that a misspelt one is not passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Required
    title: Required
    severity: Text = None
    service: Text = None
    team: Text = None
    opened: Instant = None
    closed: Instant = None
    regulatory: Yes = False
    external: Yes = False
    systemic: Yes = False
    novel: Yes = False
    near_miss: Yes = False
    learning: Yes = False
    requested: Yes = False
    routine: Yes = False
    covered_by: Text = None
    skip_reason: Text = None
    facilitator: Text = None
    responders: Names = ()
    attendees: Names = ()
    causes: Names = ()
    summary: Annotated[str, BeforeValidator(_word)] = ""
    timeline: tuple[_Entry, ...] = ()
    url: Text = None


def read_record(data: Mapping[str, Any], *, source: str, place: str, zone: tzinfo) -> Incident | list[Fault]:
    """Return an incident, or every fault of its record. A time without a zone is meant in `zone`."""
    try:
        read = Record.model_validate(data)
    except ValidationError as error:
        return faults_of(error, Record)
    if read.opened and read.closed and _aware(read.closed, zone) < _aware(read.opened, zone):
        return [Fault("closed", f"{read.closed} is before it was opened ({read.opened})")]
    return Incident(
        id=IncidentId(read.id),
        title=read.title,
        source=source,
        place=place,
        severity=read.severity,
        service=read.service,
        team=read.team,
        opened=_aware(read.opened, zone) if read.opened else None,
        closed=_aware(read.closed, zone) if read.closed else None,
        flags=frozenset(flag for flag in Flag if getattr(read, flag.value)),
        covered_by=read.covered_by,
        skip_reason=read.skip_reason,
        facilitator=read.facilitator,
        responders=read.responders,
        attendees=read.attendees,
        causes=read.causes,
        summary=read.summary.strip(),
        timeline=tuple(Moment(entry.at, entry.event) for entry in read.timeline),
        url=read.url,
    )


def _aware(at: datetime, zone: tzinfo) -> datetime:
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)
