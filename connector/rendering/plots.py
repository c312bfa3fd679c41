"""The charts of a report: what each shows, in words and as counts, and drawn once it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from connector.core.figures import WeekFigures
from connector.core.trends import TimeToClose, Trends
from connector.rendering.charts import Series, Shape, areas, bars, shares
from connector.rendering.columns import open_age_name, priority_name
from connector.rendering.svg import svg
from connector.rendering.templating import line

BLUE, SKY = "#0072b2", "#8cc6ea"
AGE_COLOURS = ("#f5c77e", "#e69f00", "#d55e00", "#7a2e00")
OPEN_COLOURS = ("#d3e8f5", SKY, BLUE, "#00395a")
GREY, ORANGE = "#8a8f98", "#e69f00"
PRIORITIES, LABEL = 6, 12
"""Priorities that a chart has room for, and letters of their names."""
AGE_LABELS = ("1-7 days", "8-14", "15-30", "over 30")


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with its data: `shares` for each label against a target, or `series` of counts, beside each other, `stacked`, or
    stacked as `bands` from label to label. `weekly`: the labels are weeks, the last of them the one it is about.

    `name` is unique on its page; `description` is what it shows, for those who do not see it.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    description: str
    series: tuple[Series, ...] = ()
    stacked: bool = False
    bands: bool = False
    weekly: bool = True
    shares: tuple[Fraction | None, ...] = ()
    target: Fraction = Fraction(0)

    @property
    def filename(self) -> str:
        """What its picture is called beside a page."""
        return f"{self.name}.png"

    def shapes(self) -> list[Shape]:
        """Draw it."""
        if self.bands and len(self.labels) > 1:
            return areas(self.labels, self.series)
        if self.series:
            return bars(self.labels, self.series, stacked=self.stacked, now=self.weekly)
        return shares(self.labels, self.shares, target=self.target, colour=BLUE)

    def svg(self) -> str:
        """Return the drawing as SVG, its words escaped."""
        return svg(self.shapes(), name=self.name, title=self.title, description=self.description)

    def png(self) -> bytes:
        """Return the drawing as PNG."""
        from connector.rendering.png import png

        return png(self.shapes())


def plots_of(weeks: Sequence[WeekFigures], target: Fraction) -> tuple[Plot, ...]:
    """Return the charts of these weeks, oldest first."""
    labels = tuple(f"W{each.week.week:02}" for each in weeks)

    def told(words: Sequence[str]) -> str:
        return "; ".join(f"{label}: {said}" for label, said in zip(labels, words, strict=True))

    on_time = [f"{each.on_time} of {each.dated}" if each.dated else "none with a due date" for each in weeks]
    flow = [f"{each.opened} opened, {each.closed} done" for each in weeks]
    ages = zip(AGE_LABELS, AGE_COLOURS, strict=True)
    return (
        Plot(
            "share",
            "Closed on time",
            labels,
            told(on_time),
            shares=tuple(each.share for each in weeks),
            target=target,
        ),
        Plot(
            "flow",
            "Opened and done",
            labels,
            told(flow),
            series=(
                Series("opened", SKY, tuple(each.opened for each in weeks)),
                Series("done", BLUE, tuple(each.closed for each in weeks)),
            ),
        ),
        Plot(
            "overdue",
            "Overdue at week's end",
            labels,
            told([str(each.overdue_total) for each in weeks]),
            series=tuple(
                Series(name, colour, tuple(each.overdue[at] for each in weeks))
                for at, (name, colour) in enumerate(ages)
            ),
            stacked=True,
        ),
    )


def trend_plots(trends: Trends) -> tuple[Plot, ...]:
    """Return the charts of what weeks show beyond their figures."""
    weeks = trends.weeks
    labels = tuple(f"W{each.week.week:02}" for each in weeks)
    ages = [
        Series(open_age_name(at), colour, tuple(each.ages[at] for each in weeks))
        for at, colour in enumerate(OPEN_COLOURS)
    ]
    flow = [
        Series("done", BLUE, tuple(each.done for each in weeks)),
        Series("won't do", GREY, tuple(each.wont_do for each in weeks)),
        Series("in progress", SKY, tuple(each.in_progress for each in weeks)),
        Series("open", ORANGE, tuple(each.open for each in weeks)),
    ]
    return (
        Plot("age", "Age of open actions at week's end", labels, _told(labels, ages), series=tuple(ages), stacked=True),
        Plot(
            "cumulative", "Cumulative flow", labels, _told(labels, flow), series=tuple(flow), stacked=True, bands=True
        ),
        *_times(trends.times),
    )


def _times(times: Sequence[TimeToClose]) -> tuple[Plot, ...]:
    """Return the chart of times to close; none where nothing was."""
    if not times:
        return ()
    shown = times[:PRIORITIES]
    labels = tuple(_short(priority_name(each.priority)) for each in shown)
    series = (
        Series("median", BLUE, tuple(each.median for each in shown)),
        Series("nine of ten within", SKY, tuple(each.most for each in shown)),
    )
    said = [f"{each.median} and {each.most} days of {len(each.items)}" for each in shown]
    told = "; ".join(f"{line(priority_name(each.priority))}: {words}" for each, words in zip(shown, said, strict=True))
    return (Plot("time", "Days to close, by priority", labels, told, series=series, weekly=False),)


def _told(labels: Sequence[str], series: Sequence[Series]) -> str:
    """Say what series of counts show, week by week."""
    return "; ".join(
        f"{label}: {', '.join(f'{each.values[at]} {each.name}' for each in series)}" for at, label in enumerate(labels)
    )


def _short(name: str) -> str:
    """Return a name that has room below an axis."""
    text = line(name)
    return text if len(text) <= LABEL else f"{text[: LABEL - 1]}\N{HORIZONTAL ELLIPSIS}"
