"""The mistakes that a model is surest of, from its predictions."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from components.files import read_bytes

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Mistake:
    """A shower that a model calls what it is not.

    Attributes:
        id: its number.
        truth, predicted: class names.
        probability: of the predicted class.
        of_truth: probability of the true class.
        anomaly_score: None where the model has none.
        features: what the predictions are sliced by: name -> value of this shower.
    """

    id: int
    truth: str
    predicted: str
    probability: float
    of_truth: float
    anomaly_score: float | None
    features: dict[str, Any]


def worst_mistakes(predictions: str, classes: Sequence[str], count: int = 20) -> list[Mistake]:
    """The mistakes whose true class the model thinks the least likely; they cost its log loss the most.

    Args:
        predictions: the file `predictions-<split>.parquet` of an evaluation, local or remote.
        classes: class names, in the order of the probabilities.
        count: how many at most; showers of no known class are no mistakes.

    Raises:
        KeyError: the file lacks a column.
    """
    table = pyarrow.parquet.read_table(pa.BufferReader(read_bytes(predictions)))
    probabilities = np.stack([table[f"p_{name}"].to_numpy() for name in classes], axis=1)
    labels = pc.fill_null(pc.index_in(table["label"], pa.array(classes)), -1).to_numpy()
    predicted = probabilities.argmax(axis=1)
    wrong = np.flatnonzero((labels >= 0) & (labels != predicted))
    of_truth = probabilities[wrong, labels[wrong]]
    worst = wrong[np.lexsort((table["id"].to_numpy()[wrong], of_truth))][:count]
    rows = table.take(pa.array(worst)).to_pylist()
    return [
        _mistake(row, classes[labels[place]], classes[predicted[place]])
        for row, place in zip(rows, worst, strict=True)
    ]


def _mistake(row: dict[str, Any], truth: str, predicted: str) -> Mistake:
    known = {"id", "group", "label", "anomaly_score"}
    features = {name: value for name, value in row.items() if name not in known and not _is_score(name)}
    return Mistake(
        id=int(row["id"]),
        truth=truth,
        predicted=predicted,
        probability=float(row[f"p_{predicted}"]),
        of_truth=float(row[f"p_{truth}"]),
        anomaly_score=row.get("anomaly_score"),
        features=features,
    )


def _is_score(name: str) -> bool:
    return name.startswith(("p_", "baseline_p_"))
