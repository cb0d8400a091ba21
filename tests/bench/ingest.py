"""How fast showers become examples, and examples statistics: the nodes' own work, without starting processes.

A million made-up showers with the columns of the ground dataset, in one Parquet file of 64-bit numbers.
Each figure is the median of three.
"""

import functools
import pathlib
import statistics
import time
from collections.abc import Callable

from components.example_gen.core import ingest
from components.example_gen.spans import digests, find_span
from components.example_gen.split import TRAINED
from components.settings import ExampleGen, Split
from tests.components.showers.tables import GROUND, shower_table, write

GROUPS = 200_000
ROWS = 5 * GROUPS
REPEATS = 3


def example_gen_rate(folder: pathlib.Path) -> float:
    """Rows a second from Parquet to the examples of all splits: hash, read, check, split, shuffle, write."""
    data = folder / "showers"
    if not data.exists():
        write(shower_table(GROUPS), data / "showers.parquet")
    return ROWS / _median_seconds(functools.partial(_ingest, data, folder))


def statistics_rate(folder: pathlib.Path) -> float:
    """Rows a second from the examples of all splits to their statistics."""
    from components.statistics_gen.core import statistics_of

    if not (folder / "examples").exists():
        example_gen_rate(folder)
    splits = [f"{folder}/examples/Split-{name}" for name in TRAINED]
    return ROWS / _median_seconds(lambda: [statistics_of(split) for split in splits])


def _ingest(data: pathlib.Path, folder: pathlib.Path) -> None:
    span = find_span(str(data), "latest")
    ingest(
        span,
        digests(span),
        GROUND,
        Split(seed=1, train=0.8, eval=0.1, test=0.1),
        ExampleGen(span="latest", bad_records="stop"),
        examples=f"{folder}/examples",
        ingestion=f"{folder}/ingestion",
    )


def _median_seconds(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)
