"""What TensorFlow Model Analysis would have to be told to measure the same.

The names of a review that TFMA has a metric for, and that metric; `precision`, `recall` and `f1` are those of
the predicted class (`top_k=1`), `auc` is TFMA's area under the curve of 10 000 thresholds. Stock TFMA with
this config gives these metrics and plots to 1e-6 (`test_tfma.py`), where of each shower it gets the index of
the class as `label`, the probabilities as `probabilities` (and `baseline_probabilities`), and the name of the
band for each sliced feature.

The threshold of zero beside `top_k=1` is one that every predicted class is above. Without it TFMA 0.52 counts
a class as always predicted in a slice in which it never is (`_histogram_to_binary_confusion_matrices` of a
histogram of one bucket).
"""

import json
from typing import Any

from tensorflow_model_analysis.proto import config_pb2

from components.evaluator.plan import Plan
from components.evaluator.sums import BINS

CANDIDATE, BASELINE = "candidate", "baseline"
"""TFMA's names of the two models where there are two; one alone has none."""
OF_ALL = {
    "example_count": "ExampleCount",
    "accuracy": "SparseCategoricalAccuracy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
}
OF_PREDICTED = {"precision": "Precision", "recall": "Recall", "f1": "F1Score"}


def eval_config(classes: int, plan: Plan, has_baseline: bool) -> config_pb2.EvalConfig:
    """TFMA's config: models, metrics and plots that are its own, slices and crosses of them.

    Args:
        classes: how many.
        plan: names the slices.
        has_baseline: whether there are two models.
    """
    names = [CANDIDATE, BASELINE] if has_baseline else []
    class_ids = config_pb2.BinarizationOptions(class_ids={"values": range(classes)})
    of_all = [_metric(kind, name=name) for name, kind in OF_ALL.items()]
    of_predicted = [
        _metric(kind, name=name, class_id=k, top_k=1, thresholds=[0.0])
        for k in range(classes)
        for name, kind in OF_PREDICTED.items()
    ]
    plots = [_metric("CalibrationPlot", num_buckets=BINS), _metric("AUC", name="auc")]
    matrix = _metric("MultiClassConfusionMatrixPlot")
    return config_pb2.EvalConfig(
        model_specs=_models(has_baseline),
        slicing_specs=[{}, *({"feature_keys": one.features} for one in plan.slices)],
        metrics_specs=[
            config_pb2.MetricsSpec(model_names=names, metrics=[*of_all, *of_predicted, matrix]),
            config_pb2.MetricsSpec(model_names=names, metrics=plots, binarize=class_ids),
        ],
    )


def _models(has_baseline: bool) -> list[config_pb2.ModelSpec]:
    if not has_baseline:
        return [config_pb2.ModelSpec(label_key="label", prediction_key="probabilities")]
    return [
        config_pb2.ModelSpec(name=CANDIDATE, label_key="label", prediction_key="probabilities"),
        config_pb2.ModelSpec(
            name=BASELINE, is_baseline=True, label_key="label", prediction_key="baseline_probabilities"
        ),
    ]


def _metric(kind: str, **options: Any) -> config_pb2.MetricConfig:
    return config_pb2.MetricConfig(class_name=kind, config=json.dumps(options))
