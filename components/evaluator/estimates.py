"""Values with their standard errors, from a tally."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

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
        "true_fraction": _shares(tally.confusion.sum(axis=1), classes, tally.examples),
        "predicted_fraction": _shares(tally.predicted, classes, tally.examples),
        "mean_probability": {
            name: _estimate(mean_and_error(sums))
            for name, sums in zip(classes, tally.probabilities, strict=True)
        },
        "accuracy": share(tally.confusion.trace(), known) if (known := tally.confusion.sum()) else None,
        "auc": {one.name: _area(tally.logits[k]) for k, one in enumerate(asked.separations)},
        "ln_a": _estimate(mean_and_error(tally.ln_a[0])),
        "ln_a_bias": _estimate(mean_and_error(tally.ln_a[1])),
    }


def shifts(found: Tally, nominal: Tally, classes: Sequence[str]) -> dict[str, Any]:
    """How far each class's predicted fraction is from the nominal one, and the largest of these.

    Both are taken as if the classes that they share were equally frequent: a sample that happens to have
    fewer photons does not make a shift. Nothing where they share no class.

    Args:
        found, nominal: what a model says of two samples.
        classes: names, in their order.
    """
    shared = np.flatnonzero(found.confusion.sum(axis=1) * nominal.confusion.sum(axis=1))
    if not len(shared):
        return {}
    (here, noise), (before, usual) = (_balanced(tally.confusion[shared]) for tally in (found, nominal))
    values, errors = here - before, np.hypot(noise, usual)
    moved = {
        name: {"value": float(value), "error": float(error)}
        for name, value, error in zip(classes, values, errors, strict=True)
    }
    largest = max(moved, key=lambda name: abs(moved[name]["value"]))
    return {"shift": moved, "largest_shift": {"class": largest, **moved[largest]}}


def share(hits: int, total: int) -> Estimate:
    """A share with its binomial standard error; zero where none or all are hits."""
    value = float(hits / total)
    return {"value": value, "error": math.sqrt(value * (1 - value) / total)}


def _shares(counted: Array, classes: Sequence[str], total: int) -> dict[str, Estimate]:
    return {name: share(hits, total) for name, hits in zip(classes, counted, strict=True)}


def _balanced(confusion: Array) -> tuple[Array, Array]:
    """Predicted fractions and their errors [classes] of equally frequent truths [truths, classes]."""
    examples = confusion.sum(axis=1, keepdims=True)
    shares = confusion / examples
    variances = (shares * (1 - shares) / examples).sum(axis=0)
    return shares.mean(axis=0), np.sqrt(variances) / len(confusion)


def _area(histogram: Array) -> Estimate | None:
    auc = area(histogram)
    background, signal = (int(side.sum()) for side in histogram)
    return None if auc is None else {"value": auc, "error": area_error(auc, signal, background)}


def _estimate(found: tuple[float, float] | None) -> Estimate | None:
    return {"value": found[0], "error": found[1]} if found else None
