"""How often what a model says comes true, by how sure it is."""

from collections.abc import Sequence

import numpy as np

from components.columns import BLOCKS
from components.evaluator.arrays import Array
from components.evaluator.intervals import around, wilson
from components.evaluator.measured import Part
from components.evaluator.rows import Rows
from components.evaluator.scored import PROBABILITY_BUCKETS, Scored
from components.evaluator.sums import BINS, bin_of

PLOT_BINS = BINS + 2
"""Of TFMA's plot: one below zero, these, and one from one on."""


def of_plot(labels: Array, scored: Scored) -> Array:
    """Showers, those of the class, and sum of its probabilities by class and bin of TFMA's plot.

    Returns:
        [classes, 3, PLOT_BINS]
    """
    place = np.arange(PROBABILITY_BUCKETS + 2) - 1
    bins = np.clip(place // (PROBABILITY_BUCKETS // BINS) + 1, 0, PLOT_BINS - 1)
    return np.stack(
        [_counted(bins[scored.buckets[:, k]], labels == k, scored.probabilities[:, k], PLOT_BINS)
         for k in range(scored.probabilities.shape[1])]
    )  # fmt: skip


def reliability(rows: Rows, chosen: Array, weights: Array, classes: Sequence[str], confidence: float) -> Part:
    """The parts `reliability` and `reliability_by_class` of `metrics.json`: bins that have showers.

    Args:
        rows: all showers; the first model counts.
        chosen: those of the predicted class by block, as in `Sums` [BLOCKS, 3, BINS].
        weights: how often each block is drawn [draws, BLOCKS].
        classes: names.
        confidence: of the intervals.
    """
    return {
        "reliability": _bins(chosen, weights, confidence),
        "reliability_by_class": {
            name: _bins(_by_block(rows, k), weights, confidence) for k, name in enumerate(classes)
        },
    }


def _by_block(rows: Rows, k: int) -> Array:
    """Showers, those of class `k`, and sum of its probability by block and bin [BLOCKS, 3, BINS]."""
    model = rows.models[0]
    place = rows.blocks * np.int64(BINS) + bin_of(model.buckets[:, k])
    counted = _counted(place, rows.labels == k, model.probabilities[:, k], BLOCKS * BINS)
    return np.asarray(counted.reshape(3, BLOCKS, BINS).swapaxes(0, 1))


def _counted(place: Array, hits: Array, p: Array, places: int) -> Array:
    return np.stack([np.bincount(place, weights, places) for weights in (None, hits, p)])


def _bins(counted: Array, weights: Array, confidence: float) -> list[Part]:
    examples, hits, total = counted.sum(axis=0)
    there = np.flatnonzero(examples)
    limits = _intervals(counted[:, :2, there], weights, confidence)
    return [
        {
            "low": k / BINS,
            "high": (k + 1) / BINS,
            "examples": int(examples[k]),
            "confidence": float(total[k] / examples[k]),
            "accuracy": float(hits[k] / examples[k]),
            "interval": limit.tolist(),
        }
        for k, limit in zip(there, limits, strict=True)
    ]


def _intervals(counted: Array, weights: Array, confidence: float) -> Array:
    """Of the shares of hits [bins, 2], from showers and hits by block [BLOCKS, 2, bins]."""
    examples, hits = counted.sum(axis=0)
    drawn, right = np.tensordot(counted, weights, (0, 1))
    draws = np.divide(right, drawn, out=np.full_like(right, np.nan), where=drawn > 0)
    blocks = int(np.count_nonzero(counted[:, 0].sum(axis=1)))
    limits, same = around(hits / examples, draws, confidence, blocks)
    found = np.clip(limits, 0, 1)
    found[same] = wilson(hits / examples, examples, confidence)[same]
    return found
