"""Which document lives on under which new name: one that vanished, or one whose name another document took.

Names are not enough (a folder is renamed, a date is corrected) and one shared generic item is not either ("update the
runbook"): the documents have to share half of their items, or half of their words. In a document that is new, a row that is nearly the
same counts as the same: names, rows and neighbours may all change between two looks.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.core.likeness import Similarity
from connector.core.lineage import NOTHING_TOLD, Kin, Lineage
from connector.core.model import DocumentId

_SHARE = 0.5  # of the items of the smaller document, or of the words of both
_COMMON = 20  # documents with a text from which on it tells nothing
EDITED = 0.6
"""How alike a row must be to what stood in its document for it to be that row, edited."""
_ORDER = (Kin.SAME, Kin.UNKNOWN, Kin.UNSURE, Kin.OTHER)
_NEARLY = 0.8  # the same for a row of another document: one word of six differs


@dataclass(frozen=True, slots=True)
class DocumentTexts:
    """A document and the normalised texts of its items; `is_new` says that nothing of it was known before."""

    document: DocumentId
    texts: tuple[str, ...]
    is_new: bool = True


def rename_pairs(
    old: Sequence[DocumentTexts],
    new: Sequence[DocumentTexts],
    *,
    named: Mapping[tuple[DocumentId | None, DocumentId], int],
    similarity: Similarity,
    lineage: Lineage = NOTHING_TOLD,
) -> dict[DocumentId, DocumentId]:
    """Return old name -> new name, each at most once, the strongest evidence first.

    A document that is new and of another post-mortem by its head is no new name, whatever it shares.

    `named` counts items of a pair that were known by their tickets already. A document that was there before can take in
    a vanished one (merged into it), but only on items of the same wording.
    """
    words = {texts.document: _words(texts) for texts in (*old, *new)}
    shared = _shared(old, new, named=named) + _nearly_shared(old, new, similarity)
    ranked = []
    for gone in old:
        for present in new:
            kin = lineage.kin(gone.document, present.document)
            if kin is Kin.OTHER and present.is_new:
                continue
            same = shared[gone.document, present.document]
            overlap = _overlap(words[gone.document], words[present.document]) if present.is_new else 0.0
            known = named.get((gone.document, present.document), 0)
            smaller = min(len(gone.texts), len(present.texts)) + known
            if same >= _SHARE * smaller or overlap >= _SHARE:
                other_name = _file(gone.document) != _file(present.document)
                ranked.append((_ORDER.index(kin), -same, other_name, -overlap, gone.document, present.document))
    pairs: dict[DocumentId, DocumentId] = {}
    targets: set[DocumentId] = set()
    for *_, gone_name, present_name in sorted(ranked):
        if gone_name not in pairs and present_name not in targets:
            pairs[gone_name] = present_name
            targets.add(present_name)
    return pairs


def passed_on(
    known: Mapping[DocumentId, Sequence[str]],
    present: Mapping[DocumentId, Sequence[str]],
    *,
    similarity: Similarity,
    lineage: Lineage = NOTHING_TOLD,
) -> dict[DocumentId, DocumentId]:
    """Return old name -> new name for documents whose names belong to others now.

    `known` are the items each name had, `present` those it has. A document went elsewhere where another one has more of
    its items, and at least half; what only looks edited counts for the one of its name. That other one must have had no
    items before, or have gone elsewhere too: a copy takes nothing.
    """
    holders: dict[str, list[DocumentId]] = defaultdict(list)
    for document, texts in present.items():
        for text in set(texts):
            holders[text].append(document)
    went: dict[DocumentId, DocumentId] = {}
    for document, texts in sorted(known.items()):
        missing = Counter(texts) - Counter(present.get(document, ()))
        places = {place for text in missing if len(holders[text]) <= _COMMON for place in holders[text]} - {document}
        places = {place for place in places if lineage.kin(document, place) is not Kin.OTHER}
        if not places or document not in present:
            continue
        stayed = len(texts) - sum(missing.values()) + _edited(missing, present[document], texts, similarity)
        counts = {place: (Counter(texts) & Counter(present[place])).total() for place in places}
        best = max(sorted(counts), key=lambda place: counts[place])
        rivals = [place for place in counts if counts[place] == counts[best]]
        if counts[best] > stayed and counts[best] >= _SHARE * len(texts) and len(rivals) == 1:
            went[document] = best
    while wrong := [name for name, place in went.items() if place in known and place not in went]:
        for name in wrong:
            del went[name]
    taken = Counter(went.values())
    return {name: place for name, place in went.items() if taken[place] == 1}


def _edited(missing: Counter[str], present: Sequence[str], texts: Sequence[str], similarity: Similarity) -> int:
    """Return how many of the missing texts a document may have in another wording."""
    others = list((Counter(present) - Counter(texts)).elements())
    return sum(any(similarity(text, other) >= EDITED for other in others) for text in missing.elements())


def _shared(
    old: Sequence[DocumentTexts],
    new: Sequence[DocumentTexts],
    *,
    named: Mapping[tuple[DocumentId | None, DocumentId], int],
) -> Counter[tuple[DocumentId | None, DocumentId]]:
    holders: dict[str, list[tuple[DocumentId, int]]] = defaultdict(list)
    for present in new:
        for text, count in Counter(present.texts).items():
            holders[text].append((present.document, count))
    shared: Counter[tuple[DocumentId | None, DocumentId]] = Counter(named)
    for gone in old:
        for text, count in Counter(gone.texts).items():
            for document, other in holders.get(text, ()):
                shared[gone.document, document] += min(count, other)
    return shared


def _nearly_shared(
    old: Sequence[DocumentTexts], new: Sequence[DocumentTexts], similarity: Similarity
) -> Counter[tuple[DocumentId | None, DocumentId]]:
    """Count the rows of old documents that new ones have in nearly the same wording; common ones tell nothing."""
    holders: dict[str, set[tuple[DocumentId, str]]] = defaultdict(set)
    for present in new:
        for text in present.texts if present.is_new else ():
            for word in set(text.split()):
                holders[word].add((present.document, text))
    found: Counter[tuple[DocumentId | None, DocumentId]] = Counter()
    for gone in old:
        for text in gone.texts if holders else ():
            words = set(text.split())
            # Only what shares half of its words is compared, as comparing letters is slow.
            hits = Counter(place for word in words for place in holders.get(word, ()))
            near = {
                document
                for (document, other), count in hits.items()
                if count * 2 >= len(words) and other != text and similarity(text, other) >= _NEARLY
            }
            found.update((gone.document, document) for document in near if len(near) <= _COMMON)
    return found


def _words(texts: DocumentTexts) -> frozenset[str]:
    return frozenset(word for text in texts.texts for word in text.split())


def _overlap(one: frozenset[str], two: frozenset[str]) -> float:
    return 2 * len(one & two) / (len(one) + len(two))


def _file(document: DocumentId) -> str:
    return document.rpartition("/")[2]
