"""What a model makes of labelled showers, counted in blocks."""

import dataclasses

import numpy as np
import pyarrow as pa

from components.columns import BLOCKS, Array, Batch, Batches, blocks_of, column_of, numbers, texts
from components.example_validator.shifts.labels import class_index
from components.example_validator.shifts.rows import matrix
from components.showers.dataset import Dataset


@dataclasses.dataclass(frozen=True)
class Scored:
    """How many showers a model is right about, of how many: each int64 [BLOCKS, classes], by true class."""

    hits: Array
    rows: Array


def score(model: str, batches: Batches, dataset: Dataset) -> Scored | str:
    """Counts what a model makes of showers, or says why it cannot; the memory is that of a batch.

    Args:
        model: folder of a SavedModel of Cascada.
        batches: showers; those of no class of the dataset do not count.
        dataset: of the batches; its classes must be those of the model, in any order.

    Raises:
        ModelError: the model is not there, or damaged.
    """
    from components.models.scorer import load_scorer

    scorer = load_scorer(model)
    if set(scorer.classes) != set(dataset.classes):
        return f"the last champion knows other classes: {', '.join(scorer.classes)}"
    known = {(feature.name, feature.shape) for feature in dataset.features}
    missing = [one.name for one in scorer.dataset.inputs if (one.name, one.shape) not in known]
    if missing:
        return f"the last champion needs {', '.join(missing)}, which {dataset.name} has not"
    order = class_index(pa.array(scorer.classes), dataset.classes)
    hits, rows = np.zeros((2, BLOCKS, len(dataset.classes)), np.int64)
    for batch in batches:
        labels = class_index(texts(column_of(batch, dataset.label.name)), dataset.classes)
        probabilities = scorer.predict(_columns(batch, scorer.dataset)).probabilities
        right = (order[probabilities.argmax(axis=1)] == labels) & np.isfinite(probabilities).all(axis=1)
        _add(rows, blocks_of(batch, dataset), labels, labels >= 0)
        _add(hits, blocks_of(batch, dataset), labels, right & (labels >= 0))
    return Scored(hits, rows)


def _add(counts: Array, blocks: Array, labels: Array, chosen: Array) -> None:
    np.add.at(counts, (blocks[chosen], labels[chosen]), 1)


def _columns(batch: Batch, wanted: Dataset) -> dict[str, Array]:
    """The inputs as a scorer takes them, float32 [rows] or [rows, width]."""
    return {
        one.name: matrix(column_of(batch, one.name), one)
        if one.shape
        else numbers(column_of(batch, one.name)).astype(np.float32)
        for one in wanted.inputs
    }
