"""Words that look for whose fault it was. Gentle: whoever wrote them rarely meant to blame."""

import re
from collections.abc import Iterator

from connector.core.quality import words
from connector.core.quality.findings import Examined, Found, Policy

MOST = 20
"""Notes on one document; more would be the nagging that the rule asks people to leave."""
SHOWN = 80
"""Characters of a line that are shown around what was found."""


def blaming(document: Examined, policy: Policy) -> Iterator[Found]:
    """Find lines that blame, and say what to ask instead."""
    own = [re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE) for word in policy.blaming]
    told = 0
    for number, line in enumerate(document.text.splitlines(), 1):
        found = _first(line, own)
        if found is None or words.GROUND_RULE.search(line):
            continue
        told += 1
        if told > MOST:
            return
        phrase, advice = found
        start = max(0, phrase.start() - SHOWN // 2)
        shown = " ".join(line[start : start + SHOWN].split())
        yield Found(number, shown, f"'{phrase[0].strip()}' may read as blame: {advice}")


def _first(line: str, own: list[re.Pattern[str]]) -> tuple[re.Match[str], str] | None:
    for pattern, advice in (*words.BLAME, *((each, words.ASK) for each in own)):
        if (found := pattern.search(line)) is not None:
            return found, advice
    return None
