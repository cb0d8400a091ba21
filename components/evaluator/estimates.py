"""Values with their standard errors, from a tally."""

import math
from collections.abc import Sequence
from typing import Any

from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.mass import mean_and_error
from components.evaluator.roc import area, area_error
from components.evaluator.tally import Tally

Estimate = dict[str, float]
"""A `value` and its standard `error`."""


def described(tally: Tally, classes: Sequence[str], asked: Asked) -> dict[str, Any]:
    """What a model says of a sample; None stands for what is undefined.

    Args:
        tally: of at least one example.
        classes: names, in their order.
        asked: separations and masses.
    """
    return {
        "examples": tally.examples,
        "true_fraction": _shares(tally.truth, classes, tally.examples),
        "predicted_fraction": _shares(tally.predicted, classes, tally.examples),
        "mean_probability": {
            name: _estimate(mean_and_error(sums))
            for name, sums in zip(classes, tally.probabilities, strict=True)
        },
        "accuracy": share(*tally.known[::-1]) if tally.known[0] else None,
        "auc": {one.name: _area(tally.logits[k]) for k, one in enumerate(asked.separations)},
        "ln_a": _estimate(mean_and_error(tally.ln_a[0])),
        "ln_a_bias": _estimate(mean_and_error(tally.ln_a[1])),
    }


def shifts(found: dict[str, Any], nominal: dict[str, Any]) -> dict[str, Any]:
    """How far each class's predicted fraction is from the nominal one, and the largest of these.

    Args:
        found, nominal: as from `described`, of the same classes.
    """
    fractions, before = found["predicted_fraction"], nominal["predicted_fraction"]
    moved = {name: _difference(fractions[name], before[name]) for name in before}
    largest = max(moved, key=lambda name: abs(moved[name]["value"]))
    return {"shift": moved, "largest_shift": {"class": largest, **moved[largest]}}


def share(hits: int, total: int) -> Estimate:
    """A share with its binomial standard error; zero where none or all are hits."""
    value = float(hits / total)
    return {"value": value, "error": math.sqrt(value * (1 - value) / total)}


def _shares(counted: Array, classes: Sequence[str], total: int) -> dict[str, Estimate]:
    return {name: share(hits, total) for name, hits in zip(classes, counted, strict=True)}


def _difference(one: Estimate, other: Estimate) -> Estimate:
    return {"value": one["value"] - other["value"], "error": math.hypot(one["error"], other["error"])}


def _area(histogram: Array) -> Estimate | None:
    auc = area(histogram)
    background, signal = (int(side.sum()) for side in histogram)
    return None if auc is None else {"value": auc, "error": area_error(auc, signal, background)}


def _estimate(found: tuple[float, float] | None) -> Estimate | None:
    return {"value": found[0], "error": found[1]} if found else None
