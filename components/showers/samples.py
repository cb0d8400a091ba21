"""Which records a model may learn from: the nominal sample, of classes that a model knows."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from components.showers.dataset import NOMINAL, Dataset


def probes(table: pa.Table, dataset: Dataset) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which rows [rows] are of another sample than the nominal one, or of a class that no model knows."""
    found = np.zeros(table.num_rows, dtype=bool)
    if dataset.sample is not None and dataset.sample.name in table.column_names:
        found |= pc.not_equal(table[dataset.sample.name], NOMINAL).to_numpy()
    if dataset.unseen and dataset.label.name in table.column_names:
        found |= pc.is_in(table[dataset.label.name], pa.array(dataset.unseen)).to_numpy()
    return found


def nominal(table: pa.Table, dataset: Dataset) -> pa.Table:
    """The rows that are no probes."""
    found = probes(table, dataset)
    return table.filter(pa.array(~found)) if found.any() else table
