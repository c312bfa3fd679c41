"""The field map: how an item's fields become a tracker's, and which side rules each. One TOML file per kind of tracker.

Words are compared without case and surrounding blanks, and an apostrophe is an apostrophe however it is typed. Mapping is
idempotent: a tracker's own word maps to itself, so a value may pass through twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model

from connector.core.model import Fields, Given, Side, Status
from connector.errors import ConfigError, Fault
from connector.settings.config import read_toml
from connector.settings.configfaults import faults_of
from connector.share import shared

FIELDS = ("title", "owner", "due", "status", "priority", "labels")
LABEL_FACTS = ("service", "severity", "incident", "priority", "team")
"""What a post-mortem or its item may say that can become a label."""


@dataclass(frozen=True, slots=True)
class FieldMap:
    """How an item's fields become a tracker's. The first word of a list is the one that is written."""

    rules: Mapping[str, Side]
    status: Mapping[Status, tuple[str, ...]]
    priorities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown_priority: str = "keep"
    labels: tuple[str, ...] = ()
    labels_from: tuple[str, ...] = ()
    title_max: int | None = None
    template: str = "ticket.md.j2"
    summary: str | None = None
    extra: Mapping[str, "ExtraField"] = field(default_factory=dict)
    own: Any = None
    """What the map says beyond this, as the adapter's `MapKeys`."""

    def status_word(self, status: Status) -> str:
        """Return the tracker's word for a status."""
        return self.status[status][0]

    def status_of(self, word: str) -> Status | None:
        """Return the status a tracker's word stands for; None where the map does not say."""
        return self.statuses().get(fold(word))

    def statuses(self) -> dict[str, Status]:
        """Return the status of every word that people may write, the word as `fold` makes it."""
        return {fold(word): status for status in Status for word in self.status[status]}

    @property
    def status_words(self) -> tuple[str, ...]:
        """All words a person may write, in order."""
        return tuple(word for status in Status for word in self.status[status])

    def priority_word(self, text: str) -> str | None:
        """Return the tracker's priority for a document's word: one that is unknown is kept, or None if so configured."""
        wanted = fold(text)
        for word, synonyms in self.priorities.items():
            if wanted == fold(word) or wanted in map(fold, synonyms):
                return word
        return text.strip() or None if self.unknown_priority == "keep" else None

    def title(self, text: str) -> str:
        """Return a title on one line, cut at a word where it is longer than the tracker takes."""
        line = " ".join(text.split())
        if self.title_max is None or len(line) <= self.title_max:
            return line
        room = line[: self.title_max - 1]
        head, blank, _ = room.rpartition(" ")
        return (head if blank and len(head) > self.title_max // 2 else room).rstrip() + "…"

    def labels_for(self, facts: Mapping[str, str | None]) -> tuple[str, ...]:
        """Return the fixed labels and those made of facts (service, severity ...), each once, in the order of the map."""
        made = [_label(value) for name in self.labels_from if (value := facts.get(name))]
        return tuple(dict.fromkeys(label for label in (*self.labels, *made) if label))

    def to_tracker(self, fields: Fields) -> Fields:
        """Return fields with title and priority in the tracker's terms; all other values as they are."""
        mapped = dict(fields)
        if isinstance(title := mapped.get("title"), str):
            mapped["title"] = self.title(title)
        if isinstance(priority := mapped.get("priority"), str):
            mapped["priority"] = self.priority_word(priority)
        return mapped


def fold(word: str) -> str:
    """Return a word as it is compared: without case, doubled blanks or a typographic apostrophe."""
    return " ".join(word.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()).casefold()


def _label(value: str) -> str:
    # Jira takes no blanks in a label; one form for all trackers keeps searches the same.
    return "-".join(value.replace(",", " ").split()).lower()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _texts(value: object) -> object:
    # Said once, in place of what is wrong with a text and what is wrong with a list.
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return tuple(part for part in value if part.strip())
    raise ValueError("must be text, or a list of texts")


Texts = Annotated[Given, BeforeValidator(_texts)]


class ExtraField(_Strict):
    """A further field of the tracker: a template, the tracker's words for what it gives, and what stands in for nothing.

    A list is several values, each as it stands: no comma in one takes it apart.
    """

    value: Texts
    words: dict[str, Texts] = {}
    default: Texts | None = None
    kind: Literal["text", "option", "options", "cascading", "user", "date", "number", "labels"] | None = None

    def value_for(self, filled: Given) -> Given | None:
        """Return the tracker's word for what the template gave, of each for a list; the default where that is nothing."""
        words = {fold(word): meaning for word, meaning in self.words.items()}
        if isinstance(filled, str):
            return words.get(fold(filled), filled) or self.default
        meant = [words.get(fold(part), part) for part in filled]
        parts = [part for one in meant for part in ((one,) if isinstance(one, str) else one) if part]
        return tuple(parts) or self.default


# --- reading ------------------------------------------------------------------------------------------------------

Word = Annotated[str, Field(min_length=1)]
Words = Annotated[list[Word], Field(min_length=1)]


class _Rules(_Strict):
    title: Side = Side.DOCUMENT
    owner: Side = Side.TRACKER
    due: Side = Side.TRACKER
    status: Side = Side.TRACKER
    priority: Side = Side.TRACKER
    labels: Side = Side.TRACKER


class _Status(_Strict):
    open: Words
    in_progress: Words
    done: Words
    wont_do: Words


class _Priority(_Strict):
    unknown: Literal["keep", "omit"] = "keep"
    words: dict[Word, list[Word]] = {}


class _Labels(_Strict):
    fixed: list[Word] = []
    from_: list[Literal[LABEL_FACTS]] = Field(default=[], alias="from")  # type: ignore[valid-type]


class _Title(_Strict):
    max_length: Annotated[int, Field(ge=20)] | None = None


class _Map(_Strict):
    template: Word = "ticket.md.j2"
    summary: Word | None = None
    rules: _Rules = _Rules()
    status: _Status
    priority: _Priority = _Priority()
    labels: _Labels = Field(default_factory=_Labels)
    title: _Title = _Title()


def shipped_map(kind: str) -> Path:
    """Return the field map that comes with the program for a kind of tracker; there may be none."""
    return shared("mappings") / f"{kind}.toml"


def load_fieldmap(path: Path, *, mapping: type[BaseModel] | None = None) -> FieldMap:
    """Read a field map; `mapping` has the keys that an adapter adds. Raises ConfigError with every fault at once."""
    data = read_toml(path, what="field map", start="take `mapping` away, and ask `connector mapping suggest` for one")
    own_keys = mapping.model_fields if mapping else {}
    shape: Any = create_model("Map", __base__=(mapping, _Map)) if mapping else _Map
    try:
        read = shape.model_validate(data)
    except ValidationError as error:
        raise ConfigError([*faults_of(error, shape), *_twice(data)], file=str(path)) from None
    if faults := _twice(data):
        raise ConfigError(faults, file=str(path))
    return FieldMap(
        rules={name: getattr(read.rules, name) for name in FIELDS},
        status={status: tuple(getattr(read.status, status.value)) for status in Status},
        priorities={word: tuple(synonyms) for word, synonyms in read.priority.words.items()},
        unknown_priority=read.priority.unknown,
        labels=tuple(read.labels.fixed),
        labels_from=tuple(read.labels.from_),
        title_max=read.title.max_length,
        template=read.template,
        summary=read.summary,
        extra=getattr(read, "fields", {}),
        own=mapping.model_validate({key: data[key] for key in own_keys if key in data}) if mapping else None,
    )


def _twice(data: Mapping[str, object]) -> list[Fault]:
    """Find words that stand for two things: reading them back would be a guess."""
    priority = data.get("priority")
    words_of = priority.get("words") if isinstance(priority, dict) else None
    tables = (("status", data.get("status")), ("priority.words", words_of))
    faults = []
    for path, table in tables:
        meaning: dict[str, str] = {}
        for name, words in _table(table).items():
            # A tracker's priority is a word itself; the names of our four statuses are not.
            for word in words if path == "status" else [name, *words]:
                first = meaning.setdefault(fold(word), name)
                if first != name:
                    faults.append(
                        Fault(f"{path}.{name}", f"'{word}' already stands for {first}; a word has one meaning")
                    )
    return faults


def _table(value: object) -> Mapping[str, list[str]]:
    if not isinstance(value, dict):
        return {}
    return {name: [str(word) for word in words] for name, words in value.items() if isinstance(words, list)}
