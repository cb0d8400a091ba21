"""Data that comes from files as they are: serving data, or a span that is judged without the pipeline."""

import pathlib
import tempfile
from collections.abc import Iterable, Iterator

import pyarrow as pa

from components.example_validator.data import SERVING, TRAINING, Against, Data, Source
from components.example_validator.profile import Profile, bins_of, count, profile_of
from components.files import unwritable
from components.showers.dataset import Dataset
from components.showers.records import read_records
from components.showers.samples import nominal
from components.statistics_gen.core import statistics_of_batches

WHOLE = "train"
"""Files are one split, and are compared with what models are trained on."""


def serving_data(path: str, dataset: Dataset) -> Data:
    """Scored or measured events, which need no labels."""
    return file_data(path, dataset, labelled=False, split="serving")


def file_data(path: str, dataset: Dataset, *, labelled: bool, split: str = WHOLE) -> Data:
    """A file, or all files of a folder, read and checked once.

    Args:
        path: of the file or folder.
        dataset: its registry.
        labelled: whether labels, groups and truth are there.
        split: what they are called.

    Raises:
        DataError: files or records cannot be used.
        MachineError: there is no space for a copy of their features.
    """
    batches = (batch.table for batch in read_records(path, dataset, labelled=labelled))
    source = kept(nominal(table, dataset) for table in batches)
    environment = TRAINING if labelled else SERVING
    found = {split: statistics_of_batches(source())}
    return Data(pathlib.Path(path).name, {split: source}, found, environment)


def span_at(path: str, dataset: Dataset, *, labelled: bool) -> Against:
    """A file, or all files of a folder, as the last span that passed: its profile, and its events.

    Raises:
        DataError: files or records cannot be used.
    """
    raw = file_data(path, dataset, labelled=labelled)
    ((split, source),) = raw.splits.items()
    bins = bins_of(raw.statistics[split], dataset)
    (counts,) = count(source(), [bins], dataset)
    return Against(name=raw.name, profile=Profile({split: profile_of(bins, counts)}), raw=raw)


def kept(tables: Iterable[pa.Table]) -> Source:
    """Tables that can be read again and again, from a file without a name that goes with the process.

    Reading events means computing their features, which takes longer than all that is done with them here.
    """
    file = tempfile.TemporaryFile(prefix="cascada-")  # noqa: SIM115
    writer = None
    try:
        for table in tables:
            writer = writer or pa.ipc.new_stream(file, table.schema)
            writer.write_table(table)
        if writer is not None:
            writer.close()
        file.flush()
    except OSError as error:
        raise unwritable(error, tempfile.gettempdir()) from None

    def source() -> Iterator[pa.RecordBatch]:
        if writer is not None:
            with pa.memory_map(f"/proc/self/fd/{file.fileno()}") as mapped:
                yield from pa.ipc.open_stream(mapped)

    return source
