"""The features of whole events: complete, finite where they must be, and blind to what should not matter."""

import numpy as np
import pytest

from components.showers.dataset import load_dataset
from components.showers.events import Events
from components.showers.feature import Role
from components.showers.features.event import event_features
from tests.components.showers.features.made_events import RADIUS, made_events, with_changed

WCD = load_dataset("wcd")
COMPUTED = WCD.by_role(Role.ID, Role.GROUP, Role.SLICE, Role.INPUT)
EVENTS = made_events(150, seed=1)
FEATURES = event_features(EVENTS)


def same(found: dict, expected: dict, rtol: float = 0.0, atol: float = 0.0, but: tuple = ()) -> None:
    assert found.keys() == expected.keys()
    for name in found.keys() - set(but):
        np.testing.assert_allclose(found[name], expected[name], rtol=rtol, atol=atol, err_msg=name)


def part(events: Events, first: int, last: int) -> Events:
    return Events.of(events.table().slice(first, last - first))


def test_the_features_are_those_of_the_dataset_with_their_types():
    assert FEATURES.keys() == {feature.name for feature in COMPUTED}
    for feature in COMPUTED:
        assert FEATURES[feature.name].dtype == {"int": np.int64, "float": np.float32}[feature.dtype]
        width = (feature.width,) if feature.shape else ()
        assert FEATURES[feature.name].shape == (len(EVENTS), *width)


def test_features_are_in_range_and_only_those_that_may_be_are_undefined():
    for feature in COMPUTED:
        values = FEATURES[feature.name]
        if feature.undefined is None:
            assert np.isfinite(values).all(), feature.name
        if feature.range:
            inside = values[~np.isnan(values)]
            low, high = np.asarray(feature.range, values.dtype)
            assert ((inside >= low) & (inside <= high)).all(), feature.name
        else:
            pytest.fail(f"{feature.name} has no range")


def test_what_was_put_into_the_events_comes_out():
    np.testing.assert_allclose(FEATURES["curvature"], 1 / RADIUS, rtol=1e-3)
    np.testing.assert_allclose(
        FEATURES["sec_zenith"], 1 / np.cos(np.deg2rad(EVENTS.event["zenith"])), rtol=1e-5
    )
    strong = EVENTS.event["energy"] > 30
    ratio = FEATURES["s1000"][strong] / (4.5 * EVENTS.event["energy"][strong])
    assert np.median(ratio) == pytest.approx(1, abs=0.1)
    assert FEATURES["total_signal"].sum() == pytest.approx(EVENTS.station["signal"].sum(), rel=1e-5)


def test_the_three_hottest_stations_are_found_in_any_order():
    offsets, random = EVENTS.offsets, np.random.default_rng(2)
    order = np.lexsort((random.random(offsets[-1]), EVENTS.index))
    assert (order != np.arange(len(order))).any()
    station = {name: values[order] for name, values in EVENTS.station.items()}
    mixed = with_changed(EVENTS, traces=EVENTS.traces[order], **station)
    same(event_features(mixed), FEATURES, rtol=1e-5, atol=1e-6)
    first = offsets[:-1]
    np.testing.assert_array_equal(FEATURES["signal_1"], EVENTS.station["signal"][first])
    np.testing.assert_array_equal(FEATURES["signal_3"], EVENTS.station["signal"][first + 2])


@pytest.mark.parametrize("size", [1, 7, 64])
def test_an_event_has_the_same_features_in_any_batch_to_the_last_bit(size):
    starts = range(0, len(EVENTS), size)
    parts = [event_features(part(EVENTS, s, min(s + size, len(EVENTS)))) for s in starts]
    for name, values in FEATURES.items():
        assert np.concatenate([p[name] for p in parts]).tobytes() == values.tobytes(), name


def test_the_order_of_photomultipliers_does_not_matter():
    same(event_features(with_changed(EVENTS, traces=EVENTS.traces[:, ::-1])), FEATURES, rtol=1e-3, atol=1e-4)


def test_the_zero_of_the_clock_does_not_matter():
    later = with_changed(EVENTS, start_time=EVENTS.station["start_time"] + np.float32(1024))
    same(event_features(later), FEATURES, rtol=1e-3)


def test_an_array_that_is_moved_with_its_cores_sees_the_same():
    moved = {name: EVENTS.station[name] + np.float32(3000) for name in ("station_x", "station_y")}
    cores = {name: EVENTS.event[name] + np.float32(3000) for name in ("core_x", "core_y")}
    same(event_features(with_changed(EVENTS, **moved, **cores)), FEATURES, rtol=1e-3, atol=1e-4)


def test_an_array_that_is_turned_with_its_showers_sees_the_same():
    def turned(x, y):
        return {f"{x[0]}": -x[1] * 0.6 - y[1] * 0.8, f"{y[0]}": x[1] * 0.8 - y[1] * 0.6}

    angle = np.float32(np.rad2deg(np.arctan2(0.8, -0.6)))
    changes = {"azimuth": EVENTS.event["azimuth"] + angle}
    for names, values in ((("core_x", "core_y"), EVENTS.event), (("station_x", "station_y"), EVENTS.station)):
        changes |= turned(*((name, values[name].astype(np.float64)) for name in names))
    same(event_features(with_changed(EVENTS, **changes)), FEATURES, rtol=1e-3, atol=1e-4, but=("azimuth",))


def test_a_dead_photomultiplier_changes_little_but_the_count():
    whole = made_events(150, seed=4, dead=0)
    broken = whole.traces.copy()
    broken[:, 1] = np.nan
    before, after = event_features(whole), event_features(with_changed(whole, traces=broken))
    assert (before["fewest_live_pmts"] == 3).all()
    assert (after["fewest_live_pmts"] == 2).all()
    for name in ("risetime_1000", "falltime_1000", "mean_time_1000", "time_spread", "jump", "area_over_peak"):
        np.testing.assert_allclose(after[name], before[name], rtol=0.15, err_msg=name)
        assert np.nanmedian(after[name] / before[name]) == pytest.approx(1, abs=0.02), name


def test_a_station_without_traces_keeps_its_signal_and_has_no_times():
    traces = EVENTS.traces.copy()
    traces[EVENTS.offsets[:-1]] = np.nan
    found = event_features(with_changed(EVENTS, traces=traces))
    for name in ("risetime_1", "mean_time_1", "jump_fraction_1", "area_over_peak_1"):
        assert np.isnan(found[name]).all(), name
    assert (found["fewest_live_pmts"] == 0).all()
    for name in ("s1000", "signal_1", "curvature"):
        np.testing.assert_array_equal(found[name], FEATURES[name])


def test_clipped_stations_alone_leave_times_undefined_and_the_rest_finite():
    clipped = with_changed(EVENTS, saturated=np.full_like(EVENTS.station["saturated"], 2))
    found = event_features(clipped)
    np.testing.assert_array_equal(found["saturated_stations"], EVENTS.counts)
    for feature in COMPUTED:
        finite = np.isfinite(found[feature.name])
        timed = feature.undefined is not None and feature.name != "curvature"
        assert finite.all() if not timed else not finite.any(), feature.name


def test_saturation_of_the_high_gain_alone_loses_nothing():
    high = np.minimum(EVENTS.station["saturated"], 0)
    same(
        event_features(with_changed(EVENTS, saturated=high + 1)),
        event_features(with_changed(EVENTS, saturated=high)),
    )


def test_no_events_have_no_features():
    none = event_features(part(EVENTS, 0, 0))
    assert none.keys() == FEATURES.keys()
    assert all(len(values) == 0 for values in none.values())
