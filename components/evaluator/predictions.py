"""Scores a split once, in batches, and keeps what a review or a later look needs as Parquet.

Columns: id, group, label, sample where the dataset tells samples apart, then the other sliced features,
`p_<class>` of the model, its `anomaly_score` where it has one, and `baseline_p_<class>` where there is
a baseline.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import numpy as np
import pyarrow as pa

from components.errors import ModelError
from components.evaluator.arrays import Array
from components.evaluator.plan import Plan
from components.showers.dataset import Dataset

Columns = Mapping[str, Array]

CANDIDATE, BASELINE = "", "baseline_"
"""Prefixes of the columns of the two models."""


class Scores(Protocol):
    """What a scorer gives: probabilities [rows, classes], anomaly scores [rows] or None."""

    @property
    def probabilities(self) -> Array:
        """[rows, classes]."""

    @property
    def anomaly_score(self) -> Array | None:
        """[rows], or None where the model has none."""


class Scorer(Protocol):
    """A model that scores columns; `components.models.scorer` has one."""

    @property
    def family(self) -> str:
        """Which kind of model it is."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names, in the order of the probabilities."""

    def predict(self, columns: Columns) -> Scores:
        """Scores rows given as one array [rows] for each input feature."""


def columns_kept(dataset: Dataset, plan: Plan) -> dict[str, str]:
    """Feature -> column of the predictions: id, group, label and sample, then what is sliced on."""
    kept = {dataset.id.name: "id", dataset.group.name: "group", dataset.label.name: "label"}
    kept |= {dataset.sample.name: "sample"} if dataset.sample else {}
    return kept | {feature: feature for feature in plan.features if feature not in kept}


def probabilities(table: pa.Table, classes: tuple[str, ...], prefix: str = CANDIDATE) -> Array:
    """The probabilities that a model gave [rows, classes], from a table of predictions."""
    return np.stack([table[f"{prefix}p_{name}"].to_numpy() for name in classes], axis=1)


def score(
    batches: Iterable[Columns], dataset: Dataset, plan: Plan, model: Scorer, baseline: Scorer | None = None
) -> Iterator[pa.RecordBatch]:
    """Predictions, batch by batch.

    Args:
        batches: one array [rows] for each feature of the dataset.
        dataset: says which features are id, group and label.
        plan: says which features are sliced on.
        model: to be reviewed.
        baseline: to be compared with, if any.

    Raises:
        ModelError: a probability is not a number.
    """
    names = columns_kept(dataset, plan)
    for columns in batches:
        kept = {name: columns[feature] for feature, name in names.items()}
        scored = _scored(model, columns, CANDIDATE)
        compared = _scored(baseline, columns, BASELINE) if baseline else {}
        yield pa.RecordBatch.from_pydict({**kept, **scored, **compared})


def _scored(model: Scorer, columns: Columns, prefix: str) -> dict[str, Array]:
    scores = model.predict(columns)
    bad = np.count_nonzero(~np.isfinite(scores.probabilities).all(axis=1))
    if bad:
        raise ModelError(
            f"gives no number for {bad} of {len(scores.probabilities)} showers",
            where=f"model of the family {model.family}",
            fix="Train it again, with a lower learning rate if it diverged.",
        )
    named = {f"{prefix}p_{name}": scores.probabilities[:, k] for k, name in enumerate(model.classes)}
    if scores.anomaly_score is not None and prefix == CANDIDATE:
        named["anomaly_score"] = scores.anomaly_score
    return named
