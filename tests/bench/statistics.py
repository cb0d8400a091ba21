"""How fast rows in memory are described: the statistics alone, nothing read or decoded.

Two million made-up showers with the columns of the ground dataset, as they are after reading: flat columns
of 32-bit floats, 64-bit integers and one of text. The median of three.
"""

import statistics
import time

import numpy as np
import pyarrow as pa

from components.showers.dataset import load_dataset
from pipeline.settings import load_settings
from tests.components.showers.tables import GROUND

ROWS = 2_000_000
REPEATS = 3


def rate() -> float:
    """Rows a second from an Arrow table in memory to the statistics of all its columns."""
    from components.statistics_gen.core import statistics_of_batches

    table = _showers()
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        statistics_of_batches([table])
        seconds.append(time.perf_counter() - start)
    return ROWS / statistics.median(seconds)


def distance_rate() -> float:
    """Rows a second from that table to its distances from another one, p-values and intervals included."""
    from components.example_validator.marginals import compare
    from components.example_validator.profile import bins_of, count, profile_of
    from components.findings import Kind
    from components.showers.schema import schema_of
    from components.statistics_gen.core import statistics_of_batches

    dataset, table = load_dataset("ground"), _showers()
    settings = load_settings(dataset__name="ground").example_validator
    bins = bins_of(statistics_of_batches([table]), dataset)
    (there,) = count([table], [bins], dataset)
    start = time.perf_counter()
    _, here = count([table], [bins, bins], dataset)
    reference = profile_of(bins, there)
    compare(Kind.DRIFT, "train", "itself", reference, here, schema_of(dataset), settings, dataset)
    return ROWS / (time.perf_counter() - start)


def _showers() -> pa.Table:
    draw = np.random.default_rng(0)
    row = np.arange(ROWS)
    columns: dict[str, np.ndarray] = {}
    for feature in GROUND.features:
        if feature.dtype == "string":
            columns[feature.name] = np.array(GROUND.classes)[row % len(GROUND.classes)]
        elif feature.dtype == "int":
            columns[feature.name] = row // (feature.floor_divide or 1)
        else:
            columns[feature.name] = draw.lognormal(mean=10, sigma=2, size=ROWS).astype(np.float32)
    return pa.table(columns)
