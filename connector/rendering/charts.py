"""The report's charts, as SVG written by hand into the page.

matplotlib was tried and rejected: for the same three charts it takes over a second to import (these: 4 ms) and writes 40 KB
(these: 12 KB), its output changes with its version and fonts, and it has no titles for screen readers nor the page's type.
Colours are from Okabe and Ito's palette for colour-blind readers; what a colour says, a legend and a table say, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from itertools import pairwise

WIDTH, HEIGHT = 380, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 34, 26
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
BASE = HEIGHT - BOTTOM
STEPS = (1, 2, 5)
MOST_TICKS = 5
MOST_LABELS = 8
TARGET_COLOUR = "#b34700"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of counts, a value for each label; `colour` is a CSS colour."""

    name: str
    colour: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and what it shows in words. `id` is unique on the page."""

    id: str
    title: str
    labels: tuple[str, ...]
    description: str


def bar_chart(chart: Chart, series: Sequence[Series], *, stacked: bool) -> str:
    """Draw counts for each label: series beside each other, or on top of each other."""
    heights = (
        [sum(each.values[i] for each in series) for i in range(len(chart.labels))]
        if stacked
        else [value for each in series for value in each.values]
    )
    top = _top(max(heights, default=0))
    slot = PLOT_WIDTH / max(len(chart.labels), 1)
    width = slot * 0.7 / (1 if stacked else len(series))
    parts = [_grid(top), _legend([(each.name, each.colour) for each in series])]
    for index in range(len(chart.labels)):
        start = LEFT + slot * index + slot * 0.15
        floor = 0
        for place, each in enumerate(series):
            value = each.values[index]
            if value:
                x = start if stacked else start + width * place
                y, bottom = _y(floor + value, top), _y(floor, top)
                parts.append(
                    f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width - 1)}" height="{_n(bottom - y)}" '
                    f'fill="{each.colour}"><title>{escape(chart.labels[index])}: {value} {escape(each.name)}</title></rect>'
                )
            floor += value if stacked else 0
    parts.append(_x_labels(chart.labels))
    return _svg(chart, parts)


def share_chart(chart: Chart, shares: Sequence[Fraction | None], *, target: Fraction, colour: str) -> str:
    """Draw shares from 0 to 100 % as a line with a dot for each; where there is none, the line has a gap."""
    slot = PLOT_WIDTH / max(len(chart.labels), 1)
    points = [
        None if share is None else (LEFT + slot * (i + 0.5), BASE - PLOT_HEIGHT * float(share))
        for i, share in enumerate(shares)
    ]
    aim = _n(BASE - PLOT_HEIGHT * float(target))
    parts = [
        _grid(100, unit="%"),
        f'<path d="M{LEFT} {aim}H{WIDTH - RIGHT}" stroke="{TARGET_COLOUR}" stroke-width="1.5" stroke-dasharray="5 4"/>',
        _legend([("closed on time", colour), (f"target: more than {percent(target)}", TARGET_COLOUR)]),
    ]
    for before, after in pairwise(points):
        if before and after:
            parts.append(
                f'<line x1="{_n(before[0])}" y1="{_n(before[1])}" x2="{_n(after[0])}" y2="{_n(after[1])}" '
                f'stroke="{colour}" stroke-width="2"/>'
            )
    for label, share, point in zip(chart.labels, shares, points, strict=True):
        if point and share is not None:
            parts.append(
                f'<circle cx="{_n(point[0])}" cy="{_n(point[1])}" r="4" fill="{colour}">'
                f"<title>{escape(label)}: {percent(share)}</title></circle>"
            )
    parts.append(_x_labels(chart.labels))
    return _svg(chart, parts)


def percent(share: Fraction, *, beside: Fraction | None = None) -> str:
    """Return a whole percentage; with a decimal where it would else look like `beside` without being it."""
    whole = int(share * 100 + Fraction(1, 2))
    if beside is not None and share != beside and whole == int(beside * 100 + Fraction(1, 2)):
        return f"{float(share * 100):.1f}\u00a0%"
    return f"{whole}\u00a0%"


def _svg(chart: Chart, parts: Sequence[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{chart.id}-title {chart.id}-desc">'
        f'<title id="{chart.id}-title">{escape(chart.title)}</title>'
        f'<desc id="{chart.id}-desc">{escape(chart.description)}</desc>{"".join(parts)}</svg>'
    )


def _top(highest: int) -> int:
    """Return the end of the axis: a multiple of a round step, of which there are few."""
    step = _step(highest)
    return max(-(-highest // step), 1) * step


def _step(highest: int) -> int:
    """Return the least of 1, 2, 5, 10, 20, 50 ... with which few steps get to `highest`."""
    power = 1
    while highest > 5 * power * MOST_TICKS:
        power *= 10
    return next(step * power for step in STEPS if highest <= step * power * MOST_TICKS)


def _grid(top: int, unit: str = "") -> str:
    parts = []
    for tick in range(0, top + 1, 50 if unit else _step(top)):
        y = _n(_y(tick, top))
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="#d8dde3"/>')
        parts.append(f'<text x="{LEFT - 5}" y="{y}" dy="0.35em" text-anchor="end">{tick}{unit}</text>')
    return "".join(parts)


def _x_labels(labels: Sequence[str]) -> str:
    slot = PLOT_WIDTH / max(len(labels), 1)
    every = -(-len(labels) // MOST_LABELS)
    last = len(labels) - 1
    parts = []
    for i, label in enumerate(labels):
        if (last - i) % every == 0:
            now = ' class="now"' if i == last else ""
            x = _n(LEFT + slot * (i + 0.5))
            parts.append(f'<text x="{x}" y="{BASE + 16}" text-anchor="middle"{now}>{escape(label)}</text>')
    return "".join(parts)


def _legend(entries: Sequence[tuple[str, str]]) -> str:
    parts, x = [], LEFT
    for name, colour in entries:
        parts.append(f'<rect x="{x}" y="8" width="10" height="10" rx="2" fill="{colour}"/>')
        parts.append(f'<text x="{x + 14}" y="13" dy="0.35em">{escape(name)}</text>')
        x += 24 + round(len(name) * 6.2)
    return "".join(parts)


def _y(value: float, top: int) -> float:
    return BASE - PLOT_HEIGHT * value / top


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
