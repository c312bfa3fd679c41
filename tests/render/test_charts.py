"""The charts' axes, words and escapes."""

from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from connector.rendering.charts import Chart, Series, bar_chart, percent, share_chart


def words(drawing: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(drawing).iter("text")]


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
    chart = Chart("c", "Title", ("W1",), "W1: some")
    found = words(bar_chart(chart, [Series("opened", "#000", (highest,))], stacked=False))
    assert [word for word in found if word.isdigit()] == ticks


def test_stacked_bars_fit_the_axis() -> None:
    chart = Chart("c", "Title", ("W1", "W2"), "")
    root = ET.fromstring(bar_chart(chart, [Series("a", "#000", (4, 0)), Series("b", "#111", (6, 1))], stacked=True))
    bars = [rect for rect in root.iter("rect") if rect.find("title") is not None]
    assert [bar.findtext("title") for bar in bars] == ["W1: 4 a", "W1: 6 b", "W2: 1 b"]
    assert float(bars[1].attrib["y"]) == 34
    assert float(bars[1].attrib["y"]) + float(bars[1].attrib["height"]) == float(bars[0].attrib["y"])


def test_a_week_without_a_share_is_a_gap_in_the_line() -> None:
    chart = Chart("c", "Title", ("W1", "W2", "W3", "W4"), "")
    shares = [Fraction(1), None, Fraction(1, 2), Fraction(0)]
    root = ET.fromstring(share_chart(chart, shares, target=Fraction("0.9"), colour="#000"))
    assert len(list(root.iter("circle"))) == 3
    assert len([line for line in root.iter("line") if line.get("stroke-width") == "2"]) == 1


def test_a_chart_says_in_words_what_it_shows_and_escapes_them() -> None:
    root = ET.fromstring(bar_chart(Chart("c", "<T>", ('"W1"',), "a & b"), [Series("<s>", "#000", (1,))], stacked=False))
    assert (root.findtext("title"), root.findtext("desc"), root.get("role")) == ("<T>", "a & b", "img")
    assert root.get("aria-labelledby") == "c-title c-desc"


@pytest.mark.parametrize(
    ("share", "said"),
    [(Fraction(7, 9), "78"), (Fraction(9, 10), "90"), (Fraction(899, 1000), "89.9"), (Fraction(904, 1000), "90.4")],
)
def test_a_percentage_does_not_look_like_the_target_without_being_it(share: Fraction, said: str) -> None:
    assert percent(share, beside=Fraction("0.9")) == f"{said}\N{NO-BREAK SPACE}%"
