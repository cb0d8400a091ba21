import numpy as np
import pytest

from components.showers.events import EVENT_SCHEMA, MOST_STATIONS, PRE_TRIGGER_BINS, TRACE_BINS
from components.showers.simulator.generate import generate_block, simulate_block, thrown_per_block
from components.showers.simulator.settings import CLASSES, Simulation
from tests.components.showers.simulator.samples import content, sample


@pytest.fixture(scope="module")
def simulated():
    return sample(8, seed=21)


def test_the_same_settings_give_the_same_block():
    first, second = (simulate_block(Simulation(seed=4), 3) for _ in range(2))
    assert content(first) == content(second)


@pytest.mark.parametrize("other", [{"seed": 5}, {"muon_factor": 1.3}, {"sample": "changed"}])
def test_other_settings_give_other_showers(other):
    one, two = simulate_block(Simulation(seed=4), 0), simulate_block(Simulation(**{"seed": 4} | other), 0)
    assert not set(one["true_energy"].to_pylist()) & set(two["true_energy"].to_pylist())
    assert not set(one["event_id"].to_pylist()) & set(two["event_id"].to_pylist())


def test_how_many_events_are_asked_for_changes_none_of_them():
    few, many = (simulate_block(Simulation(events=events), 0) for events in (10, 10_000))
    assert content(few) == content(many)


def test_rows_are_those_of_the_event_table():
    table = simulate_block(Simulation(), 0)
    assert table.schema.equals(EVENT_SCHEMA)
    assert all(column.null_count == 0 for column in table.columns)


def test_stations_are_listed_hottest_first_and_at_least_three(simulated):
    events = simulated.events
    assert events.counts.min() == 3
    assert events.counts.max() == MOST_STATIONS
    falls = np.diff(events.station["signal"]) <= 0
    assert falls[np.diff(events.index) == 0].all()
    assert (events.event["triggered_stations"] >= events.counts).all()
    assert (events.event["triggered_stations"] > MOST_STATIONS).any()


def test_signals_are_the_charge_of_the_traces(simulated):
    events = simulated.events
    charge = np.nanmean(events.traces[:, :, PRE_TRIGGER_BINS - 2 :].sum(axis=2), axis=1) / 3.9
    np.testing.assert_allclose(charge, events.station["signal"], rtol=1e-4)


def test_start_times_count_from_the_earliest_listed_station_in_whole_bins(simulated):
    start = simulated.events.station["start_time"]
    assert (np.minimum.reduceat(start, simulated.events.offsets[:-1]) == 0).all()
    assert (start % 25 == 0).all()


def test_traces_start_where_the_pre_trigger_bins_end(simulated):
    mean = np.nanmean(simulated.events.traces, axis=1)
    first = (mean > 0.2).argmax(axis=1)
    assert np.mean(np.abs(first - PRE_TRIGGER_BINS) <= 1) > 0.98


def test_a_dead_photomultiplier_has_no_trace_and_every_station_has_a_live_one(simulated):
    missing = np.isnan(simulated.events.traces)
    assert (missing.any(axis=2) == missing.all(axis=2)).all()
    dead = missing.all(axis=2)
    assert dead.mean() == pytest.approx(0.02, abs=0.005)
    assert not dead.all(axis=1).any()


def test_classes_are_balanced_and_tell_nothing_of_energy_and_zenith(simulated):
    truth = simulated.truth
    for name in CLASSES:
        chosen = truth["primary"] == name
        assert chosen.mean() == pytest.approx(0.2, abs=0.03)
        assert np.log10(truth["true_energy"][chosen]).mean() == pytest.approx(1.25, abs=0.06)
        assert truth["true_zenith"][chosen].mean() == pytest.approx(36, abs=2)


def test_numbers_carry_no_class(simulated):
    number = simulated.events.event["event_id"]
    assert np.all(np.diff(number) > 0)
    iron = simulated.truth["primary"] == "iron"
    for divisor in (2, 5, 10):
        shares = [iron[number % divisor == rest].mean() for rest in range(divisor)]
        assert np.ptp(shares) < 0.12
    assert abs(np.corrcoef(number, iron)[0, 1]) < 0.06


@pytest.mark.parametrize(
    ("found", "true"),
    [
        ("zenith", "true_zenith"),
        ("azimuth", "true_azimuth"),
        ("core_x", "true_core_x"),
        ("core_y", "true_core_y"),
        ("energy", "true_energy"),
    ],
)
def test_measured_columns_are_reconstructed_ones(simulated, found, true):
    assert (simulated.events.event[found] != simulated.truth[true]).mean() > 0.999


def test_a_shower_can_fall_more_than_once():
    settings = Simulation(seed=3, cores_per_shower=4)
    table = simulate_block(settings, 1)
    shower = table["shower_id"].to_numpy()
    _, first, uses = np.unique(shower, return_index=True, return_counts=True)
    assert np.median(uses) == 4
    assert (np.diff(shower) >= 0).all()
    for name in ("primary", "true_energy", "xmax", "muon_scale", "true_zenith"):
        values = table[name].to_numpy(zero_copy_only=False)
        assert (values == np.repeat(values[first], uses)).all()
    assert (
        len(set(table["true_azimuth"].to_pylist()))
        == len(set(table["true_core_x"].to_pylist()))
        == len(table)
    )
    assert thrown_per_block(settings) % 4 == 0


def test_no_number_comes_twice_in_successive_blocks():
    settings = Simulation(seed=3, cores_per_shower=3)
    numbers = [simulate_block(settings, block)["event_id"].to_numpy() for block in range(3)]
    assert len(np.unique(np.concatenate(numbers))) == sum(map(len, numbers))
    showers = [set(simulate_block(settings, block)["shower_id"].to_pylist()) for block in range(2)]
    assert not showers[0] & showers[1]


def test_the_traces_of_muons_alone_come_for_the_asking_and_change_nothing():
    settings = Simulation(seed=2, primaries=("proton",), accidental_muons=0.0, dead_pmt_probability=0.0)
    block = generate_block(settings, 0, parts=True)
    assert content(block.table) == content(simulate_block(settings, 0))
    stations = len(block.table["signal"].combine_chunks().flatten())
    assert block.muon_traces.shape == (stations, TRACE_BINS)
    expected = block.table["muon_signal"].combine_chunks().flatten().to_numpy()
    assert block.muon_traces.sum() / 3.9 == pytest.approx(expected.sum(), rel=0.05)
    assert generate_block(settings, 0).muon_traces is None


def test_aged_tanks_give_shorter_traces():
    new, aged = sample(2, seed=9), sample(2, seed=9, decay_time=51.0)

    def area_over_peak(found):
        mean = np.nanmean(found.events.traces, axis=1)[found.events.station["saturated"] == 0]
        return np.median(mean.sum(axis=1) / mean.max(axis=1))

    assert area_over_peak(aged) < 0.97 * area_over_peak(new)
