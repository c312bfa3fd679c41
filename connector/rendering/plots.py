"""The charts of a report: what each shows, in words and as counts, and drawn once it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from connector.core.figures import WeekFigures
from connector.rendering.charts import Series, Shape, bars, shares
from connector.rendering.svg import svg

BLUE, SKY = "#0072b2", "#8cc6ea"
AGE_COLOURS = ("#f5c77e", "#e69f00", "#d55e00", "#7a2e00")
AGE_LABELS = ("1-7 days", "8-14", "15-30", "over 30")


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with its data: `shares` for each label against a target, or `series` of counts.

    `name` is unique on its page; `description` is what it shows, for those who do not see it.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    description: str
    series: tuple[Series, ...] = ()
    stacked: bool = False
    shares: tuple[Fraction | None, ...] = ()
    target: Fraction = Fraction(0)

    @property
    def filename(self) -> str:
        """What its picture is called beside a page."""
        return f"{self.name}.png"

    def shapes(self) -> list[Shape]:
        """Draw it."""
        if self.series:
            return bars(self.labels, self.series, stacked=self.stacked)
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
