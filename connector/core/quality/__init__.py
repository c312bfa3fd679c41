"""What makes action items good, and post-mortems blameless: rules as data, and what they find in documents.

They speak about wording and what is missing; whether a step is the right one is for people to judge.
"""

from collections.abc import Iterator, Sequence

from connector.core.quality.across import duplicates
from connector.core.quality.blame import blaming
from connector.core.quality.findings import Examined, Finding, Level, Policy, Rule
from connector.core.quality.items import assigned, by_priority, measurable, specific, time_bound
from connector.core.quality.whole import only_mitigated, unprevented, unread

__all__ = ["RULES", "Examined", "Finding", "Level", "Policy", "Rule", "judge"]

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("readable", Level.ERROR, "What a document says can be read for sure.", unread),
        Rule(
            "specific",
            Level.WARNING,
            "An action says what will be changed, not that people will be different.",
            specific,
        ),
        Rule("assigned", Level.WARNING, "An action has one owner, who is a person.", assigned),
        Rule("time-bound", Level.WARNING, "An action has a due date.", time_bound),
        Rule("measurable", Level.WARNING, "An action ends in something that can be verified.", measurable),
        Rule(
            "due-by-priority", Level.WARNING, "An action is due within the days that its priority allows.", by_priority
        ),
        Rule(
            "preventive",
            Level.WARNING,
            "A critical post-mortem has an action that keeps it from happening again.",
            unprevented,
        ),
        Rule(
            "only-mitigations",
            Level.WARNING,
            "Not all actions of a post-mortem only soften the next time.",
            only_mitigated,
        ),
        Rule("blameless", Level.NOTE, "A post-mortem speaks of systems, not of whose fault it was.", blaming),
        Rule("duplicate", Level.WARNING, "No two post-mortems ask for the same.", across=duplicates),
    )
}
"""Every rule by its name, in the order in which they are told of one line."""


def judge(documents: Sequence[Examined], policy: Policy) -> list[Finding]:
    """Return what the rules find, document by document and in the order of lines."""
    ranks = {name: rank for rank, name in enumerate(RULES)}
    at = {document.path: place for place, document in enumerate(documents)}
    found = list(_findings(documents, policy))
    return sorted(found, key=lambda each: (at[each.path], each.line, ranks[each.rule], each.message))


def _findings(documents: Sequence[Examined], policy: Policy) -> Iterator[Finding]:
    for rule in RULES.values():
        level = policy.level(rule)
        if level is not Level.OFF:
            for path, found in rule.find(documents, policy):
                yield Finding(rule.name, level, path, found.line, found.subject, found.message)
