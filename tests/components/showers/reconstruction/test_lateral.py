"""The fit of the lateral distribution recovers what signals were made of."""

import numpy as np
import pytest

from components.showers.reconstruction.lateral import (
    fit_lateral,
    lateral_scale,
    signal_error,
    usual_slope,
)

DISTANCES = np.array([250.0, 600.0, 1000.0, 1400.0, 1800.0, 2300.0])


def fit(signal, distance=DISTANCES, usable=True, offsets=None, sec_zenith=1.2):
    signal, distance = np.asarray(signal, np.float64), np.asarray(distance, np.float64)
    offsets = np.array([0, len(signal)]) if offsets is None else np.asarray(offsets)
    usable = np.broadcast_to(usable, signal.shape)
    return fit_lateral(signal, distance, usable, offsets, np.full(len(offsets) - 1, sec_zenith))


def signals(s1000: float, slope: float, distance=DISTANCES) -> np.ndarray:
    return s1000 * np.exp(slope * lateral_scale(distance))


def test_the_scale_is_0_at_1000_m_and_never_minus_infinity():
    assert lateral_scale(np.array([1000.0])) == pytest.approx(0)
    assert np.isfinite(lateral_scale(np.array([0.0])))


@pytest.mark.parametrize("slope", [-1.8, -2.2, -2.6])
def test_the_distribution_of_a_strong_shower_is_recovered(slope):
    found = fit(signals(200, slope))
    assert found.s1000 == pytest.approx(200, rel=0.02)
    assert found.slope == pytest.approx(slope, abs=0.06)
    assert found.stations == 6


@pytest.mark.parametrize("slope", [-1.8, -2.6])
def test_the_slope_of_a_weak_shower_is_drawn_towards_the_usual_one(slope):
    weak, strong = fit(signals(10, slope)), fit(signals(200, slope))
    usual = float(usual_slope(np.array(1.2)))
    assert abs(strong.slope - slope) < abs(weak.slope - slope) < abs(usual - slope)
    assert weak.s1000 == pytest.approx(10, rel=0.1)


def test_the_usual_slope_is_recovered_exactly_with_the_smallest_chi_square():
    found = fit(signals(40, float(usual_slope(np.array(1.2)))))
    assert found.s1000 == pytest.approx(40)
    assert found.chi2 == pytest.approx(1e-3)


def test_s1000_scales_with_the_signals_of_a_strong_shower():
    one, two = fit(signals(1e4, -2.4)), fit(signals(2e4, -2.4))
    assert two.s1000 / one.s1000 == pytest.approx(2, rel=1e-3)


def test_chi_square_per_station_is_about_1_for_signals_that_scatter_as_they_should():
    random = np.random.default_rng(5)
    expected = np.tile(signals(60, -2.2), 2000)
    signal = random.normal(expected, signal_error(expected, 1.2))
    signal = np.maximum(signal, 0.3)
    found = fit(signal, np.tile(DISTANCES, 2000), offsets=np.arange(0, 12_001, 6))
    assert np.median(found.chi2) == pytest.approx(0.7, abs=0.3)
    assert np.median(found.s1000) == pytest.approx(60, rel=0.05)


def test_one_station_is_fitted_with_the_usual_slope():
    found = fit([10.0], [1500.0])
    assert found.slope == pytest.approx(float(usual_slope(np.array(1.2))))
    assert found.s1000 == pytest.approx(10 * np.exp(-found.slope * lateral_scale(np.array([1500.0]))))


def test_stations_that_cannot_be_used_do_not_matter_unless_there_are_no_others():
    signal = signals(40, -2.2)
    wrong = signal.copy()
    wrong[0] /= 10
    some = np.arange(6) > 0
    assert fit(wrong, usable=some).s1000 == fit(signal, usable=some).s1000
    assert fit(signal, usable=some).stations == 5
    assert fit(signal, usable=False).s1000 == fit(signal).s1000


def test_each_event_is_fitted_alone():
    first, second = signals(40, -2.2), signals(90, -2.0)[:4]
    both = fit(
        np.concatenate([first, second]), np.concatenate([DISTANCES, DISTANCES[:4]]), offsets=[0, 6, 10]
    )
    assert both.s1000.tolist() == [*fit(first).s1000, *fit(second, DISTANCES[:4]).s1000]


def test_equal_distances_and_absurd_signals_still_give_a_finite_positive_s1000():
    for signal in ([5.0, 5.0, 5.0], [1e6, 1e-3, 1e6]):
        for distance in ([800.0, 800.0, 800.0], [0.0, 1e4, 1.0]):
            found = fit(signal, distance)
            assert np.isfinite(found.s1000)
            assert found.s1000 > 0
            assert np.isfinite(found.slope)
