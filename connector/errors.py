"""Errors, grouped by what the caller can do about them.

Foreign exceptions become one of these at the adapter's edge and nowhere else. A message says what went wrong, where, and
what to do; it never holds a secret.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Self


class ConnectorError(Exception):
    """Anything this program reports about itself or a remote."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the configuration: the key's path, what is wrong, and what is allowed."""

    path: str
    message: str
    allowed: tuple[str, ...] = ()

    def __str__(self) -> str:
        hint = f" (allowed: {', '.join(self.allowed)})" if self.allowed else ""
        return f"{self.path} <- {self.message}{hint}"


class ConfigError(ConnectorError):
    """The operator must fix the configuration; carries every fault at once."""

    exit_code = 2

    def __init__(self, faults: Sequence[Fault], *, file: str | None = None) -> None:
        self.faults = tuple(faults)
        self.file = file
        where = f" in {file}" if file else ""
        count = len(self.faults)
        head = f"{count} fault{'' if count == 1 else 's'}{where}:"
        super().__init__("\n".join([head, *(f"  {fault}" for fault in self.faults)]))


class TemplateUnsuited(ConfigError):
    """A template is sound and cannot be filled with what one document says: a matter of that document alone."""


class RemoteError(ConnectorError):
    """Something outside this process said no, or nothing: carries what it said, remote, verb and status."""

    def __init__(self, message: str, *, remote: str, verb: str, status: int | None = None) -> None:
        self.said = message
        self.remote = remote
        self.verb = verb
        self.status = status
        super().__init__(f"{remote}: cannot {verb}: {message}")


class Unavailable(RemoteError):
    """Worth retrying: reads and idempotent writes."""


class RateLimited(RemoteError):
    """Retry after `retry_after` seconds; `scope` says whether one ticket is concerned, one kind of call or the whole remote."""

    def __init__(
        self,
        message: str,
        *,
        remote: str,
        verb: str,
        retry_after: float,
        scope: Literal["ticket", "call", "remote"] = "remote",
        status: int | None = None,
    ) -> None:
        self.retry_after = retry_after
        self.scope = scope
        super().__init__(message, remote=remote, verb=verb, status=status)


class Rejected(RemoteError):
    """The remote said no to this one request: hold the item and show the remote's words.

    `fields` are those of the request that it was refused for, where the remote tells.
    """

    def __init__(
        self, message: str, *, remote: str, verb: str, status: int | None = None, fields: Iterable[str] = ()
    ) -> None:
        self.fields = tuple(fields)
        super().__init__(message, remote=remote, verb=verb, status=status)

    def refused_for(self, fields: Iterable[str]) -> Self:
        """Return the same for other names of the fields."""
        return type(self)(self.said, remote=self.remote, verb=self.verb, status=self.status, fields=fields)


class Unassignable(Rejected):
    """The remote said no because this ticket cannot be assigned to its owner."""


class Unauthorized(RemoteError):
    """Stop using this remote for this run: the credential is wrong or lacks a right."""


class Ambiguous(RemoteError):
    """The write may have happened: leave the intent, never retry."""


class Conflict(RemoteError):
    """Someone changed it first: observe again."""


class UnsafePlan(ConnectorError):
    """The plan changes more than the guard allows, or is not the plan that was reviewed."""

    exit_code = 3


class LedgerError(ConnectorError):
    """The ledger cannot be read or written: nothing may go on without it."""

    exit_code = 4


class LeaseHeld(LedgerError):
    """Another process on this ledger holds the lease."""
