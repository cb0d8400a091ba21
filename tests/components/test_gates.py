"""A verdict: written for machines, said to people, and in the way when a gate failed."""

import json

import pytest

from components.errors import GateError
from components.gates import Gate, Outcome, Verdict, refusal_folder


def _verdict(*outcomes: Outcome) -> Verdict:
    gates = (
        Gate(f"g{i}", "a with b", 0.5, 0.9, outcome, f"sentence {i}") for i, outcome in enumerate(outcomes)
    )
    return Verdict("Node", tuple(gates))


def test_it_survives_writing_and_reading(tmp_path):
    verdict = _verdict(Outcome.PASSED, Outcome.FAILED, Outcome.NOT_COMPARED)
    verdict.write(str(tmp_path))
    assert Verdict.from_json((tmp_path / "verdict.json").read_text()) == verdict


def test_not_compared_is_neither_failed_nor_called_passed(tmp_path):
    verdict = _verdict(Outcome.NOT_COMPARED)
    assert verdict.passed
    verdict.enforce(str(tmp_path), fix="")
    assert json.loads((tmp_path / "verdict.json").read_text())["gates"][0]["outcome"] == "not compared"


def test_a_failed_gate_stops_and_leaves_its_verdict_where_tfx_does_not_remove_it(tmp_path):
    artifact = tmp_path / "Node" / "blessing" / "7"
    artifact.mkdir(parents=True)
    with pytest.raises(GateError, match="sentence 1") as caught:
        _verdict(Outcome.PASSED, Outcome.FAILED).enforce(str(artifact), fix="Mend it.")
    assert not list(artifact.iterdir())
    kept = tmp_path / "Node" / "refused" / "7" / "verdict.json"
    assert kept.is_file()
    assert str(kept) in str(caught.value)
    assert "Mend it." in str(caught.value)


def test_of_many_failures_the_first_are_told_and_the_others_counted():
    said = _verdict(*[Outcome.FAILED] * 9).refusal
    assert said.startswith("sentence 0; sentence 1; ")
    assert said.endswith("sentence 5; and 3 more")


@pytest.mark.parametrize("uri", ["gs://bucket/root/Node/blessing/7", "/root/Node/blessing/7/"])
def test_the_refusal_stands_beside_the_output(uri):
    assert refusal_folder(uri) == uri.rstrip("/").replace("blessing/7", "refused/7")
