"""What a trace says, against traces whose times can be worked out by hand."""

import numpy as np
import pytest

from components.showers.events import PMTS, PRE_TRIGGER_BINS, TRACE_BINS
from components.showers.features.pulses import BLOCK, pulses, quantile_time
from tests.components.showers.features.made_events import made_traces

STAIRS = {10: 1.0, 11: 2.0, 12: 3.0, 13: 4.0}


def trace(heights: dict[int, float]) -> np.ndarray:
    """One station whose photomultipliers all show these heights [1, PMTS, TRACE_BINS]."""
    one = np.zeros(TRACE_BINS, np.float32)
    one[list(heights)] = list(heights.values())
    return np.tile(one, (1, PMTS, 1))


def only(heights: dict[int, float]) -> dict:
    found = pulses(trace(heights))
    names = (*vars(found), "risetime", "falltime", "area_over_peak")
    return {name: getattr(found, name)[0] for name in names}


def test_a_rising_stair_has_the_times_worked_out_by_hand():
    found = only(STAIRS)
    assert found["start"] == PRE_TRIGGER_BINS
    assert found["charge"] == pytest.approx(10)
    assert found["t10"] == pytest.approx(25)  # the first bin holds a tenth
    assert found["t50"] == pytest.approx(25 * (2 + 2 / 3))
    assert found["t90"] == pytest.approx(25 * 3.75)
    assert found["risetime"] == pytest.approx(25 * 5 / 3)
    assert found["falltime"] == pytest.approx(25 * (3.75 - 8 / 3))
    assert found["mean"] == pytest.approx(25 * 2.5)
    assert found["deviation"] == pytest.approx(25)
    assert found["skewness"] == pytest.approx(-0.6)
    assert found["jump"] == pytest.approx(4)
    assert found["area_over_peak"] == pytest.approx(2.5)


def test_jump_counts_only_steps_up_of_more_than_half_a_muon():
    assert only({10: 0.4, 11: 1.0, 12: 1.4, 13: 0.9, 14: 2.9})["jump"] == pytest.approx(0.6 + 2.0)


@pytest.mark.parametrize(("second", "late"), [(33, 0.0), (34, 0.5)])
def test_late_is_what_comes_600_ns_after_the_start(second, late):
    assert only({10: 2.0, second: 2.0})["late"] == pytest.approx(late)


def test_noise_at_the_end_of_the_trace_does_not_move_the_moments():
    noisy = trace(STAIRS)
    noisy[0, :, 60:] = np.random.default_rng(1).normal(0, 0.01, TRACE_BINS - 60)
    found, quiet = pulses(noisy), only(STAIRS)
    for name in ("mean", "deviation", "skewness"):
        assert getattr(found, name)[0] == pytest.approx(quiet[name]), name


def test_what_comes_long_before_the_start_is_not_part_of_the_pulse():
    blip, foot = only(STAIRS | {3: 0.15}), only(STAIRS | {9: 0.15})
    for name, value in only(STAIRS).items():
        np.testing.assert_allclose(blip[name], value, rtol=1e-6, err_msg=name)
    assert foot["charge"] == pytest.approx(10.15)


def test_a_pulse_may_begin_in_the_first_bin_and_end_in_the_last():
    assert only({0: 1.0, 1: 1.0})["t50"] == pytest.approx(25)
    assert only({TRACE_BINS - 1: 1.0})["t90"] == pytest.approx(0.9 * 25)


def test_times_do_not_change_when_the_pulse_comes_later_or_is_higher():
    first = only(STAIRS)
    later = only({bin_ + 7: 3 * height for bin_, height in STAIRS.items()})
    for name in ("t10", "t50", "t90", "mean", "deviation", "skewness", "late", "area_over_peak"):
        assert later[name] == pytest.approx(first[name], rel=1e-4), name
    assert later["start"] == first["start"] + 7
    assert later["jump"] == pytest.approx(3 * first["jump"])


@pytest.mark.parametrize(
    ("long_ones", "bins", "long"), [(3, 13, True), (2, 13, True), (1, 40, False), (3, 12, False)]
)
def test_a_signal_is_long_with_13_bins_in_two_photomultipliers(long_ones, bins, long):
    traces = trace({10: 5.0})
    traces[0, :long_ones, 10 : 10 + bins] = 0.5
    assert pulses(traces).long[0] == long


def test_one_photomultiplier_is_enough_for_a_long_signal_where_it_is_the_only_live_one():
    traces = trace(dict.fromkeys(range(10, 30), 0.5))
    traces[0, 1:] = np.nan
    assert pulses(traces).long[0]


def test_a_dead_photomultiplier_is_left_out_of_the_mean():
    traces = trace(STAIRS)
    traces[0, 0], traces[0, 1] = np.nan, traces[0, 1] * 3
    found = pulses(traces)
    assert found.live[0] == 2
    assert found.charge[0] == pytest.approx(20)


def test_the_order_of_photomultipliers_does_not_matter():
    traces = some_traces(200, dead=0.2)
    same_pulses(pulses(traces), pulses(traces[:, ::-1]), rtol=1e-4)


@pytest.mark.parametrize("traces", [trace({10: 0.19}), np.full((1, PMTS, TRACE_BINS), np.nan, np.float32)])
def test_without_a_pulse_nothing_is_known(traces):
    found = pulses(traces)
    assert not found.found[0]
    assert not found.long[0]
    for name in ("charge", "peak", "t10", "t50", "t90", "mean", "deviation", "skewness", "late", "jump"):
        assert np.isnan(getattr(found, name)[0]), name


def test_what_is_found_does_not_depend_on_the_other_stations_to_the_last_bit():
    traces = some_traces(2 * BLOCK + 77, dead=0.1)
    together, apart = pulses(traces), [pulses(part) for part in np.array_split(traces, 41)]
    for name, values in vars(together).items():
        pieces = np.concatenate([getattr(part, name) for part in apart])
        assert values.tobytes() == pieces.tobytes(), name


def test_no_stations_have_no_pulses():
    assert len(pulses(np.zeros((0, PMTS, TRACE_BINS), np.float32)).charge) == 0


def test_quantiles_are_linear_inside_a_bin():
    wave = np.array([[0, 4, 0, 4]], np.float32)
    times = [quantile_time(wave.cumsum(axis=1), wave, share)[0] for share in (0.25, 0.5, 0.75)]
    assert times == pytest.approx([1.5, 2.0, 3.5])


def some_traces(stations: int, dead: float) -> np.ndarray:
    random = np.random.default_rng(3)
    return made_traces(random, random.lognormal(3, 1, stations), random.uniform(300, 2000, stations), dead)


def same_pulses(first, second, rtol: float) -> None:
    for name, values in vars(first).items():
        np.testing.assert_allclose(values, getattr(second, name), rtol=rtol, atol=1e-3, err_msg=name)
