"""What a training remembers from epoch to epoch: the learning curve, the best weights, when to stop."""

from typing import Any

import numpy as np

from components.models.autoencoders.checkpoints import Arrays
from components.models.examples import Array

CURVE, BEST, STATE = "curve/", "best/", "state/"


class History:
    """Early stopping and its memory, which can be put into a checkpoint and taken out again.

    Args:
        watched: the metric that tells the best epoch; smaller is better.
        patience: epochs without a better one before the training is finished; None never stops early.
        state: the variables that change while training, with those of the optimizer.

    Attributes:
        curve: metric -> its value after each epoch.
        best: the weights of the best epoch so far.
    """

    def __init__(self, watched: str, patience: int | None, state: list[Any]) -> None:
        self._watched, self._patience, self._state = watched, patience, state
        self.curve: dict[str, list[float]] = {}
        self.best: list[Array] = []

    @property
    def epochs(self) -> int:
        """How many are done."""
        return len(next(iter(self.curve.values()), []))

    @property
    def best_epoch(self) -> int:
        """Whose weights are kept, counted from 1: the first of the best; without patience the last."""
        if not self.epochs or self._patience is None:
            return self.epochs
        return int(np.argmin(self.curve[self._watched])) + 1

    def finished(self, epochs: int) -> bool:
        """Whether all epochs are done, or none has been better for as long as the patience."""
        waited = self._patience is not None and self.epochs - self.best_epoch >= self._patience
        return self.epochs >= epochs or (self.epochs > 0 and waited)

    def add(self, metrics: dict[str, float], weights: list[Array]) -> None:
        """Notes an epoch, and its weights if it is the one to be kept."""
        for name, value in metrics.items():
            self.curve.setdefault(name, []).append(value)
        if self.best_epoch == self.epochs:
            self.best = weights

    def use_best(self, variables: list[Any]) -> None:
        """Gives the variables the weights that were kept."""
        for variable, value in zip(variables, self.best, strict=True):
            variable.assign(value)

    def arrays(self) -> Arrays:
        """All of it, for a checkpoint."""
        arrays: Arrays = {CURVE + name: np.array(values) for name, values in self.curve.items()}
        arrays |= {f"{BEST}{number}": value for number, value in enumerate(self.best)}
        return arrays | {f"{STATE}{number}": value.numpy() for number, value in enumerate(self._state)}

    def restore(self, arrays: Arrays | None) -> None:
        """Takes what `arrays` gave, curve, best weights and variables; None changes nothing."""
        if arrays is None:
            return
        self.curve = {
            name.removeprefix(CURVE): [float(value) for value in values]
            for name, values in arrays.items()
            if name.startswith(CURVE)
        }
        self.best = [arrays[f"{BEST}{number}"] for number in range(sum(n.startswith(BEST) for n in arrays))]
        for number, variable in enumerate(self._state):
            variable.assign(arrays[f"{STATE}{number}"])
