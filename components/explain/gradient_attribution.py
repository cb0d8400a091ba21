"""What each input adds to the margins of a network: integrated gradients.

Sundararajan, Taly, Yan, ICML 2017, arXiv 1703.01365: the gradient of a margin, averaged along the straight
line from a baseline to the shower, times the way. All inputs together add up to the difference of the margins
(completeness), which tells how fine the steps have to be.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from components.explain.tree_attribution import Attribution
from components.models.layout import Layout
from components.showers.dataset import Dataset

Array = np.ndarray[Any, Any]

TOLERANCE = 2e-3
"""Steps are halved until the sums miss by less than this share of the largest difference of a margin."""
FEWEST_STEPS, MOST_STEPS = 64, 4096
AT_ONCE = 1024  # rows, which bounds the memory

Margins = Callable[[Any], Any]
"""Model inputs [rows, width] -> margins [rows, classes]: TensorFlow's tensors, differentiable."""


def integrated_gradients(margins: Margins, inputs: Array, baseline: Array) -> Attribution:
    """Attributes the answer of a network.

    Args:
        margins: of the network.
        inputs: of one shower, float32 [width].
        baseline: what it is compared with, float32 [width].
    """
    start, end = (_margins(margins, one[None, :])[0] for one in (baseline, inputs))
    allowed = TOLERANCE * max(float(np.abs(end - start).max()), 1e-3)
    steps = FEWEST_STEPS
    while True:
        slopes = _mean_gradients(margins, inputs, baseline, steps)
        contributions = slopes * (inputs - baseline).astype(np.float64)
        gap = float(np.abs(start + contributions.sum(axis=1) - end).max())
        if gap <= allowed or steps >= MOST_STEPS:
            return Attribution(start, contributions, gap)
        steps *= 2


def mean_shower(row: Array, dataset: Dataset, reference: Mapping[str, Array]) -> Array:
    """What a shower is compared with: the mean shower that lists as many stations, float32 [width].

    Single numbers are z-scores, whose mean over the training is 0. Of each station, or whatever else the
    first axis of a vector counts, it is the mean over the reference showers that have it, and nothing where
    the shower has none: a network that leaves out absent stations would jump on the way.

    Args:
        row: what the model sees of the shower, float32 [width].
        dataset: of the model.
        reference: measured inputs of other showers [rows], [rows, width].
    """
    baseline = np.zeros_like(row)
    for block in Layout.of(dataset).blocks:
        parts = block.shape[0] if len(block.shape) > 1 else 1
        own = row[block.columns].reshape(parts, -1)
        others = reference[block.name].reshape(-1, parts, own.shape[1])
        listed = (others != 0).any(axis=2)[:, :, None] & (own != 0).any(axis=1)[None, :, None]
        means = np.where(listed, others, 0).sum(axis=0) / np.maximum(listed.sum(axis=0), 1)
        known = np.where(listed.any(axis=0), means, own)
        baseline[block.columns] = known.reshape(-1)
    return baseline


def _margins(margins: Margins, rows: Array) -> Array:
    import tensorflow as tf

    return np.asarray(margins(tf.constant(rows, tf.float32)).numpy().astype(np.float64))


def _mean_gradients(margins: Margins, inputs: Array, baseline: Array, steps: int) -> Array:
    """Means over the middles of equal steps of the way [classes, width]."""
    shares = (np.arange(steps) + 0.5) / steps
    total: Array = np.zeros(())
    for part in np.array_split(shares, max(steps // AT_ONCE, 1)):
        total = total + _gradients(margins, baseline + part[:, None] * (inputs - baseline))
    return total / steps


def _gradients(margins: Margins, rows: Array) -> Array:
    """Gradients of each margin, summed over rows: [rows, width] -> [classes, width]."""
    import tensorflow as tf

    points = tf.constant(rows, tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(points)
        of_classes = tf.unstack(tf.reduce_sum(margins(points), axis=0))
    found = [tape.gradient(one, points).numpy().astype(np.float64).sum(axis=0) for one in of_classes]
    return np.stack(found)
