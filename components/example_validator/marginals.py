"""Compares every feature of a split by itself with a reference: drift, and skew of the distribution.

A feature fails when a distance is above its limit and more than chance gives: `significance` is shared by all
features of a split (Bonferroni), so that many features do not make a false alarm likely, and a small span
does not fail for being small. What cannot be compared says so, and why.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from tensorflow_metadata.proto.v0 import schema_pb2

from components.columns import BLOCKS, Array
from components.example_validator import words
from components.example_validator.distances import (
    CHEBYSHEV,
    JENSEN_SHANNON,
    chebyshev,
    jensen_shannon,
    shares,
)
from components.example_validator.judged import Asked, Compared, judged, not_compared
from components.example_validator.profile import Counted, profiled
from components.example_validator.resampling import Pair, estimates, filled
from components.example_validator.thresholds import limits_of
from components.findings import Finding, Histogram, Kind
from components.settings import ExampleValidator
from components.showers.dataset import Dataset, Feature

MEASURES = {CHEBYSHEV: chebyshev, JENSEN_SHANNON: jensen_shannon}
FEWEST_BLOCKS = 16
"""With fewer the bootstrap has too little to draw from to say what chance does."""


def compare(
    kind: Kind,
    split: str,
    reference_name: str,
    reference: Mapping[str, Counted] | None,
    current: Mapping[str, Array],
    schema: schema_pb2.Schema,
    settings: ExampleValidator,
    dataset: Dataset,
) -> tuple[Finding, ...]:
    """One finding for each feature and distance that gates; at least one for each feature.

    Args:
        kind: `DRIFT` or `DISTRIBUTION_SKEW`.
        split: what is judged.
        reference_name: what it is compared with, in words.
        reference: feature -> what was counted there; None where there is no such thing.
        current: feature -> values here, counted in the bins of the reference [BLOCKS, bins].
        schema: `schema.pbtxt`, for the limits of features.
        settings: of the node.
        dataset: its registry.
    """
    asked = Asked(kind, split, reference_name, schema, settings)
    if not reference:
        return (not_compared(asked, "", words.no_baseline(kind, split, reference_name)),)
    too_few = _too_few(asked, reference, current, dataset)
    if too_few:
        return (not_compared(asked, "", too_few),)
    absent = {f.name: why for f in profiled(dataset) if (why := _absent(asked, f.name, reference, current))}
    features = [feature for feature in profiled(dataset) if feature.name not in absent]
    found = [
        finding for one in _measured(asked, features, reference, current) for finding in judged(asked, one)
    ]
    return (*found, *(not_compared(asked, name, why) for name, why in absent.items()))


def _too_few(
    asked: Asked, reference: Mapping[str, Counted], current: Mapping[str, Array], dataset: Dataset
) -> str:
    """Why there are too few examples to compare anything; empty where there are enough."""
    # Every example counts once in a feature that is no vector, be it as missing.
    single = (f.name for f in profiled(dataset) if not f.shape and f.name in reference and f.name in current)
    nothing = np.zeros((BLOCKS, 1))
    sides = next(((reference[name].counts, current[name]) for name in single), (nothing, nothing))
    there, here = (int(counts.sum()) for counts in sides)
    if min(there, here) < asked.settings.minimum_examples:
        return words.few_examples(asked.split, asked.reference, here, there, asked.settings.minimum_examples)
    if min(map(filled, sides)) < FEWEST_BLOCKS:
        return words.few_groups(asked.split, asked.reference)
    return ""


def _absent(asked: Asked, name: str, reference: Mapping[str, Counted], current: Mapping[str, Array]) -> str:
    """Why a feature cannot be compared; empty where it can. The last bin holds what is missing."""
    if name not in reference or not reference[name].counts[:, :-1].any():
        return words.absent(asked.split, name, asked.reference, "there")
    if name not in current or not current[name][:, :-1].any():
        return words.absent(asked.split, name, asked.reference, "here")
    return ""


def _measured(
    asked: Asked, features: Sequence[Feature], reference: Mapping[str, Counted], current: Mapping[str, Array]
) -> Iterator[Compared]:
    """Each feature with its distances."""
    level = asked.settings.significance / max(1, len(features))
    # More features ask for more draws: with too few of them no chance could be small enough to fail.
    draws = max(asked.settings.draws, math.ceil(2 / level))
    pairs: dict[str, Pair] = {f.name: (reference[f.name].counts, current[f.name]) for f in features}
    measured = estimates(pairs, tuple(MEASURES.values()), draws=draws, seed=asked.settings.seed)
    for feature in features:
        yield Compared(
            feature.name,
            _histogram(feature, reference[feature.name], current[feature.name]),
            dict(zip(MEASURES, measured[feature.name], strict=True)),
            limits_of(feature.name, asked.kind, asked.schema, asked.settings),
            level,
        )


def _histogram(feature: Feature, reference: Counted, current: Array) -> Histogram:
    there, here = (shares(counts.sum(axis=0)).tolist() for counts in (reference.counts, current))
    unit = "" if feature.dtype == "string" or feature.unit == "1" else feature.unit
    return Histogram(unit, reference.bins.labels(), tuple(there), tuple(here))
