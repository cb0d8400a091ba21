import pytest

from components.errors import SettingsError
from components.showers.simulator.settings import Simulation, simulation


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"events": 0}, "events"),
        ({"hadronic_model": "EPOS"}, "QGSJetII-04"),
        ({"spacing": 433}, "spacing"),
        ({"primaries": ("proton", "krypton")}, "primaries.1"),
        ({"primaries": ("iron", "iron")}, "names one twice"),
        ({"primaries": ()}, "primaries"),
        ({"log10_energy": (19.0, 18.0)}, "from 19 to 18"),
        ({"dead_pmt_probability": 1.0}, "dead_pmt_probability"),
        ({"sample": "../up"}, "sample"),
        ({"evnets": 5}, "evnets"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(words, said):
    with pytest.raises(SettingsError, match=said):
        simulation(words)


def test_the_range_of_energies_suits_the_spacing_unless_it_is_named():
    assert Simulation().energies == (18.5, 20)
    assert Simulation(spacing=750).energies == (17.5, 18.5)
    assert Simulation(log10_energy=(18, 19)).energies == (18, 19)


def test_settings_come_back_from_json():
    settings = Simulation(seed=8, primaries=("photon", "iron"), log10_energy=(18.0, 19.0))
    assert Simulation.model_validate_json(settings.model_dump_json()) == settings


def test_everything_but_how_many_events_and_their_numbers_seeds():
    nominal = Simulation()
    assert nominal.entropy == Simulation(events=7, first_event=3).entropy
    changed = [{"seed": 2}, {"decay_time": 51.0}, {"sample": "other"}, {"primaries": ("iron", "proton")}]
    assert len({Simulation(**change).entropy for change in changed} | {nominal.entropy}) == 5


def test_numbers_start_at_the_first_event_or_at_a_place_of_the_sample():
    assert Simulation(first_event=12).first == 12
    assert 0 <= Simulation().first < 9e15
    assert Simulation(events=5).first == Simulation(events=50).first
