"""Which actions keep a post-mortem from closing: its critical ones, as the guide has it."""

import re

from connector.core.model import TrackedItem

CRITICAL_WORDS = frozenset(
    {"critical", "crit", "blocker", "highest", "p0", "p1", "prio0", "prio1", "priority0", "priority1"}
)
CRITICAL_SEVERITIES = CRITICAL_WORDS | {"major", "s0", "s1", "sev0", "sev1", "severity0", "severity1"}
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
    return bool(severity) and _says(severity or "", CRITICAL_SEVERITIES)


def _says(text: str, words: frozenset[str]) -> bool:
    """Look for one of the words; `SEV-1`, `sev 1` and `Sev1` are one word, `non-critical` is none."""
    joined = re.sub(r"([a-z])[\s_-]*(\d)", r"\1\2", text.casefold())
    found = re.findall(r"[a-z]+\d*", joined)
    return not NEGATIONS & set(found) and bool(words & set(found))
