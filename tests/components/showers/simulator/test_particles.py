import dataclasses

import numpy as np
import pytest

from components.showers.simulator import particles
from components.showers.simulator.particles import BINS, EM, MANY, MUON, Flux, deposit

ROWS = 4000


def flux(kind, mean, seed=0):
    number = np.random.default_rng(seed).poisson(mean, ROWS)
    ones = np.ones(ROWS)
    return Flux(kind, mean * ones, number, 0.5 * ones, np.log(300.0) * ones)


def charges(kind, mean):
    return deposit(np.random.default_rng(1), flux(kind, mean), np.full(ROWS, 7.0))


@pytest.mark.parametrize("kind", [MUON, EM], ids=["muons", "electromagnetic"])
def test_few_particles_and_many_have_the_same_charges_and_times(kind, monkeypatch):
    one_by_one = charges(kind, MANY * 0.99)
    monkeypatch.setattr(particles, "MANY", 10)
    bin_by_bin = charges(kind, MANY * 0.99)
    assert not np.array_equal(one_by_one, bin_by_bin)
    few, many = one_by_one.mean(axis=0), bin_by_bin.mean(axis=0)
    busy = few > 1
    assert busy.sum() > 20
    assert few[~busy].sum() == pytest.approx(many[~busy].sum(), rel=0.02)
    np.testing.assert_allclose(few[busy], many[busy], rtol=0.1)
    np.testing.assert_allclose(one_by_one.std(axis=0)[busy], bin_by_bin.std(axis=0)[busy], rtol=0.1)


@pytest.mark.parametrize(
    ("kind", "relative"), [(MUON, 1 + 1 / 12), (EM, 2.0)], ids=["muons", "electromagnetic"]
)
@pytest.mark.parametrize("mean", [3.0, 80.0, 2000.0])
def test_the_charge_fluctuates_as_counting_and_single_charges_do(kind, relative, mean):
    charge = charges(kind, mean).sum(axis=1, dtype=np.float64) / 0.5
    assert charge.mean() == pytest.approx(mean, rel=0.06)
    assert charge.var() == pytest.approx(mean * relative, rel=0.12)


def test_the_median_delay_is_where_it_was_asked():
    profile = charges(MUON, 200.0).sum(axis=0).cumsum()
    median = np.interp(0.5, profile / profile[-1], np.arange(1, BINS + 1) * 25.0)
    assert median == pytest.approx(300 + 7, abs=6)


def test_no_particles_leave_nothing():
    nothing = dataclasses.replace(flux(MUON, 0.0), number=np.zeros(ROWS, int))
    assert not deposit(np.random.default_rng(1), nothing, np.zeros(ROWS)).any()
