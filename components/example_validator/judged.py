"""Judges a feature that was measured: whether its distances are above their limits and beyond chance."""

import dataclasses
from collections.abc import Iterator, Mapping

from tensorflow_metadata.proto.v0 import schema_pb2

from components.example_validator import words
from components.example_validator.distances import CHEBYSHEV
from components.findings import Estimate, Finding, Histogram, Kind
from components.gates import Outcome
from components.settings import ExampleValidator


@dataclasses.dataclass(frozen=True)
class Asked:
    """What is compared with what: one split, one reference.

    Attributes:
        kind: drift or distribution skew.
        split: such as `train`.
        reference: what it is compared with, in words, such as `span 1`.
        schema: for the limits.
        settings: for the limits, and when to be sure.
    """

    kind: Kind
    split: str
    reference: str
    schema: schema_pb2.Schema
    settings: ExampleValidator


@dataclasses.dataclass(frozen=True)
class Compared:
    """One feature, measured.

    Attributes:
        feature: which.
        histogram: both distributions.
        estimates: of each measure.
        limits: of each measure; None where it does not gate.
        level: the largest p-value of a difference that counts.
    """

    feature: str
    histogram: Histogram
    estimates: Mapping[str, Estimate]
    limits: Mapping[str, float | None]
    level: float


def judged(asked: Asked, one: Compared) -> Iterator[Finding]:
    """The findings of a feature: of each distance that has a limit, or that none has."""
    gating = [measure for measure, limit in one.limits.items() if limit is not None]
    for measure in gating or [CHEBYSHEV]:
        outcome = _outcome(one.estimates[measure], one.limits[measure], one.level)
        yield Finding(
            kind=asked.kind,
            split=asked.split,
            feature=one.feature,
            reference=asked.reference,
            measure=measure,
            estimate=one.estimates[measure],
            threshold=one.limits[measure],
            outcome=outcome,
            sentence=_sentence(asked, one, measure, outcome),
            histogram=one.histogram,
            table=words.table(one.estimates, one.limits),
        )


def _outcome(found: Estimate, limit: float | None, level: float) -> Outcome:
    if limit is None or found.p_value is None:
        return Outcome.NOT_COMPARED
    return Outcome.FAILED if found.value > limit and found.p_value <= level else Outcome.PASSED


def _sentence(asked: Asked, one: Compared, measure: str, outcome: Outcome) -> str:
    limit, found = one.limits[measure], one.estimates[measure]
    said = words.distance(asked.split, one.feature, asked.reference, measure, found)
    if limit is None:
        return f"{said}; it is not gated, no distance of it has a threshold"
    if found.value <= limit:
        return f"{said}, at most {limit:g}"
    chance = "" if outcome is Outcome.FAILED else words.chance(found)
    return f"{said}, more than {limit:g}{chance}; {words.most(one.histogram)}"


def not_compared(asked: Asked, feature: str, why: str) -> Finding:
    """The finding of a feature, or with an empty name of the split, that could not be compared."""
    return Finding(
        asked.kind, asked.split, feature, asked.reference, "", None, None, Outcome.NOT_COMPARED, why
    )
