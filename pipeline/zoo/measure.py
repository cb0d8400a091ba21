"""What a model of the zoo can do, in figures."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from components.evaluator.asked import Asked
from components.evaluator.metrics import figures_of
from components.evaluator.roc import area

Array = np.ndarray[Any, Any]

TIMED = 200
BUCKETS = 2000


def quality(labels: Array, probabilities: Array, asked: Asked) -> dict[str, float]:
    """Accuracy, macro-F1, calibration error, and the areas under the curve that are asked for.

    Args:
        labels: index of the true class [rows].
        probabilities: [rows, classes].
        asked: the separations.
    """
    classes = [str(k) for k in range(probabilities.shape[1])]
    wanted = ["accuracy", "macro_f1", "calibration_error", *(f"auc_{one.name}" for one in asked.separations)]
    found = figures_of(labels, probabilities, classes, asked)
    return {name: found[name] for name in wanted if name in found}


def anomaly_area(usual: Array, strange: Array) -> float:
    """Area under the curve of the anomaly score; above one half, strange rows score higher, as they should.

    Args:
        usual, strange: scores of rows like those of the training, and of others [rows] each.
    """
    scores = np.concatenate([usual, strange])
    ranks = np.argsort(np.argsort(scores, kind="stable"), kind="stable") * BUCKETS // len(scores)
    sides = [np.bincount(part, minlength=BUCKETS) for part in np.split(ranks, [len(usual)])]
    return area(np.stack(sides)) or 0.0


def latency(answer: Callable[[Array], object], inputs: Array) -> float:
    """Median time of scoring one row, ms."""
    seconds = []
    for row in range(TIMED):
        one = inputs[row % len(inputs)][None]
        start = time.perf_counter()
        answer(one)
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds)) * 1000
