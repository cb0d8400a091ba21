"""The mean logarithm of the mass number, estimated from probabilities."""

import math

import numpy as np

from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.separation import LEAST


def estimated_ln_a(probabilities: Array, asked: Asked) -> Array:
    """Mean of ln A over the classes that have a mass number, by their probabilities [rows].

    Args:
        probabilities: [rows, classes].
        asked: ln A of each class; at least one has it.
    """
    known = [k for k, value in enumerate(asked.ln_a) if value is not None]
    p = np.maximum(probabilities[:, known].astype(np.float64), LEAST)
    estimated: Array = p @ np.array([asked.ln_a[k] for k in known]) / p.sum(axis=1)
    return estimated


def count_ln_a(truth: Array, probabilities: Array, asked: Asked) -> Array:
    """Sums, as of `sums_of`, of estimated ln A and of its error [2, 3].

    Args:
        truth: true ln A [rows]; NaN where it has none, which leaves the row out.
        probabilities: [rows, classes].
        asked: ln A of each class; zeros are counted where it is not asked for.
    """
    if not asked.ln_a:
        return np.zeros((2, 3))
    rows = np.isfinite(truth)
    estimated = estimated_ln_a(probabilities[rows], asked)
    return np.stack([sums_of(estimated), sums_of(estimated - truth[rows])])


def ln_a_of(labels: Array, asked: Asked) -> Array:
    """True ln A [rows] of class indices [rows]; NaN for a class without a mass number."""
    return np.array(asked.ln_a, dtype=float)[labels] if asked.ln_a else np.full(len(labels), np.nan)


def sums_of(values: Array) -> Array:
    """Number, sum and sum of squares [3] of values [rows]."""
    return np.array([len(values), values.sum(), np.square(values).sum()])


def mean_and_error(counted: Array) -> tuple[float, float] | None:
    """Mean and its standard error from number, sum and sum of squares [3]; None for fewer than two."""
    examples, total, squares = map(float, counted)
    if examples < 2:
        return None
    mean = total / examples
    variance = max(0.0, squares / examples - mean**2) * examples / (examples - 1)
    return mean, math.sqrt(variance / examples)


def mass_metrics(counted: Array) -> dict[str, float]:
    """Bias of the mean ln A, its standard error and the examples it rests on; empty where not asked for."""
    found = mean_and_error(counted)
    bias = {"ln_a_bias": found[0], "ln_a_error": found[1]} if found else {}
    return {"ln_a_examples": float(counted[0]), **bias}
