"""The data of the zoo, in memory: the splits of the pipeline, scaled as its Transform scales."""

import dataclasses
import pathlib
from typing import Any

import numpy as np
import pyarrow as pa

from components.example_gen.split import SPLITS, sides_of
from components.models.examples import Examples
from components.models.layout import Layout
from components.settings import Split
from components.showers.dataset import Dataset
from components.showers.records import read_records
from components.showers.vectors import to_numpy

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Zoo:
    """One dataset, split.

    Attributes:
        dataset: its registry.
        splits: name -> what a model sees [rows, width of the layout], and labels as names [rows].
    """

    dataset: Dataset
    splits: dict[str, tuple[Array, Array]]

    def examples(self, split: str, classes: tuple[str, ...]) -> Examples:
        """The rows of some classes, labelled by their place in `classes`."""
        inputs, names = self.splits[split]
        chosen = np.isin(names, classes)
        labels = np.searchsorted(np.sort(classes), names[chosen])
        return Examples(inputs[chosen], np.argsort(classes)[labels].astype(np.int64), {})


def read_table(path: pathlib.Path, dataset: Dataset) -> pa.Table:
    """All records of a folder, checked; of a span, its nominal events and its unseen primaries."""
    wanted = [f.name for f in (*dataset.inputs, dataset.group, dataset.label)]
    wanted += [dataset.sample.name] if dataset.sample else []
    return pa.concat_tables([batch.table.select(wanted) for batch in read_records(path, dataset)])


def split_table(table: pa.Table, dataset: Dataset, split: Split) -> Zoo:
    """The splits of a table; z-scores are those of the training split."""
    sides = sides_of(table, dataset, split)
    seen, names = _seen(table, dataset), to_numpy(table[dataset.label.name]).astype(str)
    scalars = Layout.of(dataset).scalars
    learned = seen[sides == SPLITS.index("train"), :scalars].astype(np.float64)
    seen[:, :scalars] = (seen[:, :scalars] - learned.mean(axis=0)) / np.maximum(learned.std(axis=0), 1e-12)
    return Zoo(dataset, {name: (seen[sides == k], names[sides == k]) for k, name in enumerate(SPLITS)})


def _seen(table: pa.Table, dataset: Dataset) -> Array:
    """What a model sees before scaling, float32 [rows, width of the layout]."""
    from components.transform.preprocessing import derive

    raw = {feature.name: to_numpy(table[feature.name]) for feature in dataset.inputs}
    scalars = [np.asarray(column) for column in derive(dataset.model_inputs, raw)]
    vectors = [raw[feature.name].reshape(len(table), -1) for feature in dataset.vectors]
    return np.concatenate([np.stack(scalars, axis=1), *vectors], axis=1).astype(np.float32)
