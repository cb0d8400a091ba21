"""Charts are small SVGs in the colours of the page; every point stands where its value says."""

import re
import xml.etree.ElementTree as ET

import pytest

from components.page.charts import (
    BOTTOM,
    CHART_STYLE,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Series,
    chart,
    charts,
    legend,
)
from components.page.scales import Axis, names, numbers, round_numbers

X, Y = Axis("x", 0, 1, ()), Axis("y", 0, 1, ())


def drawn(*series, lines=(), x=X, y=Y):
    return chart("title & more", x, y, series, lines)


def test_it_is_well_formed_and_tells_what_it_shows_to_those_who_hear_it():
    picture = ET.fromstring(drawn(Series("a", [(0, 0), (1, 1)], [[0, 0.1], [0.9, 1]])))
    assert picture.attrib["aria-label"] == "title & more: x, y"
    assert picture.attrib["role"] == "img"


def test_marks_stand_where_the_values_are():
    shown = drawn(Series("a", [(0, 0), (1, 1)]))
    places = re.findall(r"<circle class='mark' cx='([\d.]+)' cy='([\d.]+)'", shown)
    assert [tuple(map(float, place)) for place in places] == [(LEFT, HEIGHT - BOTTOM), (WIDTH - RIGHT, TOP)]


def test_a_value_that_is_not_known_breaks_the_line():
    shown = drawn(Series("a", [(0, 0.5), (0.2, 0.5), (0.5, None), (0.8, 0.5), (1, 0.5)]))
    assert shown.count("class='line'") == 2
    assert shown.count("class='mark'") == 4


def test_intervals_are_a_band_along_a_line_and_bars_at_single_points():
    points, limits = [(0, 0.5), (1, 0.5)], [[0.4, 0.6], [0.3, 0.7]]
    assert "class='band'" in drawn(Series("a", points, limits))
    assert drawn(Series("a", points, limits, joined=False)).count("class='bar'") == 2


def test_every_look_has_a_mark_of_its_own_so_that_colour_is_not_the_only_sign():
    shapes = {re.sub(r"[xy]='[\d.]+'|rotate\(45 .*?\)", "", legend([(look, "")])) for look in range(4)}
    assert len(shapes) == 4
    assert all(f"--s{look}" in CHART_STYLE for look in range(4))


def test_colours_are_those_of_the_page():
    assert not re.search(r"#[0-9a-f]{3}|rgb|fill=|stroke=", drawn(Series("a", [(0, 0)]), lines=[0.5]))


def test_names_that_do_not_fit_are_thinned():
    labels = [f"a long name {n}" for n in range(12)]
    shown = drawn(Series("a", [(n, 0.5) for n in range(12)]), x=names("x", labels))
    kept = [label for label in labels if f">{label}</text>" in shown]
    assert 1 < len(kept) < 6
    assert kept[0] == labels[0]


def test_no_charts_are_nothing_and_empty_ones_are_left_out():
    assert charts([]) == ""
    assert charts(["", "<svg/>"]).count("<figure>") == 1


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-0.1, 0.1, [-0.1, -0.05, 0, 0.05, 0.1]), (3, 180, [50, 100, 150])],
)
def test_ticks_are_round(low, high, ticks):
    assert round_numbers(low, high) == pytest.approx(ticks)


def test_an_axis_holds_its_values_and_survives_having_none_or_one():
    axis = numbers("y", [1.0, None, float("nan"), 3.0])
    assert axis.low < 1 < 3 < axis.high
    assert numbers("y", []).share(0.5) == pytest.approx(0.5)
    one = numbers("y", [0.0])
    assert one.low < 0 < one.high
