"""The level that a model is held against: an oracle on true values, or a published accuracy."""

import json

import numpy as np
import pytest

from components.errors import DatasetError
from components.evaluator.plan_file import parse_plan
from components.evaluator.reference import measure_reference, to_json

PLAN = """
slices: [{feature: zenith, edges: [0, 30, 60]}]
minimum_examples: 50
gates: [{metric: accuracy, at_least: 0.5}]
reference: REFERENCE
"""
ORACLE = "{name: oracle, sentence: what nobody sees, truth: [depth]}"
PUBLISHED = "{name: a paper, sentence: from elsewhere, accuracy: 0.97, source: doi}"


@pytest.fixture(scope="module")
def tables(showers):
    """Depth tells protons and iron apart, and nothing of photons, where it is that of a proton."""
    rng = np.random.default_rng(0)

    def with_depth(columns):
        deep = np.where(columns["primary"] == "iron", 600, 900)
        return columns | {"depth": (deep + rng.normal(0, 20, len(deep))).astype(np.float32)}

    tables = {split: with_depth(columns) for split, columns in showers.items()}
    return tables | {"train": tables["eval"]}


@pytest.fixture(scope="module")
def measure(dataset, settings, tables):
    def run(reference):
        plan = parse_plan(PLAN.replace("REFERENCE", reference), dataset)
        return measure_reference(lambda split: [tables[split]], dataset, plan, settings, seed=1)

    return run


@pytest.fixture(scope="module")
def oracle(measure):
    return measure(ORACLE)


def test_an_oracle_is_as_good_as_the_truth_that_it_sees(oracle):
    assert (oracle["name"], oracle["kind"], oracle["sentence"]) == ("oracle", "oracle", "what nobody sees")
    assert oracle["overall"]["recall_iron"] > 0.97
    assert 0.6 < oracle["overall"]["accuracy"] < 0.75
    low, high = oracle["intervals"]["accuracy"]
    assert low < oracle["overall"]["accuracy"] < high


def test_an_oracle_is_measured_on_the_slices_of_the_plan(oracle):
    assert [(one["slice"], one["band"]) for one in oracle["slices"]] == [
        ("zenith", "0-30"),
        ("zenith", "30-60"),
    ]
    assert sum(one["examples"] for one in oracle["slices"]) == 1500
    assert all(one["metrics"]["recall_iron"] > 0.9 for one in oracle["slices"])


def test_the_same_examples_give_the_same_oracle(oracle, measure):
    assert to_json(measure(ORACLE)) == to_json(oracle)


def test_a_published_accuracy_is_one_number(measure):
    assert json.loads(to_json(measure(PUBLISHED))) == {
        "name": "a paper",
        "sentence": "from elsewhere",
        "source": "doi",
        "kind": "published",
        "overall": {"accuracy": 0.97},
        "intervals": {},
        "slices": [],
    }


def test_a_plan_without_a_reference_has_none(measure):
    with pytest.raises(DatasetError, match="has no reference"):
        measure("null")
