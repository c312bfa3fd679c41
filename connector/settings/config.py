"""The configuration: one TOML file, overlaid by environment variables, read once and checked as a whole.

Every fault is collected before anything is said. Sections with a `kind` (sources, trackers, pages, notifiers) are checked
by the adapter's own `Settings`, so that a new adapter brings its own keys. A section of a list is addressed in the
environment by its name: `CONNECTOR_TRACKERS__OPS__TOKEN`.
"""

import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from connector.core.presence import Quiet
from connector.errors import ConfigError, Fault
from connector.settings.configfaults import salvage, unreadable_values
from connector.settings.durations import At, Every, read_quiet, read_when
from connector.settings.linting import LintConfig
from connector.settings.process import ProcessConfig
from connector.settings.sections import by_name, section_faults, unknown_names
from connector.settings.values import Values, refuse_namesakes
from connector.settings.variables import PREFIX, overlay

STAND_INS = {
    "installation": "unnamed",
    "sources": [{"kind": ""}],
    "trackers": [{"kind": ""}],
    "kind": "",
    "tracker": "",
}
"""What stands in for a missing key while the rest is checked."""
CALENDAR_SCHEMES = ("https", "http", "webcal")
Choice = Literal["file", "hold"]


def time_zone(name: str) -> str:
    """Return the name of a time zone. Raises ValueError for any other text."""
    if name not in available_timezones():
        raise ValueError(f"'{name}' is no time zone (write one such as Europe/Berlin or UTC)")
    return name


def mail_address(text: str) -> str:
    """Return a mail address. Raises ValueError for any other text."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError(f"'{text}' is no mail address")
    return text


def known_calendar(value: SecretStr) -> SecretStr:
    """Return where a calendar is. Raises ValueError for an address that is none, which is not shown as it may be a secret."""
    text = value.get_secret_value()
    try:
        is_address = "://" in text
        fine = urlsplit(text).scheme in CALENDAR_SCHEMES and urlsplit(text).hostname if is_address else text.strip()
    except ValueError:
        fine = False
    if not fine:
        raise ValueError("is no calendar: write a path, or an address that starts with https://, http:// or webcal://")
    return value


def _recipient(text: str) -> str:
    if not re.fullmatch(r"owner|manager(\+[1-9])?|team|role:\S.*", text):
        raise ValueError(
            f"'{text}' is nobody on the ladder: write owner, manager, manager+1 for the manager's manager, team for the "
            "owner's team, or role: and the name of a role in the people file"
        )
    return text


def _installation(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,62}", name):
        raise ValueError(f"'{name}' cannot stand in a marker: use 2 to 63 lower-case letters, digits and dashes")
    return name


def _moment(text: str) -> str:
    read_when(text)
    return text


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("must be a number, not true or false")  # noqa: TRY004 - a TypeError is no fault to pydantic
    return value


def _quiet(text: str) -> str:
    read_quiet(text)
    return text


Number = BeforeValidator(_number)
Moment = Annotated[str, AfterValidator(_moment)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LedgerConfig(_Strict):
    url: str = "sqlite:///connector.db"


class Section(BaseModel):
    """A section whose remaining keys belong to the adapter of its kind."""

    model_config = ConfigDict(extra="allow", frozen=True)
    kind: str
    name: str = ""

    @property
    def own(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


class TrackerSection(Section):
    mapping: str | None = None


class Route(_Strict):
    """Where an item goes: the first route whose every condition holds. No condition holds for every item.

    `project` is the part of the tracker where it has parts, else the field map's. `assignee` is the id of the person who
    gets what nobody else can be given.
    """

    tracker: str
    when: dict[Literal["service", "severity", "priority", "label", "document", "owner", "team"], Values] = Field(
        default_factory=dict
    )
    project: Annotated[str, Field(min_length=1)] | None = None
    assignee: Annotated[str, Field(min_length=1)] | None = None


class PeopleConfig(_Strict):
    file: str | None = None


class PolicyConfig(_Strict):
    """What to do with items that lack something; `file` files them and says so, `hold` waits for a person.

    An owner nobody knows: left out, they are filed as written where the tracker takes any name, or with the route's
    `assignee`, and held elsewhere.
    """

    no_owner: Choice = "file"
    unknown_owner: Choice | None = None
    several_owners: Choice = "file"
    no_due: Choice = "file"
    past_due: Choice = "file"


class GuardConfig(_Strict):
    max_creates: Annotated[int, Number, Field(ge=0)] = 200
    max_share: Annotated[float, Number, Field(gt=0, le=1)] = 0.5


class ReportConfig(_Strict):
    target: Annotated[float, Number, Field(gt=0, le=1)] = 0.9
    weeks: Annotated[int, Number, Field(ge=1, le=104)] = 12
    per: list[Literal["team", "manager"]] = []
    mail_to: list[Annotated[str, AfterValidator(mail_address)]] = []
    max_open: Annotated[int, Number, Field(ge=1)] = 10


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class TicketConfig(_Strict):
    """What a rung does to the ticket, beside telling somebody."""

    comment: bool = False
    label: Annotated[str, Field(min_length=1)] | None = None
    raise_priority: bool = False


class RungConfig(_Strict):
    name: Annotated[str, Field(min_length=1)]
    offset: Annotated[int, Number, Field(ge=-60, le=250)]
    to: Annotated[str, AfterValidator(_recipient)]
    when: dict[Literal["priority", "severity"], Values] = Field(default_factory=dict)
    weekdays: list[Weekday] = []
    ticket: TicketConfig = TicketConfig()

    @property
    def whom(self) -> int | str:
        """How far up: 0 is the owner, 1 the manager, `manager+1` is 2; else the team or role as written."""
        if self.to == "owner":
            return 0
        return 1 + int(self.to.partition("+")[2] or 0) if self.to.startswith("manager") else self.to


def _default_rungs() -> list[RungConfig]:
    return [
        RungConfig(name="heads-up", offset=-2, to="owner"),
        RungConfig(name="due", offset=0, to="owner"),
        RungConfig(name="manager", offset=3, to="manager"),
        RungConfig(name="director", offset=10, to="manager+1"),
    ]


class EscalationConfig(_Strict):
    working_days: Annotated[list[Weekday], Field(min_length=1)] = ["mon", "tue", "wed", "thu", "fri"]
    holidays: str | None = None
    extra_holidays: list[date] = []
    quiet: Annotated[str, AfterValidator(_quiet)] | None = None
    absences: Annotated[SecretStr, AfterValidator(known_calendar)] | None = None
    fallback: str | None = None
    snooze_label: Annotated[str, Field(min_length=1)] | None = None
    max_snoozes: Annotated[int, Number, Field(ge=0)] = 3
    max_digests: Annotated[int, Number, Field(ge=1)] = 500
    rungs: Annotated[list[RungConfig], Field(default_factory=_default_rungs, min_length=1)]

    @property
    def quiet_hours(self) -> Quiet | None:
        """When nobody is told anything, by their own clock."""
        return read_quiet(self.quiet) if self.quiet else None

    @field_validator("rungs")
    @classmethod
    def _distinct(cls, rungs: list[RungConfig]) -> list[RungConfig]:
        refuse_namesakes((rung.name for rung in rungs), what="rungs")
        return rungs

    @field_validator("rungs")
    @classmethod
    def _tellable(cls, rungs: list[RungConfig], read: ValidationInfo) -> list[RungConfig]:
        working = read.data.get("working_days")
        for rung in rungs:
            if working and rung.weekdays and not set(rung.weekdays) & set(working):
                raise ValueError(
                    f"'{rung.name}' could never be told: none of its weekdays ({', '.join(rung.weekdays)}) is a working day "
                    f"({', '.join(working)})"
                )
        return rungs


class ScheduleConfig(_Strict):
    sync: Moment = "10m"
    poll: Moment = "5m"
    escalate: Moment = "09:00"
    report: Moment = "monday 07:00"

    def when(self, job: str) -> Every | At:
        return read_when(str(getattr(self, job)))


class LogConfig(_Strict):
    format: Literal["console", "json"] = "console"
    level: Literal["debug", "info", "warning", "error"] = "info"


class Config(BaseSettings):
    """The whole configuration as written, checked key by key."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix=PREFIX, env_nested_delimiter="__", env_file=None
    )
    installation: Annotated[str, AfterValidator(_installation)]
    timezone: Annotated[str, AfterValidator(time_zone)] = "UTC"
    date_order: Literal["DMY", "MDY", "YMD"] | None = None
    templates: str | None = None
    ledger: LedgerConfig = LedgerConfig()
    sources: Annotated[list[Section], Field(min_length=1)]
    trackers: Annotated[list[TrackerSection], Field(min_length=1)]
    routes: list[Route] = []
    people: PeopleConfig = PeopleConfig()
    policy: PolicyConfig = PolicyConfig()
    guard: GuardConfig = GuardConfig()
    pages: Section = Section(kind="directory")
    report: ReportConfig = ReportConfig()
    escalation: EscalationConfig = Field(default_factory=lambda: EscalationConfig(rungs=_default_rungs()))
    notifiers: list[Section] = [Section(kind="log")]
    lint: LintConfig = LintConfig()
    incidents: list[Section] = []
    process: ProcessConfig = ProcessConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    log: LogConfig = LogConfig()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)  # the environment is laid over the file before, so that both are checked as one

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def read_toml(path: Path, *, what: str, start: str) -> dict[str, Any]:
    """Read a TOML file. Raises ConfigError naming the file and the line; `start` says how to come by a missing one."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError([Fault("file", f"there is no {what} at {path}: {start}")], file=str(path)) from None
    except UnicodeDecodeError as error:
        raise ConfigError([Fault("file", f"is not UTF-8 text: {error.reason}")], file=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([Fault("file", f"is not valid TOML: {error}")], file=str(path)) from error
    except OSError as error:
        raise ConfigError([Fault("file", f"cannot be read: {error.strerror}")], file=str(path)) from error


def load_config(path: Path) -> Config:
    """Read and check the configuration. Raises ConfigError with every fault at once."""
    config, faults = examine(path)
    if faults or config is None:
        raise ConfigError(faults, file=str(path))
    return config


def examine(path: Path) -> tuple[Config | None, list[Fault]]:
    """Return the configuration with every fault in it.

    Where keys are faulty, the configuration is what the others make of it, so that checks across sections can still be
    made; None where too little is left. Raises ConfigError for a file that is no TOML.
    """
    data = read_toml(path, what="configuration", start="copy config.example.toml, or name another with --config")
    over = overlay(data, Config, os.environ)
    if nuls := unreadable_values(over.data):
        return None, [*over.faults, *nuls]
    config, faults = salvage(Config, over.data, stand_ins=STAND_INS)
    faults += section_faults(over.data)
    if config is not None:
        faults += unknown_names(config, faults)
    return config, [*over.faults, *(by_name(over.named(fault), over.data) for fault in faults)]
