"""Samples as Parquet files: blocks are simulated side by side and written in their order."""

import collections
import dataclasses
import itertools
import os
import pathlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pyarrow as pa
import pyarrow.parquet as pq

from components.errors import SettingsError
from components.files import staged
from components.showers.events import EVENT_SCHEMA, SYNTHETIC, TRACE_COLUMNS
from components.showers.simulator.generate import simulate_block, thrown_per_block
from components.showers.simulator.settings import Simulation

SETTINGS = b"cascada.simulation"
"""Key of the metadata of a file: the settings of the simulation, as JSON."""
THROWN = b"cascada.thrown"
"""Key of the number of events that were thrown for it."""

# Traces are multiples of one count of the digitizer: a dictionary makes them small.
_REPEATED = [*(f"{name}.list.element" for name in TRACE_COLUMNS), "sample", "primary", "hadronic_model"]
_BLOCKS_PER_GROUP = 4
_PATIENCE, _LEAST_SHARE = 10_000, 1e-3  # showers thrown, and the share that must trigger by then
_AHEAD = 2  # blocks that wait to be written, so that no worker waits for the file


@dataclasses.dataclass(frozen=True)
class Summary:
    """What was simulated.

    Attributes:
        path: the file.
        events: how many it holds.
        thrown: how many showers fell on the array until so many had triggered it.
    """

    path: pathlib.Path
    events: int
    thrown: int


def write_simulation(
    settings: Simulation,
    path: pathlib.Path,
    workers: int | None = None,
    progress: Callable[[int], object] | None = None,
) -> Summary:
    """Simulates a sample into one Parquet file in the columns of `EVENT_SCHEMA`.

    The file appears whole or not at all. Its bytes depend on the settings alone, and memory does not grow
    with the number of events.

    Args:
        settings: the sample.
        path: the file; one that is there is replaced.
        workers: threads; None for one on each core. NumPy lets them run side by side.
        progress: is told the number of events so far.

    Raises:
        SettingsError: hardly any shower triggers the array.
    """
    schema = EVENT_SCHEMA.with_metadata({SYNTHETIC: b"1", SETTINGS: settings.model_dump_json().encode()})
    events, last = 0, settings.first
    with staged(path) as part, _writer(part, schema) as writer:
        for table in _row_groups(_blocks(settings, workers or len(os.sched_getaffinity(0)))):
            writer.write_table(table)
            events, last = events + table.num_rows, table["event_id"][-1].as_py()
            if progress is not None:
                progress(events)
        thrown = last - settings.first + 1
        writer.add_key_value_metadata({THROWN: str(thrown)})
    return Summary(path, events, thrown)


def _writer(path: pathlib.Path, schema: pa.Schema) -> pq.ParquetWriter:
    # Measured: with level 1 of zstd writing takes a third longer, and the file is a third smaller.
    packed = {"compression": "zstd", "compression_level": 1, "use_dictionary": _REPEATED}
    return pq.ParquetWriter(path, schema, write_page_checksum=True, **packed)


def _row_groups(blocks: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Some blocks together: many small groups would make a file slow to open."""
    rest = iter(blocks)
    while group := list(itertools.islice(rest, _BLOCKS_PER_GROUP)):
        yield pa.concat_tables(group)


def _blocks(settings: Simulation, workers: int) -> Iterator[pa.Table]:
    """The blocks of a sample, one after the other, until there are enough events; the last one is cut.

    Some are simulated ahead, but none that may turn out not to be needed.
    """
    waiting, numbers = collections.deque[Future[pa.Table]](), itertools.count()
    left, taken, most = settings.events, 0, thrown_per_block(settings)
    pool = ThreadPoolExecutor(workers)
    try:
        while left:
            while len(waiting) < min(workers + _AHEAD, -(-left // most)):
                waiting.append(pool.submit(simulate_block, settings, next(numbers)))
            table = waiting.popleft().result().slice(0, left)
            left -= table.num_rows
            taken += 1
            _refuse_if_hopeless(settings.events - left, taken * most)
            if table.num_rows:
                yield table
    finally:
        pool.shutdown(cancel_futures=True)


def _refuse_if_hopeless(events: int, thrown: int) -> None:
    if thrown > _PATIENCE and events < thrown * _LEAST_SHARE:
        raise SettingsError(
            f"only {events} of {thrown:,} showers trigger the array",
            where="simulation",
            fix="Take higher energies, a denser array or fewer dead photomultipliers.",
        )
