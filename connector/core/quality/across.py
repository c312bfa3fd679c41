"""Rules for several post-mortems together: actions that two of them ask for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from connector.core.keys import normalise
from connector.core.likeness import alike
from connector.core.model import ActionItem
from connector.core.quality.findings import Examined, Found

SAME = 0.9
"""How alike two wordings are that ask for the same."""
FEWEST = 4
"""Words of an action; two shorter ones are alike by chance."""
SHARED = 40
"""Actions that hold a word; one that is in more of them tells nothing."""

_Place = tuple[Examined, ActionItem, str]


def duplicates(documents: Sequence[Examined]) -> Iterator[tuple[str, Found]]:
    """Find open actions that an earlier document asks for too, unless both name one ticket."""
    places = [
        (document, item, normalise(item.action))
        for document in documents
        for item in document.open_items
        if len(item.action.split()) >= FEWEST
    ]
    for later, earlier in _pairs(places):
        (document, item, _), (other, first, _) = places[later], places[earlier]
        said = f"asks for what {other.path}:{first.line} does ('{first.action[:60]}'): let both name one ticket"
        yield document.path, Found(item.line, item.action, said)


def _pairs(places: Sequence[_Place]) -> Iterator[tuple[int, int]]:
    """Yield each action with the first like it in another document; only those that share a rare word are compared."""
    holders: dict[str, list[int]] = defaultdict(list)
    for at, (_, _, text) in enumerate(places):
        for word in set(text.split()):
            holders[word].append(at)
    for at, (document, item, text) in enumerate(places):
        rare = [found for word in set(text.split()) if len(found := holders[word]) <= SHARED]
        near = sorted({other for found in rare for other in found if other < at})
        # An action that stands in a hundred documents has no rare word.
        near = near or [other for other in holders[text.split()[0]][:SHARED] if other < at]
        for other in near:
            first, like, words = places[other]
            if first is not document and not set(item.refs) & set(like.refs) and alike(words, text) >= SAME:
                yield at, other
                break
