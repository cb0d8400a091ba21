"""Where a model is weak: confusions, classes, reliability, physics, mistakes, what it leans on."""

import dataclasses
import re

from components.report.core import page
from tests.components.report.reading import row, rows, under, words_of


def test_the_confusion_matrix_has_shares_of_the_rows_and_counts(first_page):
    cells = row(under(first_page, "What is taken for what"), "photon")
    assert cells == ["0.636 28", *["0.091 4"] * 4]


def test_the_largest_confusions_tell_their_share_of_all_mistakes(first_page):
    first = rows(under(first_page, "The mistakes that are made most"))[0]
    assert first == ["photon called proton", "4", "5.0 %", "9.1 %"]


def test_each_class_has_its_figures_with_intervals_and_gates(first_page):
    cells = row(under(first_page, "Each class"), "iron")
    assert cells[:3] == ["40", "0.500 0.450 to 0.550", "✗ 0.600 0.550 to 0.650"]


def test_reliability_is_drawn_for_each_family_and_each_class(first_page):
    drawn = under(first_page, "Do probabilities mean what they say?")
    names = re.findall("<text class='title'[^>]*>(.*?)</text>", drawn)
    assert names[:2] == ["autoencoder, calibration error 0.020", "gradient boosting, calibration error 0.020"]
    assert names[2:] == ["photon", "proton", "helium", "nitrogen", "iron"]


def test_separations_and_the_composition_stand_beside_the_truth(first_page):
    physics = under(first_page, "Separation and composition")
    assert row(physics, "pair, autoencoder")[:3] == [
        "0.931 0.881 to 0.981",
        "1.500 1.450 to 1.550",
        "0.970 0.920 to 1.020",
    ]
    assert row(physics, "predicted fraction iron, autoencoder")[:2] == ["0.250 0.200 to 0.300", "0.200"]
    assert "0.250 (0.400)" in row(physics, "zenith 0-30")


def test_the_worst_mistakes_are_listed_with_truth_prediction_and_what_they_are(first_page):
    listed = under(first_page, "The 20 worst mistakes")
    said = [words_of(one) for one in re.findall("<summary>(.*?)</summary>", listed)]
    assert len(said) == 20
    assert all(re.match(r"\d+: \w+ called \w+ with [\d.]+ %, truth [\d.]+ %", one) for one in said)
    truths = [float(re.search(r"truth ([\d.]+)", one)[1]) for one in said]
    assert truths == sorted(truths)
    assert re.search(r"energy [\d.]+ EeV", words_of(listed))


def test_without_the_raw_files_there_are_no_displays_and_no_failure(first, first_page):
    assert page(dataclasses.replace(first, events="/nowhere")) == first_page


def test_what_the_model_leans_on_is_told_with_its_spread(first_page):
    cells = row(under(first_page, "What the model leans on"), "log10_<muons>")
    assert cells == ["0.500 ± 0.020", "0.200 ± 0.010", "0.400"]
