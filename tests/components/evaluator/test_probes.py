"""What other samples do to the predictions, on files written here."""

import math

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from components.evaluator.plan_file import parse_plan
from components.evaluator.probes import review_probes
from components.showers.dataset import Dataset

PLAN = """
separations: [{name: proton_iron, signal: [iron], background: [proton]}]
mass_numbers: {proton: 1, iron: 56, oxygen: 16}
minimum_examples: 1
gates: [{metric: accuracy, at_least: 0.5}]
"""
CERTAIN = {"photon": [0.8, 0.1, 0.1], "proton": [0.1, 0.8, 0.1], "iron": [0.1, 0.1, 0.8]}


@pytest.fixture(scope="module")
def probed(dataset):
    sample = {"name": "sample", "role": "sample", "dtype": "string", "meaning": "Which simulation"}
    body = dataset.model_dump(by_alias=True)
    return Dataset.model_validate(body | {"unseen": ["oxygen"], "features": [*body["features"], sample]})


@pytest.fixture
def found(tmp_path, probed):
    """Probes of rows of (sample, truth, prediction, how many) against nominal ones, two rows at a time."""

    def of(nominal, probes, rows=2):
        paths = []
        for name, kinds in (("nominal", nominal), ("probe", probes)):
            table = table_of(kinds)
            paths.append(str(tmp_path / f"{name}.parquet"))
            pq.write_table(table, paths[-1], row_group_size=rows)
        return review_probes(*paths, probed, parse_plan(PLAN, probed))

    return of


def table_of(kinds):
    rows = [(sample, truth, said) for sample, truth, said, times in kinds for _ in range(times)]
    p = np.array([CERTAIN[said] for _, _, said in rows], dtype=np.float32)
    named = {f"p_{name}": p[:, k] for k, name in enumerate(CERTAIN)}
    return pa.table({"sample": [r[0] for r in rows], "label": [r[1] for r in rows], **named})


NOMINAL = [("nominal", "proton", "proton", 6), ("nominal", "iron", "iron", 4)]


def test_fractions_accuracy_and_shifts_worked_by_hand(found):
    aged = [("aged", "proton", said, rows) for said, rows in (("proton", 2), ("photon", 1), ("iron", 2))]
    body = found(NOMINAL, [*aged, ("aged", "iron", "iron", 5)])
    nominal, (sample,) = body["nominal"], body["samples"]
    assert nominal["predicted_fraction"]["iron"] == pytest.approx({"value": 0.4, "error": math.sqrt(0.024)})
    assert sample["predicted_fraction"]["iron"] == pytest.approx({"value": 0.7, "error": math.sqrt(0.021)})
    assert sample["true_fraction"]["iron"]["value"] == 0.5
    assert sample["accuracy"] == pytest.approx({"value": 0.7, "error": math.sqrt(0.021)})
    # Of the protons, two fifths are called iron instead of none; protons are half of an even mix.
    assert sample["shift"]["iron"] == pytest.approx({"value": 0.2, "error": math.sqrt(0.4 * 0.6 / 5) / 2})
    assert sample["largest_shift"]["class"] == "proton"
    assert sample["largest_shift"]["value"] == pytest.approx(-0.3)
    assert sample["mean_probability"]["iron"]["value"] == pytest.approx(0.7 * 0.8 + 0.3 * 0.1)
    assert sample["auc"]["proton_iron"]["value"] == pytest.approx(0.8, abs=1e-6)
    assert sample["ln_a"]["value"] == pytest.approx(math.log(56) * (7 * 8 / 9 + 2 / 9 + 1 / 2) / 10, rel=1e-6)


def test_another_mix_of_the_same_showers_is_no_shift(found):
    (sample,) = found(NOMINAL, [("more iron", "iron", "iron", 9), ("more iron", "proton", "proton", 1)])[
        "samples"
    ]
    assert sample["predicted_fraction"]["iron"]["value"] == 0.9
    assert sample["largest_shift"]["value"] == 0


def test_an_unseen_primary_stands_alone_and_has_no_accuracy(found):
    probes = [("unseen", "oxygen", "iron", 2), ("unseen", "oxygen", "proton", 2), ("aged", "iron", "iron", 3)]
    aged, oxygen = found(NOMINAL, probes)["samples"]
    assert (oxygen["sample"], oxygen["primary"], oxygen["examples"]) == ("unseen", "oxygen", 4)
    assert oxygen["accuracy"] is None
    assert "shift" not in oxygen
    assert oxygen["auc"] == {"proton_iron": None}
    assert oxygen["predicted_fraction"]["iron"]["value"] == 0.5
    assert oxygen["ln_a_bias"]["value"] == pytest.approx(math.log(56) / 2 - math.log(16), rel=1e-6)
    assert (aged["sample"], aged["auc"]["proton_iron"]) == ("aged", None)


def test_photons_have_no_mass(found):
    (sample,) = found(NOMINAL, [("aged", "photon", "iron", 5)])["samples"]
    assert (sample["ln_a"], sample["ln_a_bias"]) == (None, None)


def test_row_groups_change_nothing(found):
    probes = [("b", "iron", "proton", 5), ("a", "proton", "iron", 4), ("b", "oxygen", "iron", 3)]
    whole, parted = found(NOMINAL, probes, rows=1000), found(NOMINAL, probes, rows=1)
    assert [(s["sample"], s["primary"]) for s in whole["samples"]] == [("a", ""), ("b", ""), ("b", "oxygen")]
    for one, other in zip(whole["samples"], parted["samples"], strict=True):
        assert one["examples"] == other["examples"]
        assert one["predicted_fraction"] == other["predicted_fraction"]
        assert one["mean_probability"]["iron"] == pytest.approx(other["mean_probability"]["iron"])
