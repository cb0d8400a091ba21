"""Classes that are more or less frequent than they were."""

import numpy as np
import pyarrow as pa
import pytest
import tensorflow_data_validation as tfdv

from components.columns import BLOCKS
from components.example_validator.profile import bins_of, count, profile_of
from components.example_validator.shifts.labels import label_counts, label_shift, profiled_labels
from components.gates import Outcome
from tests.components.example_validator.shifts.tables import moved, replaced


@pytest.fixture(scope="module")
def table(make_showers):
    return make_showers(groups=600, seed=21)


@pytest.fixture(scope="module")
def reference(table, ground):
    return label_counts([table], ground)


def drawn(table, weights, rows, seed=1):
    """Showers of the classes with these weights, each of its own group."""
    random = np.random.default_rng(seed)
    weights = np.array(weights, float)[np.arange(len(table)) % 5]
    chosen = table.take(random.choice(len(table), rows, p=weights / weights.sum()))
    return replaced(chosen, "shower_group", np.arange(rows) + 10**6)


@pytest.fixture
def judge(reference, ground, settings):
    def run(table, **changes):
        changed = settings.model_copy(update=changes)
        return label_shift(reference, label_counts([table], ground), ground, changed, split="train")

    return run


def test_counts_are_of_each_class_and_block(table, ground, as_examples):
    counts = label_counts([table], ground)
    assert counts.shape == (BLOCKS, 5)
    assert counts.sum(axis=0).tolist() == [600] * 5
    np.testing.assert_array_equal(label_counts(as_examples(table, 77), ground), counts)


def test_labels_of_no_class_do_not_count(table, ground):
    names = ["silicon", None, *table["primary"].to_pylist()[2:]]
    counts = label_counts([replaced(table, "primary", names)], ground)
    assert counts.sum(axis=0).tolist() == [599, 599, 600, 600, 600]


def test_a_profile_has_the_same_counts(table, reference, ground):
    frame = table.slice(0, 1003).select(["primary", "energy"]).to_pandas()
    bins = bins_of(tfdv.generate_statistics_from_dataframe(frame), ground)
    counted = profile_of(bins, *count([table], [bins], ground))
    np.testing.assert_array_equal(profiled_labels(counted["primary"], ground), reference)
    assert profiled_labels(counted["energy"], ground).sum() == 0


def test_equal_fractions_pass(judge, table):
    finding = judge(moved(table.slice(0, 1000)))
    assert finding.outcome is Outcome.PASSED
    assert finding.estimate.value == pytest.approx(0)
    assert finding.name == "label shift:train:primary:Chebyshev distance of class fractions"


@pytest.mark.parametrize("seed", range(5))
def test_honest_draws_pass(judge, table, seed):
    assert judge(drawn(table, [1, 1, 1, 1, 1], 500, seed)).outcome is Outcome.PASSED


def test_a_shift_fails_with_the_class_that_moved_most(judge, table):
    finding = judge(drawn(table, [2, 1, 1, 1, 1], 1500))
    assert finding.outcome is Outcome.FAILED
    assert finding.estimate.value == pytest.approx(1 / 3 - 1 / 5, abs=0.03)
    assert finding.estimate.low < finding.estimate.value < finding.estimate.high
    assert "photon is 3" in finding.sentence
    assert finding.histogram.bins[0] == "photon"
    assert finding.histogram.current[0] - finding.histogram.reference[0] == finding.estimate.value


def test_a_shift_that_chance_makes_is_no_shift(judge, table):
    """In 60 showers fractions differ by more than 0.05, and that says nothing."""
    finding = judge(drawn(table, [1, 1, 1, 1, 1], 60), minimum_examples=20)
    assert finding.estimate.value > 0.05
    assert finding.outcome is Outcome.PASSED


def test_a_small_shift_that_is_sure_passes(judge, table):
    finding = judge(drawn(table, [1.2, 1, 1, 1, 1], 20_000))
    assert finding.estimate.p_value < 0.01
    assert finding.estimate.value < 0.05
    assert finding.outcome is Outcome.PASSED


@pytest.mark.parametrize("rows", [30, 1000])
def test_a_class_that_is_gone_fails_whatever_the_numbers(judge, table, rows):
    finding = judge(drawn(table, [1, 1, 1, 1, 0], rows))
    assert finding.outcome is Outcome.FAILED
    assert "no iron any more" in finding.sentence


def test_a_new_class_is_a_shift(reference, table, ground, settings):
    old = reference * np.array([1, 1, 1, 1, 0])
    finding = label_shift(old, label_counts([table], ground), ground, settings)
    assert finding.outcome is Outcome.FAILED
    assert finding.estimate.value == pytest.approx(0.2)


def test_without_labels_or_enough_of_them_nothing_is_compared(judge, reference, table, ground, settings):
    unlabelled = pa.table({"event_id": [1, 2, 3]})
    for current in (label_counts([unlabelled], ground), None):
        finding = label_shift(reference, current, ground, settings, split="serving")
        assert finding.outcome is Outcome.NOT_COMPARED
        assert "serving has no labels" in finding.sentence
    assert judge(table.slice(0, 50)).outcome is Outcome.NOT_COMPARED
