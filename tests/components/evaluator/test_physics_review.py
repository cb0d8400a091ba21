"""Separations, masses and predicted fractions in a whole review, slice by slice; and probes beside it."""

import json
import math

import numpy as np
import pyarrow.parquet as pq
import pytest
import tensorflow_model_analysis as tfma
from sklearn.metrics import roc_auc_score

from components.evaluator.core import Review
from components.evaluator.plan_file import parse_plan
from components.evaluator.roc import area_error
from components.showers.dataset import Dataset

PLAN = """
slices: [{feature: zenith, edges: [0, 30, 60]}, {feature: primary}]
separations: [{name: proton_iron, signal: [iron], background: [proton]}]
mass_numbers: {proton: 1, iron: 56, oxygen: 16}
minimum_examples: 50
gates:
  - {metric: auc, separation: proton_iron, at_most: 0.5, because: a suspected leak}
  - {metric: auc, separation: proton_iron, slice: primary, at_least: 0.5}
  - {metric: ln_a_bias, slice: zenith, at_least: -0.5, at_most: 0.5}
  - {metric: predicted_fraction, class: iron, slice: zenith, at_least: 0.1, at_most: 0.6}
"""
PAIR = ["proton", "iron"]


@pytest.fixture(scope="module")
def probed(dataset):
    """The dataset with samples and an unseen primary."""
    sample = {"name": "sample", "role": "sample", "dtype": "string", "meaning": "Which simulation"}
    body = dataset.model_dump(by_alias=True)
    return Dataset.model_validate(body | {"unseen": ["oxygen"], "features": [*body["features"], sample]})


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory, probed, settings, showers, gaussian):
    folder = tmp_path_factory.mktemp("physics")
    tables = {split: columns | {"sample": sample(columns, "nominal")} for split, columns in showers.items()}
    test = tables["test"]
    tables["probe"] = test | {"signal": test["signal"] + 0.4, "sample": sample(test, "aged")}

    def read(split):
        table = tables[split]
        for start in range(0, len(table["event"]), 600):
            yield {name: column[start : start + 600] for name, column in table.items()}

    plan = parse_plan(PLAN, probed)
    review = Review(probed, plan, settings, gaussian(), gaussian(shift=0.4), has_probes=True)
    return folder, review.run(read, str(folder))


def sample(columns, name):
    return np.full(len(columns["event"]), name)


@pytest.fixture(scope="module")
def metrics(reviewed):
    return json.loads((reviewed[0] / "metrics.json").read_text())


@pytest.fixture(scope="module")
def predictions(reviewed):
    return pq.read_table(reviewed[0] / "predictions-test.parquet").to_pandas()


def parts(metrics, predictions):
    yield metrics, metrics["overall"], predictions
    for found in metrics["slices"][:2]:
        low, high = map(float, found["band"].split("-"))
        yield found, found["metrics"], predictions[predictions.zenith.between(low, high, inclusive="left")]


def test_areas_and_masses_of_every_band_are_those_of_its_showers(metrics, predictions):
    for found, values, part in parts(metrics, predictions):
        pair = part[part.label.isin(PAIR)]
        share = pair.p_iron / (pair.p_iron + pair.p_proton)
        assert found["examples"] == len(part)
        expected = roc_auc_score(pair.label == "iron", share)
        assert values["auc_proton_iron"] == pytest.approx(expected, abs=1e-4)
        error = np.log(56) * (share - (pair.label == "iron"))
        assert values["ln_a_bias"] == pytest.approx(error.mean(), abs=1e-5)
        assert values["ln_a_error"] == pytest.approx(error.sem(), abs=1e-5)
        named = part[["p_photon", "p_proton", "p_iron"]].idxmax(axis=1)
        assert values["predicted_fraction_iron"] == pytest.approx((named == "p_iron").mean())


def test_intervals_are_as_wide_as_formulas_for_independent_showers_say(metrics):
    for found, values in ((metrics, metrics["overall"]), *((s, s["metrics"]) for s in metrics["slices"][:2])):
        signal, background = (int(values[f"{side}_proton_iron"]) for side in ("signal", "background"))
        rejected = values["rejection_proton_iron"]
        errors = {
            "auc_proton_iron": area_error(values["auc_proton_iron"], signal, background),
            "rejection_proton_iron": math.sqrt(rejected * (1 - rejected) / background),
            "ln_a_bias": values["ln_a_error"],
            "accuracy": math.sqrt(values["accuracy"] * (1 - values["accuracy"]) / found["examples"]),
        }
        for name, error in errors.items():
            low, high = found["intervals"][name]
            assert low <= values[name] <= high
            assert (high - low) / 3.92 == pytest.approx(error, rel=0.45), name


def test_where_one_side_is_missing_there_is_no_area_and_no_comparison(reviewed, metrics):
    iron = next(s for s in metrics["slices"] if s["band"] == "iron")
    assert "auc_proton_iron" not in iron["metrics"]
    assert "auc_proton_iron" not in iron["intervals"]
    gate = next(g for g in reviewed[1].gates if g.name == "auc[proton_iron, primary iron]>=0.5")
    assert gate.outcome == "not compared"


def test_an_area_that_is_too_good_fails_as_a_suspected_leak(reviewed):
    (failed,) = reviewed[1].failed
    assert failed.name == "auc[proton_iron]<=0.5"
    assert failed.sentence.endswith("(a suspected leak)")


def test_tfma_reads_the_results_and_the_baseline_has_them_too(reviewed, metrics):
    result = dict(tfma.load_eval_result(str(reviewed[0])).slicing_metrics)[()][""][""]
    assert result["auc_proton_iron"]["doubleValue"] == metrics["overall"]["auc_proton_iron"]
    assert {"merit_proton_iron", "rejection_proton_iron", "ln_a_bias"} <= set(metrics["baseline"])


def test_a_shift_of_the_signal_shows_in_the_fractions_of_the_probes(reviewed):
    found = json.loads((reviewed[0] / "probes.json").read_text())
    (aged,) = found["samples"]
    assert (aged["sample"], aged["primary"], aged["examples"]) == ("aged", "", 1500)
    assert aged["true_fraction"] == found["nominal"]["true_fraction"]
    assert aged["shift"]["iron"]["value"] > 5 * aged["shift"]["iron"]["error"]
    assert (reviewed[0] / "predictions-probe.parquet").exists()


def test_without_probes_there_is_no_file_of_them(tmp_path, review, gaussian):
    review(tmp_path, gaussian())
    assert not (tmp_path / "probes.json").exists()
