"""Knowing an item again when its text was edited, its row moved, its document renamed, or its wording swapped.

An item's key is made once, when it is first seen, and never changes: it is what the marker in the ticket carries. A key that
follows the text was rejected: every edit would be a write to the tracker with a crash window of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Sequence

from connector.core.heirs import Heirs
from connector.core.keys import item_key
from connector.core.likeness import Similarity, Wording, alike, assign
from connector.core.lineage import NOTHING_TOLD, Lineage
from connector.core.matching import expected, half
from connector.core.model import DocumentId, ItemKey
from connector.core.renames import EDITED, passed_on
from connector.core.sightings import Candidate, New, Owed, Recognised, Recognition, Sighting, Unclear


def recognise(
    items: Sequence[Sighting],
    candidates: Sequence[Candidate],
    *,
    vanished: Container[DocumentId] = frozenset(),
    read: Collection[DocumentId] = (),
    taken: Collection[ItemKey] = (),
    recorded: Container[ItemKey] = (),
    lineage: Lineage = NOTHING_TOLD,
    similarity: Similarity = alike,
) -> tuple[Recognition, ...]:
    """Tell for each item, given in document order, which candidate it is.

    `vanished` are documents gone by a complete listing, `read` present ones beside those of `items`, `taken` further keys
    in use, `recorded` the keys of the items that the documents had when they were last read, `lineage` what the heads of
    documents say. The rules, in order, each for what the earlier ones left over:

    | rule | item and candidate | in |
    |---|---|---|
    | 0 | a name that another document took: its items are looked for where most of them are | see `passed_on` |
    | 1 | the item names the candidate's ticket, and no item without a ticket has its wording | the same document, or a vanished one |
    | 2 | same wording; of several, the same owner's, else in order and nearest in place | the same document |
    | 3 | a marker found in the tracker, or a known item, has the key this item would get | the same document |
    | 4 | same wording, the only ones on both sides; of a closed ticket, the same owner and day too | a document that was read and has nothing like it any more |
    | 5 | same wording | a vanished document and the new name it most likely has, as far as `heirs.py` lets it go along |
    | 6 | clear winner by likeness of text and place | the same document, or such a pair |
    | - | the same owner, day and place are asked about | the same document |
    | 7 | the item names the candidate's ticket | any document that was read: the row was moved |
    | 8 | same wording, the only ones on both sides | a found marker of no document that is there |
    | 9 | as 6 | found markers whose document's others rule 8 found in one document: it was renamed |
    | 10 | plausible likeness is asked about | a found marker of no document that is there |
    | - | plausible but not clear, or the other evidence speaks against it | Unclear |
    | - | else | New |

    A row that stood beside a candidate when its document was last read, and is as it was, is another item than that: neither 6
    nor a question about the same place is for the two.
    A copy of a document steals nothing: what its own document still has is matched before others are looked at.
    """
    return _Matching(
        items,
        candidates,
        vanished=vanished,
        read=read,
        taken=taken,
        recorded=recorded,
        lineage=lineage,
        similarity=similarity,
    ).run()


class _Matching(Heirs):
    """One run of `recognise`: its rules in their order."""

    def run(self) -> tuple[Recognition, ...]:
        self._passed_names()
        self._by_name(moved=False)
        self.by_wording(how="its wording")
        self._by_natural_key()
        self._by_moved_wording()
        self.through_renames()
        self._by_likeness()
        self._by_place()
        self._by_name(moved=True)
        self.ask_heirs()
        self._homeless()
        self._after_siblings()
        return tuple(self._results())

    def _passed_names(self) -> None:
        """Look for what is known of a document under its new name where another document took the old one."""
        known: dict[DocumentId, list[str]] = defaultdict(list)
        for home, words in zip(self.homes, self.known_words, strict=True):
            if home is not None and home in self.read:
                known[home].append(words)
        present: dict[DocumentId, list[str]] = defaultdict(list)
        for item, words in zip(self.items, self.words, strict=True):
            present[item.document].append(words)
        went = passed_on(known, present, similarity=self.similarity, lineage=self.lineage)
        self.homes = [went.get(home, home) if home is not None else None for home in self.homes]

    def _by_name(self, *, moved: bool) -> None:
        naming: dict[int, list[int]] = defaultdict(list)
        # A row that only mentions a ticket must not take it from the row it was filed for, which may name nothing.
        unnamed = {
            (self.items[item].document, self.words[item])
            for item in self.free_items()
            if self.items[item].named is None
        }
        for item in self.free_items():
            ref = self.items[item].named
            known = self.by_ref.get(ref) if ref is not None else None
            if known is not None and known not in self.used and self._within_reach(item, known, moved=moved):
                naming[known].append(item)
        for known, items in sorted(naming.items()):
            # Of a row that was copied with its reference, the one that kept the wording is the item.
            first = min(items, key=lambda item: (self.words[item] != self.known_words[known], item))
            look = (self.items[first].document, self.known_words[known])
            if self.words[first] == self.known_words[known] or look not in unnamed:
                self.match(first, known, "the ticket it names")

    def _within_reach(self, item: int, known: int, *, moved: bool) -> bool:
        home = self.homes[known]
        if moved:
            return home is None or home in self.read
        return home == self.items[item].document or home in self.vanished

    def _by_natural_key(self) -> None:
        """Match a wording that an item was first seen with: one found by its marker, or one whose text was taken back."""
        free = {self.candidates[known].key: known for known in self.free_known()}
        for item in self.free_items() if free else []:
            sighting = self.items[item]
            known = free.get(item_key(sighting.document, sighting.text, self.counts[item]))
            if known is not None and self.homes[known] in (None, sighting.document):
                how = (
                    "the key in the ticket's marker" if self.candidates[known].document is None else "its first wording"
                )
                self.match(item, known, how)

    def _by_moved_wording(self) -> None:
        """Match rows that left a document for another, but not where the old one has a row alike: that was edited."""
        lost: dict[str, list[int]] = defaultdict(list)
        known_words = {self.known_words[known] for known in self.free_known()}
        for known in self.free_known():
            if self.homes[known] in self.read:
                lost[self.known_words[known]].append(known)
        rows: dict[str, list[int]] = defaultdict(list)
        staying: dict[DocumentId | None, list[str]] = defaultdict(list)
        for item in self.free_items() if lost else []:
            if self.words[item] not in known_words:
                staying[self.items[item].document].append(self.words[item])
            if self.items[item].named not in self.by_ref:
                rows[self.words[item]].append(item)
        for words, items in rows.items():
            owed = {self.items[item].owed for item in items} - {None}
            # What is over does not come up again elsewhere, unless it is the same row.
            others = [
                known
                for known in lost.get(words, [])
                if not self.candidates[known].closed or self.candidates[known].owed in owed
            ]
            if any(self.similarity(words, row) >= EDITED for known in others for row in staying[self.homes[known]]):
                continue
            if len(items) == len(others) == 1:
                self.match(items[0], others[0], "its wording, moved here from another document")
            for item in items if others and len(items) + len(others) > 2 else ():
                self.unclear[item] = (*self.unclear.get(item, ()), *others)

    def _by_likeness(self) -> None:
        items: dict[DocumentId | None, list[int]] = defaultdict(list)
        for item in self.free_items():
            # Naming another item's ticket says that it is that item, whatever it looks like.
            if self.items[item].named not in self.by_ref:
                items[self.items[item].document].append(item)
        known: dict[DocumentId | None, list[int]] = defaultdict(list)
        for other in self.free_known():
            known[self.homes[other]].append(other)
        for document in sorted(set(items) & set(known), key=str):
            self.assign(items[document], known[document], document)

    def _by_place(self) -> None:
        """Ask about rows in the place of a known one that have its owner and its day: all of their words may be new."""
        free: dict[tuple[DocumentId | None, Owed], list[int]] = defaultdict(list)
        for known in self.free_known():
            if (owed := self.candidates[known].owed) is not None:
                free[self.homes[known], owed].append(known)
        for at in self.free_items() if free else ():
            item = self.items[at]
            if item.owed is None or item.named is not None or at in self.unclear:
                continue
            there = [known for known in free.get((item.document, item.owed), []) if not self.stood_beside(at, known)]
            anchors = self.anchors(item.document) if there else []
            same = [known for known in there if expected(self.candidates[known].position, anchors) == item.position]
            if same:
                self.unclear[at] = tuple(same)

    def _homeless(self) -> None:
        """Match found tickets whose document has another name now, if it was renamed, by wording alone.

        Several of one wording are asked about; they are not filed again.
        """
        lost: dict[str, list[int]] = defaultdict(list)
        for known in self.free_known():
            if self.homes[known] is None:
                lost[self.known_words[known]].append(known)
        rows: dict[str, list[int]] = defaultdict(list)
        for item in self.free_items() if lost else []:
            rows[self.words[item]].append(item)
        for words, items in rows.items():
            match items, lost.get(words, []):
                case _, []:
                    continue
                case [item], [known]:
                    self.match(item, known, "the title of a ticket of ours that no other document has")
                case _, others:
                    for item in items:
                        self.unclear[item] = (*self.unclear.get(item, ()), *others)

    def _after_siblings(self) -> None:
        """Look for found tickets of a document that has another name now where most of its others were found."""
        homeless = [known for known in self.free_known() if self.homes[known] is None]
        halves = {half(self.candidates[known]) for known in homeless}
        went: dict[str, Counter[DocumentId]] = defaultdict(Counter)
        for item, (known, _) in self.matched.items() if homeless else ():
            if half(self.candidates[known]) in halves:
                went[half(self.candidates[known])][self.items[item].document] += 1
        for known in homeless:
            if there := went.get(half(self.candidates[known])):
                self.homes[known] = max(sorted(there), key=lambda document: there[document])
        if went:
            self._by_likeness()
        left = [known for known in homeless if self.homes[known] is None and self.candidates[known].unclaimed]
        items = [item for item in self.free_items() if item not in self.unclear] if left else []
        asked = assign(
            [Wording(self.words[item]) for item in items],
            [Wording(self.known_words[known]) for known in left],
            similarity=self.similarity,
            doubtful=lambda _item, _known: True,
        )
        for at, others in asked.unclear.items():
            self.unclear[items[at]] = tuple(left[other] for other in others)

    def _results(self) -> Iterable[Recognition]:
        for at, item in enumerate(self.items):
            if at in self.matched:
                known, how = self.matched[at]
                yield Recognised(self.candidates[known].key, how)
                continue
            key = item_key(item.document, item.text, self.counts[at], self.keys)
            self.keys.add(key)
            looks_like = [known for known in self.unclear.get(at, ()) if known not in self.used]
            if looks_like:
                yield Unclear(key, tuple(self.candidates[known].key for known in looks_like))
            else:
                yield New(key)
