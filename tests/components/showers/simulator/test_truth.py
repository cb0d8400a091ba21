import numpy as np
import pytest

from components.showers.simulator.truth import spectrum_weight
from tests.components.showers.simulator.samples import sample


def test_the_weight_is_a_power_between_breaks_and_has_no_steps():
    energy = np.array([2.0, 4.0, 4.9999, 5.0001, 20.0, 40.0, 45.9999, 46.0001])
    weight = spectrum_weight(energy)
    assert weight[1] / weight[0] == pytest.approx(2**-2.3)
    assert weight[5] / weight[4] == pytest.approx(2**-2.05)
    assert weight[3] / weight[2] == pytest.approx(1, rel=1e-3)
    assert weight[7] / weight[6] == pytest.approx(1, rel=1e-3)


def test_truth_is_what_was_simulated():
    found = sample(2, seed=9, primaries=("iron",), log10_energy=(18.9, 19.1), most_zenith=30.0)
    truth = found.truth
    assert set(truth["primary"]) == {"iron"}
    assert set(truth["hadronic_model"]) == {"EPOS-LHC"}
    assert 7.9 < truth["true_energy"].min() < truth["true_energy"].max() < 12.7
    assert truth["true_zenith"].max() <= 30
    assert truth["xmax"].mean() == pytest.approx(712, abs=5)
    assert truth["muon_scale"].mean() == pytest.approx(1.42, rel=0.05)
    assert (truth["muon_signal"] > 0).all()
