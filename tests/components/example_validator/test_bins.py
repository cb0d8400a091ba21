"""Bins follow from the statistics of the reference; every value is in one, and labels are for people."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import tensorflow_data_validation as tfdv

from components.columns import BLOCKS
from components.example_validator.bins import Intervals, Texts, bins_from

ROWS = 5000
RNG = np.random.default_rng(1)
VALUES = {
    "zenith": RNG.uniform(0, 60, ROWS).astype(np.float32),
    "pmts": RNG.choice([1, 2, 3], ROWS, p=[0.05, 0.1, 0.85]),
    "constant": np.full(ROWS, 7.5, np.float32),
    "gaps": np.where(RNG.random(ROWS) < 0.2, np.nan, RNG.normal(size=ROWS)),
    "primary": RNG.choice(["photon", "iron"], ROWS, p=[0.3, 0.7]),
    "many": [f"model {i % 150}" for i in range(ROWS)],
    "never": [None] * ROWS,
}


@pytest.fixture(scope="module")
def bins():
    statistics = tfdv.generate_statistics_from_dataframe(pd.DataFrame(VALUES))
    return {one.path.step[0]: bins_from(one) for one in statistics.datasets[0].features}


def counts(bins, column, width=1):
    column = column if isinstance(column, pa.Array) else pa.array(column)
    found = bins.counts(column, np.arange(len(column)) % BLOCKS, width)
    assert found.shape == (BLOCKS, len(bins))
    return dict(zip(bins.labels(), found.sum(axis=0).tolist(), strict=True))


def test_numbers_have_bins_of_equal_parts_of_the_reference(bins):
    found = list(counts(bins["zenith"], VALUES["zenith"]).values())
    assert len(found) == 13
    assert (found[0], found[-2], found[-1]) == (0, 0, 0)
    assert np.allclose(found[1:-2], ROWS / 10, rtol=0.05)


def test_what_the_reference_never_had_has_bins_of_its_own(bins):
    found = counts(bins["zenith"], pa.array([-1.0, 61, 88, np.nan, None, 30]))
    labels = list(found)
    assert (found[labels[0]], found[labels[-2]], found["missing"]) == (1, 2, 2)
    assert sum(found.values()) == 6


def test_a_frequent_number_has_a_bin_of_its_own(bins):
    assert bins["pmts"].labels() == ("under 1", "1 to 2", "2 to 3", "3", "over 3", "missing")
    found = counts(bins["pmts"], [0, 1, 1, 2, 3, 3, 3, 4])
    assert list(found.values()) == [1, 2, 1, 3, 1, 0]


def test_a_constant_has_one_bin(bins):
    assert bins["constant"].labels() == ("under 7.5", "7.5", "over 7.5", "missing")
    assert list(counts(bins["constant"], [7.5, 7.5, 7.0, 8.0]).values()) == [1, 2, 1, 0]


def test_not_a_number_is_missing(bins):
    assert counts(bins["gaps"], VALUES["gaps"])["missing"] == np.isnan(VALUES["gaps"]).sum()


@pytest.mark.parametrize("kind", [pa.string(), pa.binary()])
def test_every_text_is_a_bin(bins, kind):
    assert bins["primary"].values == ("iron", "photon")
    found = counts(
        bins["primary"], pa.array(["iron", "iron", "photon", "muon", None], pa.string()).cast(kind)
    )
    assert found == {"iron": 2, "photon": 1, "other": 1, "missing": 1}


def test_rare_texts_are_one_bin(bins):
    assert len(bins["many"]) == 102
    assert counts(bins["many"], VALUES["many"])["other"] == sum(
        value not in bins["many"].values for value in VALUES["many"]
    )


def test_without_a_value_there_are_no_bins(bins):
    assert bins["never"] is None


@pytest.mark.parametrize(
    ("bins", "column"), [(Intervals((0, 1)), pa.array(["0.5", "a"])), (Texts(("a",)), pa.array([1.0, 2.0]))]
)
def test_values_of_another_type_are_missing(bins, column):
    assert counts(bins, column)["missing"] == 2


def test_the_values_of_vectors_are_pooled_and_a_missing_vector_misses_all():
    bins = Intervals((0, 1, 2))
    column = pa.array([[0.5, 1.5], None, [1.5, np.nan]], pa.list_(pa.float32()))
    assert counts(bins, column, width=2) == {
        "under 0": 0,
        "0 to 1": 1,
        "1 to 2": 2,
        "over 2": 0,
        "missing": 3,
    }


def test_counts_are_kept_by_block():
    found = Intervals((0, 1)).counts(pa.array([0.5, 0.5, 3]), np.array([4, 5, 5]))
    assert found[4].tolist() == [0, 1, 0, 0]
    assert found[5].tolist() == [0, 1, 1, 0]


def test_large_columns_are_counted_in_parts(monkeypatch):
    values = pa.array(np.random.default_rng(2).random(1000))
    blocks = np.arange(1000) % BLOCKS
    bins = Intervals((0, 0.5, 1))
    at_once = bins.counts(values, blocks)
    monkeypatch.setattr("components.example_validator.bins.VALUES_AT_ONCE", 64)
    np.testing.assert_array_equal(bins.counts(values, blocks), at_once)


def test_labels_have_as_many_digits_as_they_need():
    assert Intervals((50.2, 60)).labels() == ("under 50.2", "50.2 to 60", "over 60", "missing")
    assert Intervals((0.99991, 0.99992)).labels()[1] == "0.99991 to 0.99992"


def test_infinite_edges_keep_every_value():
    bins = Intervals.of(np.array([-np.inf, 0, np.inf]))
    assert sum(counts(bins, [-np.inf, -1, 0, 5, np.inf]).values()) == 5
