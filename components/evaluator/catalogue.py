"""What kind of number each metric is, and how many examples it rests on."""

import dataclasses
import functools
from collections.abc import Mapping, Sequence

import numpy as np

from components.evaluator.arrays import Array

COUNTS = ("support_", "signal_", "background_", "ln_a_examples")
SHARES = ("accuracy", "macro_f1", "precision_", "recall_", "f1_", "auc_", "predicted_fraction_", "rejection_")
OF_SEPARATION = ("auc_", "merit_", "rejection_")
OF_CLASS = ("precision_", "recall_", "f1_", "auc_")
DISTANCES = ("calibration_error",)
"""Never negative, so that chance makes them larger."""
LEAST_OF_MASS = ("ln_a_bias", "ln_a_error")


def is_count(name: str) -> bool:
    """Whether it is a number of examples, which has no interval."""
    return name.startswith(COUNTS)


def is_share(name: str) -> bool:
    """Whether it lies between 0 and 1 and is a share of examples, or of pairs of them."""
    return name.startswith(SHARES)


def rests_on(name: str, known: Sequence[str] | Mapping[str, float]) -> tuple[str, ...]:
    """The metrics that say how many examples another rests on, the least of them; empty for all examples.

    Those of the class for a metric of a class, those of the smaller side for one of a separation, those that
    have a mass for one of ln A; a predicted fraction rests on all.

    Args:
        name: of the metric, such as `recall_iron`.
        known: the names of all metrics.
    """
    if name in LEAST_OF_MASS:
        return ("ln_a_examples",)
    subject = name.partition("_")[2]
    if name.startswith(OF_SEPARATION) and f"signal_{subject}" in known:
        return (f"signal_{subject}", f"background_{subject}")
    return (f"support_{subject}",) if name.startswith(OF_CLASS) and f"support_{subject}" in known else ()


def examples_behind(name: str, metrics: Mapping[str, float], examples: int) -> int:
    """How many examples a metric rests on, among these."""
    return int(min((metrics[one] for one in rests_on(name, metrics)), default=examples))


@dataclasses.dataclass(frozen=True)
class Catalogue:
    """The metrics of a review, in their order.

    Attributes:
        names: all of them.
    """

    names: tuple[str, ...]

    @functools.cached_property
    def shares(self) -> Array:
        """Which are shares [metrics]."""
        return np.array([is_share(name) for name in self.names])

    @functools.cached_property
    def distances(self) -> Array:
        """Which are distances [metrics]."""
        return np.array([name.startswith(DISTANCES) for name in self.names])

    @functools.cached_property
    def measured(self) -> Array:
        """Which are no counts [metrics]."""
        return np.array([not is_count(name) for name in self.names])

    @functools.cached_property
    def _behind(self) -> Array:
        place = {name: k for k, name in enumerate(self.names)}
        found = [[place[one] for one in rests_on(name, self.names)] or [-1] for name in self.names]
        return np.array([(row * 2)[:2] for row in found])

    def behind(self, values: Array, examples: int) -> Array:
        """How many examples each metric rests on [metrics], from the values of all [metrics]."""
        return np.asarray(np.append(values, examples)[self._behind].min(axis=1))
