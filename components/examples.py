"""Reads the tf.Examples of a split in column batches."""

from collections.abc import Iterator

import pyarrow as pa
import tensorflow as tf
from tfx_bsl.coders.example_coder import ExamplesToRecordBatchDecoder

from components.errors import BadFileError

ROWS = 32_768
"""Examples in a batch; what bounds the memory."""


def read_examples(folder: str, rows: int = ROWS) -> Iterator[pa.RecordBatch]:
    """The examples of a folder of TFRecord files in batches: columns of lists, one for each feature.

    Args:
        folder: such as `<examples>/Split-train`; local or remote; files without compression.
        rows: examples in a batch.

    Raises:
        BadFileError: there are no examples, or a file is damaged.
    """
    decoder = ExamplesToRecordBatchDecoder()
    records = tf.data.TFRecordDataset(sorted(tf.io.gfile.glob(f"{folder}/*"))).batch(rows).prefetch(1)
    read = 0
    try:
        for batch in records.as_numpy_iterator():
            yield decoder.DecodeBatch(batch)
            read += len(batch)
    except (tf.errors.OpError, ValueError) as error:
        what = str(error).splitlines()[0]
        raise BadFileError(f"damaged: {what}", where=folder, fix="Run ExampleGen again.") from None
    if not read:
        fix = "Give more showers, or a split a larger share."
        raise BadFileError("holds no examples", where=folder, fix=fix)
