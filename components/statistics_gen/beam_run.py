"""The same statistics by TensorFlow Data Validation's own pipeline on Beam, where one machine is too slow."""

from collections.abc import Iterable, Mapping

import apache_beam as beam
import tensorflow as tf
import tensorflow_data_validation as tfdv
from tfx_bsl.tfxio.tf_example_record import TFExampleRecord

from components.errors import BadFileError
from components.files import write_bytes
from components.statistics_gen.core import ROWS_TO_READ, in_order_of_names

TELEMETRY = ["StatisticsGen"]
SHOWN = 120
"""Characters of an error of Beam that are shown; it goes on with the bytes of the record."""
FIX = "Run ExampleGen again, or see what the Beam runner says."


def is_above(folders: Iterable[str], limit: int) -> bool:
    """Whether folders of TFRecord files hold more than `limit` examples in all; counts no further.

    Damaged files count as few: reading them in this process names them.
    """
    files = [file for folder in folders for file in tf.io.gfile.glob(f"{folder}/*")]
    found = 0
    try:
        for batch in tf.data.TFRecordDataset(files).batch(ROWS_TO_READ):
            found += batch.shape[0]
            if found > limit:
                return True
    except tf.errors.DataLossError:
        pass
    return False


def statistics_on_beam(pipeline: beam.Pipeline, files: Mapping[str, str]) -> None:
    """Describes folders of TFRecord files in one Beam pipeline, and writes the statistics of each to a file.

    Uniques and top values are the same sketches as in one process, so the two agree.

    Args:
        pipeline: has not run; has run when this returns.
        files: folder of examples -> file of its statistics, which appears whole; both may be remote.

    Raises:
        BadFileError: a folder holds no examples, or damaged ones.
    """
    options = tfdv.StatsOptions(use_sketch_based_topk_uniques=True)
    try:
        with pipeline:
            for folder, file in files.items():
                name = folder.rsplit("/", 1)[-1]
                source = TFExampleRecord(f"{folder}/*", telemetry_descriptors=TELEMETRY)
                _ = (
                    pipeline
                    | f"Read {name}" >> source.BeamSource()
                    | f"Describe {name}" >> tfdv.GenerateStatistics(options)
                    | f"Write {name}" >> tfdv.WriteStatisticsToBinaryFile(file)
                )
    except (ValueError, RuntimeError, OSError) as error:
        what = f"could not be described on Beam: {str(error)[:SHOWN].splitlines()[0]}"
        raise BadFileError(what, where=", ".join(files), fix=FIX) from None
    for folder, file in files.items():
        found = tfdv.load_stats_binary(file)
        if not found.datasets[0].num_examples:
            fix = "Give more showers, or a split a larger share."
            raise BadFileError("holds no examples", where=folder, fix=fix)
        write_bytes(file, in_order_of_names(found).SerializeToString(deterministic=True))
