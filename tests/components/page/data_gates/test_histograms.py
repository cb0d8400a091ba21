"""Two distributions over one another: every share is told, the bin that differs most is marked."""

import re

import pytest

from components.findings import Histogram
from components.page.data_gates.histograms import MOST, bars, picture, told, worst

ZENITH = Histogram(
    "deg",
    ("under 0", "0 to 30", "30 to 60", "over 60", "missing"),
    (0, 0.5, 0.5, 0, 0),
    (0, 0.45, 0.3, 0.25, 0),
)
SAME = Histogram("", ("proton", "iron"), (0.4, 0.6), (0.4, 0.6))


def rows_of(table: str) -> list[str]:
    return re.findall(r"<tr>(.*?)</tr>", table)[1:]


def widths_of(row: str) -> list[float]:
    return [float(width) for width in re.findall(r"width='([\d.]+)%'", row)]


def test_bins_that_are_empty_on_both_sides_are_left_out():
    shown = bars(ZENITH, "zenith", "span 1", "train")
    names = [re.sub("<.*?>|&nbsp;", " ", row).split()[:3] for row in rows_of(shown)]
    assert names == [["0", "to", "30"], ["30", "to", "60"], ["over", "60", "differs"]]
    assert "zenith [deg]" in shown
    assert "<th>span 1</th><th>train</th>" in shown


def test_each_row_has_both_bars_both_shares_and_the_difference():
    first, _, over = rows_of(bars(ZENITH, "zenith", "span 1", "train"))
    assert first.endswith("<td>50.0 %</td><td>45.0 %</td><td>−5.0</td>")
    assert over.endswith("<td>0.0 %</td><td>25.0 %</td><td>+25.0</td>")
    assert widths_of(first) == pytest.approx([100, 90])
    assert widths_of(over) == pytest.approx([0, 50])


def test_only_the_bin_that_differs_most_is_marked():
    assert worst(ZENITH) == 3
    marked = ["differs&nbsp;most" in row for row in rows_of(bars(ZENITH, "zenith", "span 1", "train"))]
    assert marked == [False, False, True]
    assert worst(SAME) is None
    assert "differs" not in bars(SAME, "primary", "span 1", "train")


def test_it_says_what_differs_most_with_its_unit():
    assert told(ZENITH) == "over 60 deg: 0.0 % there, 25.0 % here"
    assert told(SAME) == "no difference"


def test_a_unit_that_begins_with_a_number_is_multiplied():
    assert told(Histogram("25 ns", ("3 to 4", "over 4"), (1, 0), (0.5, 0.5))).startswith("3 to 4 × 25 ns: ")


def test_missing_values_have_no_unit():
    assert told(Histogram("deg", ("0 to 60", "missing"), (1, 0), (0.4, 0.6))).startswith("0 to 60 deg")
    assert told(Histogram("deg", ("0", "1", "missing"), (0.5, 0.5, 0), (0.4, 0.4, 0.2))).startswith(
        "missing: "
    )


def test_of_many_bins_those_that_differ_least_are_taken_together():
    names = tuple(f"value {place}" for place in range(100))
    current = (0.2, *[0.8 / 99] * 99)
    rows = rows_of(bars(Histogram("", names, (0.01,) * 100, current), "code", "there", "here"))
    assert len(rows) == MOST + 1
    assert f"<i>{100 - MOST} more that differ less</i>" in rows[-1]
    totals = [sum(float(row.split("<td>")[side].split(" %")[0]) for row in rows) for side in (3, 4)]
    assert totals == pytest.approx([100, 100], abs=1.5)


def test_what_is_in_the_data_cannot_break_the_page():
    evil = Histogram("<u>", ("<script>alert(1)</script>", "", "x" * 500), (0.5, 0.3, 0.2), (0.2, 0.3, 0.5))
    for shown in (bars(evil, "<f>", "<r>", "<c>"), picture(evil)):
        assert not re.findall(r"<(?:script|u|f|r|c)>", shown)
    assert "empty text" in bars(evil, "f", "r", "c").replace("\N{NO-BREAK SPACE}", " ")
    assert "x" * 100 not in bars(evil, "f", "r", "c")


def test_the_picture_draws_every_bin_and_tells_the_same_in_words():
    drawn = picture(ZENITH)
    outlines = re.findall(r"d='(.*?)'", drawn)
    assert [len(re.findall(r"H\d+", outline)) for outline in outlines] == [5, 5]
    heights = [[float(y) for y in re.findall(r"V([\d.]+)H", outline)] for outline in outlines]
    assert heights[0] == pytest.approx([20, 1, 1, 20, 20])
    assert heights[1] == pytest.approx([20, 2.9, 8.6, 10.5, 20], abs=0.05)
    assert f"<title>{told(ZENITH)}</title>" in drawn


def test_distributions_without_any_value_can_be_drawn():
    nothing = Histogram("", ("a", "missing"), (0, 0), (0, 0))
    assert rows_of(bars(nothing, "f", "there", "here")) == []
    assert "no difference" in picture(nothing)
