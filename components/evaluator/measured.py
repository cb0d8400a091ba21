"""What a review measured, and how it stands in `metrics.json`."""

import dataclasses
import json
from typing import Any

import numpy as np

from components.evaluator.arrays import Array
from components.evaluator.plan import Plan

Metrics = dict[str, float]
Interval = list[float]
Part = dict[str, Any]
"""A part of `metrics.json`."""


@dataclasses.dataclass(frozen=True)
class Figures:
    """What one model reached on some of the examples.

    Attributes:
        metrics: by name; those of a class end in its name, as in `recall_iron`.
        confusion: examples by truth (rows) and prediction (columns) [classes, classes].
        calibration: for each class its examples, those that are of it, and the sum of its probabilities, by
            TFMA's bins of the probability [classes, 3, bins].
    """

    metrics: Metrics
    confusion: Array = dataclasses.field(default_factory=lambda: np.zeros((0, 0)))
    calibration: Array = dataclasses.field(default_factory=lambda: np.zeros((0, 3, 0)))


@dataclasses.dataclass(frozen=True)
class Band:
    """Some of the examples.

    Attributes:
        slice: the sliced feature, or the features that are crossed; empty for all examples together.
        band: its value or its band, such as `20-30`, or those that are crossed.
        features, bands: the same, one by one.
        examples: how many.
        groups: of how many shower groups they are.
        model: what the candidate reached.
        intervals: of its metrics.
        baseline: what the baseline reached on the same examples, if there is one.
        changes: metric -> `value`, candidate less baseline, and its `interval`.
    """

    slice: str
    band: str
    examples: int
    model: Figures
    features: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    groups: int = 0
    intervals: dict[str, Interval] = dataclasses.field(default_factory=dict)
    baseline: Figures | None = None
    changes: dict[str, Part] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Measured:
    """Everything that was measured on a split.

    Attributes:
        overall: all examples together.
        bands: each band of each slice, in the order of the plan.
        gaps: between the bands of a slice, as they stand in `metrics.json`.
        reliability: the parts `reliability` and `reliability_by_class` of `metrics.json`.
        baseline_reason: why there is no baseline; empty where there is one.
    """

    overall: Band
    bands: tuple[Band, ...]
    gaps: tuple[Part, ...] = ()
    reliability: Part = dataclasses.field(default_factory=dict)
    baseline_reason: str = ""

    def of(self, slice_name: str | None, band: str | None = None) -> tuple[Band, ...]:
        """The bands of a slice, or one of them; all examples together where no slice is named."""
        if slice_name is None:
            return (self.overall,)
        return tuple(b for b in self.bands if b.slice == slice_name and band in (None, b.band))


def to_json(
    split: str, measured: Measured, classes: tuple[str, ...], plan: Plan, confidence: float, replicates: int
) -> str:
    """The content of `metrics.json`.

    Args:
        split: what was measured on.
        measured: what was measured.
        classes: names, in the order of the confusion matrix.
        plan: names the separations and the masses.
        confidence: of the intervals; see `intervals.py` for what they are.
        replicates: draws behind the intervals.
    """
    overall = measured.overall
    body: Part = {
        "split": split,
        "classes": classes,
        "separations": [one.name for one in plan.separations],
        "mass_numbers": plan.mass_numbers,
        "examples": overall.examples,
        "groups": overall.groups,
        "confidence": confidence,
        "replicates": replicates,
        "overall": overall.model.metrics,
        "intervals": overall.intervals,
        "confusion": _whole(overall.model.confusion),
        **measured.reliability,
        "baseline": overall.baseline.metrics if overall.baseline else None,
        "baseline_reason": measured.baseline_reason,
        "changes": overall.changes,
        "slices": [_band(band) for band in measured.bands],
        "gaps": measured.gaps,
    }
    return json.dumps(body, indent=1, allow_nan=False) + "\n"


def _band(band: Band) -> Part:
    return {
        "slice": band.slice,
        "band": band.band,
        "features": band.features,
        "examples": band.examples,
        "groups": band.groups,
        "metrics": band.model.metrics,
        "intervals": band.intervals,
        "confusion": _whole(band.model.confusion),
        "baseline": band.baseline.metrics if band.baseline else None,
        "changes": band.changes,
    }


def _whole(confusion: Array) -> list[list[int]]:
    found: list[list[int]] = np.rint(confusion).astype(int).tolist()
    return found
