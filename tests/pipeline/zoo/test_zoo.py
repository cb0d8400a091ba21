"""The zoo: every variant is possible, figures are what they say, and one command makes the table."""

import json

import numpy as np
import pytest
import sklearn.metrics
from click.testing import CliRunner

from components.showers.dataset import load_dataset
from pipeline import cli
from pipeline.settings import load_settings
from pipeline.zoo.contest import load_variants, with_interval
from pipeline.zoo.data import Zoo
from pipeline.zoo.measure import anomaly_area
from pipeline.zoo.table import markdown


@pytest.mark.parametrize("dataset", ["wcd", "ground"])
@pytest.mark.parametrize("name", load_variants())
def test_every_variant_fits_the_settings_of_its_family(name, dataset):
    family, changes = load_variants()[name].pop("family"), load_variants()[name]
    changes.pop("family")
    section = getattr(load_settings(dataset__name=dataset), family)
    type(section).model_validate(section.model_dump() | changes)


def test_labels_are_places_among_the_classes_that_are_asked_for():
    inputs = np.arange(5, dtype=np.float32)[:, None]
    names = np.array(["iron", "photon", "proton", "iron", "silicon"])
    zoo = Zoo(load_dataset("wcd"), {"test": (inputs, names)})
    found = zoo.examples("test", ("proton", "iron"))
    assert found.inputs[:, 0].tolist() == [0, 2, 3]
    assert found.labels.tolist() == [1, 0, 1]


def test_the_area_of_anomalies_has_a_sign():
    random = np.random.default_rng(1)
    usual, strange = random.normal(0, 1, 3000), random.normal(1, 1, 2000)
    truth = np.repeat([0, 1], [3000, 2000])
    expected = sklearn.metrics.roc_auc_score(truth, np.concatenate([usual, strange]))
    assert anomaly_area(usual, strange) == pytest.approx(expected, abs=1e-3)
    assert anomaly_area(strange, usual) == pytest.approx(1 - expected, abs=1e-3)


def test_intervals_are_those_of_student():
    found = with_interval([0.5, 0.6, 0.7])
    assert found["mean"] == pytest.approx(0.6)
    assert found["interval"][1] == pytest.approx(0.6 + 9.9248 * 0.1 / 3**0.5, abs=1e-4)
    assert with_interval([0.5])["interval"] is None


def test_a_figure_that_a_model_does_not_have_stays_empty():
    figure = {"mean": 0.5, "interval": [0.4, 0.6], "values": [0.5]}
    table = markdown(
        {"one": {"accuracy": figure, "anomaly_auc_photon": figure}, "other": {"accuracy": figure}}
    )
    assert table.splitlines()[2:] == [
        "| one | 0.500 ± 0.100 | 0.500 ± 0.100 |",
        "| other | 0.500 ± 0.100 |  |",
    ]


def test_one_command_trains_and_measures(tmp_path):
    words = ["zoo", "--out", str(tmp_path), "--seeds", "1", "--settings", "ci"]
    words += ["--set", "simulation.events=800", "--set", "simulation.probes=60"]
    for name in ("gradient boosting", "denoising, head on the code"):
        words += ["--variant", name]
    result = CliRunner().invoke(cli.cascada, words)
    assert result.exit_code == 0, result.output
    found = json.loads((tmp_path / "zoo-wcd.json").read_text())
    assert found["gradient boosting"]["auc_photon_hadron"]["mean"] > 0.85
    assert 0 < found["denoising, head on the code"]["anomaly_auc_silicon"]["mean"] < 1


def test_a_variant_that_is_not_there_is_named(tmp_path):
    words = ["zoo", "--out", str(tmp_path), "--variant", "oracle", "--set", "simulation.events=60"]
    result = CliRunner().invoke(cli.cascada, [*words, "--set", "simulation.probes=0"])
    assert "no variant 'oracle'" in str(result.exception)


def test_what_others_have_published_stands_beside():
    figure = {"mean": 0.5, "interval": [0.4, 0.6], "values": [0.5]}
    table = markdown({"one": {"accuracy": figure, "auc_proton_iron": figure}}, "ground")
    assert "| Entropy 22, 998: XGBoost | 0.97 |  |" in table.splitlines()
    assert "Entropy" not in markdown({"one": {"accuracy": figure}}, "radio")
