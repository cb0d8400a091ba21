"""The metrics of a review, from its sums: of all showers, or of many draws of them at once.

Precision, recall and F1 are those of the predicted class, the one with the highest probability. A metric that
is undefined is NaN: a recall, an area or an F1 of a class that does not occur. A precision of a class that
occurs and is never predicted is zero.
"""

from collections.abc import Sequence

import numpy as np

from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.curves import Scores
from components.evaluator.mass import means_and_errors
from components.evaluator.scored import Scored
from components.evaluator.separation import merits
from components.evaluator.sums import Sums

Named = dict[str, Array]


def named_metrics(sums: Sums, areas: Array, rejections: Array, classes: Sequence[str], asked: Asked) -> Named:
    """Every metric by its name [...].

    Args:
        sums: with any axes in front [...].
        areas: under the curve of each class and then of each separation [classes + separations, ...].
        rejections: of each separation [separations, ...].
        classes: names.
        asked: separations and masses.
    """
    separate = len(classes)
    return (
        _overall(sums)
        | _of_classes(sums.confusion, areas[:separate], classes)
        | _of_separations(sums, areas[separate:], rejections, asked)
        | (_of_mass(sums.ln_a) if asked.ln_a else {})
    )


def metric_names(classes: Sequence[str], asked: Asked) -> tuple[str, ...]:
    """The names of all metrics, in their order."""
    nothing = Sums.nothing(len(classes), asked)
    areas = np.full(len(classes) + len(asked.separations), np.nan)
    return tuple(named_metrics(nothing, areas, areas, classes, asked))


def figures_of(labels: Array, p: Array, classes: Sequence[str], asked: Asked) -> dict[str, float]:
    """Every metric of one model by its name; what is undefined is left out.

    Args:
        labels: index of the true class [rows].
        p: probabilities [rows, classes].
        classes: names.
        asked: separations and masses.
    """
    scored = Scored.of(labels, p, asked)
    sums = Sums.by_block(labels, np.zeros(len(labels), np.uint8), scored, asked)
    whole = sums.drawn(np.ones((1, len(sums.loss))))
    areas, rejections = Scores.of(labels, scored, asked).exact(labels, scored)
    found = named_metrics(whole, areas[:, None], rejections[:, None], classes, asked)
    return {name: float(value[0]) for name, value in found.items() if np.isfinite(value[0])}


def _overall(sums: Sums) -> Named:
    """Accuracy, macro-F1, expected calibration error, and cross entropy.

    Macro-F1 is the mean over the classes that occur among truths or predictions. The calibration error is the
    mean distance between confidence and accuracy over bins of the predicted class's probability (Guo et al.
    2017, arXiv 1706.04599).
    """
    examples, hits, confidence = np.moveaxis(sums.chosen, -2, 0)
    total = examples.sum(axis=-1)
    return {
        "accuracy": _over(hits.sum(axis=-1), total),
        "macro_f1": _mean(_f1(sums.confusion)),
        "calibration_error": _over(np.abs(hits - confidence).sum(axis=-1), total),
        "log_loss": _over(sums.loss, total),
    }


def _of_classes(confusion: Array, areas: Array, classes: Sequence[str]) -> Named:
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    predicted, support = confusion.sum(axis=-2), confusion.sum(axis=-1)
    precision = np.where((predicted == 0) & (support > 0), 0.0, _over(hits, predicted))
    total = support.sum(axis=-1, keepdims=True)
    kinds = {
        "support": support,
        "precision": precision,
        "recall": _over(hits, support),
        "f1": _f1(confusion),
        "auc": np.moveaxis(areas, 0, -1),
        "predicted_fraction": _over(predicted, total),
    }
    return {
        f"{kind}_{name}": found[..., k] for k, name in enumerate(classes) for kind, found in kinds.items()
    }


def _of_separations(sums: Sums, areas: Array, rejections: Array, asked: Asked) -> Named:
    merit, number = merits(sums.logits), sums.logits[..., 0]
    found: Named = {}
    for k, one in enumerate(asked.separations):
        found |= {
            f"background_{one.name}": number[..., k, 0],
            f"signal_{one.name}": number[..., k, 1],
            f"auc_{one.name}": areas[k],
            f"merit_{one.name}": merit[..., k],
            f"rejection_{one.name}": rejections[k],
        }
    return found


def _of_mass(ln_a: Array) -> Named:
    bias, error = means_and_errors(ln_a)
    return {"ln_a_examples": ln_a[..., 0], "ln_a_bias": bias, "ln_a_error": error}


def _f1(confusion: Array) -> Array:
    both = confusion.sum(axis=-2) + confusion.sum(axis=-1)
    return _over(2 * np.diagonal(confusion, axis1=-2, axis2=-1), both)


def _over(share: Array, total: Array) -> Array:
    share, total = np.broadcast_arrays(share, total)
    return np.asarray(np.divide(share, total, out=np.full(share.shape, np.nan), where=total > 0))


def _mean(values: Array) -> Array:
    """Over the last axis, of what is defined."""
    there = np.isfinite(values)
    return _over(np.where(there, values, 0.0).sum(axis=-1), there.sum(axis=-1))
