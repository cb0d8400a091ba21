"""Reads what TensorFlow Model Analysis wrote."""

from collections.abc import Iterable
from typing import Any

import tensorflow_model_analysis as tfma

from components.evaluator.measured import Band, Measured
from components.evaluator.plan import Plan

EXAMPLES = "example_count"


def read_results(folder: str, classes: tuple[str, ...], plan: Plan) -> tuple[Measured, Measured | None]:
    """The metrics of the model and, where there was one, of its baseline.

    Args:
        folder: as written by `tfma_run.analyze`.
        classes: names, in the order of the class ids.
        plan: gives slices and bands their order.
    """
    plots = {_slice(plot): plot for plot in tfma.load_plots(folder)}
    found: dict[str, list[Band]] = {}
    for metrics in tfma.load_metrics(folder):
        part = _slice(metrics)
        for model, values in _by_model(metrics, classes).items():
            examples = int(values.pop(EXAMPLES))
            matrix = [] if model == tfma.BASELINE_KEY else _confusion(plots[part], len(classes))
            found.setdefault(model, []).append(Band(*part, examples, values, matrix))
    baseline = found.pop(tfma.BASELINE_KEY, None)
    (candidate,) = found.values()
    return _ordered(candidate, classes, plan), _ordered(baseline, classes, plan) if baseline else None


def _slice(found: Any) -> tuple[str, str]:
    """Feature and band of a TFMA message; both empty for everything."""
    keys = found.slice_key.single_slice_keys
    return (keys[0].column, keys[0].bytes_value.decode()) if keys else ("", "")


def _by_model(metrics: Any, classes: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """The values of each model by name, without TFMA's differences to the baseline."""
    found: dict[str, dict[str, float]] = {}
    for item in metrics.metric_keys_and_values:
        key = item.key
        if not key.is_diff:
            of_class = f"_{classes[key.sub_key.class_id.value]}" if key.HasField("sub_key") else ""
            found.setdefault(key.model_name, {})[f"{key.name}{of_class}"] = item.value.double_value.value
    return found


def _confusion(plots: Any, classes: int) -> list[list[int]]:
    """The matrix of TFMA's plot: truth in rows, prediction in columns."""
    counts = [[0] * classes for _ in range(classes)]
    for item in plots.plot_keys_and_values:
        for matrix in item.value.multi_class_confusion_matrix_at_thresholds.matrices:
            for entry in matrix.entries:
                counts[entry.actual_class_id][entry.predicted_class_id] = round(entry.num_weighted_examples)
    return counts


def _ordered(found: Iterable[Band], classes: tuple[str, ...], plan: Plan) -> Measured:
    """Everything first, then slices and bands in the order of the plan; classes in their own order."""
    features = [one.feature for one in plan.slices]
    orders = {one.feature: one.bands or classes for one in plan.slices}

    def place(band: Band) -> tuple[int, int, str]:
        if not band.slice:
            return (-1, 0, "")
        order = orders[band.slice]
        known = order.index(band.band) if band.band in order else len(order)
        return (features.index(band.slice), known, band.band)

    overall, *bands = sorted(found, key=place)
    return Measured(overall, tuple(bands))
