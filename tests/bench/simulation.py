"""How fast events are simulated into a Parquet file, on one core; `taskset -c 0` keeps it on that core."""

import pathlib
import statistics
import time

from components.showers.simulator.settings import Simulation
from components.showers.simulator.write import write_simulation

EVENTS = 20_000
REPEATS = 3


def rate(folder: pathlib.Path) -> float:
    """Kept events a second of processor time, writing included."""
    write_simulation(Simulation(events=1000), folder / "warm.parquet", workers=1)
    return EVENTS / statistics.median(_seconds(folder) for _ in range(REPEATS))


def _seconds(folder: pathlib.Path) -> float:
    start = time.process_time()
    write_simulation(Simulation(events=EVENTS), folder / "events.parquet", workers=1)
    return time.process_time() - start
