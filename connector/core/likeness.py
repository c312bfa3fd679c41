"""How alike two wordings are, and which leftovers of a document belong together.

A full optimal assignment was rejected: it pairs everything with something. Here a pair counts only when it is the clear
best for both sides; what is plausible but not clear is left to people.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Similarity = Callable[[str, str], float]
"""How alike two normalised texts are, 0 to 1."""

ACCEPT = 0.55  # at this score a pair may be taken to be one item
MARGIN = 0.1  # by so much it has to beat every other pair of either side
PLAUSIBLE = 0.4  # from this score on a person would ask
UNCLAIMED = 0.2  # from this one on, where the known one is an open ticket that nothing else claims
PLACE = 0.15  # the part of the score that standing at the expected place earns
REACH = 4  # positions off at which the place earns nothing any more

_LONGEST = 400  # characters compared: a wording that differs only after these is the same for us
_CONSIDERED = 8  # comparisons per item after the prefilter, so that 100 x 100 leftovers stay cheap
_SHARED = 0.2  # share of letter pairs below which two texts are not compared at all


@dataclass(frozen=True, slots=True)
class Wording:
    """A normalised text and where it stands or is expected to stand; `place` None is unknown.

    `ask` is the score from which a person would ask whether an item is this known one.
    """

    text: str
    place: int | None = None
    ask: float = PLAUSIBLE


@dataclass(frozen=True, slots=True)
class Assignment:
    """`pairs` are item -> known, both as indexes; `unclear` are items -> the known ones they look like, best first."""

    pairs: Mapping[int, int]
    unclear: Mapping[int, tuple[int, ...]]


def alike(left: str, right: str) -> float:
    """Return how alike two normalised texts are: by shared words, or by shared letters where those say more."""
    if left == right:
        return 1.0
    words = _word_score(left[:_LONGEST].split(), right[:_LONGEST].split())
    letters = SequenceMatcher(None, left[:_LONGEST], right[:_LONGEST], autojunk=False)
    # Unrelated sentences of one language share nearly half of their letters, so only the upper half counts.
    if 2 * letters.quick_ratio() - 1 <= words:
        return words
    return max(words, 2 * letters.ratio() - 1)


def _word_score(left: Sequence[str], right: Sequence[str]) -> float:
    # A word weighs its length: short words are articles and prepositions in most languages.
    one, two = Counter(left), Counter(right)
    shared = _weight(one & two)
    smaller, larger = sorted((_weight(one), _weight(two)))
    # A text that was only added to keeps all its words: the second term is for it.
    return 0.75 * 2 * shared / (smaller + larger) + 0.25 * shared / smaller if shared else 0.0


def _weight(words: Counter[str]) -> int:
    return sum((len(word) - 1 or 1) * count for word, count in words.items())


def assign(
    items: Sequence[Wording],
    known: Sequence[Wording],
    *,
    similarity: Similarity,
    doubtful: Callable[[int, int], bool] = lambda _item, _known: False,
    apart: Callable[[int, int], bool] = lambda _item, _known: False,
) -> Assignment:
    """Pair items with known wordings where the pair is the clear best for both.

    `doubtful` names pairs (by index) that other evidence speaks against: never taken, at most asked about; `apart` names pairs
    that are surely two.
    """
    found = _scores(items, known, similarity=similarity)
    scores = {pair: score for pair, score in found.items() if not apart(*pair)}
    pairs: dict[int, int] = {}
    while clear := _clear_pairs(scores, doubtful=doubtful):
        pairs |= clear
        gone = set(clear.values())
        scores = {pair: score for pair, score in scores.items() if pair[0] not in clear and pair[1] not in gone}
    unclear: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for (item, other), score in scores.items():
        unclear[item].append((-score, other))
    return Assignment(
        pairs=pairs, unclear={item: tuple(other for _, other in sorted(unclear[item])) for item in sorted(unclear)}
    )


def _scores(
    items: Sequence[Wording], known: Sequence[Wording], *, similarity: Similarity
) -> dict[tuple[int, int], float]:
    letters = [_letter_pairs(other.text) for other in known]
    scores: dict[tuple[int, int], float] = {}
    for index, item in enumerate(items):
        mine = _letter_pairs(item.text)
        shares = ((2 * len(mine & theirs) / (len(mine) + len(theirs)), other) for other, theirs in enumerate(letters))
        best = sorted(((-share, other) for share, other in shares if share >= _SHARED))[:_CONSIDERED]
        for _, other in best:
            score = (1 - PLACE) * similarity(item.text, known[other].text) + PLACE * _nearness(item, known[other])
            if score >= known[other].ask:
                scores[index, other] = score
    return scores


def _letter_pairs(text: str) -> set[str]:
    short = text[:_LONGEST]
    return {short[at : at + 2] for at in range(max(len(short) - 1, 1))}


def _nearness(item: Wording, known: Wording) -> float:
    if item.place is None or known.place is None:
        return 0.0
    return max(0.0, 1 - abs(item.place - known.place) / REACH)


def _clear_pairs(scores: Mapping[tuple[int, int], float], *, doubtful: Callable[[int, int], bool]) -> dict[int, int]:
    by_item: dict[int, list[float]] = defaultdict(list)
    by_known: dict[int, list[float]] = defaultdict(list)
    for (item, other), score in scores.items():
        by_item[item].append(score)
        by_known[other].append(score)
    return {
        item: other
        for (item, other), score in sorted(scores.items())
        if score >= ACCEPT
        and not doubtful(item, other)
        and _wins(score, by_item[item])
        and _wins(score, by_known[other])
    }


def _wins(score: float, scores: Sequence[float]) -> bool:
    # `scores` holds `score` itself once; a second one as good is within the margin.
    return sum(other > score - MARGIN for other in scores) == 1


def in_order(items: Sequence[int], known: Sequence[int]) -> list[tuple[int, int]]:
    """Pair as many as there are on the shorter side, keeping order, so that places differ least in sum."""
    if len(items) > len(known):
        return [(right, left) for left, right in in_order(known, items)]
    # least[n] is the least sum for the first n items, with the pairs that give it, among the known ones so far.
    spare = len(known) - len(items)
    least: list[tuple[int, tuple[tuple[int, int], ...]] | None] = [(0, ()), *[None] * len(items)]
    for other, place in enumerate(known):
        for count in range(min(len(items), other + 1), max(0, other - spare), -1):
            before = least[count - 1]
            assert before is not None
            taken = (before[0] + abs(items[count - 1] - place), (*before[1], (count - 1, other)))
            current = least[count]
            least[count] = taken if current is None or taken[0] < current[0] else current
    best = least[len(items)]
    assert best is not None
    return list(best[1])
