"""What is matched so far while items are recognised, and the two ways to match that several rules share."""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Sequence

from connector.core.keys import document_hash, item_key, normalise
from connector.core.likeness import PLAUSIBLE, UNCLAIMED, Similarity, Wording, assign, in_order
from connector.core.lineage import Lineage, former
from connector.core.model import DocumentId, ItemKey
from connector.core.sightings import Candidate, Sighting


def occurrences(items: Iterable[Sighting]) -> list[int]:
    """Return for each item how many of the same wording precede it in its document."""
    counts: Counter[tuple[DocumentId, str]] = Counter()
    result = []
    for item in items:
        look = (item.document, normalise(item.text))
        result.append(counts[look])
        counts[look] += 1
    return result


class Matching:
    """One run of `recognise`: what is matched so far, by index into items and candidates."""

    def __init__(
        self,
        items: Sequence[Sighting],
        candidates: Sequence[Candidate],
        *,
        vanished: Container[DocumentId],
        read: Collection[DocumentId],
        taken: Collection[ItemKey],
        recorded: Container[ItemKey],
        lineage: Lineage,
        similarity: Similarity,
    ) -> None:
        self.items = items
        self.candidates = sorted(candidates, key=lambda known: (known.document or "", known.position or 0, known.key))
        self.lineage = lineage
        self.similarity = similarity
        self.read = {item.document for item in items} | set(read)
        self.words = [normalise(item.text) for item in items]
        self.known_words = [normalise(known.text) for known in self.candidates]
        self.counts = occurrences(items)
        self.vanished = {
            known.document for known in self.candidates if known.document in vanished and known.document is not None
        }
        by_hash = {document_hash(document): document for document in sorted(self.read, reverse=True)}
        # Where a candidate is looked for: its document, or the one the first half of a found marker's key stands for.
        self.homes = [
            known.document if known.document is not None else by_hash.get(half(known)) for known in self.candidates
        ]
        self._set_aside()
        self.keys = {known.key for known in self.candidates} | set(taken)
        self.recorded = recorded
        self.by_ref = {known.ref: at for at, known in enumerate(self.candidates) if known.ref is not None}
        self.matched: dict[int, tuple[int, str]] = {}
        self.used: set[int] = set()
        self.unclear: dict[int, tuple[int, ...]] = {}
        self.asked: dict[DocumentId, DocumentId] = {}

    def _set_aside(self) -> None:
        """Take what is over out of a file that was written anew for another incident, but what has its owner and day still."""
        replaced = {document for document in self.read if self.lineage.replaced(document)}
        rows = {(one.document, words, one.owed) for one, words in zip(self.items, self.words, strict=True) if one.owed}
        for at, one in enumerate(self.candidates):
            if one.closed and one.document in replaced and (one.document, self.known_words[at], one.owed) not in rows:
                self.homes[at] = former(one.document)
                self.vanished.add(former(one.document))

    def match(self, item: int, known: int, how: str) -> None:
        self.matched[item] = (known, how)
        self.used.add(known)

    def free_items(self) -> list[int]:
        return [at for at in range(len(self.items)) if at not in self.matched]

    def free_known(self) -> list[int]:
        return [at for at in range(len(self.candidates)) if at not in self.used]

    def by_wording(self, *, how: str) -> None:
        rows: dict[tuple[DocumentId | None, str], list[int]] = defaultdict(list)
        for item in self.free_items():
            rows[self.items[item].document, self.words[item]].append(item)
        known_rows: dict[tuple[DocumentId | None, str], list[int]] = defaultdict(list)
        for known in self.free_known():
            known_rows[self.homes[known], self.known_words[known]].append(known)
        for look, items in rows.items():
            others = known_rows.get(look, [])
            for same, theirs in self._by_owner(items, others) if len(items) + len(others) > 2 else ():
                self._in_order(same, theirs, how)
            left = [item for item in items if item not in self.matched]
            self._in_order(left, [known for known in others if known not in self.used], how)

    def _by_owner(self, items: Sequence[int], known: Sequence[int]) -> Iterator[tuple[list[int], list[int]]]:
        """Yield what has the same wording and as often the same owner on both sides, as one task given to each of a team."""
        owners = {owner for item in items if (owner := self.items[item].owner)}
        for owner in sorted(owners):
            mine = [item for item in items if self.items[item].owner == owner]
            theirs = [other for other in known if self.candidates[other].owner == owner]
            if len(mine) == len(theirs):
                yield mine, theirs

    def _in_order(self, items: Sequence[int], known: Sequence[int], how: str) -> None:
        places = [self.items[item].position for item in items]
        known_places = [self.candidates[other].position or 0 for other in known]
        for left, right in in_order(places, known_places):
            self.match(items[left], known[right], how)

    def anchors(self, document: DocumentId | None) -> list[tuple[int, int]]:
        """Return where known items of a document stood, and how far they have moved."""
        return sorted(
            (place, self.items[item].position - place)
            for item, (other, _) in self.matched.items()
            if self.homes[other] == document and (place := self.candidates[other].position) is not None
        )

    def stood_beside(self, item: int, known: int) -> bool:
        """Say whether a row stood beside a known item when its document was last read, and is as it was."""
        sighting = self.items[item]
        key = item_key(sighting.document, sighting.text, self.counts[item])
        return self.candidates[known].key in self.recorded and key in self.recorded and key not in self.keys

    def assign(self, items: list[int], known: list[int], document: DocumentId | None) -> None:
        anchors = self.anchors(document)

        def names_another(item: int, other: int) -> bool:
            return self.items[items[item]].named is not None and self.candidates[known[other]].ref is not None

        assignment = assign(
            [Wording(self.words[item], self.items[item].position) for item in items],
            [
                Wording(
                    self.known_words[other],
                    expected(self.candidates[other].position, anchors),
                    ask=UNCLAIMED if self.candidates[other].unclaimed else PLAUSIBLE,
                )
                for other in known
            ],
            similarity=self.similarity,
            doubtful=names_another,
            apart=lambda item, other: self.stood_beside(items[item], known[other]),
        )
        for left, right in sorted(assignment.pairs.items()):
            self.match(items[left], known[right], "its likeness to the earlier wording")
        for left, rights in assignment.unclear.items():
            self.unclear[items[left]] = tuple(known[right] for right in rights)


def half(known: Candidate) -> str:
    """Return the half of a key that stands for the document the item was first seen in."""
    return known.key.partition("-")[0]


def expected(place: int | None, anchors: Sequence[tuple[int, int]]) -> int | None:
    """Return where a known item would stand now: moved as far as the nearest known one before it, else after it."""
    if place is None or not anchors:
        return place
    before = [shift for anchor, shift in anchors if anchor <= place]
    return place + (before[-1] if before else anchors[0][1])
