"""Tell when a plan changes more than is usual, so that a broken source or field map does not reach the tracker.

Ledger-only changes and holds are not counted: nobody outside sees them. Shares count from what is bound already; each has a
floor, so that a small installation is not refused its ordinary days.
"""

from dataclasses import dataclass

from connector.core.changes import Adopt, Close, Create, Plan, Update

_ALLOW = "look at the plan, then allow it with --allow-large"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is usual. A share is of the bound items; the limit is the larger of floor and share.

    `max_creates` holds on its own: it also bounds the first run, when nothing is bound.
    """

    max_creates: int = 200
    create_floor: int = 20
    create_share: float = 0.5
    close_floor: int = 10
    close_share: float = 0.2
    update_floor: int = 20
    update_share: float = 0.5


def guard(plan: Plan, *, bound: int, limits: Limits, allowed: int = 0) -> list[str]:
    """Return why a plan is unusual; nothing where it is not.

    `bound` counts the items that have tickets before it; `allowed` the creates of an earlier plan that were allowed and not
    made, as the run was ended or a disk was full: the rest of it surprises nobody.
    """
    creates = sum(isinstance(change, Create) for change in plan.changes)
    claims = sum(isinstance(change, Adopt) and change.claim for change in plan.changes)
    closes = sum(isinstance(change, Close) for change in plan.changes)
    updates = sum(isinstance(change, Update) for change in plan.changes)
    new = limits.max_creates
    if bound:
        new = min(new, _limit(bound, limits.create_floor, limits.create_share))
    checks = (
        ("create", creates, max(new, allowed)),
        ("claim", claims, new),
        ("close", closes, _limit(bound, limits.close_floor, limits.close_share)),
        ("update", updates, _limit(bound, limits.update_floor, limits.update_share)),
    )
    return [_reason(verb, count, limit, bound=bound) for verb, count, limit in checks if count > limit]


def _limit(bound: int, floor: int, share: float) -> int:
    return max(floor, int(bound * share))


def _reason(verb: str, count: int, limit: int, *, bound: int) -> str:
    if bound:
        return f"would {verb} {count} tickets with {bound} items bound, usual are up to {limit}: {_ALLOW}"
    return (
        f"would {verb} {count} tickets, usual are up to {limit}; nothing is bound yet, "
        f"so this may be the first run on many documents: {_ALLOW}"
    )
