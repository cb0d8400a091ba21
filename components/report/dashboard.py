"""The figures of a run for a dashboard of Kubeflow Pipelines."""

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from components.files import exists, read_bytes
from components.report.content import Content, Json
from components.report.decision import Decision
from components.report.judged import counts

Array = np.ndarray[Any, Any]
POINTS = 100
"""Of a curve."""


def kubeflow_metrics(content: Content) -> Json:
    """What `kfp.dsl.Metrics` and `ClassificationMetrics` log; see `core.kubeflow_metrics`."""
    found = content.champion
    gates = {f"gates_{name.replace(' ', '_')}": n for name, n in counts(Decision.of(content).gates).items()}
    if found is None:
        return {"metrics": gates, "confusion_matrix": {"categories": [], "matrix": []}, "roc": {}}
    return {
        "metrics": {**found["overall"], **gates},
        "confusion_matrix": {"categories": list(found["classes"]), "matrix": found["confusion"]},
        "roc": dict(_curves(content, found)),
    }


def _curves(content: Content, found: Json) -> Iterator[tuple[str, Json]]:
    """Each class against all others; a class without showers on both sides has none."""
    path = f"{content.sources.evaluations[str(content.family)]}/predictions-{found['split']}.parquet"
    if not exists(path):
        return
    columns = ["label", *(f"p_{name}" for name in found["classes"])]
    table = pq.read_table(io.BytesIO(read_bytes(path)), columns=columns)
    labels = table["label"].to_numpy(zero_copy_only=False)
    for name in found["classes"]:
        is_class = labels == name
        if is_class.any() and not is_class.all():
            yield name, roc(is_class, table[f"p_{name}"].to_numpy())


def roc(is_class: Array, probability: Array) -> Json:
    """The receiver operating characteristic, from no example that is called the class to all.

    Args:
        is_class: whether an example is of the class [rows].
        probability: that it is [rows].

    Returns:
        `fpr`, `tpr` and `threshold`, each [at most POINTS + 1].
    """
    order = np.argsort(-probability, kind="stable")
    hits, ranked = np.cumsum(is_class[order]), probability[order]
    misses = np.arange(1, len(ranked) + 1) - hits
    ends = np.flatnonzero(np.append(np.diff(ranked) != 0, True))
    ends = ends[np.unique(np.linspace(0, len(ends) - 1, POINTS).astype(int))]
    curves = {"fpr": misses[ends] / misses[-1], "tpr": hits[ends] / hits[-1], "threshold": ranked[ends]}
    first = {"fpr": 0.0, "tpr": 0.0, "threshold": 1.0}
    return {name: [first[name], *map(float, values)] for name, values in curves.items()}
