"""Two runs side by side: figures with differences, slices, what was different."""

import dataclasses
import math
import re

import pytest

from components.errors import ModelError
from components.report.comparison import compare
from components.report.differences import Difference
from components.report.sources import Sources
from components.showers.dataset import load_dataset
from tests.components.report import runs
from tests.components.report.reading import part, row, rows, words_of


@pytest.fixture(scope="module")
def better(tmp_path_factory) -> Sources:
    provenance = {**runs.PROVENANCE, "seeds": {"numpy": 8}, "revision": "456"}
    folder = tmp_path_factory.mktemp("better")
    return runs.run(folder, accuracy=(0.6, 0.75), run="20260103T000000.000", provenance=provenance)


@pytest.fixture(scope="module")
def content(first, better) -> str:
    return compare(first, better)


def block(value, low, high):
    return {"metrics": {"accuracy": value}, "intervals": {"accuracy": [low, high]}}


def test_the_interval_of_a_difference_adds_the_distances_in_squares():
    found = Difference.of("accuracy", block(0.5, 0.47, 0.54), block(0.6, 0.56, 0.63))
    assert found.value == pytest.approx(0.1)
    assert found.interval == pytest.approx([0.1 - math.hypot(0.04, 0.04), 0.1 + math.hypot(0.03, 0.03)])


def test_its_coverage_is_that_of_the_intervals_it_is_made_from():
    import numpy as np

    generator = np.random.default_rng(5)
    a, b = generator.binomial(400, 0.6, 2000) / 400, generator.binomial(400, 0.7, 2000) / 400

    def interval(p):
        return [p - 1.96 * math.sqrt(p * (1 - p) / 400), p + 1.96 * math.sqrt(p * (1 - p) / 400)]

    found = [
        Difference.of("accuracy", block(x, *interval(x)), block(y, *interval(y))).interval
        for x, y in zip(a, b, strict=True)
    ]
    assert sum(low <= 0.1 <= high for low, high in found) / 2000 == pytest.approx(0.95, abs=0.02)


def test_figures_stand_beside_each_other_with_their_difference(content):
    cells = row(part(content, "figures"), "accuracy")
    assert cells[:3] == ["0.650 0.600 to 0.700", "0.750 0.700 to 0.800", "+0.100"]
    assert cells[3:] == ["+0.029 to +0.171", "better"]


def test_it_says_how_the_interval_is_made_and_that_the_data_was_the_same(content):
    said = words_of(part(content, "figures"))
    assert "takes the two as independent" in said
    assert "Both were measured on the same data" in said


def test_slices_are_sorted_by_how_much_they_differ(content, first, tmp_path):
    metrics = runs.metrics_of(0.65)
    next(one for one in metrics["slices"] if one["band"] == "helium")["metrics"]["accuracy"] = 0.9
    other = dataclasses.replace(
        first, evaluations={"autoencoder": runs.evaluation(tmp_path, metrics)}, run="other"
    )
    assert rows(part(compare(first, other), "slices"))[0][0] == "primary helium"


def test_both_verdicts_and_both_matrices_are_there(content):
    assert words_of(part(content, "verdicts")).count("Blessed") == 2
    assert part(content, "confusion").count("class=matrix") == 2


def test_what_was_different_is_told_and_what_was_not(content):
    made = part(content, "made")
    assert row(made, "revision") == ["0123abc", "456"]
    assert row(made, "seeds: numpy") == ["7", "8"]
    assert "Data Nothing differs." in words_of(made)


def test_it_is_one_file_and_the_same_bytes(content, first, better):
    assert not re.findall(r"""(?:src|href)=["'](?!#)""", content)
    assert compare(first, better) == content


def test_other_classes_cannot_be_compared(first):
    groups = Sources(load_dataset("wcd", task="mass_groups"))
    with pytest.raises(
        ModelError,
        match="one tells photon, proton, helium, nitrogen, iron apart, the other photon, light, heavy",
    ):
        compare(first, groups)


def test_a_run_that_was_never_evaluated_cannot_be_compared(first):
    with pytest.raises(ModelError, match="run refused was never evaluated"):
        compare(first, Sources(first.dataset, run="refused"))


def test_two_datasets_are_told_apart(first):
    other = dataclasses.replace(first, dataset=load_dataset("wcd"), run="other")
    assert "Two datasets" in compare(first, other)
