"""How fast exported models answer, measured here and now, side by side."""

import dataclasses
import io
import statistics
import time
from collections.abc import Callable, Mapping

import numpy as np
import pyarrow.parquet as pq

from components.champion.candidates import Array
from components.files import read_bytes
from components.models.description import EXPECTED_FILE
from components.models.scorer import Scorer, load_scorer
from components.showers.vectors import to_numpy

BATCH = 1024
REQUESTS_PER_BATCH = 10
WARM_UP = 3

Columns = dict[str, Array]


@dataclasses.dataclass(frozen=True)
class Latency:
    """Medians of one model, in milliseconds.

    Attributes:
        request: of one shower.
        batch: of `BATCH` showers.
    """

    request: float
    batch: float


def measure_latency(models: Mapping[str, str], requests: int) -> dict[str, Latency]:
    """Serves single showers, then batches, to each model in turn.

    In turn, so that whatever else the machine does slows all of them. The showers are those that the trainer
    left with each model.

    Args:
        models: name -> folder of the SavedModel.
        requests: how many single showers; a tenth as many batches.

    Raises:
        ModelError: a model is damaged.
    """
    scorers = {name: load_scorer(path) for name, path in models.items()}
    rows = {name: _expected_inputs(path, scorers[name]) for name, path in models.items()}
    singles = _medians(scorers, rows, 1, requests)
    batches = _medians(scorers, rows, BATCH, max(requests // REQUESTS_PER_BATCH, 1))
    return {name: Latency(singles[name], batches[name]) for name in models}


def _expected_inputs(path: str, scorer: Scorer) -> Columns:
    table = pq.read_table(io.BytesIO(read_bytes(f"{path}/{EXPECTED_FILE}")))
    return {feature.name: to_numpy(table[feature.name]) for feature in scorer.dataset.inputs}


def _medians(
    scorers: Mapping[str, Scorer], rows: Mapping[str, Columns], size: int, requests: int
) -> dict[str, float]:
    seconds: dict[str, list[float]] = {name: [] for name in scorers}
    for number in range(-WARM_UP, requests):
        for name, scorer in scorers.items():
            columns = _some(rows[name], number * size, size)
            took = _seconds(lambda scorer=scorer, columns=columns: scorer.predict(columns))  # type: ignore[misc]
            if number >= 0:
                seconds[name].append(took)
    return {name: 1000 * statistics.median(taken) for name, taken in seconds.items()}


def _some(columns: Columns, first: int, size: int) -> Columns:
    """So many rows from the `first` on, over and over again."""
    count = len(next(iter(columns.values())))
    rows = np.arange(first, first + size) % count
    return {name: column[rows] for name, column in columns.items()}


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
