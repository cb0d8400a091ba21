"""What a network sees of each station, against events that can be worked out by hand."""

import numpy as np
import pytest

from components.showers.events import MOST_STATIONS, PMTS, TRACE_BINS, Events
from components.showers.features.event import event_features
from components.showers.features.pulses import pulses
from components.showers.features.stations import Stations
from components.showers.features.traces import COARSE_BINS, coarse_trace
from components.showers.features.vectors import in_order, station_vectors
from tests.components.showers.features.made_events import made_events, with_changed
from tests.components.showers.features.made_stations import stations_at

EVENTS = made_events(150, seed=1)
VECTORS = station_vectors(Stations.of(EVENTS))
TRACES = VECTORS["traces"].reshape(-1, MOST_STATIONS, COARSE_BINS)
STATIONS = VECTORS["stations"].reshape(-1, MOST_STATIONS, 4)
THERE = np.arange(MOST_STATIONS) < EVENTS.counts[:, None]


def trace(heights: dict[int, float]) -> np.ndarray:
    one = np.zeros((1, TRACE_BINS), np.float32)
    one[0, list(heights)] = list(heights.values())
    return one


def test_a_coarse_trace_begins_with_its_start_bin_and_has_sum_1():
    heights = {20: 1.0, 21: 2.0, 22: 3.0, 23: 1.0, 26: 1.0, 119: 2.0}
    found = coarse_trace(trace(heights), np.array([20]))[0]
    expected = np.zeros(COARSE_BINS)
    expected[[0, 1, 2, 33]] = 0.6, 0.1, 0.1, 0.2
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_what_comes_before_the_start_is_not_part_of_a_coarse_trace():
    with_foot = coarse_trace(trace({8: 0.15, 9: 0.15, 10: 1.0, 13: 3.0}), np.array([10]))
    np.testing.assert_array_equal(with_foot, coarse_trace(trace({10: 1.0, 13: 3.0}), np.array([10])))


def test_noise_below_0_is_no_charge():
    found = coarse_trace(trace({10: 1.0, 13: -0.2, 16: 1.0}), np.array([10]))[0]
    np.testing.assert_allclose(found[:3], [0.5, 0, 0.5])


def test_the_height_and_the_place_of_a_pulse_do_not_change_its_coarse_trace():
    first = coarse_trace(trace({10: 1.0, 12: 2.0, 15: 1.0}), np.array([10]))
    later = coarse_trace(trace({40: 3.0, 42: 6.0, 45: 3.0}), np.array([40]))
    np.testing.assert_allclose(first, later, rtol=1e-6)


@pytest.mark.parametrize("place", [0, TRACE_BINS - 1])
def test_a_pulse_may_begin_in_any_bin(place):
    assert coarse_trace(trace({place: 1.0}), np.array([place]))[0].tolist() == [1.0] + [0.0] * 39


def test_a_trace_without_anything_is_0():
    assert not coarse_trace(trace({}), np.array([0])).any()
    silent = np.full((1, PMTS, TRACE_BINS), np.nan, np.float32)
    assert not pulses(silent).shape.any()


def test_dead_photomultipliers_do_not_matter():
    whole = np.repeat(trace({10: 1.0, 14: 3.0})[:, None], PMTS, axis=1)
    broken = whole.copy()
    broken[0, 1] = np.nan
    np.testing.assert_allclose(pulses(broken).shape, pulses(whole).shape, rtol=1e-6)
    assert pulses(whole).shape[0, :2] == pytest.approx([0.25, 0.75])


def test_every_station_with_a_pulse_has_a_trace_of_sum_1_and_every_other_place_is_0():
    assert 0 < THERE.mean() < 1
    np.testing.assert_allclose(TRACES.sum(axis=2), THERE, atol=1e-5)
    assert TRACES.min() == 0
    assert TRACES.max() <= 1
    np.testing.assert_array_equal(STATIONS[:, :, 3], THERE)
    assert not STATIONS[~THERE].any()


def test_values_of_the_stations_are_those_of_the_features():
    found = event_features(EVENTS)
    for rank in range(3):
        signal, distance = found[f"signal_{rank + 1}"], found[f"distance_{rank + 1}"]
        np.testing.assert_allclose(STATIONS[:, rank, 0], np.log10(signal), rtol=1e-6)
        np.testing.assert_allclose(STATIONS[:, rank, 1], distance / 1000, rtol=1e-6)
    np.testing.assert_array_equal(found["traces"], VECTORS["traces"])
    np.testing.assert_array_equal(found["stations"], VECTORS["stations"])


def test_a_station_is_early_where_it_lies_towards_the_source():
    event = EVENTS.event
    inclined = np.flatnonzero(event["zenith"] > 20)
    first = EVENTS.offsets[inclined]
    azimuth = np.deg2rad(event["azimuth"][inclined].astype(float))
    zenith = np.deg2rad(event["zenith"][inclined].astype(float))
    east = EVENTS.station["station_x"][first] - event["core_x"][inclined]
    north = EVENTS.station["station_y"][first] - event["core_y"][inclined]
    towards = (east * np.cos(azimuth) + north * np.sin(azimuth)) * np.sin(zenith)
    towards += EVENTS.station["station_z"][first] * np.cos(zenith)
    np.testing.assert_allclose(STATIONS[inclined, 0, 2], towards / 1000, atol=1e-4)
    assert (towards > 100).any()
    assert (towards < -100).any()


def test_stations_stand_with_the_hottest_first_however_they_are_listed():
    order = np.lexsort((np.random.default_rng(2).random(EVENTS.offsets[-1]), EVENTS.index))
    assert (order != np.arange(len(order))).any()
    station = {name: values[order] for name, values in EVENTS.station.items()}
    mixed = station_vectors(Stations.of(with_changed(EVENTS, traces=EVENTS.traces[order], **station)))
    for name, values in VECTORS.items():
        np.testing.assert_array_equal(mixed[name], values)


def test_of_more_stations_than_there_is_room_for_the_hottest_are_kept():
    signal = np.array([3.0, 1.0, 7.0, 2.0, 8.0, 5.0, 4.0, 6.0])
    crowded = stations_at(np.full(len(signal), 800.0), signal=signal)
    assert in_order(crowded, signal[:, None]).tolist() == [[8, 7, 6, 5, 4, 3]]
    assert in_order(stations_at([700, 800, 900], signal=signal[:3]), signal[:3, None]).tolist() == [
        [7, 3, 1, 0, 0, 0]
    ]


@pytest.mark.parametrize("size", [1, 7, 64])
def test_an_event_has_the_same_vectors_in_any_batch_to_the_last_bit(size):
    table = EVENTS.table()
    starts = range(0, len(EVENTS), size)
    parts = [station_vectors(Stations.of(Events.of(table.slice(start, size)))) for start in starts]
    for name, values in VECTORS.items():
        assert np.concatenate([part[name] for part in parts]).tobytes() == values.tobytes(), name
