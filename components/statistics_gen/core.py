"""Statistics of examples, computed by TensorFlow Data Validation's own generators over streamed batches.

The same numbers as its Beam pipeline gives (quantiles and uniques are sketches there as here), far faster on
one machine, with the memory of a few batches. Rows in memory are described several times as fast as
tf.Examples are decoded, which holds Python's lock: from files the decoding alone sets the pace.
"""

from collections.abc import Iterable

import pyarrow as pa
from tensorflow_data_validation.statistics import stats_impl
from tensorflow_data_validation.statistics.stats_options import StatsOptions
from tensorflow_metadata.proto.v0 import statistics_pb2

from components.errors import BadFileError
from components.examples import ROWS, read_examples
from components.statistics_gen.lists import as_lists
from components.statistics_gen.pieces import pieces_of, prepared

ROWS_TO_READ = 4_096
"""Examples decoded at once: what fits into the caches is decoded faster."""


def statistics_of(folder: str, rows: int = ROWS_TO_READ) -> statistics_pb2.DatasetFeatureStatisticsList:
    """The statistics of every feature of the examples in a folder of TFRecord files.

    Args:
        folder: such as `<examples>/Split-train`; local or remote.
        rows: examples decoded at once; the statistics do not depend on it.

    Raises:
        BadFileError: there are no examples, or they are damaged.
    """
    return statistics_of_batches(read_examples(folder, rows))


def statistics_of_batches(
    batches: Iterable[pa.RecordBatch | pa.Table],
) -> statistics_pb2.DatasetFeatureStatisticsList:
    """The statistics of every column of a stream of rows.

    The bytes depend on the rows and on their order only: not on how they come in batches, whether a column
    is flat or holds lists, nor on the order of the columns.

    Args:
        batches: numbers and strings [rows], or lists of them [rows, any]; a missing value is null.

    Raises:
        BadFileError: there are no rows.
        BadRecordError: a column is of a type that has no statistics, or changes its type.
    """
    generators = stats_impl.get_generators(StatsOptions(), in_memory=True)
    partial = [generator.create_accumulator() for generator in generators]
    rows = 0
    for batch in prepared(pieces_of(batches, ROWS), as_lists):
        rows += batch.num_rows
        partial = [
            generator.add_input(so_far, batch) for generator, so_far in zip(generators, partial, strict=True)
        ]
    if not rows:
        raise BadFileError("there are no rows to describe", fix="Give some.")
    return in_order_of_names(stats_impl.extract_statistics_output(partial, generators))


def in_order_of_names(
    statistics: statistics_pb2.DatasetFeatureStatisticsList,
) -> statistics_pb2.DatasetFeatureStatisticsList:
    """The same with every feature at the place of its name, not where a batch or Beam first met it."""
    for dataset in statistics.datasets:
        features = sorted(dataset.features, key=lambda feature: tuple(feature.path.step))
        del dataset.features[:]
        dataset.features.extend(features)
    return statistics
