import numpy as np
import pytest

from components.showers.events import TRACE_BINS
from components.showers.simulator.generate import BLOCK, generate_block
from components.showers.simulator.settings import Simulation
from components.showers.simulator.traces import Traces
from components.showers.simulator.trigger import far_trigger, station_triggers
from tests.components.showers.simulator.samples import recorded


def quiet(live=(True, True, True)):
    zeros = np.zeros((3, 1, TRACE_BINS), np.float32)
    return Traces(zeros, np.array(live)[:, None], np.zeros(1, np.int8))


def found(traces):
    triggers = station_triggers(traces, np.array([True]))
    return bool(triggers.first[0]), bool(triggers.second[0]), bool(triggers.over_threshold[0])


def efficiency(blocks=3, **settings):
    simulation = Simulation(**settings)
    kept = sum(generate_block(simulation, block).table.num_rows for block in range(blocks))
    return kept / (blocks * BLOCK)


def test_nothing_triggers_on_a_quiet_trace():
    assert found(quiet()) == (False, False, False)


@pytest.mark.parametrize(
    ("height", "levels"), [(1.5, (False, False)), (2.0, (True, False)), (4.0, (True, True))]
)
def test_levels_need_all_photomultipliers_in_one_bin(height, levels):
    traces = quiet()
    traces.traces[:, 0, 40] = height
    assert found(traces)[:2] == levels
    traces.traces[0, 0, 40] = 0
    traces.traces[0, 0, 41] = height
    assert found(traces)[:2] == (False, False)


def test_dead_photomultipliers_are_not_asked():
    traces = quiet(live=(True, False, True))
    traces.traces[[0, 2], 0, 40] = 4.0
    assert found(traces)[:2] == (True, True)


@pytest.mark.parametrize(("bins", "triggered"), [(12, False), (13, True)])
def test_time_over_threshold_needs_13_bins_in_two_photomultipliers(bins, triggered):
    traces = quiet()
    traces.traces[:2, 0, 40 : 40 + bins] = 0.3
    assert found(traces)[2] == triggered
    traces.traces[1] = 0
    assert not found(traces)[2]


def test_a_station_without_photomultipliers_never_triggers():
    traces = quiet(live=(False, False, False))
    traces.traces[:] = 10
    assert found(traces) == (False, False, False)


def test_stations_without_traces_trigger_as_often_as_those_with():
    rows = recorded(8000, log10_energy=(17.8, 19.0))
    random = np.random.default_rng(4)
    for low, high in ((0.6, 1.5), (1.5, 2.5), (2.5, 4.0), (6.0, 30.0)):
        chosen = (rows.drawn > low) & (rows.drawn < high)
        assert chosen.sum() > 1000
        with_trace = rows.readout.triggers.recorded[chosen] & (rows.readout.signal[chosen] > 1)
        without = far_trigger(random, rows.drawn[chosen])
        assert without.mean() == pytest.approx(with_trace.mean(), abs=0.06)


def test_the_array_sees_99_percent_of_nuclei_above_10_18_5_ev():
    assert efficiency(primaries=("proton", "iron"), log10_energy=(18.5, 18.7)) > 0.99


def test_below_that_it_misses_nuclei_and_more_photons():
    low = {"log10_energy": (18.0, 18.3)}
    nuclei, photons = (
        efficiency(primaries=("proton", "iron"), **low),
        efficiency(primaries=("photon",), **low),
    )
    assert 0.75 < nuclei < 0.98
    assert photons < nuclei - 0.1


def test_a_denser_array_sees_lower_energies():
    assert efficiency(spacing=750) > 0.98
    assert efficiency(spacing=1500, log10_energy=(17.5, 18.0)) < 0.6
