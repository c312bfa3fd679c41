"""The report's charts as shapes, which are written as SVG (`svg.py`) or painted as PNG (`png.py`).

matplotlib was tried and rejected: for the same three charts it takes over a second to import (these: 4 ms) and writes 40 KB
(these: 12 KB), its output changes with its version and fonts, and it has no titles for screen readers nor the page's type.
Colours are from Okabe and Ito's palette for colour-blind readers; what a colour says, a legend and a table say, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

WIDTH, HEIGHT = 380, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 34, 26
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
BASE = HEIGHT - BOTTOM
STEPS = (1, 2, 5)
MOST_TICKS = 5
MOST_LABELS = 8
TARGET_COLOUR = "#b34700"
GRID_COLOUR = "#d8dde3"


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; `title` is what it stands for, `round` the radius of its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    title: str = ""
    round: int = 0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle; `title` is what it stands for."""

    x: float
    y: float
    radius: float
    fill: str
    title: str


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the middle of whose height `y` is, or `below` above which it stands. `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    centred: bool = True
    now: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon; `title` is what it stands for."""

    points: tuple[tuple[float, float], ...]
    fill: str
    title: str


Shape = Box | Stroke | Dot | Words | Area


@dataclass(frozen=True, slots=True)
class Series:
    """One row of counts, a value for each label; `colour` is a CSS colour."""

    name: str
    colour: str
    values: tuple[int, ...]


def bars(labels: Sequence[str], series: Sequence[Series], *, stacked: bool, now: bool = True) -> list[Shape]:
    """Draw counts for each label: series beside each other, or on top of each other. `now`: the last label is the one it is about."""
    heights = (
        [sum(each.values[i] for each in series) for i in range(len(labels))]
        if stacked
        else [value for each in series for value in each.values]
    )
    top = _top(max(heights, default=0))
    slot = PLOT_WIDTH / max(len(labels), 1)
    width = slot * 0.7 / (1 if stacked else len(series))
    shapes = [*_grid(top), *_legend([(each.name, each.colour) for each in series])]
    for index, label in enumerate(labels):
        start = LEFT + slot * index + slot * 0.15
        floor = 0
        for place, each in enumerate(series):
            value = each.values[index]
            if value:
                x = start if stacked else start + width * place
                y, bottom = _y(floor + value, top), _y(floor, top)
                shapes.append(Box(x, y, width - 1, bottom - y, each.colour, f"{label}: {value} {each.name}"))
            floor += value if stacked else 0
    return [*shapes, *_x_labels(labels, now=now)]


def areas(labels: Sequence[str], series: Sequence[Series]) -> list[Shape]:
    """Draw counts on top of each other as bands over the labels, of which there are two or more."""
    floors = [
        [sum(each.values[i] for each in series[:at]) for i in range(len(labels))] for at in range(len(series) + 1)
    ]
    top = _top(max(floors[-1]))
    slot = PLOT_WIDTH / len(labels)
    xs = [LEFT + slot * (i + 0.5) for i in range(len(labels))]
    shapes: list[Shape] = [*_grid(top), *_legend([(each.name, each.colour) for each in series])]
    for each, below, above in zip(series, floors, floors[1:], strict=False):
        edge = [(x, _y(value, top)) for x, value in zip(xs, above, strict=True)]
        base = [(x, _y(value, top)) for x, value in zip(xs, below, strict=True)]
        shapes.append(Area((*edge, *reversed(base)), each.colour, f"{each.name}: {each.values[-1]} in {labels[-1]}"))
        # A white line parts bands whose colours are near each other in print.
        shapes += [Stroke(*start, *end, "#ffffff") for start, end in pairwise(edge)]
    return [*shapes, *_x_labels(labels)]


def shares(labels: Sequence[str], values: Sequence[Fraction | None], *, target: Fraction, colour: str) -> list[Shape]:
    """Draw shares from 0 to 100 % as a line with a dot for each; where there is none, the line has a gap."""
    slot = PLOT_WIDTH / max(len(labels), 1)
    points = [
        None if share is None else (LEFT + slot * (i + 0.5), BASE - PLOT_HEIGHT * float(share))
        for i, share in enumerate(values)
    ]
    aim = BASE - PLOT_HEIGHT * float(target)
    shapes: list[Shape] = [
        *_grid(100, unit="%"),
        Stroke(LEFT, aim, WIDTH - RIGHT, aim, TARGET_COLOUR, 1.5, dashed=True),
        *_legend([("closed on time", colour), (f"target: more than {percent(target)}", TARGET_COLOUR)]),
    ]
    shapes += [Stroke(*before, *after, colour, 2) for before, after in pairwise(points) if before and after]
    for label, share, point in zip(labels, values, points, strict=True):
        if point and share is not None:
            shapes.append(Dot(*point, 4, colour, f"{label}: {percent(share)}"))
    return [*shapes, *_x_labels(labels)]


def percent(share: Fraction, *, beside: Fraction | None = None) -> str:
    """Return a whole percentage; with a decimal where it would else look like `beside` without being it."""
    whole = int(share * 100 + Fraction(1, 2))
    if beside is not None and share != beside and whole == int(beside * 100 + Fraction(1, 2)):
        return f"{float(share * 100):.1f}\u00a0%"
    return f"{whole}\u00a0%"


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


def _grid(top: int, unit: str = "") -> list[Shape]:
    shapes: list[Shape] = []
    for tick in range(0, top + 1, 50 if unit else _step(top)):
        y = _y(tick, top)
        shapes.append(Stroke(LEFT, y, WIDTH - RIGHT, y, GRID_COLOUR))
        shapes.append(Words(LEFT - 5, y, f"{tick}{unit}", "end"))
    return shapes


def _x_labels(labels: Sequence[str], *, now: bool = True) -> list[Shape]:
    slot = PLOT_WIDTH / max(len(labels), 1)
    every = -(-len(labels) // MOST_LABELS)
    last = len(labels) - 1
    return [
        Words(LEFT + slot * (i + 0.5), BASE + 16, label, "middle", centred=False, now=now and i == last)
        for i, label in enumerate(labels)
        if (last - i) % every == 0
    ]


def _legend(entries: Sequence[tuple[str, str]]) -> list[Shape]:
    shapes: list[Shape] = []
    x = float(LEFT)
    for name, colour in entries:
        shapes += [Box(x, 8, 10, 10, colour, round=2), Words(x + 14, 13, name)]
        x += 24 + round(len(name) * 6.2)
    return shapes


def _y(value: float, top: int) -> float:
    return BASE - PLOT_HEIGHT * value / top
