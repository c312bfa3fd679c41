"""Where reports are published, and by whom people are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from connector.core.pages import Form, Page, Placed
from connector.errors import Fault


class PageStore(Protocol):
    """Where reports are published. `form` is the format of its pages."""

    @property
    def form(self) -> Form: ...

    def put(self, page: Page) -> Placed:
        """Create or replace a page; UNCHANGED, and nothing written, when it already is as rendered."""

    def href(self, path: str) -> str | None:
        """Return where another page leads to a page; None for one that is not there."""

    def paths(self) -> Sequence[str]:
        """Return the paths of the pages that are there."""

    def where(self, path: str) -> str:
        """Return the address of a page for people."""

    def check(self) -> Sequence[Fault]: ...


@dataclass(frozen=True, slots=True)
class Message:
    """What is rendered for one recipient: plain text always, HTML where there is one.

    `day` is the day it is of, by which channels that have threads tell its thread; `pictures` are PNG files that the HTML shows as
    `cid:` and their name, where a channel can.
    """

    recipient: str
    addresses: tuple[str, ...]
    subject: str
    text: str
    html: str | None = None
    day: date | None = None
    pictures: tuple[tuple[str, bytes], ...] = ()


class Channel(Protocol):
    """One address that people are told at; one that does not reach them (a log) is no delivery beside one that does.

    `name` is what is remembered of it, `section` the name of its section, in which no other channel has that name.
    """

    name: str
    section: str
    reaches_people: bool

    def send(self, message: Message) -> None:
        """Deliver or raise (Unavailable, Rejected, Unauthorized): returning means delivered."""


class Notifier(Protocol):
    """A section of the configuration that says how people are told."""

    name: str

    def channels(self) -> Sequence[Channel]:
        """Return its addresses as they are now, each to be told by itself."""

    def check(self) -> Sequence[Fault]: ...


@runtime_checkable
class ChecksHere(Protocol):
    """A part of any kind that can tell, asking no network, that its settings name what is not on this machine."""

    def check_here(self) -> Sequence[Fault]:
        """Return those faults of `check` that stop every command, unlike rights or a disk that come and go."""
