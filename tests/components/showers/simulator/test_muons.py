import numpy as np
import pytest

from components.showers.simulator.muons import mean_muon_scale, pion_rich, sample_muon_scale
from tests.components.showers.simulator.samples import masses

SIZE = 100_000


def draws(mass, energy=10.0, model="QGSJetII-04"):
    return sample_muon_scale(np.random.default_rng(3), np.full(SIZE, energy), np.full(SIZE, mass), model)


def test_iron_has_56_to_the_0_073_times_the_muons_of_a_proton():
    ratio = mean_muon_scale(10.0, 56, "EPOS-LHC") / mean_muon_scale(10.0, 1, "EPOS-LHC")
    assert ratio == pytest.approx(56**0.073, rel=1e-9)
    assert draws(56).mean() / draws(1).mean() == pytest.approx(56**0.073, rel=0.01)


def test_the_scale_is_1_for_a_proton_of_qgsjet_at_10_eev():
    assert mean_muon_scale(10.0, 1, "QGSJetII-04") == 1
    assert draws(1).mean() == pytest.approx(1, rel=0.01)


def test_muons_grow_more_slowly_than_the_energy():
    assert mean_muon_scale(100.0, 1, "EPOS-LHC") / mean_muon_scale(10.0, 1, "EPOS-LHC") == pytest.approx(
        10**0.927
    )


def test_heavier_nuclei_scatter_less():
    spreads = [np.log(draws(mass)).std() for mass in masses("proton", "helium", "nitrogen", "iron")]
    np.testing.assert_allclose(spreads, [0.15, 0.092, 0.060, 0.037], rtol=0.03)


def test_photons_have_few_muons_with_a_tail():
    photons = draws(0)
    assert np.median(photons) == pytest.approx(0.15, rel=0.15)
    assert np.quantile(photons, 0.99) > 2.5 * np.median(photons)


def test_models_differ_by_a_factor():
    by_model = [draws(14, model=model).mean() for model in ("QGSJetII-04", "EPOS-LHC", "Sibyll2.3d")]
    np.testing.assert_allclose(np.array(by_model) / by_model[0], [1, 1.06, 1.10], rtol=1e-6)


def test_few_nuclei_and_no_photons_look_like_photons_at_first():
    random = np.random.default_rng(1)
    muons, depth = pion_rich(random, np.ones(SIZE))
    assert np.mean(muons < 1) == pytest.approx(0.015, rel=0.2)
    np.testing.assert_array_equal(muons < 1, depth > 0)
    assert np.all(pion_rich(random, np.zeros(SIZE))[0] == 1)
