"""Weights with which rare classes count as much as common ones."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def balanced(labels: Array, classes: int) -> Array:
    """Weights float64 [classes] with which all classes weigh the same, and rows 1 on average.

    A class that does not occur weighs nothing.

    Args:
        labels: index of the class, int64 [rows].
        classes: how many there are.
    """
    counts = np.bincount(labels, minlength=classes)
    share = len(labels) / np.count_nonzero(counts)
    return np.divide(share, counts, out=np.zeros(classes), where=counts > 0)
