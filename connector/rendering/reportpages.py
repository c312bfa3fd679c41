"""A week's report and the index of all weeks as pages: one layout for each, in the format that a page store wants.

The layouts (`templates/pages/`) say what stands where, in which words; the formats (`templates/formats/`) how that looks.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction

from connector.core.figures import AGES, WeekFigures
from connector.core.pages import File, Form, Page
from connector.core.reported import Report
from connector.core.scopes import Scope
from connector.core.weeks import IsoWeek
from connector.rendering.charts import percent
from connector.rendering.columns import COLUMNS, NO_VALUE, Column, Link, age_name, columns_of, plural, verdict
from connector.rendering.datafiles import data_files
from connector.rendering.days import long_day
from connector.rendering.figures import Figures, Search, cards_of, counts_of, figure_columns, no_search, oldest_of
from connector.rendering.plots import Plot, plots_of, trend_plots
from connector.rendering.templating import Templates, line

Href = Callable[[str], str | None]
"""Where a page is, seen from the one that names it; None where it is not there yet."""

INDEX, CURRENT = "index.html", "current.html"
TREND = 12
"""Weeks that the charts of the index show."""


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


def render_report(
    report: Report,
    *,
    templates: Templates,
    title: str,
    form: Form = "html",
    href: Href = str,
    current: bool = False,
    scope: Scope | None = None,
    apart: Sequence[Scope] = (),
    search: Search = no_search,
    there: Collection[str] = (),
) -> Page:
    """Render one week's page, or the one that is always of the week under way (`current`).

    A page may be about the items of a `scope`; the one about all leads to those of the scopes that have pages `apart`. It
    leads to the pages of other weeks that are `there`.
    """
    path = _path(report.week, scope, current=current)
    name = path.removesuffix(".html")
    facts = data_files(report, name)
    figures = Figures(search, file=facts[0].name)

    def weekly(week: WeekFigures) -> Link:
        other = _path(week.week, scope, current=False)
        return Link(str(week.week), href(other) if other in there and week.week != report.week else None)

    own = {**columns_of(report), **figure_columns(report, figures), "week": Column("Week", "head", weekly)}
    plots = (*plots_of(report.series, report.target), *trend_plots(report.trends))
    values = {
        **_common(templates, title, report.target, form=form, href=href, own=own),
        "report": report,
        "figures": report.figures,
        "counts": counts_of(report, figures),
        "cards": cards_of(report, figures),
        "plots": plots,
        "ages": list(enumerate(report.figures.overdue)),
        "old": oldest_of(report),
        "about": scope.words if scope else "",
        "above": _path(report.week, None, current=current),
        "apart": [(each.words, _path(report.week, each, current=current)) for each in apart],
        "facts": [each.name for each in facts],
    }
    text = templates.page("report.j2", values, form=form)
    files = (*facts, *_pictures(plots, form))
    called = "current" if current else str(report.week)
    about = f", {line(scope.words)}" if scope else ""
    return Page(path, f"{line(title)}: {called}{about}", text.encode(), files=files)


def _path(week: IsoWeek, scope: Scope | None, *, current: bool) -> str:
    whole = CURRENT if current else page_path(week)
    return f"{whole.removesuffix('.html')}-{scope.slug}.html" if scope else whole


def render_index(
    weeks: Sequence[WeekFigures],
    *,
    templates: Templates,
    title: str,
    target: float,
    published: Collection[IsoWeek],
    form: Form = "html",
    href: Href = str,
) -> Page:
    """Render the index: one line for each week, newest first; those `published` are links to their pages."""
    aim = Fraction(str(target))
    newest = sorted(weeks, key=lambda each: each.week, reverse=True)
    own = {
        "week_page": Column(
            "Week",
            "head",
            lambda each: Link(
                str(each.week),
                href(page_path(each.week)) if each.week in published else None,
                "so far" if each.so_far else "",
            ),
        ),
        "share": Column("Closed on time", "text", lambda each: _share(each, aim)),
        "met": Column("Target", "text", lambda each: verdict(each, aim)),
    }
    plots = plots_of(newest[TREND - 1 :: -1], aim)
    values = {
        **_common(templates, title, aim, form=form, href=href, own=own),
        "latest": next((each for each in newest if not each.so_far), newest[0] if newest else None),
        "weeks": newest,
        "quarters": _quarters(newest),
        "plots": plots,
    }
    text = templates.page("index.j2", values, form=form)
    return Page(INDEX, line(title), text.encode(), files=_pictures(plots, form))


def _pictures(plots: Sequence[Plot], form: Form) -> tuple[File, ...]:
    """Return the charts as pictures; a page for browsers holds them itself."""
    return () if form == "html" else tuple(File(plot.filename, plot.png(), "image/png") for plot in plots)


def _share(week: WeekFigures, target: Fraction) -> str:
    if week.share is None:
        return NO_VALUE
    return f"{week.on_time} of {week.dated} ({percent(week.share, beside=target)})"


def _quarters(newest: Sequence[WeekFigures]) -> list[tuple[str, list[WeekFigures]]]:
    """Return the weeks by the quarter in which each ends, as they come."""
    found: dict[str, list[WeekFigures]] = {}
    for each in newest:
        day = each.week.sunday
        found.setdefault(f"{day.year}, quarter {(day.month + 2) // 3}", []).append(each)
    return list(found.items())


def _common(
    templates: Templates,
    title: str,
    target: Fraction,
    *,
    form: Form,
    href: Href,
    own: Mapping[str, Column] | None = None,
) -> dict[str, object]:
    from markupsafe import Markup

    style = templates.source("style.css").replace("</", "<\\/")
    columns = {**COLUMNS, **(own or {})}

    def svg(plot: Plot) -> Markup:
        return Markup(plot.svg())  # noqa: S704 - escaped where it was drawn

    return {
        "form": form,
        "site": line(title),
        "style": Markup(style),  # noqa: S704 - the operator's own file, and it cannot end its element
        "svg": svg,
        "columns_of": lambda names: [columns[name] for name in names.split()],
        "verdict": verdict,
        "percent": lambda share: percent(share, beside=target),
        "target_words": f"more than {percent(target)}",
        "target": target,
        "long_day": long_day,
        "plural": plural,
        "age_names": [age_name(at) for at in range(len(AGES))],
        "index_path": INDEX,
        "current_path": CURRENT,
        "href": href,
    }
