import numpy as np
import pytest

from components.showers.events import PRE_TRIGGER_BINS, TRACE_BINS
from components.showers.simulator import traces
from components.showers.simulator.particles import BINS
from tests.components.showers.simulator.samples import sample


def light_of(charge, decay=60.0):
    bins = np.zeros((1, BINS), np.float32)
    bins[0, 20] = charge
    return traces.pulses(bins, decay)


def rise_and_distance(found):
    events = found.events
    kept = np.nanmean(events.traces, axis=1)[:, PRE_TRIGGER_BINS - 2 :]
    filled = np.cumsum(kept, axis=1) / kept.sum(axis=1, keepdims=True)
    rise = 25.0 * ((filled > 0.5).argmax(axis=1) - (filled > 0.1).argmax(axis=1))
    sec = 1 / np.cos(np.deg2rad(found.truth["true_zenith"]))[events.index]
    chosen = (found.truth["primary"][events.index] != "photon") & (events.station["signal"] > 10)
    return rise, found.plane.distance, sec, chosen


def test_one_vem_has_a_peak_of_1_and_a_charge_of_3_9_bins():
    light = light_of(1.0)
    assert light.max() == pytest.approx(1, rel=1e-5)
    assert light.sum() == pytest.approx(3.9, rel=0.01)
    assert not light[0, :20].any()


def test_pulses_of_an_aged_tank_have_0_85_of_the_charge():
    assert light_of(1.0, 51.0).max() == pytest.approx(1, rel=1e-5)
    assert light_of(1.0, 51.0).sum() / light_of(1.0).sum() == pytest.approx(0.86, abs=0.015)


def test_signals_start_after_the_pre_trigger_bins():
    light = light_of(5.0)
    start = traces.find_start(light)
    assert start == [20]
    window = traces.window(light, start)
    assert window.shape == (1, TRACE_BINS)
    assert window[0].argmax() == PRE_TRIGGER_BINS


def test_a_signal_that_starts_too_late_has_no_start():
    bins = np.zeros((1, BINS), np.float32)
    bins[0, -3] = 10
    assert traces.find_start(traces.pulses(bins, 60.0)) == [-1]


@pytest.mark.parametrize(("peak", "saturated"), [(5, 0), (40, 1), (2000, 2)])
def test_saturation_tells_the_channel(peak, saturated):
    light = traces.window(light_of(float(peak)), np.array([20]))
    found = traces.record(np.random.default_rng(0), light, 0.0)
    assert found.saturated == [saturated]
    assert found.traces.max() <= 650


def test_traces_are_whole_counts():
    found = traces.record(np.random.default_rng(0), np.full((50, TRACE_BINS), 1.3, np.float32), 0.0)
    counts = found.traces / np.float32(0.02)
    np.testing.assert_allclose(counts, np.rint(counts), atol=1e-3)
    assert found.traces.std() > 0.1


def test_photomultipliers_die_as_often_as_asked():
    found = traces.record(np.random.default_rng(0), np.ones((5000, TRACE_BINS), np.float32), 0.3)
    assert found.live.mean() == pytest.approx(0.7, abs=0.02)
    charge = traces.charge_of(found)[found.live.any(axis=0)]
    assert charge.mean() * 3.9 == pytest.approx(TRACE_BINS - PRE_TRIGGER_BINS + 2, rel=0.01)


def test_accidental_muons_come_as_often_as_asked():
    charge = np.zeros((20_000, BINS), np.float32)
    traces.add_accidental_muons(np.random.default_rng(0), charge, 0.05)
    assert np.count_nonzero(charge) * TRACE_BINS / BINS / len(charge) == pytest.approx(0.05, rel=0.1)
    assert charge[charge > 0].mean() == pytest.approx(1, rel=0.05)


def test_the_risetime_grows_with_distance():
    rise, distance, sec, chosen = rise_and_distance(sample(16, seed=21))
    bands = np.digitize(distance, [400, 600, 800, 1000, 1200, 1400, 1600])
    means = [rise[chosen & (sec < 1.3) & (bands == band)].mean() for band in range(1, 7)]
    assert np.all(np.diff(means) > 15), means


def test_the_risetime_falls_with_the_zenith_angle():
    rise, distance, sec, chosen = rise_and_distance(sample(16, seed=21))
    chosen &= (distance > 800) & (distance < 1200)
    bands = np.digitize(sec, [1.15, 1.4, 1.7])
    means = [rise[chosen & (bands == band)].mean() for band in range(4)]
    assert np.all(np.diff(means) < -10), means
