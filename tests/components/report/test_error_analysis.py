"""Error analysis: shares of the mistakes, gaps to what can be reached, what mending them gains."""

import dataclasses

import pytest

from components.report.core import page
from components.report.error_analysis import tags
from tests.components.report.reading import row, under, words_of

FOUND = {"examples": 200, "overall": {"accuracy": 0.8}}
HEADING = "Error analysis: what to work on first"


def band(name, examples, accuracy):
    return {"slice": "energy", "band": name, "examples": examples, "metrics": {"accuracy": accuracy}}


LOW, HIGH = band("low", 50, 0.6), band("high", 100, 0.9)
ORACLE = {"slices": [band("low", 50, 0.7), band("high", 100, 0.97)], "overall": {"accuracy": 0.9}}
PUBLISHED = {"slices": [], "overall": {"accuracy": 0.95}}


def by_band(bands, reference):
    return {tag.band["band"]: tag for tag in tags(bands, FOUND, reference)}


def test_a_tag_has_its_share_of_the_data_and_of_all_mistakes():
    low = by_band([LOW, HIGH], None)["low"]
    assert (low.share, low.error_rate) == pytest.approx((0.25, 0.4))
    assert low.errors == pytest.approx(20 / 40)


def test_what_mending_gains_is_the_gap_times_the_share_of_the_data():
    low = by_band([LOW, HIGH], ORACLE)["low"]
    assert (low.gap, low.gain) == pytest.approx((0.1, 0.025))


def test_what_gains_most_comes_first():
    bands = [tag.band["band"] for tag in tags([HIGH, LOW], FOUND, PUBLISHED)]
    assert bands == ["low", "high"]


def test_one_published_number_stands_for_every_band():
    assert by_band([LOW, HIGH], PUBLISHED)["high"].gap == pytest.approx(0.05)


def test_a_band_that_the_oracle_has_not_measured_has_no_gap():
    assert by_band([LOW, band("other", 10, 0.5)], ORACLE)["other"].gap is None


def test_without_a_reference_the_most_mistakes_come_first():
    assert list(by_band([HIGH, LOW], None)) == ["low", "high"]


def test_what_holds_all_of_the_data_is_no_tag():
    assert not tags([band("all", 200, 0.8)], FOUND, PUBLISHED)


def test_a_model_without_mistakes_has_no_shares_of_them():
    perfect = {"examples": 200, "overall": {"accuracy": 1.0}}
    assert tags([band("low", 50, 1.0)], perfect, None)[0].errors is None


def test_the_page_names_the_reference_level_and_what_to_work_on_first(first_page):
    said = words_of(under(first_page, HEADING))
    assert "Reference level. published accuracy: accuracy 0.800. of the best <model>. (a paper)" in said
    assert "Most is to be gained at primary iron: +0.275 of accuracy" in said
    assert row(under(first_page, HEADING), "primary iron") == [
        "100",
        "50.0 %",
        "75.0 %",
        "107.1 %",
        "0.800",
        "+0.550",
        "+0.275",
    ]


def test_without_a_reference_level_the_page_says_so(first):
    said = words_of(under(page(dataclasses.replace(first, reference=None)), HEADING))
    assert "There is no reference level, so gaps are not known." in said
