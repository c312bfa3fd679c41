"""Whether two documents are of one post-mortem, by what their heads say: the incident, the title, the day.

What items they share cannot tell: every post-mortem of a team asks for the same three things.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from connector.core.keys import normalise
from connector.core.model import DocumentId


class Kin(Enum):
    """What the heads of two documents say of each other."""

    SAME = "of one post-mortem"
    UNKNOWN = "they have nothing to compare"
    UNSURE = "a title or a day differs: it was corrected, or they are of two"
    OTHER = "of two post-mortems"


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells a post-mortem from another; None and '' are not said."""

    incident: str = ""
    title: str = ""
    incident_date: date | None = None
    held_on: date | None = None


def facts(
    document: DocumentId, *, title: str, incident: str | None, incident_date: date | None, held_on: date | None
) -> Facts:
    """Return the facts of a document. A title that is only the name of its file says nothing: it changes with it."""
    name = document.partition(":")[2].rpartition("/")[2]
    words = normalise(title)
    named = {normalise(one) for one in (document.partition(":")[2], name, name.split(".", 1)[0])}
    return Facts(normalise(incident or ""), "" if words in named else words, incident_date, held_on)


def kin(old: Facts, new: Facts) -> Kin:
    """Compare two heads.

    | incident | title and day, as far as both say them | they are |
    |---|---|---|
    | equal | any | SAME |
    | another | any | OTHER |
    | one or both do not say | both differ | OTHER |
    | | one differs | UNSURE |
    | | none differs, at least one is said | SAME |
    | | neither is said | UNKNOWN |
    """
    if old.incident and new.incident:
        return Kin.SAME if old.incident == new.incident else Kin.OTHER
    said = [equal for equal in (_titles(old, new), _days(old, new)) if equal is not None]
    wrong = said.count(False)
    if wrong:
        return Kin.OTHER if wrong == 2 else Kin.UNSURE
    return Kin.SAME if said else Kin.UNKNOWN


def _titles(old: Facts, new: Facts) -> bool | None:
    return old.title == new.title if old.title and new.title else None


def _days(old: Facts, new: Facts) -> bool | None:
    pairs = ((old.incident_date, new.incident_date), (old.held_on, new.held_on))
    return next((one == two for one, two in pairs if one is not None and two is not None), None)


_FORMER = "\0former"


@dataclass(frozen=True, slots=True)
class Lineage:
    """The facts of documents as they were recorded, and as they were read now."""

    before: Mapping[DocumentId, Facts] = field(default_factory=dict)
    now: Mapping[DocumentId, Facts] = field(default_factory=dict)

    def kin(self, old: DocumentId, new: DocumentId) -> Kin:
        """Compare what a document was with what another one is."""
        one, two = self.before.get(DocumentId(old.removesuffix(_FORMER))), self.now.get(new)
        return kin(one, two) if one is not None and two is not None else Kin.UNKNOWN

    def replaced(self, document: DocumentId) -> bool:
        """Say whether a file was written anew for another incident. One fact that differs is a correction."""
        one, two = self.before.get(document), self.now.get(document)
        if one is None or two is None or (one.incident and one.incident == two.incident):
            return False
        return _titles(one, two) is False and _days(one, two) is False


def former(document: DocumentId) -> DocumentId:
    """Return what a document is called that another one replaced under its name."""
    return DocumentId(document + _FORMER)


NOTHING_TOLD = Lineage()
