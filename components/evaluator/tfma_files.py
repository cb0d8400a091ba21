"""Writes what was measured as TensorFlow Model Analysis writes it.

`metrics` and `plots` are TFRecords of the messages `MetricsForSlice` and `PlotsForSlice`, and
`eval_config.json` is an `EvalRun`, so that `tfma.load_eval_result(folder)`, `tfma.load_metrics`,
`tfma.load_plots` and the views of a notebook read them. Metrics that TFMA has no word for stand beside its
own. There is no validation file: what is demanded stands in the plan, and the verdict beside the results.
"""

import math
from collections.abc import Iterator

import numpy as np
import tensorflow as tf
from google.protobuf import json_format
from tensorflow_model_analysis.proto import config_pb2
from tensorflow_model_analysis.proto import metrics_for_slice_pb2 as protos
from tensorflow_model_analysis.version import VERSION

from components.evaluator.arrays import Array
from components.evaluator.measured import Band, Figures, Measured
from components.evaluator.sums import BINS
from components.evaluator.tfma_config import BASELINE, CANDIDATE, OF_PREDICTED
from components.files import write_text

CONFIG_FILE = "eval_config.json"
SHARD = "-00000-of-00001.tfrecord"
OF_CLASS = ("auc", "support", "predicted_fraction")
RENAMED = {"log_loss": "sparse_categorical_crossentropy"}
Key = tuple[str, int | None, int | None]
"""Name, class and top_k of a metric."""
CONFUSION_PLOT = "multi_class_confusion_matrix_plot"


def write_results(
    folder: str, config: config_pb2.EvalConfig, measured: Measured, classes: tuple[str, ...], data: str
) -> None:
    """Writes the files.

    Args:
        folder: local or remote.
        config: as `tfma_config.eval_config` gives it.
        measured: what was measured.
        classes: names, in the order of TFMA's class ids.
        data: where the predictions are, to be shown.
    """
    run = config_pb2.EvalRun(
        eval_config=config,
        version=VERSION,
        data_location=data,
        file_format="parquet",
        model_locations={"": "<unknown>"},
    )
    write_text(f"{folder}/{CONFIG_FILE}", json_format.MessageToJson(run))
    bands = (measured.overall, *measured.bands)
    _write(f"{folder}/metrics{SHARD}", (_metrics(band, classes) for band in bands))
    _write(f"{folder}/plots{SHARD}", (_plots(band) for band in bands))


def _write(path: str, messages: Iterator[protos.MetricsForSlice | protos.PlotsForSlice]) -> None:
    with tf.io.TFRecordWriter(path) as writer:
        for message in messages:
            writer.write(message.SerializeToString(deterministic=True))


def _slice(band: Band) -> protos.SliceKey:
    """TFMA's key, the features of which are sorted."""
    keys = sorted(zip(band.features, band.bands, strict=True))
    return protos.SliceKey(single_slice_keys=[{"column": c, "bytes_value": v.encode()} for c, v in keys])


def _metrics(band: Band, classes: tuple[str, ...]) -> protos.MetricsForSlice:
    found = protos.MetricsForSlice(slice_key=_slice(band))
    ours = _keyed(band.model, band.examples, classes)
    theirs = _keyed(band.baseline, band.examples, classes) if band.baseline else {}
    name = CANDIDATE if theirs else ""
    for key, value in ours.items():
        _add(found, key, name, value)
    for key, value in theirs.items():
        _add(found, key, BASELINE, value)
        if key in ours:
            _add(found, key, name, ours[key] - value, is_diff=True)
    return found


def _add(metrics: protos.MetricsForSlice, key: Key, model: str, value: float, is_diff: bool = False) -> None:
    name, class_id, top_k = key
    found = metrics.metric_keys_and_values.add(value={"double_value": {"value": value}})
    found.key.name, found.key.model_name, found.key.is_diff = name, model, is_diff
    found.key.example_weighted.value = False
    if class_id is not None:
        found.key.sub_key.class_id.value = class_id
    if top_k is not None:
        found.key.sub_key.top_k.value = top_k


def _keyed(model: Figures, examples: int, classes: tuple[str, ...]) -> dict[Key, float]:
    """Every metric by TFMA's key; TFMA has values for its own where a review has none."""
    found: dict[Key, float] = {("example_count", None, None): float(examples)}
    of_class = {f"{kind}_{name}" for kind in (*OF_PREDICTED, *OF_CLASS) for name in classes}
    found |= {
        (RENAMED.get(name, name), None, None): v for name, v in model.metrics.items() if name not in of_class
    }
    predicted = model.confusion.sum(axis=0)
    for k, name in enumerate(classes):
        for kind in OF_PREDICTED:
            found[kind, k, 1] = model.metrics.get(f"{kind}_{name}", math.nan)
        if not predicted[k]:
            found["precision", k, 1] = math.nan
        for kind in OF_CLASS:
            found[kind, k, None] = model.metrics.get(f"{kind}_{name}", 0.0)
    return found


def _plots(band: Band) -> protos.PlotsForSlice:
    found = protos.PlotsForSlice(slice_key=_slice(band))
    named = [(CANDIDATE, band.model), (BASELINE, band.baseline)] if band.baseline else [("", band.model)]
    for name, model in named:
        if model is not None:
            _add_plots(found, name, model)
    return found


def _add_plots(found: protos.PlotsForSlice, model: str, figures: Figures) -> None:
    matrix = found.plot_keys_and_values.add()
    matrix.key.name, matrix.key.model_name, matrix.key.example_weighted.value = CONFUSION_PLOT, model, False
    _fill(matrix.value.multi_class_confusion_matrix_at_thresholds, figures.confusion)
    for k, calibration in enumerate(figures.calibration):
        plot = found.plot_keys_and_values.add()
        plot.key.model_name, plot.key.sub_key.class_id.value = model, k
        plot.key.example_weighted.value = False
        plot.value.calibration_histogram_buckets.CopyFrom(_buckets(calibration))


def _fill(plot: protos.MultiClassConfusionMatrixAtThresholds, confusion: Array) -> None:
    """The entries that TFMA has: those that occur."""
    matrix = plot.matrices.add(threshold=0.0)
    for truth, prediction in np.argwhere(confusion):
        matrix.entries.add(
            actual_class_id=truth,
            predicted_class_id=prediction,
            num_weighted_examples=confusion[truth, prediction],
        )


def _buckets(calibration: Array) -> protos.CalibrationHistogramBuckets:
    edges = [-math.inf, *(k / BINS for k in range(BINS + 1)), math.inf]
    plot = protos.CalibrationHistogramBuckets()
    for k, (examples, hits, total) in enumerate(calibration.T):
        plot.buckets.add(
            lower_threshold_inclusive=edges[k],
            upper_threshold_exclusive=edges[k + 1],
            num_weighted_examples={"value": examples},
            total_weighted_label={"value": hits},
            total_weighted_refined_prediction={"value": total},
        )
    return plot
