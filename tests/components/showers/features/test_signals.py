"""Features of the lateral distribution, from signals that follow a known one."""

import numpy as np
import pytest

from components.showers.features.signals import lateral_excess, lateral_features, moment, usable
from components.showers.reconstruction.energy import attenuation, energy_of
from components.showers.reconstruction.lateral import lateral_scale, usual_slope
from tests.components.showers.features.made_stations import stations_at

DISTANCES = np.array([300.0, 700.0, 1100.0, 1500.0, 1900.0])
ALL = np.ones(len(DISTANCES), bool)


def signals(s1000: float, steeper: float = 0.0) -> np.ndarray:
    """Of the usual slope at sec(zenith) = 1.2, or a steeper one."""
    return s1000 * np.exp((usual_slope(np.array(1.2)) - steeper) * lateral_scale(DISTANCES))


def features(stations) -> dict[str, np.ndarray]:
    zenith = np.rad2deg(np.arccos(1 / stations.sec_zenith))
    return lateral_features(stations, zenith, energy_of(40 / attenuation(zenith)))


def test_signals_of_a_known_distribution_give_it_back():
    found = features(stations_at(DISTANCES, signal=signals(40)))
    assert found["s1000"] == pytest.approx(40)
    assert found["lateral_slope"] == pytest.approx(float(usual_slope(np.array(1.2))))
    assert found["lateral_excess"] == pytest.approx(0, abs=1e-9)
    assert found["lateral_chi2"] < 0.01


def test_a_clipped_station_is_left_out_of_the_fit():
    signal = signals(40)
    signal[0] /= 5
    clipped = np.arange(len(DISTANCES)) == 0
    assert features(stations_at(DISTANCES, signal=signal, clipped=clipped))["s1000"] == pytest.approx(40)
    assert features(stations_at(DISTANCES, signal=signal))["s1000"] != pytest.approx(40, rel=0.02)


def test_an_event_of_clipped_stations_alone_is_fitted_with_them():
    stations = stations_at(DISTANCES, signal=signals(40), clipped=True)
    assert usable(stations).all()
    assert features(stations)["s1000"] == pytest.approx(40)


def test_excess_is_negative_where_signals_fall_faster_beyond_1000_m():
    far = stations_at(DISTANCES[2:], signal=signals(40, steeper=0.5)[2:])
    assert lateral_excess(far, ALL[2:], np.array([40.0])) < 0


def test_excess_is_the_logarithm_of_the_ratio():
    stations = stations_at(DISTANCES, signal=signals(80))
    assert lateral_excess(stations, ALL, np.array([40.0])) == pytest.approx(np.log10(2))


def test_s_b_weighs_signals_by_a_power_of_the_distance():
    stations = stations_at([500.0, 2000.0], signal=[100.0, 3.0])
    assert moment(stations, 3) == pytest.approx(100 / 8 + 3 * 8)
    assert moment(stations, 4) == pytest.approx(100 / 16 + 3 * 16)
