"""What is examined, by which rules, and what they find."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from connector.core.model import ActionItem, PostMortem


class Level(StrEnum):
    """How much a finding weighs."""

    OFF = "off"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


@dataclass(frozen=True)
class Examined:
    """One document: the path it was given by, what it says, and its text as written."""

    path: str
    post_mortem: PostMortem
    text: str = ""

    @cached_property
    def open_items(self) -> Sequence[ActionItem]:
        """Its items that are still to be done, but for those that cannot be read for sure: that is to be mended first."""
        items = (item for item in self.post_mortem.items if not item.problems)
        return [item for item in items if item.status is None or not item.status.closed]


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a rule found in a document: where, on what, and what would mend it."""

    line: int
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The same with the document and the rule."""

    rule: str
    level: Level
    path: str
    line: int
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its name, with the level it has unless the policy says otherwise.

    `check` looks at one document, `across` at all of them together.
    """

    name: str
    level: Level
    says: str
    check: "Callable[[Examined, Policy], Iterable[Found]] | None" = None
    across: Callable[[Sequence[Examined]], Iterable[tuple[str, Found]]] | None = None

    def find(self, documents: Sequence[Examined], policy: "Policy") -> Iterator[tuple[str, Found]]:
        """Yield what the rule finds, with the path of its document."""
        if self.check is not None:
            for document in documents:
                for found in self.check(document, policy):
                    yield document.path, found
        if self.across is not None:
            yield from self.across(documents)


@dataclass(frozen=True, slots=True)
class Policy:
    """What an installation wants of its items: levels by rule, days by priority (in lower case), further vague and blaming words."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    due_days: Mapping[str, int] = field(default_factory=dict)
    vague: Collection[str] = ()
    blaming: Collection[str] = ()

    def level(self, rule: Rule) -> Level:
        return self.levels.get(rule.name, rule.level)
