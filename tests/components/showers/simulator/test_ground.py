import dataclasses

import numpy as np
import pytest

from components.showers.simulator.ground import muon_quantum
from components.showers.simulator.settings import Simulation
from components.showers.simulator.showers import draw_showers
from tests.components.showers.simulator.samples import recorded, sample, signals_at

NUCLEI = ("proton", "helium", "nitrogen", "iron")


def showers(**settings):
    simulation = Simulation(**{"primaries": NUCLEI, **settings})
    return draw_showers(np.random.default_rng(2), simulation, 0, 20_000)


def test_the_signal_at_1000_m_grows_a_little_more_slowly_than_the_energy():
    drawn = showers()
    _, signal = signals_at(drawn, 1000)
    fit = np.polyfit(np.log(drawn.energy), np.log(signal), 1)
    assert 0.93 < fit[0] < 0.98


def test_signals_at_10_eev_are_of_the_size_that_arrays_measure():
    drawn = showers(log10_energy=(18.9, 19.1), primaries=("proton",))
    steep = (drawn.zenith > 35) & (drawn.zenith < 41)
    assert signals_at(drawn, 1000)[1][steep].mean() == pytest.approx(45, rel=0.15)


def test_the_share_of_muons_rises_with_the_zenith_angle():
    drawn = showers(log10_energy=(18.9, 19.1))
    muons, signal = signals_at(drawn, 1000)
    bands = np.digitize(drawn.zenith, [30, 42, 52])
    shares = np.array([muons[bands == band].sum() / signal[bands == band].sum() for band in range(4)])
    assert np.all(np.diff(shares) > 0)
    assert shares[0] == pytest.approx(0.42, abs=0.07)
    assert shares[-1] > 0.6


def test_iron_leaves_more_muons_than_protons_and_photons_few():
    measured = sample(8, seed=21)
    primary = measured.truth["primary"][measured.events.index]
    share = measured.truth["muon_signal"] / measured.events.station["signal"]
    medians = [np.median(share[primary == name]) for name in ("photon", "proton", "iron")]
    assert medians[0] < 0.5 * medians[1] < 0.5 * medians[2]


def test_signals_fall_with_distance():
    drawn = showers()
    means = [signals_at(drawn, distance)[1].mean() for distance in (300, 600, 1000, 1500, 2200)]
    assert np.all(np.diff(np.log(means)) < -0.9)


def test_upstream_stations_see_a_younger_shower():
    drawn = showers(log10_energy=(18.9, 19.1))
    inclined = dataclasses.replace(drawn, zenith=np.full(len(drawn), 45.0))
    assert signals_at(inclined, 1000)[1].mean() < signals_at(drawn, 1000)[1].mean()


def test_a_muon_from_above_leaves_one_vem():
    assert muon_quantum(0.0) == pytest.approx(1)
    assert muon_quantum(60.0) == pytest.approx(10 / (5 + 4.32 * np.sqrt(3) / 2))


@pytest.mark.parametrize(("low", "high"), [(0, 30), (30, 45), (45, 60)])
def test_signals_spread_as_the_formula_of_large_arrays_within_a_quarter(low, high):
    found = recorded(8000, primaries=NUCLEI, dead_pmt_probability=0.0)
    zenith = found.showers.zenith
    chosen = (zenith >= low) & (zenith < high) & (found.expected > 8) & (found.expected < 200)
    chosen &= found.readout.triggers.recorded
    expected, signal = found.expected[chosen], found.readout.signal[chosen]
    assert chosen.sum() > 3000
    pull = (signal - expected) / np.sqrt(expected) / (0.34 + 0.46 / np.cos(np.deg2rad(zenith[chosen])))
    assert pull.std() == pytest.approx(1, abs=0.25)
    assert abs(pull.mean()) < 0.25
