"""Both distances have the value of their worked example, that of TFDV, and their properties."""

import doctest

import numpy as np
import pandas as pd
import pytest
import tensorflow_data_validation as tfdv
from tensorflow_metadata.proto.v0 import anomalies_pb2

from components.example_validator import distances
from components.example_validator.distances import chebyshev, jensen_shannon, shares

BOTH = pytest.mark.parametrize("distance", [chebyshev, jensen_shannon])
COLOURS = ["red", "green", "blue", "white", "black"]


def drawn(seed: int, bins: int = 7, pairs: int = 50) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of shares, some with empty bins."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 20, (2, pairs, bins)) * (rng.random((2, pairs, bins)) < 0.7)
    counts[..., 0] += 1
    return shares(counts[0]), shares(counts[1])


def test_the_worked_examples():
    found = doctest.testmod(distances, extraglobs={"np": np})
    assert (found.failed, found.attempted) == (0, 4)


def measured(reference: np.ndarray, current: np.ndarray, against: str) -> dict[int, float]:
    """What TensorFlow Data Validation says of two columns of texts, by the type of the measure."""
    of = [
        tfdv.generate_statistics_from_dataframe(pd.DataFrame({"x": column}))
        for column in (reference, current)
    ]
    schema = tfdv.infer_schema(of[0])
    for comparator in (schema.feature[0].drift_comparator, schema.feature[0].skew_comparator):
        comparator.infinity_norm.threshold = comparator.jensen_shannon_divergence.threshold = 0.01
    found = tfdv.validate_statistics(of[1], schema, **{f"{against}_statistics": of[0]})
    (info,) = found.drift_skew_info
    measurements = info.drift_measurements if against == "previous" else info.skew_measurements
    return {one.type: one.value for one in measurements}


def counted(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    return shares((values[:, None] == known).sum(axis=0))


def colours(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.choice(COLOURS[:4], 500), rng.choice(COLOURS[1:], 900, p=[0.1, 0.2, 0.3, 0.4])


def binned_numbers(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers, by the name of their bin between quantiles of the reference."""
    rng = np.random.default_rng(seed)
    reference, current = rng.normal(0, 1, 2000), rng.normal(0.4, 1.3, 3000)
    edges = np.quantile(reference, np.linspace(0, 1, 11))
    names = np.array([f"bin {i}" for i in range(12)])
    return names[np.searchsorted(edges, reference)], names[np.searchsorted(edges, current)]


@pytest.mark.parametrize("against", ["previous", "serving"])
@pytest.mark.parametrize("columns", [colours(1), colours(2), binned_numbers(3)])
def test_the_values_are_those_of_tensorflow_data_validation(columns, against):
    theirs = measured(*columns, against)
    known = np.unique(np.concatenate(columns))
    p, q = (counted(column, known) for column in columns)
    kinds = anomalies_pb2.DriftSkewInfo.Measurement
    assert theirs[kinds.L_INFTY] == pytest.approx(chebyshev(p, q), rel=1e-9)
    assert theirs[kinds.JENSEN_SHANNON_DIVERGENCE] == pytest.approx(jensen_shannon(p, q), rel=1e-9)
    assert chebyshev(p, q) > 0.05


@BOTH
def test_zero_on_itself(distance):
    p, _ = drawn(1)
    np.testing.assert_array_equal(distance(p, p), 0)


@BOTH
def test_symmetric(distance):
    p, q = drawn(2)
    np.testing.assert_array_equal(distance(p, q), distance(q, p))


@BOTH
def test_within_zero_and_one(distance):
    p, q = drawn(3)
    found = distance(p, q)
    assert ((found > 0) & (found < 1)).all()
    nothing_in_common = np.array([1.0, 0, 0]), np.array([0, 0, 1.0])
    assert distance(*nothing_in_common) == 1


@BOTH
def test_grows_with_the_shift(distance):
    values = np.random.default_rng(4).normal(size=20_000)
    edges = np.quantile(values, np.linspace(0, 1, 11)[1:-1])
    histograms = [
        shares(np.bincount(np.searchsorted(edges, values + shift), minlength=10))
        for shift in (0, 0.1, 0.2, 0.5, 1, 2, 5)
    ]
    found = [float(distance(histograms[0], shifted)) for shifted in histograms]
    assert found == sorted(set(found))


@BOTH
def test_blind_to_the_order_of_bins_and_to_empty_ones(distance):
    p, q = drawn(5)
    order = np.random.default_rng(5).permutation(p.shape[1])
    np.testing.assert_allclose(distance(p[:, order], q[:, order]), distance(p, q), atol=1e-14)
    wider = (np.pad(side, [(0, 0), (0, 3)]) for side in (p, q))
    np.testing.assert_allclose(distance(*wider), distance(p, q), atol=1e-14)


@BOTH
def test_leading_axes_are_pairs(distance):
    p, q = drawn(6)
    one_by_one = [distance(*pair) for pair in zip(p, q, strict=True)]
    np.testing.assert_allclose(distance(p, q), one_by_one, atol=1e-14)
    np.testing.assert_array_equal(
        distance(p.reshape(5, 10, -1), q.reshape(5, 10, -1)).ravel(), distance(p, q)
    )


def test_shares_of_nothing_are_zero():
    np.testing.assert_array_equal(shares(np.array([[1, 3], [0, 0]])), [[0.25, 0.75], [0, 0]])
