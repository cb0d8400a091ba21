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


def means_and_errors(counted: Array) -> tuple[Array, Array]:
    """Means and their standard errors [...] from number, sum and sum of squares [..., 3].

    NaN for fewer than two.
    """
    examples, total, squares = np.moveaxis(counted, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / examples
        variance = np.maximum(squares / examples - mean**2, 0) / (examples - 1)
    few = examples < 2
    return np.where(few, np.nan, mean), np.where(few, np.nan, np.sqrt(variance))


def mean_and_error(counted: Array) -> tuple[float, float] | None:
    """The same of one [3]; None for fewer than two."""
    mean, error = map(float, means_and_errors(counted))
    return None if math.isnan(mean) else (mean, error)
