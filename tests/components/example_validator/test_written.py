"""Findings, page and verdict are where a person looks for them, whether the run goes on or not."""

import dataclasses

import pytest

from components.errors import GateError
from components.example_validator.data import Review
from components.example_validator.profile import Profile
from components.example_validator.written import enforce
from components.findings import Estimate, Finding, Kind, from_json
from components.gates import Outcome, Verdict

MOVED = Finding(
    *(Kind.DRIFT, "train", "muons", "span 1", "Chebyshev distance"),
    *(Estimate(0.3, 0.2, 0.4, 0.001), 0.08, Outcome.FAILED, "train: muons moved"),
)
FILES = {"findings.json", "index.html", "verdict.json"}


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_what_passed_stands_in_the_artifact(tmp_path):
    folder = tmp_path / "ExampleValidator/anomalies/7"
    good = dataclasses.replace(MOVED, outcome=Outcome.PASSED)
    enforce(Review((good,), Profile({}), {}), str(folder), "<p>page")
    assert names(folder) == FILES
    assert from_json((folder / "findings.json").read_text()) == (good,)


def test_a_refusal_stands_beside_it_and_says_how_to_go_on(tmp_path):
    folder = tmp_path / "ExampleValidator/anomalies/7"
    with pytest.raises(GateError, match="train: muons moved") as caught:
        enforce(Review((MOVED,), Profile({}), {}), str(folder), "<p>page")
    refused = tmp_path / "ExampleValidator/refused/7"
    assert names(refused) == FILES
    assert not folder.exists()
    assert "--allow-drift FEATURE" in caught.value.fix
    assert str(refused) in caught.value.fix
    assert not Verdict.from_json((refused / "verdict.json").read_text()).passed
