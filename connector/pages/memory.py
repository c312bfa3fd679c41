"""Which page of a remote each of ours is: its id and address, as the remote told them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Protocol

from connector.ports import Ledger
from connector.settings.config import Section


@dataclass(frozen=True, slots=True)
class Known:
    """A page of a remote."""

    id: str
    url: str


class PageMemory(Protocol):
    """What is remembered of the pages of one store, by path."""

    def known(self) -> Mapping[str, Known]: ...

    def keep(self, path: str, known: Known) -> None: ...


@dataclass(frozen=True, slots=True)
class Remembered:
    """A memory in the ledger. `store` tells one from another, as after a change of the configuration."""

    ledger: Callable[[], Ledger]
    store: str

    @classmethod
    def of(cls, entry: Section, *, ledger: Callable[[], Ledger]) -> "Remembered":
        """Return the memory of the store that a section of the configuration names."""
        place = "/".join(str(entry.own.get(key, "")) for key in ("url", "space", "parent"))
        return cls(ledger, f"{entry.kind}:{place}")

    def known(self) -> Mapping[str, Known]:
        """Return the pages by their paths."""
        kept = json.loads(self.ledger().cursor(self._cursor) or "{}")
        return {path: Known(**each) for path, each in kept.items()}

    def keep(self, path: str, known: Known) -> None:
        """Remember a page."""
        before = self.known()
        if before.get(path) != known:
            told = {each: asdict(one) for each, one in {**before, path: known}.items()}
            self.ledger().observe((), (), cursor=(self._cursor, json.dumps(told, sort_keys=True)))

    @property
    def _cursor(self) -> str:
        return f"pages:{self.store}"
