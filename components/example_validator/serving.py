"""Data that comes from files as they are: serving data, or a span that is judged without the pipeline."""

import pathlib
from collections.abc import Iterator

import pyarrow as pa

from components.example_validator.data import SERVING, TRAINING, Data
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
    """A file, or all files of a folder; read once now, and again whenever its batches are asked for.

    Args:
        path: of the file or folder.
        dataset: its registry.
        labelled: whether labels, groups and truth are there.
        split: what they are called.

    Raises:
        DataError: files or records cannot be used.
    """

    def source() -> Iterator[pa.Table]:
        for batch in read_records(path, dataset, labelled=labelled):
            yield nominal(batch.table, dataset)

    found = statistics_of_batches(source())
    environment = TRAINING if labelled else SERVING
    return Data(pathlib.Path(path).name, {split: source}, {split: found}, environment)
