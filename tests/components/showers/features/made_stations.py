"""Stations at chosen places of the shower plane, for features of which traces are no part."""

import numpy as np

from components.showers.events import PMTS, TRACE_BINS
from components.showers.features.pulses import pulses
from components.showers.features.stations import Stations
from components.showers.geometry import ShowerPlane


def stations_at(
    distance, early=0.0, signal=20.0, *, along=0.0, start_time=0.0, clipped=False, sec_zenith=1.2
):
    """One event with stations at these distances, m; the other numbers are of all or of each station."""
    distance = np.asarray(distance, np.float64)
    each = {
        name: np.broadcast_to(np.asarray(values, kind), distance.shape).copy()
        for name, values, kind in (
            ("early", early, np.float64),
            ("along", along, np.float64),
            ("signal", signal, np.float64),
            ("start_time", start_time, np.float64),
            ("clipped", clipped, bool),
        )
    }
    traces = np.zeros((len(distance), PMTS, TRACE_BINS), np.float32)
    traces[:, :, 10:20] = 1
    return Stations(
        signal=each["signal"],
        clipped=each["clipped"],
        start_time=each["start_time"],
        plane=ShowerPlane(distance, each["along"], each["early"]),
        pulses=pulses(traces),
        offsets=np.array([0, len(distance)]),
        sec_zenith=np.array([sec_zenith]),
    )
