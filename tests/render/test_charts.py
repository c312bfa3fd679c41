"""The charts' axes, words and escapes."""

from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from connector.core.trends import TimeToClose, Trends, TrendWeek
from connector.core.weeks import IsoWeek
from connector.rendering.charts import (
    HEIGHT,
    WIDTH,
    Area,
    Box,
    Dot,
    Series,
    Stroke,
    Words,
    areas,
    bars,
    percent,
    shares,
)
from connector.rendering.plots import trend_plots
from connector.rendering.png import SCALE, png
from connector.rendering.svg import svg


def of(kind, shapes):
    return [shape for shape in shapes if isinstance(shape, kind)]


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, ["0", "1"]),
        (3, ["0", "1", "2", "3"]),
        (7, ["0", "2", "4", "6", "8"]),
        (12345, ["0", "5000", "10000", "15000"]),
    ],
)
def test_an_axis_has_few_round_steps(highest: int, ticks: list[str]) -> None:
    found = of(Words, bars(["W1"], [Series("opened", "#000", (highest,))], stacked=False))
    assert [words.text for words in found if words.text.isdigit()] == ticks


def test_stacked_bars_fit_the_axis() -> None:
    shapes = bars(["W1", "W2"], [Series("a", "#000", (4, 0)), Series("b", "#111", (6, 1))], stacked=True)
    found = [box for box in of(Box, shapes) if box.title]
    assert [box.title for box in found] == ["W1: 4 a", "W1: 6 b", "W2: 1 b"]
    assert found[1].y == 34
    assert found[1].y + found[1].height == found[0].y


def test_bands_lie_on_each_other_and_fit_the_axis() -> None:
    shapes = areas(["W1", "W2"], [Series("done", "#000", (0, 4)), Series("open", "#111", (6, 6))])
    lower, upper = of(Area, shapes)
    assert (lower.title, upper.title) == ("done: 4 in W2", "open: 6 in W2")
    edge = lower.points[:2]
    assert tuple(reversed(upper.points[2:])) == edge
    assert upper.points[1][1] == 34
    assert {round(y) for _, y in lower.points[2:]} == {HEIGHT - 26}
    assert '<polygon points="' in svg(shapes, name="c", title="", description="")
    assert png(shapes) == png(shapes)


def test_one_week_alone_has_bars_in_place_of_bands() -> None:
    week = TrendWeek(IsoWeek(2026, 47), (1, 0, 0, 0), open=1, in_progress=0, done=2, wont_do=0)
    _, cumulative = trend_plots(Trends((week,), ()))
    assert [box.title for box in of(Box, cumulative.shapes()) if box.title] == ["W47: 2 done", "W47: 1 open"]


def test_the_time_to_close_is_shown_for_few_priorities_whatever_they_are_called() -> None:
    times = tuple(TimeToClose(name, (), 1, 2) for name in ["<b>\x00 & a long name", "b", "c", "d", "e", "f", "g"])
    *_, plot = trend_plots(Trends((), times))
    assert plot.labels == ("<b> & a lon\N{HORIZONTAL ELLIPSIS}", "b", "c", "d", "e", "f")
    assert plot.description.startswith("<b> & a long name: 1 and 2 days of 0; b: ")
    ET.fromstring(plot.svg())


def test_a_week_without_a_share_is_a_gap_in_the_line() -> None:
    values = [Fraction(1), None, Fraction(1, 2), Fraction(0)]
    shapes = shares(["W1", "W2", "W3", "W4"], values, target=Fraction("0.9"), colour="#000")
    assert len(of(Dot, shapes)) == 3
    assert len([stroke for stroke in of(Stroke, shapes) if stroke.width == 2]) == 1


def test_a_chart_says_in_words_what_it_shows_and_escapes_them() -> None:
    shapes = bars(['"W1"'], [Series("<s>", "#000", (1,))], stacked=False)
    root = ET.fromstring(svg(shapes, name="c", title="<T>", description="a & b"))
    assert (root.findtext("title"), root.findtext("desc"), root.get("role")) == ("<T>", "a & b", "img")
    assert root.get("aria-labelledby") == "c-title c-desc"
    assert '"W1": 1 <s>' in [each.findtext("title") for each in root.iter("rect")]


def test_a_picture_shows_the_same_shapes_and_is_the_same_for_the_same_ones() -> None:
    from io import BytesIO

    from PIL import Image

    shapes = bars(["W1"], [Series("opened", "#0072b2", (2,))], stacked=False)
    picture = Image.open(BytesIO(png(shapes))).convert("RGB")
    assert picture.size == (WIDTH * SCALE, HEIGHT * SCALE)
    (bar,) = [box for box in of(Box, shapes) if box.title]
    middle = (round((bar.x + bar.width / 2) * SCALE), round((bar.y + bar.height / 2) * SCALE))
    assert picture.getpixel(middle) == (0x00, 0x72, 0xB2)
    assert picture.getpixel((1, 1)) == (255, 255, 255)
    assert png(shapes) == png(shapes)
    assert len(png(shapes)) < 30_000


@pytest.mark.parametrize(
    ("share", "said"),
    [(Fraction(7, 9), "78"), (Fraction(9, 10), "90"), (Fraction(899, 1000), "89.9"), (Fraction(904, 1000), "90.4")],
)
def test_a_percentage_does_not_look_like_the_target_without_being_it(share: Fraction, said: str) -> None:
    assert percent(share, beside=Fraction("0.9")) == f"{said}\N{NO-BREAK SPACE}%"
