"""Inputs that have a single value: a model learns nothing from them, and something upstream has stuck."""

from collections.abc import Iterator

from tensorflow_metadata.proto.v0 import statistics_pb2

from components.findings import Estimate, Finding, Kind
from components.gates import Outcome
from components.showers.dataset import Dataset

MEASURE = "largest minus smallest value"


def constant_features(
    statistics: statistics_pb2.DatasetFeatureStatisticsList,
    dataset: Dataset,
    *,
    split: str = "",
    minimum_examples: int = 2,
) -> tuple[Finding, ...]:
    """One failed finding for each input whose smallest value is its largest, or one passed for all.

    A vector is constant when all its numbers in all rows are equal. Inputs without any value are a matter of
    the schema.

    Args:
        statistics: as TFDV gives them; min and max are exact.
        dataset: names the inputs.
        split: what the data is called.
        minimum_examples: of fewer rows nothing is said.
    """
    described = statistics.datasets[0]
    if described.num_examples < minimum_examples:
        few = f"not looked for constant inputs: {described.num_examples} rows are too few"
        return (_finding(split, "", Outcome.NOT_COMPARED, few, None),)
    stuck = tuple(_constants(described, dataset))
    if stuck:
        return tuple(
            _finding(split, name, Outcome.FAILED, f"{name} is {value:g} in every row", 0.0)
            for name, value in stuck
        )
    varied = f"each of the {len(dataset.inputs)} inputs has more than one value"
    return (_finding(split, "", Outcome.PASSED, varied, None),)


def _constants(
    described: statistics_pb2.DatasetFeatureStatistics, dataset: Dataset
) -> Iterator[tuple[str, float]]:
    inputs = {feature.name for feature in dataset.inputs}
    for feature in described.features:
        numbers, name = feature.num_stats, ".".join(feature.path.step) or feature.name
        there = numbers.common_stats.num_non_missing and feature.HasField("num_stats")
        if there and name in inputs and numbers.min == numbers.max:
            yield name, numbers.min


def _finding(split: str, feature: str, outcome: Outcome, sentence: str, spread: float | None) -> Finding:
    estimate = None if spread is None else Estimate(spread, spread, spread, None)
    said = f"{split}: {sentence}" if split else sentence
    return Finding(Kind.CONSTANT, split, feature, "", MEASURE, estimate, None, outcome, said)
