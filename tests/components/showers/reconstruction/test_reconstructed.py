import numpy as np
import pytest

from components.showers.reconstruction.events import reconstruct
from tests.components.showers.simulator.samples import sample


@pytest.fixture(scope="module")
def simulated():
    return sample(8, seed=21)


def log_energy_ratio(found, *primaries):
    chosen = np.isin(found.truth["primary"], primaries)
    return np.log(found.events.event["energy"][chosen] / found.truth["true_energy"][chosen])


def test_the_columns_of_a_simulation_come_from_its_stations_alone(simulated):
    events = simulated.events
    again = reconstruct(events)
    for name, values in again.items():
        np.testing.assert_allclose(values, events.event[name], rtol=1e-3, atol=0.05)


def test_energies_of_nuclei_are_right_within_a_quarter(simulated):
    ratio = log_energy_ratio(simulated, "proton", "helium", "nitrogen", "iron")
    assert abs(np.median(ratio)) < 0.2
    assert 0.05 < np.subtract(*np.quantile(ratio, [0.84, 0.16])) / 2 < 0.25


def test_energies_of_photons_come_out_too_low(simulated):
    assert np.median(log_energy_ratio(simulated, "photon")) < -0.3


def test_each_event_is_reconstructed_by_itself(simulated):
    events = simulated.events
    rows = events.offsets[100], events.offsets[200]
    part = type(events)(
        {name: values[100:200] for name, values in events.event.items()},
        {name: values[rows[0] : rows[1]] for name, values in events.station.items()},
        events.traces[rows[0] : rows[1]],
        events.offsets[100:201] - rows[0],
    )
    whole, alone = reconstruct(events), reconstruct(part)
    for name, values in alone.items():
        np.testing.assert_allclose(values, whole[name][100:200], rtol=1e-9)
