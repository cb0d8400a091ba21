"""The files an ingestion writes: examples by split, and the bad records that were set aside."""

import contextlib
from collections.abc import Iterable, Iterator
from typing import IO, Self

import numpy as np
import pyarrow as pa
import pyarrow.csv

from components.example_gen.encode import encode
from components.example_gen.split import SPLITS, sides_of
from components.files import open_to_write, remove, unwritable
from components.settings import Split
from components.showers.dataset import Dataset
from components.showers.readers.raw import BAD_SCHEMA, ROWS

EXAMPLES_FILE = "examples-00000-of-00001"
QUARANTINE_FILE = "quarantine.csv"


@contextlib.contextmanager
def whole_or_nothing(examples: str, ingestion: str) -> Iterator[None]:
    """Removes what was written to these folders of an ingestion when something fails.

    Raises:
        MachineError: something cannot be written, for want of space perhaps.
    """
    try:
        yield
    except BaseException as error:
        for path in (*(f"{examples}/Split-{split}" for split in SPLITS), f"{ingestion}/{QUARANTINE_FILE}"):
            remove(path)
        if not isinstance(error, OSError):
            raise
        raise unwritable(error, examples) from None


class Quarantine:
    """Writes bad records to `quarantine.csv` in a folder; makes no file where there are none."""

    def __init__(self, folder: str) -> None:
        self._path = f"{folder}/{QUARANTINE_FILE}"
        self._stack = contextlib.ExitStack()
        self._writer: pa.csv.CSVWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, bad: pa.Table) -> None:
        """Writes some bad records, a table of `BAD_SCHEMA`."""
        bad = bad.combine_chunks()  # the writer repeats itself where a chunk is empty
        if bad.num_rows and self._writer is None:
            stream = self._stack.enter_context(open_to_write(self._path))
            self._writer = self._stack.enter_context(pyarrow.csv.CSVWriter(stream, BAD_SCHEMA))
        if self._writer is not None:
            self._writer.write_table(bad)


def write_examples(tables: Iterable[pa.Table], dataset: Dataset, split: Split, folder: str) -> list[int]:
    """Writes rows as tf.Examples to `Split-<name>/` folders; returns how many went to each split.

    A split without rows gets no folder.
    """
    written = np.zeros(len(SPLITS), np.int64)
    with contextlib.ExitStack() as stack:
        streams: dict[int, IO[bytes]] = {}
        for table in tables:
            for start in range(0, table.num_rows, ROWS):
                piece = table.slice(start, ROWS)
                places = sides_of(piece, dataset, split)
                for place in np.unique(places):
                    if place not in streams:
                        path = f"{folder}/Split-{SPLITS[place]}/{EXAMPLES_FILE}"
                        streams[place] = stack.enter_context(open_to_write(path))
                    streams[place].write(encode(piece.take(pa.array(np.flatnonzero(places == place)))))
                written += np.bincount(places, minlength=len(SPLITS))
    return [int(rows) for rows in written]
