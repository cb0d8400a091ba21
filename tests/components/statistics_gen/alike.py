"""What statistics of the same values have in common, however they were computed."""

import copy

import numpy as np
from tensorflow_metadata.proto.v0.statistics_pb2 import DatasetFeatureStatisticsList, FeatureNameStatistics

DIGITS = 10
EPSILON = 0.01
"""Error in rank that TensorFlow Data Validation allows its quantiles."""
ALL_KEPT = 1_000
"""Of fewer values its sketch keeps all, and quantiles are exact."""


def features(statistics: DatasetFeatureStatisticsList) -> dict[str, FeatureNameStatistics]:
    """Name -> statistics of a feature."""
    return {feature.path.step[0]: feature for feature in statistics.datasets[0].features}


def rounded(statistics: DatasetFeatureStatisticsList) -> dict[str, str]:
    """Name -> every field of the statistics of a feature that has one right value.

    These are all, with mean and deviation to ten digits, but the quantiles of many values, and the histograms
    made of them.
    """
    found = {}
    for name, original in features(statistics).items():
        feature = copy.deepcopy(original)
        if feature.HasField("num_stats"):
            numbers = feature.num_stats
            numbers.mean = float(f"{numbers.mean:.{DIGITS}g}")
            numbers.std_dev = float(f"{numbers.std_dev:.{DIGITS}g}")
            if numbers.common_stats.tot_num_values > ALL_KEPT:
                numbers.ClearField("median")
                numbers.ClearField("histograms")
        found[name] = str(feature)
    return found


def assert_quantiles(feature: FeatureNameStatistics, values: np.ndarray) -> None:
    """Asserts that median and deciles are those of the values, within the error that the library allows.

    So does each bucket of the histogram of equal width hold what it says, to twice that error.
    """
    ranked, numbers = np.sort(values), feature.num_stats
    standard, deciles = (histogram.buckets for histogram in numbers.histograms)
    edges = [*(bucket.high_value for bucket in deciles), numbers.median]
    below = np.searchsorted(ranked, edges, side="right") / ranked.size
    np.testing.assert_allclose(below, [*np.linspace(0.1, 1, 10), 0.5], atol=EPSILON)
    counts, _ = np.histogram(ranked, [standard[0].low_value, *(bucket.high_value for bucket in standard)])
    shares = [bucket.sample_count / ranked.size for bucket in standard]
    np.testing.assert_allclose(shares, counts / ranked.size, atol=2 * EPSILON)
