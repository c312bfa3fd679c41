"""Reports, digests and ticket texts from templates: facts in, bytes out, nothing else."""

from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction

from connector.core.escalation import Digest
from connector.core.figures import AGES, WeekFigures
from connector.core.model import ActionItem, Notice, Person, PostMortem
from connector.core.pages import Page
from connector.core.report import Report
from connector.core.weeks import IsoWeek
from connector.ports import Message
from connector.rendering.charts import Chart, Series, bar_chart, percent, share_chart
from connector.rendering.templating import Templates, clean, line

INDEX = "index.html"
BLUE, SKY = "#0072b2", "#8cc6ea"
AGE_COLOURS = ("#f5c77e", "#e69f00", "#d55e00", "#7a2e00")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def page_path(week: IsoWeek) -> str:
    """Return where a week's page goes inside the pages folder."""
    return f"{week}.html"


def weeks_of(paths: Collection[str]) -> frozenset[IsoWeek]:
    """Return the weeks that pages at these paths are of."""
    found = set()
    for path in paths:
        try:
            week = IsoWeek.parse(path.removesuffix(".html"))
        except ValueError:
            continue
        if page_path(week) == path:
            found.add(week)
    return frozenset(found)


def render_report(report: Report, *, templates: Templates, title: str) -> Page:
    """Render one week's page."""
    values = {
        **_common(templates, title, report.target),
        "report": report,
        "figures": report.figures,
        "charts": _charts(report.series, report.target),
        "ages": _ages(report.figures),
        "old": [each for each in report.overdue if each.age == len(AGES) - 1],
        "often": [slip for slip in report.slips if slip.moves > 1 or slip.last is None],
    }
    html = templates.render("report.html.j2", values)
    return Page(page_path(report.week), f"{line(title)}: {report.week}", html.encode())


def render_index(
    weeks: Sequence[WeekFigures], *, templates: Templates, title: str, target: float, published: Collection[IsoWeek]
) -> Page:
    """Render the index: one line for each week, newest first; those `published` are links to their pages."""
    aim = Fraction(str(target))
    newest = sorted(weeks, key=lambda each: each.week, reverse=True)
    shown = [(each, page_path(each.week) if each.week in published else None) for each in newest]
    latest = next((each for each in newest if not each.so_far), newest[0] if newest else None)
    values = {
        **_common(templates, title, aim),
        "latest": latest,
        "weeks": shown,
        "charts": _charts(newest[11::-1], aim),
    }
    return Page(INDEX, line(title), templates.render("index.html.j2", values).encode())


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
    )


def render_ticket(
    item: ActionItem, *, post_mortem: PostMortem, url: str, templates: Templates, template: str = "ticket.md.j2"
) -> str:
    """Render a ticket's body as Markdown: what is asked, and where it comes from. `url` is the post-mortem's address."""
    return templates.render(template, {"item": item, "post_mortem": post_mortem, "url": url})


def addresses(person: Person) -> tuple[str, ...]:
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


def long_day(day: date) -> str:
    """Return a day as people write it, whatever the locale of the process."""
    return f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def _subject(digest: Digest) -> str:
    count = len(digest.notices)
    late = sum(notice.days_late > 0 for notice in digest.notices)
    things = "1 action item needs" if count == 1 else f"{count} action items need"
    return f"{things} you" + (f", {late} late" if late else "")


def _common(templates: Templates, title: str, target: Fraction) -> dict[str, object]:
    from markupsafe import Markup

    style = templates.source("style.css").replace("</", "<\\/")
    return {
        "site": line(title),
        "style": Markup(style),  # noqa: S704 - the operator's own file, and it cannot end its element
        "percent": lambda share: percent(share, beside=target),
        "target_words": f"more than {percent(target)}",
        "target": target,
        "long_day": long_day,
        "plural": _plural,
        "age_names": [_age_name(i) for i in range(len(AGES))],
        "index_path": INDEX,
    }


def _plural(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"


def _age_name(index: int) -> str:
    first, last = AGES[index]
    return f"{first} to {last} days" if last else f"more than {first - 1} days"


def _ages(figures: WeekFigures) -> list[tuple[str, int]]:
    return [(_age_name(i), count) for i, count in enumerate(figures.overdue)]


def _charts(series: Sequence[WeekFigures], target: Fraction) -> list[object]:
    from markupsafe import Markup

    labels = tuple(f"W{each.week.week:02}" for each in series)
    shares = [each.share for each in series]
    rows = {
        "flow": [f"{each.opened} opened, {each.closed} done" for each in series],
        "share": [f"{each.on_time} of {each.dated}" if each.dated else "none with a due date" for each in series],
        "overdue": [str(each.overdue_total) for each in series],
    }
    titles = {"flow": "Opened and done", "share": "Closed on time", "overdue": "Overdue at week's end"}
    chart = {
        name: Chart(name, titles[name], labels, "; ".join(f"{a}: {b}" for a, b in zip(labels, rows[name], strict=True)))
        for name in rows
    }
    flow = [
        Series("opened", SKY, tuple(each.opened for each in series)),
        Series("done", BLUE, tuple(each.closed for each in series)),
    ]
    ages = [
        Series(name, colour, tuple(each.overdue[i] for each in series))
        for i, (name, colour) in enumerate(zip(("1-7 days", "8-14", "15-30", "over 30"), AGE_COLOURS, strict=True))
    ]
    drawings = [
        (chart["share"].title, share_chart(chart["share"], shares, target=target, colour=BLUE)),
        (chart["flow"].title, bar_chart(chart["flow"], flow, stacked=False)),
        (chart["overdue"].title, bar_chart(chart["overdue"], ages, stacked=True)),
    ]
    return [(name, Markup(drawing)) for name, drawing in drawings]  # noqa: S704 - escaped where it was drawn
