"""Times at 1000 m and their asymmetry, from stations whose times follow a known law."""

import numpy as np
import pytest

from components.showers.features.timing import (
    ELECTRONICS,
    GROWTH,
    SLOW_GROWTH,
    asymmetry,
    at_1000,
    of_particles,
    timing_weights,
)
from tests.components.showers.features.made_stations import stations_at

DISTANCES = np.array([500.0, 900.0, 1300.0, 1800.0])
COSINES = np.array([0.9, -0.7, 0.2, -0.4])


def times_of(at_1000_metres: float, growth: float = GROWTH) -> np.ndarray:
    return at_1000_metres * (DISTANCES / 1000) ** growth


@pytest.mark.parametrize("growth", [GROWTH, SLOW_GROWTH])
def test_times_that_grow_as_expected_give_their_value_at_1000_m(growth):
    stations = stations_at(DISTANCES)
    found = at_1000(times_of(250, growth), stations, timing_weights(stations), growth)
    assert found == pytest.approx(250)


def test_stations_weigh_as_the_root_of_their_signal():
    stations = stations_at([1000.0, 1000.0], signal=[90.0, 10.0])
    found = at_1000(np.array([100.0, 200.0]), stations, timing_weights(stations))
    assert found == pytest.approx((3 * 100 + 200) / 4)


@pytest.mark.parametrize(
    "useless",
    [{"distance": 300.0}, {"distance": 2000.0}, {"signal": 4.0}, {"clipped": True}],
    ids=["too near", "too far", "too small", "clipped"],
)
def test_times_come_only_from_stations_that_can_be_trusted(useless):
    both = {"distance": 1000.0, "signal": 20.0, "clipped": False}
    stations = stations_at(**{name: [value, useless.get(name, value)] for name, value in both.items()})
    weights = timing_weights(stations)
    assert weights[0] > 0
    assert weights[1] == 0
    assert at_1000(np.array([100.0, np.nan]), stations, weights) == pytest.approx(100)


def test_without_a_station_to_trust_there_is_no_time():
    stations = stations_at([100.0, 200.0, 300.0])
    weights = timing_weights(stations)
    assert np.isnan(at_1000(np.full(3, 100.0), stations, weights))
    assert np.isnan(asymmetry(np.full(3, 100.0), stations, weights))


def test_the_electronics_add_in_squares_and_never_leave_less_than_nothing():
    found = of_particles(np.array([50.0, ELECTRONICS, 10.0, np.nan]))
    np.testing.assert_allclose(found, [30, 0, 0, np.nan])


@pytest.mark.parametrize("amplitude", [0.2, -0.1])
def test_asymmetry_has_the_sign_of_longer_times_below_the_incoming_shower(amplitude):
    stations = stations_at(DISTANCES, COSINES)
    found = asymmetry(times_of(200) * (1 + amplitude * COSINES), stations, timing_weights(stations))
    assert 0.5 < found / amplitude < 1  # drawn towards 0, as few stations say little


def test_a_shower_without_asymmetry_has_none_wherever_its_stations_are():
    stations = stations_at(DISTANCES, np.array([0.9, 0.8, 0.95, 0.6]))
    assert asymmetry(times_of(200), stations, timing_weights(stations)) == pytest.approx(0, abs=1e-12)


def test_one_station_has_no_asymmetry():
    stations = stations_at([1000.0, 100.0, 200.0], [0.5, -0.5, 0.1])
    assert np.isnan(asymmetry(np.full(3, 200.0), stations, timing_weights(stations)))
