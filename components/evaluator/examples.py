"""Reads tf.Examples as columns of NumPy."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from components.errors import BadFileError
from components.examples import ROWS, read_examples
from components.showers.dataset import Dataset, Feature


def read_columns(
    folder: str, dataset: Dataset, rows: int = ROWS
) -> Iterator[Mapping[str, np.ndarray[Any, Any]]]:
    """The examples of a split in batches: for each feature of the dataset an array [rows], or [rows, width].

    Args:
        folder: such as `<examples>/Split-test`; TFRecord files without compression.
        dataset: names the features.
        rows: examples in a batch.

    Raises:
        BadFileError: there are no examples, a file is damaged, or a feature is missing.
    """
    for batch in read_examples(folder, rows):
        try:
            columns = _columns(batch, dataset)
        except (KeyError, ValueError) as error:
            what, fix = f"damaged: {error}", "Run ExampleGen again."
            raise BadFileError(what, where=folder, fix=fix) from None
        yield columns


def _columns(batch: pa.RecordBatch, dataset: Dataset) -> dict[str, np.ndarray[Any, Any]]:
    """Columns of lists of one value each without the lists, and of vectors as matrices."""
    return {feature.name: _column(batch.column(feature.name), feature) for feature in dataset.features}


def _column(lists: pa.Array, feature: Feature) -> np.ndarray[Any, Any]:
    values = lists.flatten()
    if len(values) != len(lists) * feature.width:
        raise ValueError(f"{feature.name} has {len(values)} values in {len(lists)} examples")
    column: np.ndarray[Any, Any] = _plain(values).to_numpy(zero_copy_only=False)
    return column.reshape(-1, feature.width) if feature.shape else column


def _plain(column: pa.Array) -> pa.Array:
    is_bytes = pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)
    return column.cast(pa.string()) if is_bytes else column
