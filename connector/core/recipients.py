"""Who is told about an item at a rung of the ladder, and why it is not the person the rung names.

An owner who cannot be told for sure never becomes a guess: the facilitator of the post-mortem or the fallback is asked.
"""

from dataclasses import dataclass, replace

from connector.core.model import Party, Person, TrackedItem
from connector.core.notices import ROLE, TEAM, Rung
from connector.core.people import Directory, Known, Several, Unknown

HIGHEST = 10
"""How far up a chain of managers is followed; longer ones are circles."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who it is, or None where nobody can be told; `note` says why it is not the one the rung names, for whoever reads it."""

    person: Party | None
    note: str = ""


def recipient_of(item: TrackedItem, rung: Rung, *, directory: Directory, fallback: Person | None) -> Recipient:
    """Find whom to tell.

    | owner | rung | told |
    |---|---|---|
    | known | owner | the owner |
    | known | manager, and there is one | that manager; one further up if that is the owner, or has left |
    | known | manager, and there is none | the highest manager known, else the fallback, else the owner again |
    | known | team, and they are in one | that team |
    | known | team, and they are in none | the fallback, else the owner again |
    | has left | any but a role | the nearest manager who has not, at that rung or above, or the team; else as one who is not known |
    | not known | owner | the facilitator, else the fallback |
    | not known | manager, team | the fallback, else the facilitator |
    | any | a role | who has it; the fallback, else the owner again, where nobody has it any more |
    """
    owner, trouble = _person(item.owner, "owner", directory)
    if isinstance(rung.to, str) and rung.to.startswith(ROLE):
        if (party := directory.in_role(rung.to)) is not None:
            return Recipient(party)
        trouble = f"nobody is '{rung.to}' in the people file"
        if (there := _here(owner)) is not None:
            return _instead(there, trouble, fallback)
    if owner is not None and owner.left is not None:
        trouble = f"its owner {owner.name} has left"
        if heir := _heir(owner, rung, directory):
            return replace(heir, note=f"{trouble}; {heir.note}")
        owner = None
    if owner is not None:
        return _of_owner(owner, rung, directory, fallback)
    facilitator = _here(_person(item.facilitator, "facilitator", directory)[0])
    stand_ins = [(facilitator, "asked as the facilitator"), (fallback, "asked as the fallback")]
    for person, role in stand_ins if rung.to == 0 else reversed(stand_ins):
        if person is not None:
            return Recipient(person, f"{trouble}; {role}")
    return Recipient(None, f"{trouble}, neither is a facilitator, and no fallback is set")


def _person(text: str | None, role: str, directory: Directory) -> tuple[Person | None, str]:
    if text is None or not text.strip():
        return None, f"it has no {role}"
    match directory.resolve(text):
        case Known(person):
            return person, ""
        case Several(_, candidates):
            names = ", ".join(sorted(person.name for person in candidates))
            return None, f"its {role} '{text}' may be any of {names}"
        case Unknown():
            return None, f"its {role} '{text}' is not in the people file"


def _of_owner(owner: Person, rung: Rung, directory: Directory, fallback: Person | None) -> Recipient:
    match rung.to:
        case 0:
            return Recipient(owner)
        case int(levels):
            return _manager(owner, levels, directory, fallback)
        case _:
            team = directory.team_of(owner)
            return Recipient(team) if team else _instead(owner, f"its owner {owner.name} has no {TEAM}", fallback)


def _here(person: Person | None) -> Person | None:
    """Return somebody unless they have left."""
    return person if person is not None and person.left is None else None


def _heir(owner: Person, rung: Rung, directory: Directory) -> Recipient | None:
    """Return who answers for what somebody left behind: their team where the rung goes to it, else the nearest manager who is there."""
    team = directory.team_of(owner) if rung.to == TEAM else None
    if team is not None:
        return Recipient(team, "asked as their team")
    levels = max(rung.to, 1) if isinstance(rung.to, int) else 1
    above = (directory.manager_of(owner, level) for level in range(levels, HIGHEST))
    manager = next((one for one in above if _here(one) is not None), None)
    return Recipient(manager, "asked as their manager") if manager is not None else None


def _manager(owner: Person, levels: int, directory: Directory, fallback: Person | None) -> Recipient:
    for level in range(levels, HIGHEST):
        above = directory.manager_of(owner, level)
        if above is None:
            break
        if above.id != owner.id and above.left is None:
            return Recipient(above, "" if level == levels else f"no other manager of {owner.name} is nearer")
    for level in range(levels - 1, 0, -1):
        below = directory.manager_of(owner, level)
        if below is not None and below.id != owner.id and below.left is None:
            return Recipient(below, f"no manager further up is known for {owner.name}")
    return _instead(owner, f"no manager is known for its owner {owner.name}", fallback)


def _instead(owner: Person, missing: str, fallback: Person | None) -> Recipient:
    if fallback is None:
        return Recipient(owner, f"{missing}, and no fallback is set")
    itself = ", who is the owner" if fallback.id == owner.id else ""
    return Recipient(fallback, f"{missing}; asked as the fallback{itself}")
