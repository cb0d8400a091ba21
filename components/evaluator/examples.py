"""Reads tf.Examples as columns of NumPy."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import tensorflow as tf
from tfx_bsl.coders.example_coder import ExamplesToRecordBatchDecoder

from components.errors import BadFileError
from components.showers.dataset import Dataset

ROWS = 32_768
"""Examples in a batch; what bounds the memory."""


def read_columns(
    folder: str, dataset: Dataset, rows: int = ROWS
) -> Iterator[Mapping[str, np.ndarray[Any, Any]]]:
    """The examples of a split in batches: for each feature of the dataset an array [rows].

    Args:
        folder: such as `<examples>/Split-test`; TFRecord files without compression.
        dataset: names the features.
        rows: examples in a batch.

    Raises:
        BadFileError: there are no examples, a file is damaged, or a feature is missing.
    """
    decoder = ExamplesToRecordBatchDecoder()
    records = tf.data.TFRecordDataset(sorted(tf.io.gfile.glob(f"{folder}/*"))).batch(rows).prefetch(1)
    read = 0
    try:
        for batch in records.as_numpy_iterator():
            yield _columns(decoder.DecodeBatch(batch), dataset)
            read += len(batch)
    except (tf.errors.DataLossError, ValueError, KeyError) as error:
        raise _bad(folder, f"damaged: {str(error).splitlines()[0]}") from None
    if not read:
        raise _bad(folder, "holds no examples", "Give more showers, or a split a larger share.")


def _bad(folder: str, what: str, fix: str = "Run ExampleGen again.") -> BadFileError:
    return BadFileError(what, where=folder, fix=fix)


def _columns(batch: pa.RecordBatch, dataset: Dataset) -> dict[str, np.ndarray[Any, Any]]:
    """Columns of lists of one value each, without the lists."""
    columns = {feature.name: batch.column(feature.name).flatten() for feature in dataset.features}
    for name, column in columns.items():
        if len(column) != batch.num_rows:
            raise ValueError(f"{name} has {len(column)} values in {batch.num_rows} examples")
    return {name: _plain(column).to_numpy(zero_copy_only=False) for name, column in columns.items()}


def _plain(column: pa.Array) -> pa.Array:
    is_bytes = pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)
    return column.cast(pa.string()) if is_bytes else column
