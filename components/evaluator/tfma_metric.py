"""The metrics of a review as a metric of TensorFlow Model Analysis.

TFMA's own metrics take one example at a time, in Python, for every slice. This one takes arrays and
adds up counts, so TFMA slices, combines and stores at the speed of NumPy, on any Beam runner.
"""

from collections.abc import Iterable
from typing import Any

import apache_beam as beam
import numpy as np
import tensorflow_model_analysis as tfma
from tensorflow_model_analysis.metrics import metric_types, metric_util
from tensorflow_model_analysis.metrics.calibration_plot import CALIBRATION_PLOT_NAME
from tensorflow_model_analysis.metrics.multi_class_confusion_matrix_plot import (
    MULTI_CLASS_CONFUSION_MATRIX_PLOT_NAME,
)
from tensorflow_model_analysis.proto import metrics_for_slice_pb2 as protos

from components.evaluator.asked import Asked
from components.evaluator.counts import BINS, Counts
from components.evaluator.metrics import class_metrics, overall_metrics, physics_metrics, predicted_fractions

Result = dict[metric_types.MetricKey, Any]


class ClassReview(tfma.metrics.Metric):
    """Accuracy, macro-F1, calibration error, metrics of classes, separations and mass; plots.

    Labels are class indices [rows] and predictions probabilities [rows, classes], any number of rows
    in one extract.

    Args:
        classes: how many.
        asked: separations and masses, as `Asked.model_dump()` gives them.
    """

    def __init__(self, classes: int, asked: dict[str, Any], name: str = "class_review") -> None:
        computations = metric_util.merge_per_key_computations(_computations)
        super().__init__(computations, classes=classes, asked=asked, name=name)


def _computations(
    classes: int, asked: dict[str, Any], name: str = "", model_name: str = "", output_name: str = ""
) -> list[metric_types.MetricComputation]:
    key = metric_types.MetricKey(name, model_name=model_name, output_name=output_name)
    review = _Review(classes, Asked.model_validate(asked), model_name)
    return [metric_types.MetricComputation([key], None, review)]


class _Review(beam.CombineFn):
    """Adds up counts, and makes metrics and plots of them at the end."""

    def __init__(self, classes: int, asked: Asked, model_name: str) -> None:
        self._classes, self._asked, self._model_name = classes, asked, model_name

    def create_accumulator(self) -> Counts:
        return Counts.zero(self._classes, self._asked)

    def add_input(self, accumulator: Counts, element: Any) -> Counts:
        predictions = element.predictions
        mine = predictions[self._model_name] if isinstance(predictions, dict) else predictions
        return accumulator + Counts.of(element.labels, mine, self._asked)

    def merge_accumulators(self, accumulators: Iterable[Counts]) -> Counts:
        return sum(accumulators, Counts.zero(self._classes, self._asked))

    def extract_output(self, accumulator: Counts) -> Result:
        name = self._model_name
        plots = {} if name == tfma.BASELINE_KEY else _plots(accumulator, name)
        return _metrics(accumulator, self._asked, name) | plots


def _metrics(counts: Counts, asked: Asked, model_name: str) -> Result:
    total = {"example_count": float(counts.confusion.sum())}
    total |= overall_metrics(counts) | physics_metrics(counts, asked)
    result = {metric_types.MetricKey(name, model_name): value for name, value in total.items()}
    of_classes = zip(class_metrics(counts), predicted_fractions(counts), strict=True)
    for k, (metrics, predicted) in enumerate(of_classes):
        key = metric_types.SubKey(class_id=k)
        named = metrics | {"predicted_fraction": predicted}
        result |= {metric_types.MetricKey(n, model_name, sub_key=key): v for n, v in named.items()}
    return result


def _plots(counts: Counts, model_name: str) -> Result:
    matrix = metric_types.PlotKey(MULTI_CLASS_CONFUSION_MATRIX_PLOT_NAME, model_name)
    result: Result = {matrix: _confusion_plot(counts)}
    for k in range(len(counts.sums)):
        key = metric_types.PlotKey(CALIBRATION_PLOT_NAME, model_name, sub_key=metric_types.SubKey(class_id=k))
        result[key] = _calibration_plot(counts, k)
    return result


def _confusion_plot(counts: Counts) -> protos.MultiClassConfusionMatrixAtThresholds:
    plot = protos.MultiClassConfusionMatrixAtThresholds()
    matrix = plot.matrices.add(threshold=0.0)
    for (truth, prediction), examples in np.ndenumerate(counts.confusion):
        matrix.entries.add(
            actual_class_id=truth, predicted_class_id=prediction, num_weighted_examples=float(examples)
        )
    return plot


def _calibration_plot(counts: Counts, k: int) -> protos.CalibrationHistogramBuckets:
    plot = protos.CalibrationHistogramBuckets()
    others, mine = counts.binned[:, k]
    for i in range(BINS):
        plot.buckets.add(
            lower_threshold_inclusive=i / BINS,
            upper_threshold_exclusive=(i + 1) / BINS,
            num_weighted_examples={"value": float(others[i] + mine[i])},
            total_weighted_label={"value": float(mine[i])},
            total_weighted_refined_prediction={"value": float(counts.sums[k, i])},
        )
    return plot
