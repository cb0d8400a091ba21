"""The level that a model is held against where it is weak: an oracle, or a published accuracy.

An oracle is gradient boosting on true values that no detector measures, such as the depth of the shower
maximum and the muon number: what a perfect detector could tell. It lives in memory while it is measured, by
the counting that models are measured by; it is never saved as a model, so that nothing can push or serve it.
"""

import dataclasses
import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from components import settings as sections
from components.errors import DatasetError
from components.evaluator.arrays import Array
from components.evaluator.core import JUDGED, KEPT, Read
from components.evaluator.measure import Measure
from components.evaluator.measured import Band
from components.evaluator.plan import Plan
from components.evaluator.predictions import Columns, score
from components.evaluator.rows import gather
from components.showers.dataset import Dataset

REFERENCE_FILE = "reference.json"
LEARNED = "train"
ORACLE = {
    "rounds": 400,
    "max_depth": 4,
    "learning_rate": 0.1,
    "min_child_weight": 5,
    "subsample": 0.8,
    "colsample_bytree": 1,
    "reg_lambda": 1,
    "max_bin": 256,
    "early_stopping_rounds": 30,
    "class_weights": "none",
    "monotone": None,
    "interactions": None,
    "importance": {"rows": 1, "repeats": 2},
    "device": "cpu",
}
"""Settings of the oracle, as of `gradient_boosting`; a few true values need no search for better ones."""


@dataclasses.dataclass(frozen=True)
class _Scores:
    probabilities: Array
    anomaly_score: None = None


@dataclasses.dataclass(frozen=True)
class _Oracle:
    boosted: Any
    truth: tuple[str, ...]
    classes: tuple[str, ...]
    family: str = "oracle"

    def predict(self, columns: Columns) -> _Scores:
        return _Scores(self.boosted.predict(_inputs(columns, self.truth)))


def measure_reference(
    read: Read, dataset: Dataset, plan: Plan, settings: sections.Evaluator, seed: int
) -> dict[str, Any]:
    """The content of `reference.json`.

    Args:
        read: gives a split's examples in batches; not called for a published reference.
        dataset: of the examples.
        plan: has the reference, and the slices that it is measured on.
        settings: how intervals are made.
        seed: of the oracle's training.

    Raises:
        DatasetError: the plan has no reference.
    """
    reference = plan.reference
    if reference is None:
        raise DatasetError("has no reference", where="evaluation.yaml", fix="Add one, or leave the node out.")
    described = {"name": reference.name, "sentence": reference.sentence, "source": reference.source}
    if reference.truth is None:
        overall = {"accuracy": reference.accuracy}
        return {**described, "kind": "published", "overall": overall, "intervals": {}, "slices": []}
    oracle = _train(read, dataset, reference.truth, seed)
    batches = score(read(JUDGED), dataset, plan, oracle)
    rows = gather((pa.Table.from_batches([batch]) for batch in batches), dataset, plan)
    measured = Measure(rows, plan, dataset.classes, settings).all()
    return {
        **described,
        "kind": "oracle",
        "overall": measured.overall.model.metrics,
        "intervals": measured.overall.intervals,
        "slices": [_band(band) for band in measured.bands],
    }


def to_json(found: dict[str, Any]) -> str:
    """The text of `reference.json`."""
    return json.dumps(found, indent=1, allow_nan=False) + "\n"


def _train(read: Read, dataset: Dataset, truth: tuple[str, ...], seed: int) -> _Oracle:
    from components.models.gradient_boosting import train_gradient_boosting

    train, held_out = (_table(read(split), dataset, truth) for split in (LEARNED, KEPT))
    boosted = train_gradient_boosting(
        train,
        held_out,
        sections.GradientBoosting.model_validate(ORACLE),
        inputs=truth,
        classes=len(dataset.classes),
        seed=seed,
    )
    return _Oracle(boosted, truth, dataset.classes)


def _table(batches: Iterable[Columns], dataset: Dataset, truth: tuple[str, ...]) -> Any:
    """True values and class of each example of a split."""
    from components.models.examples import Examples

    inputs, labels = zip(*_parts(batches, dataset, truth), strict=True)
    return Examples(np.concatenate(inputs), np.concatenate(labels), {})


def _parts(
    batches: Iterable[Columns], dataset: Dataset, truth: tuple[str, ...]
) -> Iterator[tuple[Array, Array]]:
    place = {name: k for k, name in enumerate(dataset.classes)}
    for columns in batches:
        names, codes = np.unique(columns[dataset.label.name].astype(str), return_inverse=True)
        yield _inputs(columns, truth), np.array([place[name] for name in names])[codes]


def _inputs(columns: Columns, truth: tuple[str, ...]) -> Array:
    return np.stack([columns[name] for name in truth], axis=1).astype(np.float32)


def _band(band: Band) -> dict[str, Any]:
    return {
        "slice": band.slice,
        "band": band.band,
        "examples": band.examples,
        "metrics": band.model.metrics,
        "intervals": band.intervals,
    }
