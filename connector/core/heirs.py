"""What vanished documents had, looked for in the documents that may be their new names.

| by their heads the documents are | what goes along with the name |
|---|---|
| of one post-mortem | all |
| not to be told | what is not over; what is, where all of it came back or its owner and day are still the same |
| perhaps of one, as a title or a day differs | rows with the same owner and day; what is not over, where the rows are the very same; what is not over and like a row is asked about |
| of two, and the new one was there before: it took the other in | rows with the same owner and day; one that is not over and has neither is asked about |
| of two, and the new one is new | nothing |

What is over, that is a ticket that was closed, is not asked about: its work is done, and the row is of another incident.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from connector.core.keys import document_hash
from connector.core.likeness import Wording, assign
from connector.core.lineage import Kin
from connector.core.matching import Matching
from connector.core.model import DocumentId
from connector.core.renames import DocumentTexts, rename_pairs
from connector.core.sightings import Owed


class Heirs(Matching):
    """The rules for documents that vanished."""

    def through_renames(self) -> None:
        """Look for what vanished documents had under their new names; one that was renamed twice is found by what went ahead."""
        while self._through_rename():
            self.by_wording(how="its wording, in the renamed document")

    def _through_rename(self) -> bool:
        old = self._leftovers()
        new: dict[DocumentId, list[str]] = defaultdict(list)
        for item in self.free_items() if old else ():
            new[self.items[item].document].append(self.words[item])
        if not new:
            return False
        named, heirs = self._come_before(old)
        # A document whose own rows went elsewhere is as good as a new one: names were passed on.
        own = {self.homes[known] for known in self.free_known()}
        own |= {
            self.items[item].document
            for item, (known, _) in self.matched.items()
            if self.homes[known] == self.items[item].document
        }
        fresh = {document for document in new if document in heirs or document not in own}
        renamed = rename_pairs(
            [DocumentTexts(document, tuple(texts)) for document, texts in old.items()],
            [DocumentTexts(document, tuple(texts), is_new=document in fresh) for document, texts in new.items()],
            named=named,
            similarity=self.similarity,
            lineage=self.lineage,
        )
        moved = {
            known: heir
            for gone, heir in renamed.items()
            for known in self._going_along(gone, heir, old[gone], new[heir])
        }
        self.asked |= {gone: heir for gone, heir in renamed.items() if self._doubtful(gone, heir)}
        for known, heir in moved.items():
            self.homes[known] = heir
        return bool(moved)

    def _leftovers(self) -> dict[DocumentId, list[str]]:
        """Return the wordings that vanished documents had and no item was found for."""
        old: dict[DocumentId, list[str]] = defaultdict(list)
        for known in self.free_known():
            home = self.homes[known]
            if home is not None and home in self.vanished:
                old[home].append(self.known_words[known])
        return old

    def _come_before(
        self, old: Collection[DocumentId]
    ) -> tuple[Counter[tuple[DocumentId | None, DocumentId]], set[DocumentId]]:
        """Count what is known to have gone from vanished documents to others; return the others that took some for good, too."""
        named = Counter(
            (self.homes[known], self.items[item].document)
            for item, (known, _) in self.matched.items()
            if self.homes[known] in self.vanished
        )
        # Keys keep the name of the document that an item was first seen in: what came here before shows where the rest is.
        origins = {document_hash(document): document for document in old}
        heirs = set()
        for one, home in zip(self.candidates, self.homes, strict=True):
            origin = origins.get(one.key.partition("-")[0])
            if origin is not None and home is not None and home in self.read:
                named[origin, home] += 1
                heirs.add(home)
        return named, heirs

    def _going_along(self, gone: DocumentId, heir: DocumentId, old: Sequence[str], new: Sequence[str]) -> list[int]:
        """Return what a vanished document had that goes to its heir, as the table says."""
        kin = self.lineage.kin(gone, heir)
        owed = {
            (self.words[item], self.items[item].owed)
            for item in self.free_items()
            if self.items[item].document == heir and self.items[item].owed is not None
        }
        same = len(old) > 1 and list(old) == list(new)
        back = len(old) > 1 and not Counter(old) - Counter(new)
        along = []
        for known in self.free_known():
            one = self.candidates[known]
            if self.homes[known] != gone:
                continue
            goes = kin is Kin.SAME or (kin is Kin.UNKNOWN and (back or not one.closed))
            goes = goes or (kin is Kin.UNSURE and same and not one.closed)
            if goes or (self.known_words[known], one.owed) in owed:
                along.append(known)
        return along

    def _doubtful(self, gone: DocumentId, heir: DocumentId) -> bool:
        return self.lineage.kin(gone, heir) in (Kin.UNSURE, Kin.OTHER)

    def ask_heirs(self) -> None:
        """Ask about rows of documents that may be a vanished one under another name and with another head."""
        for gone, heir in sorted(self.asked.items()):
            two = self.lineage.kin(gone, heir) is Kin.OTHER
            items = [item for item in self.free_items() if self.items[item].document == heir]
            known = [one for one in self.free_known() if self.homes[one] == gone and not self.candidates[one].closed]
            for item in items if two else ():
                alike = [one for one in known if (self.words[item], self.items[item].owed) == self._look(one)]
                self.unclear[item] = (*self.unclear.get(item, ()), *alike)
            found = assign(
                [] if two else [Wording(self.words[item]) for item in items],
                [Wording(self.known_words[one]) for one in known],
                similarity=self.similarity,
                doubtful=lambda _item, _known: True,
            )
            for at, others in found.unclear.items():
                self.unclear[items[at]] = tuple(known[other] for other in others)

    def _look(self, known: int) -> tuple[str, Owed | None]:
        return self.known_words[known], self.candidates[known].owed
