import dataclasses

import numpy as np
import pytest

from components.showers.reconstruction.core import fit_core, guess_core
from tests.components.showers.reconstruction.fronts import made
from tests.components.showers.simulator.samples import sample


def misses(known, core):
    return np.hypot(core[0] - known.core_x, core[1] - known.core_y)


def spacing(known, metres=1500.0):
    return np.full(len(known.core_x), metres)


def test_the_core_of_a_lateral_distribution_as_assumed_is_found():
    known = made()
    found = misses(known, fit_core(known.stations, known.axis, spacing(known)))
    assert np.median(found) < 15
    assert np.median(found) < 0.1 * np.median(misses(known, guess_core(known.stations)))


@pytest.mark.parametrize("count", [3, 4])
def test_few_stations_give_a_core_near_their_centre(count):
    known = made(count=count)
    found = misses(known, fit_core(known.stations, known.axis, spacing(known)))
    assert np.isfinite(found).all()
    assert found.max() < 1500


def test_a_saturated_signal_pulls_less():
    known = made()
    hottest = np.arange(0, len(known.stations.signal), 6) + known.stations.signal.reshape(-1, 6).argmax(
        axis=1
    )
    clipped = known.stations.signal.copy()
    clipped[hottest] *= 0.4
    saturated = np.zeros(len(clipped), bool)
    unknown = dataclasses.replace(known.stations, signal=clipped)
    saturated[hottest] = True
    told = dataclasses.replace(unknown, saturated=saturated)
    off = [np.median(misses(known, fit_core(s, known.axis, spacing(known)))) for s in (unknown, told)]
    assert off[1] < 0.6 * off[0]


def test_the_core_moves_with_the_stations():
    known = made()
    s = known.stations
    x, y = fit_core(s, known.axis, spacing(known))
    moved = fit_core(dataclasses.replace(s, x=s.x + 250, y=s.y - 120), known.axis, spacing(known))
    np.testing.assert_allclose(moved[0], x + 250, atol=1e-6)
    np.testing.assert_allclose(moved[1], y - 120, atol=1e-6)


def test_simulated_cores_are_found_within_some_ten_metres():
    found = sample(8, seed=21)
    miss = np.hypot(
        found.events.event["core_x"] - found.truth["true_core_x"],
        found.events.event["core_y"] - found.truth["true_core_y"],
    )
    assert 15 < np.median(miss) < 100
    assert np.quantile(miss, 0.99) < 500
