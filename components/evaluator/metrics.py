"""The metrics of a review, from its counts.

Precision, recall and F1 are those of the predicted class, the one with the highest probability, and
agree with scikit-learn's with `zero_division=0`.
"""

import math

import numpy as np

from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.counts import Counts
from components.evaluator.mass import mass_metrics
from components.evaluator.roc import area
from components.evaluator.separation import separation_metrics


def overall_metrics(counts: Counts) -> dict[str, float]:
    """Metrics over all classes: accuracy, macro-F1 and expected calibration error.

    Macro-F1 is the mean over the classes that occur among truths or predictions. The calibration
    error is the mean distance between confidence and accuracy over bins of the predicted class's
    probability (Guo et al. 2017, arXiv 1706.04599).
    """
    examples, hits, confidence = counts.chosen
    total = examples.sum()
    f1 = [metrics["f1"] for metrics in class_metrics(counts) if "f1" in metrics]
    return {
        "accuracy": float(hits.sum() / total),
        "macro_f1": float(np.mean(f1)),
        "calibration_error": float(np.abs(hits - confidence).sum() / total),
    }


def class_metrics(counts: Counts) -> list[dict[str, float]]:
    """Metrics of each class, in the order of the classes.

    `support` is the number of its examples. What is undefined is left out: AUC where all examples or
    none are of the class, the others where the class is neither truth nor prediction anywhere.
    """
    hits = counts.confusion.diagonal()
    predicted, support = counts.confusion.sum(axis=0), counts.confusion.sum(axis=1)
    return [
        {"support": float(support[k])}
        | _rates(hits[k], predicted[k], support[k])
        | _auc(counts.histogram[:, k])
        for k in range(len(hits))
    ]


def predicted_fractions(counts: Counts) -> list[float]:
    """Share of the examples that is predicted as each class."""
    shares: list[float] = (counts.confusion.sum(axis=0) / counts.confusion.sum()).tolist()
    return shares


def physics_metrics(counts: Counts, asked: Asked) -> dict[str, float]:
    """Metrics of the separations and the bias of ln A, by name; empty where nothing is asked."""
    found: dict[str, float] = {}
    for k, sides in enumerate(asked.separations):
        found |= separation_metrics(sides.name, counts.logits[k], counts.moments[k])
    return found | (mass_metrics(counts.ln_a) if asked.ln_a else {})


def _rates(hits: int, predicted: int, support: int) -> dict[str, float]:
    if predicted + support == 0:
        return {}
    return {
        "precision": float(hits / max(predicted, 1)),
        "recall": float(hits / max(support, 1)),
        "f1": float(2 * hits / (predicted + support)),
    }


def _auc(histogram: Array) -> dict[str, float]:
    auc = area(histogram)
    return {} if auc is None else {"auc": auc}


def wilson(hits: float, total: int, z: float) -> tuple[float, float]:
    """Wilson's score interval of a proportion (Wilson 1927, doi 10.1080/01621459.1927.10502953).

    Args:
        hits: how many of `total`.
        total: more than zero.
        z: quantile of the normal distribution, 1.96 for 95 %.
    """
    p = hits / total
    scale = 1 + z**2 / total
    centre = (p + z**2 / (2 * total)) / scale
    half = z * math.sqrt(p * (1 - p) / total + z**2 / (4 * total**2)) / scale
    return max(0.0, centre - half), min(1.0, centre + half)
