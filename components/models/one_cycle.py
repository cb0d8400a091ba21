"""The one-cycle learning rate: up, then down to almost nothing (Smith and Topin, arXiv 1708.07120)."""

import math
from typing import Any

import keras
from keras import ops

RISE = 0.25  # share of the steps on which the rate rises
FIRST, LAST = 0.04, 1e-3  # rates at both ends, as shares of the peak


@keras.saving.register_keras_serializable("cascada")
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Two half cosines.

    Args:
        peak: the highest rate.
        steps: of the whole training.
    """

    def __init__(self, peak: float, steps: int) -> None:
        super().__init__()
        self.peak, self.steps = peak, steps

    def __call__(self, step: Any) -> Any:
        """The rate at a step, a float32 scalar."""
        done = ops.cast(step, "float32") / self.steps
        up = _half_cosine(FIRST, 1.0, done / RISE)
        down = _half_cosine(1.0, LAST, (done - RISE) / (1 - RISE))
        return self.peak * ops.where(done < RISE, up, down)

    def get_config(self) -> dict[str, Any]:
        """What it takes to make it again."""
        return {"peak": self.peak, "steps": self.steps}


def _half_cosine(start: float, end: float, share: Any) -> Any:
    return end + (start - end) * (1 + ops.cos(math.pi * ops.clip(share, 0, 1))) / 2
