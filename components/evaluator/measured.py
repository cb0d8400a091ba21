"""What a review measured, and how it stands in `metrics.json`."""

import dataclasses
import json
from typing import Any

import scipy.stats

from components.evaluator.intervals import intervals
from components.evaluator.metrics import wilson
from components.evaluator.plan import Plan


@dataclasses.dataclass(frozen=True)
class Band:
    """The metrics of some of the examples.

    Attributes:
        slice: the sliced feature; empty for all examples together.
        band: its value or its band, such as `20-30`.
        examples: how many.
        metrics: by name; those of a class end in its name, as in `recall_iron`.
        confusion: examples by truth (rows) and prediction (columns).
    """

    slice: str
    band: str
    examples: int
    metrics: dict[str, float]
    confusion: list[list[int]]


@dataclasses.dataclass(frozen=True)
class Measured:
    """The metrics of all examples of a split together, and of each band in the order of the plan."""

    overall: Band
    bands: tuple[Band, ...]

    def of(self, slice_name: str | None, band: str | None = None) -> tuple[Band, ...]:
        """The bands of a slice, or one of them; all examples together where no slice is named."""
        if slice_name is None:
            return (self.overall,)
        return tuple(b for b in self.bands if b.slice == slice_name and band in (None, b.band))


def to_json(
    split: str,
    measured: Measured,
    baseline: Measured | None,
    classes: tuple[str, ...],
    plan: Plan,
    confidence: float,
) -> str:
    """The content of `metrics.json`.

    Args:
        split: what was measured on.
        measured: of the model.
        baseline: of the model it was compared with, if any.
        classes: names, in the order of the confusion matrix.
        plan: names the separations and the masses.
        confidence: of the intervals: Wilson's of accuracy, predicted fractions and rejections, Hanley
            and McNeil's of areas under the curve, normal of the bias of ln A.
    """
    z = float(scipy.stats.norm.ppf((1 + confidence) / 2))
    overall = measured.overall
    body: dict[str, Any] = {
        "split": split,
        "classes": classes,
        "separations": [one.name for one in plan.separations],
        "mass_numbers": plan.mass_numbers,
        "examples": overall.examples,
        "confidence": confidence,
        "overall": overall.metrics,
        "accuracy_interval": _interval(overall, z),
        "intervals": intervals(overall.metrics, overall.examples, z),
        "confusion": overall.confusion,
        "slices": [_band(band, z) for band in measured.bands],
        "baseline": baseline.overall.metrics if baseline else None,
    }
    return json.dumps(body, indent=2, allow_nan=False) + "\n"


def _band(band: Band, z: float) -> dict[str, Any]:
    return {
        "slice": band.slice,
        "band": band.band,
        "examples": band.examples,
        "metrics": band.metrics,
        "accuracy_interval": _interval(band, z),
        "intervals": intervals(band.metrics, band.examples, z),
    }


def _interval(band: Band, z: float) -> tuple[float, float]:
    return wilson(band.metrics["accuracy"] * band.examples, band.examples, z)
