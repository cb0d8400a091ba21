"""A finding is kept as JSON and becomes a gate; what a person allowed does not stop the run and says so."""

import dataclasses
import json

import pytest

from components.findings import Estimate, Finding, Histogram, Kind, from_json, to_json
from components.gates import Gate, Outcome, Verdict

FAR = Finding(
    kind=Kind.DRIFT,
    split="train",
    feature="zenith",
    reference="span 1",
    measure="Chebyshev distance",
    estimate=Estimate(0.21, 0.18, 0.24, 0.0001),
    threshold=0.08,
    outcome=Outcome.FAILED,
    sentence="train: zenith differs",
    histogram=Histogram("deg", ("under 1", "1 to 60"), (0.1, 0.9), (0.31, 0.69)),
    table=(("measure", "value"), ("Chebyshev distance", "0.21")),
)
NOTHING = Finding(
    Kind.DRIFT, "eval", "", "", "", None, None, Outcome.NOT_COMPARED, "eval: there is no baseline yet"
)


def test_findings_are_read_back_as_they_were():
    allowed = dataclasses.replace(FAR, allowed="the array grew")
    text = to_json([FAR, NOTHING, allowed])
    assert from_json(text) == (FAR, NOTHING, allowed)
    assert json.loads(text)[0]["kind"] == "drift"


def test_a_finding_is_a_gate():
    assert FAR.gate() == Gate(
        name="drift:train:zenith:Chebyshev distance",
        compared="zenith of train with span 1",
        measured=0.21,
        threshold=0.08,
        outcome=Outcome.FAILED,
        sentence="train: zenith differs",
    )


def test_a_gate_leaves_out_what_a_finding_lacks():
    gate = NOTHING.gate()
    assert (gate.name, gate.compared, gate.measured) == ("drift:eval", "eval with nothing", None)
    assert gate.outcome is Outcome.NOT_COMPARED


def test_an_allowed_failure_lets_the_run_go_on_and_keeps_the_reason():
    excused = dataclasses.replace(FAR, allowed="the array grew")
    gate = excused.gate()
    assert excused.outcome is Outcome.FAILED
    assert gate.outcome is Outcome.PASSED
    assert gate.sentence == "train: zenith differs; allowed: the array grew"
    assert Verdict("ExampleValidator", (gate,)).passed


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.NOT_COMPARED])
def test_only_a_failure_is_excused(outcome):
    gate = dataclasses.replace(FAR, outcome=outcome, allowed="the array grew").gate()
    assert (gate.outcome, gate.sentence) == (outcome, FAR.sentence)
