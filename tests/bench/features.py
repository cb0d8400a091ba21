"""How fast events in memory become features, on one core; `taskset -c 0` keeps it on that core."""

import statistics
import time

import pyarrow as pa

from components.showers.events import Events
from components.showers.features.event import event_features
from components.showers.simulator.generate import simulate_block
from components.showers.simulator.settings import Simulation

BLOCKS = 10
REPEATS = 9


def rate() -> float:
    """Simulated events a second, from three traces of 120 bins a station to every feature."""
    events = Events.of(pa.concat_tables(simulate_block(Simulation(), block) for block in range(BLOCKS)))
    event_features(events)
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        event_features(events)
        seconds.append(time.perf_counter() - start)
    return len(events) / statistics.median(seconds)


if __name__ == "__main__":
    print(f"{rate():,.0f} events/s")
