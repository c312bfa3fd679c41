"""The charts of a report: what each shows, in words and as counts, and drawn once it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from connector.core.figures import WeekFigures
from connector.rendering.charts import Chart, Series, bar_chart, share_chart

BLUE, SKY = "#0072b2", "#8cc6ea"
AGE_COLOURS = ("#f5c77e", "#e69f00", "#d55e00", "#7a2e00")
AGE_LABELS = ("1-7 days", "8-14", "15-30", "over 30")


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with its data: `shares` of each week against a target, or `series` of counts."""

    chart: Chart
    series: tuple[Series, ...] = ()
    stacked: bool = False
    shares: tuple[Fraction | None, ...] = ()
    target: Fraction = Fraction(0)

    @property
    def title(self) -> str:
        return self.chart.title

    @property
    def description(self) -> str:
        """What it shows, for those who do not see it."""
        return self.chart.description

    @property
    def filename(self) -> str:
        """What its picture is called beside a page."""
        return f"{self.chart.id}.png"

    def svg(self) -> str:
        """Return the drawing, its words escaped."""
        if self.series:
            return bar_chart(self.chart, self.series, stacked=self.stacked)
        return share_chart(self.chart, self.shares, target=self.target, colour=BLUE)


def plots_of(weeks: Sequence[WeekFigures], target: Fraction) -> tuple[Plot, ...]:
    """Return the charts of these weeks, oldest first."""
    labels = tuple(f"W{each.week.week:02}" for each in weeks)

    def chart(name: str, title: str, told: Sequence[str]) -> Chart:
        words = "; ".join(f"{label}: {said}" for label, said in zip(labels, told, strict=True))
        return Chart(name, title, labels, words)

    shares = chart(
        "share",
        "Closed on time",
        [f"{each.on_time} of {each.dated}" if each.dated else "none with a due date" for each in weeks],
    )
    flow = chart("flow", "Opened and done", [f"{each.opened} opened, {each.closed} done" for each in weeks])
    overdue = chart("overdue", "Overdue at week's end", [str(each.overdue_total) for each in weeks])
    ages = zip(AGE_LABELS, AGE_COLOURS, strict=True)
    return (
        Plot(shares, shares=tuple(each.share for each in weeks), target=target),
        Plot(
            flow,
            series=(
                Series("opened", SKY, tuple(each.opened for each in weeks)),
                Series("done", BLUE, tuple(each.closed for each in weeks)),
            ),
        ),
        Plot(
            overdue,
            series=tuple(
                Series(name, colour, tuple(each.overdue[at] for each in weeks))
                for at, (name, colour) in enumerate(ages)
            ),
            stacked=True,
        ),
    )
