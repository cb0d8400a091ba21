"""Confidence intervals of the metrics of a review, from the metrics and the examples they rest on."""

from collections.abc import Iterator, Mapping

from components.evaluator.metrics import wilson
from components.evaluator.roc import area_error

Interval = tuple[float, float]
FRACTION, REJECTION = "predicted_fraction_", "rejection_"


def intervals(metrics: Mapping[str, float], examples: int, z: float) -> dict[str, Interval]:
    """Intervals by the name of the metric, for what has one.

    Args:
        metrics: by name, as `metrics.json` has them.
        examples: how many they are of; more than zero.
        z: quantile of the normal distribution, 1.96 for 95 %.
    """
    found = {name: wilson(v * examples, examples, z) for name, v in _named(metrics, FRACTION)}
    for name, value in _named(metrics, REJECTION):
        separation = name.removeprefix(REJECTION)
        signal, background = (int(metrics[f"{side}_{separation}"]) for side in ("signal", "background"))
        found[name] = wilson(value * background, background, z)
        found[f"auc_{separation}"] = _of_area(metrics[f"auc_{separation}"], signal, background, z)
    if "ln_a_bias" in metrics:
        found["ln_a_bias"] = _around(metrics["ln_a_bias"], z * metrics["ln_a_error"])
    return found


def _named(metrics: Mapping[str, float], prefix: str) -> Iterator[tuple[str, float]]:
    return ((name, value) for name, value in metrics.items() if name.startswith(prefix))


def _of_area(auc: float, signal: int, background: int, z: float) -> Interval:
    low, high = _around(auc, z * area_error(auc, signal, background))
    return max(0.0, low), min(1.0, high)


def _around(value: float, half: float) -> Interval:
    return value - half, value + half
