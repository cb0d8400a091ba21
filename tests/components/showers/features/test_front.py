"""The curvature of the shower front, from fronts of known radius."""

import numpy as np
import pytest

from components.showers.features.front import curvature, time_error
from components.showers.geometry import SPEED_OF_LIGHT
from tests.components.showers.features.made_stations import stations_at

DISTANCES = np.array([300.0, 900.0, 1400.0, 2000.0])


def front(radius: float, distance=DISTANCES, along=0.0) -> np.ndarray:
    """Arrival times, ns, of a front with this radius, m."""
    return (distance**2 / (2 * radius) - along) / SPEED_OF_LIGHT


@pytest.mark.parametrize("radius", [5e3, 1e4, 2e4])
def test_the_radius_of_a_curved_front_is_recovered(radius):
    found = curvature(stations_at(DISTANCES, start_time=front(radius)))
    assert found == pytest.approx(1e3 / radius)


def test_a_plane_front_is_not_curved_whatever_the_slope_of_the_ground():
    along = np.array([100.0, -800.0, 1200.0, 30.0])
    found = curvature(stations_at(DISTANCES, along=along, start_time=-along / SPEED_OF_LIGHT))
    assert found == pytest.approx(0, abs=1e-12)


def test_the_zero_of_the_clock_does_not_matter():
    stations = stations_at(DISTANCES, start_time=front(8e3) + 12_345)
    assert curvature(stations) == pytest.approx(1 / 8)


def test_a_late_station_with_little_signal_matters_less():
    late = front(1e4) + np.array([0, 0, 0, 500.0])
    weak = curvature(stations_at(DISTANCES, start_time=late, signal=[100, 30, 10, 1]))
    strong = curvature(stations_at(DISTANCES, start_time=late, signal=[100, 30, 10, 50]))
    assert 0.1 < weak < strong


def test_stations_that_are_all_as_far_away_say_nothing():
    assert np.isnan(curvature(stations_at([1000.0, 1000.0, 1000.0], start_time=[0, 30, 60])))


def test_start_times_are_less_certain_far_away_and_with_little_signal():
    near, far, hot = time_error(np.array([500.0, 1500.0, 1500.0]), np.array([5.0, 5.0, 50.0]))
    assert near < far
    assert hot < far
