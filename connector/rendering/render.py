"""Digests and ticket texts from templates: facts in, words out, nothing else."""

from connector.core.escalation import Digest
from connector.core.model import ActionItem, Party, PostMortem
from connector.core.notices import Notice
from connector.ports import Message
from connector.rendering.days import long_day
from connector.rendering.templating import Templates, clean, line


def render_digest(digest: Digest, *, templates: Templates) -> Message:
    """Render what one person is told today, as text and as HTML. It mentions nobody."""
    values = {
        "digest": digest,
        "groups": digest.groups,
        "lateness": lateness,
        "long_day": long_day,
        "subject": _subject(digest),
    }
    return Message(
        recipient=digest.recipient.id,
        addresses=addresses(digest.recipient),
        subject=_subject(digest),
        text=clean(templates.render("digest.txt.j2", values)),
        html=templates.render("digest.html.j2", values),
        day=digest.day,
    )


def render_ticket(
    item: ActionItem, *, post_mortem: PostMortem, url: str, templates: Templates, template: str = "ticket.md.j2"
) -> str:
    """Render a ticket's body as Markdown: what is asked, and where it comes from. `url` is the post-mortem's address."""
    return templates.render(template, {"item": item, "post_mortem": post_mortem, "url": url})


def addresses(person: Party) -> tuple[str, ...]:
    """Return how channels may reach a person: `mailto:`, `name:`, and a `system:handle` for each handle."""
    mail = (f"mailto:{person.mail}",) if person.mail else ()
    return (
        *mail,
        f"name:{line(person.name)}",
        *(f"{system}:{person.handles[system]}" for system in sorted(person.handles)),
    )


def lateness(notice: Notice) -> str:
    """Say how late an item is, in working days."""
    days = abs(notice.days_late)
    unit = "working day" if days == 1 else "working days"
    match notice.days_late:
        case 0:
            return "due today"
        case late if late > 0:
            return f"{days} {unit} late, was due {long_day(notice.due)}"
        case _:
            return f"due in {days} {unit}, {long_day(notice.due)}"


def _subject(digest: Digest) -> str:
    count = len(digest.notices)
    late = sum(notice.days_late > 0 for notice in digest.notices)
    things = "1 action item needs" if count == 1 else f"{count} action items need"
    return f"{things} you" + (f", {late} late" if late else "")
