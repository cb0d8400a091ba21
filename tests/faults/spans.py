"""Honest spans: events of the simulation, and some groups of a table of showers."""

import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from components.showers.dataset import Dataset
from components.showers.records import read_records
from components.showers.simulator.settings import Simulation
from components.showers.simulator.write import write_simulation
from tests.faults.inject import groups


def simulated(settings: Simulation, path: pathlib.Path) -> pa.Table:
    """The events of a simulation as its file holds them, which is left at `path`."""
    write_simulation(settings, path)
    return pq.read_table(path)


def shower_records(path: pathlib.Path, dataset: Dataset) -> pa.Table:
    """All records of a file or folder, a column for each feature that is read."""
    names = [feature.name for feature in dataset.read_features]
    return pa.concat_tables([batch.table.select(names) for batch in read_records(path, dataset)])


def halves(table: pa.Table, dataset: Dataset, seed: int = 1) -> tuple[pa.Table, pa.Table]:
    """The table parted in two, no group in both."""
    member = groups(table, dataset)
    first = np.isin(member, _shuffled(member, seed)[::2])
    return table.filter(pa.array(first)), table.filter(pa.array(~first))


def some_groups(table: pa.Table, dataset: Dataset, events: int, seed: int) -> pa.Table:
    """Whole groups, drawn without replacement, as many as hold about so many events; all if they hold fewer.

    The groups of fewer events are among those of more events of the same seed.
    """
    member = groups(table, dataset)
    order = _shuffled(member, seed)
    wanted = round(len(order) * min(1.0, events / table.num_rows))
    return table.filter(pa.array(np.isin(member, order[:wanted])))


def _shuffled(member: np.ndarray, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).permutation(np.unique(member))
