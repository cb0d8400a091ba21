"""How fast events in memory become features, on one core; `taskset -c 0` keeps it on that core."""

import statistics
import time

from components.showers.features.event import event_features
from tests.components.showers.features.made_events import made_events

EVENTS = 4096
STATIONS = 5.8
"""What simulated events list on average; made-up ones list fewer, so that the time is scaled."""
REPEATS = 9


def rate() -> float:
    """Events of 5.8 stations a second, from three traces of 120 bins a station to every feature."""
    events = made_events(EVENTS)
    event_features(events)
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        event_features(events)
        seconds.append(time.perf_counter() - start)
    return EVENTS * events.counts.mean() / STATIONS / statistics.median(seconds)


if __name__ == "__main__":
    print(f"{rate():,.0f} events/s")
