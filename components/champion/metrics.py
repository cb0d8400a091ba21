"""The metrics a champion can be chosen by, of showers whose groups have weights.

A bootstrap needs a metric thousands of times, of the same showers with other weights. So a metric is made
once of the predictions of a model, and is then a function of the weights alone, for many samples at once.
"""

import json
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from components.champion.candidates import Array, Showers
from components.errors import SettingsError

Statistic = Callable[[Array], Array]
"""Weights of the groups [samples, groups] -> the metric [samples]; NaN where there is nothing to measure."""

Metric = Callable[[Showers, Array], Statistic]
"""Showers and probabilities [rows, classes] -> the statistic."""

LEAST = 1e-30
"""A probability is at least this, so that its logarithm is finite."""


def metric_named(name: str, separations: str) -> Metric:
    """The metric of that name.

    Args:
        name: accuracy, macro_f1, or auc_<separation>.
        separations: `evaluation.yaml` as JSON; separations stand in it by name, with the classes on either
            side.

    Raises:
        SettingsError: there is no such separation.
    """
    if name in METRICS:
        return METRICS[name]
    sides = {f"auc_{one['name']}": one for one in json.loads(separations or "{}").get("separations", [])}
    if name not in sides:
        known = ", ".join([*METRICS, *sides])
        raise SettingsError(f"no metric {name}", where="champion.metric", fix=f"Known here: {known}.")
    return _auc_of(sides[name])


def accuracy(showers: Showers, probabilities: Array) -> Statistic:
    """Share of right predictions."""
    hits = probabilities.argmax(axis=1) == showers.labels
    right = np.bincount(showers.group, hits, minlength=showers.groups)
    rows = np.bincount(showers.group, minlength=showers.groups)
    return lambda weights: (weights @ right) / (weights @ rows)


def macro_f1(showers: Showers, probabilities: Array) -> Statistic:
    """Mean F1 over the classes that occur among labels or predictions."""
    predicted = probabilities.argmax(axis=1)
    truth, guess = _by_group(showers, showers.labels), _by_group(showers, predicted)
    right = _by_group(showers, np.where(predicted == showers.labels, predicted, -1))
    counted = truth + guess

    def statistic(weights: Array) -> Array:
        there = weights @ counted
        f1 = np.divide(2 * (weights @ right), there, out=np.full(there.shape, np.nan), where=there > 0)
        mean: Array = np.nanmean(f1, axis=1)
        return mean

    return statistic


def _by_group(showers: Showers, classes: Array) -> Array:
    """How often each class occurs in each group, float64 [groups, classes]; -1 is no class."""
    known = classes >= 0
    count, size = len(showers.classes), showers.groups
    flat = np.bincount(showers.group[known] * count + classes[known], minlength=size * count)
    return flat.reshape(size, count).astype(float)


def _auc_of(separation: Mapping[str, Sequence[str]]) -> Metric:
    def metric(showers: Showers, probabilities: Array) -> Statistic:
        sides = ([showers.classes.index(c) for c in separation[side]] for side in ("signal", "background"))
        return _auc(showers, probabilities, *sides)

    return metric


def _auc(showers: Showers, probabilities: Array, signal: list[int], background: list[int]) -> Statistic:
    """Area under the curve of P(signal) / P(background): the chance that a signal stands above a background.

    Showers of other classes do not count; equal scores count half (Hanley and McNeil 1982,
    doi 10.1148/radiology.143.1.7063747).
    """
    rows = np.flatnonzero(np.isin(showers.labels, signal + background))
    score = _logit(probabilities[rows], signal, background)
    rows, score = rows[np.argsort(score, kind="stable")], np.sort(score, kind="stable")
    starts = np.flatnonzero(np.diff(score, prepend=np.nan) != 0)
    group, is_signal = showers.group[rows], np.isin(showers.labels[rows], signal)

    def statistic(weights: Array) -> Array:
        if not len(rows):
            return np.full(len(weights), np.nan)
        each = weights[:, group].astype(float)
        above = np.add.reduceat(each * is_signal, starts, axis=1)
        below = np.add.reduceat(each * ~is_signal, starts, axis=1)
        pairs = above.sum(axis=1) * below.sum(axis=1)
        won = (above * (below.cumsum(axis=1) - below / 2)).sum(axis=1)
        share: Array = np.divide(won, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0)
        return share

    return statistic


def _logit(probabilities: Array, signal: list[int], background: list[int]) -> Array:
    """Logit of the signal against the background [rows]."""
    p = probabilities.astype(np.float64)
    above, below = (np.log(np.maximum(p[:, side].sum(axis=1), LEAST)) for side in (signal, background))
    difference: Array = above - below
    return difference


METRICS: dict[str, Metric] = {"accuracy": accuracy, "macro_f1": macro_f1}
