import importlib
import sys
import types

import numpy as np
import pytest

from components.showers.simulator.longitudinal import (
    gumbel_parameters,
    mean_xmax,
    sample_xmax,
    sd_xmax,
)
from tests.components.showers.simulator.samples import masses

MODELS = ["EPOS-LHC", "QGSJetII-04", "Sibyll2.3d"]
NUCLEI = ["proton", "helium", "nitrogen", "oxygen", "silicon", "iron"]
DRAWS = 200_000


@pytest.fixture(scope="module")
def auger():
    # astrotools still imports pkg_resources, which setuptools no longer has; it needs no more than its name.
    absent = "pkg_resources" not in sys.modules
    stand_in = sys.modules.setdefault("pkg_resources", types.ModuleType("pkg_resources"))
    stand_in.__dict__.setdefault("DistributionNotFound", LookupError)
    stand_in.__dict__.setdefault("require", lambda name: [types.SimpleNamespace(version="1.5.0")])
    yield importlib.import_module("astrotools.auger")
    if absent:
        del sys.modules["pkg_resources"]


def draws(log10_energy, mass, model):
    size = np.ones(DRAWS)
    return sample_xmax(np.random.default_rng(5), log10_energy * size, mass * size, model)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("nucleus", NUCLEI)
def test_the_mean_and_spread_of_a_nucleus_are_those_of_its_gumbel_distribution(model, nucleus):
    mass = masses(nucleus)[0]
    xmax = draws(19.3, mass, model)
    assert xmax.mean() == pytest.approx(mean_xmax(19.3, mass, model), abs=1)
    assert xmax.std() == pytest.approx(sd_xmax(19.3, mass, model), rel=0.02)


@pytest.mark.parametrize("model", ["EPOS-LHC", "QGSJetII-04"])
def test_the_parameters_are_those_of_astrotools(model, auger):
    for mass in (1.0, 4.0, 14.0, 56.0):
        for log10_energy in (17.5, 18.5, 19.0, 20.0):
            ours = gumbel_parameters(log10_energy, mass, model)
            theirs = auger.gumbel_parameters(log10_energy, mass, model)
            np.testing.assert_allclose(ours, theirs, rtol=1e-9)


@pytest.mark.parametrize("model", ["EPOS-LHC", "QGSJetII-04"])
def test_draws_follow_the_density_of_astrotools(model, auger):
    edges = np.linspace(600, 1200, 25)
    counted, _ = np.histogram(draws(19.0, 4.0, model), edges)
    share = np.diff(auger.gumbel_cdf(edges, 19.0, 4.0, model))
    usual = share > 1e-3
    assert usual.sum() > 8
    error = np.sqrt(share[usual] / DRAWS)
    assert np.all(np.abs(counted[usual] / DRAWS - share[usual]) < 5 * error)


def test_protons_of_epos_reach_as_deep_as_published():
    assert mean_xmax(19.0, 1.0, "EPOS-LHC") == pytest.approx(808.2, abs=0.1)
    assert sd_xmax(19.0, 1.0, "EPOS-LHC") == pytest.approx(59.1, abs=0.1)
    assert mean_xmax(19.0, 56.0, "QGSJetII-04") == pytest.approx(697.9, abs=0.2)


def test_lighter_nuclei_reach_deeper_and_photons_deepest():
    means = [draws(19.0, mass, "EPOS-LHC").mean() for mass in masses("iron", "nitrogen", "proton", "photon")]
    assert np.all(np.diff(means) > 20)


def test_photons_that_convert_before_the_air_are_shallower_and_spread_less():
    late, early = draws(19.3, 0, "EPOS-LHC"), draws(20.2, 0, "EPOS-LHC")
    assert early.mean() < late.mean()
    assert early.std() < 0.7 * late.std()
