"""How severe an incident is by its word for it, and which actions keep a post-mortem from closing: its critical ones."""

import re

from connector.core.model import TrackedItem

CRITICAL_WORDS = frozenset(
    {"critical", "crit", "blocker", "highest", "p0", "p1", "prio0", "prio1", "priority0", "priority1"}
)
CRITICAL_SEVERITIES = CRITICAL_WORDS | {"major", "s0", "s1", "sev0", "sev1", "severity0", "severity1"}
LEVELS = {
    "critical": CRITICAL_SEVERITIES,
    "high": frozenset({"high", "s2", "sev2", "severity2", "p2"}),
    "medium": frozenset({"medium", "moderate", "s3", "sev3", "severity3", "p3"}),
    "low": frozenset({"low", "minor", "trivial", "s4", "s5", "sev4", "sev5", "severity4", "severity5", "p4", "p5"}),
}
"""What the guide calls severities, and the words that teams have for them."""
NEGATIONS = frozenset({"no", "non", "not"})

RULE = (
    "An action is critical if its priority says so (critical, highest, blocker, P0, P1), or if it has no priority and the "
    "severity of its post-mortem is critical (critical, major, SEV0, SEV1, P0, P1). A post-mortem may close when "
    "none of its critical actions is open; won't do counts as decided."
)


def is_critical(item: TrackedItem) -> bool:
    """Tell whether an open `item` keeps its post-mortem open."""
    if item.priority and item.priority.strip():
        return _says(item.priority, CRITICAL_WORDS)
    return is_critical_severity(item.severity)


def is_critical_severity(severity: str | None) -> bool:
    """Tell whether the severity of an incident is critical."""
    return level_of(severity) == "critical"


def level_of(severity: str | None) -> str | None:
    """Return which of the guide's severities a word for one is, the highest of several; None for none of them."""
    return next((level for level, words in LEVELS.items() if _says(severity or "", words)), None)


def _says(text: str, words: frozenset[str]) -> bool:
    """Look for one of the words; `SEV-1`, `sev 1` and `Sev1` are one word, `non-critical` is none."""
    joined = re.sub(r"([a-z])[\s_-]*(\d)", r"\1\2", text.casefold())
    found = re.findall(r"[a-z]+\d*", joined)
    return not NEGATIONS & set(found) and bool(words & set(found))
