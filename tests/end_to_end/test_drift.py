"""Spans that arrive one after another: more of the same goes on, a shifted one stops the run."""

import contextlib
import json

import numpy as np
import pytest

from components.errors import GateError
from components.findings import Kind, from_json
from components.gates import Outcome
from pipeline.settings import load_settings
from pipeline.validation import validate
from tests.end_to_end.harness import MASSES, Command, synthetic_showers

GROUPS = 200
MUONS, LABEL = 2, 8
MORE_MUONS = 8  # they spread over two and a half decades
REASON = "the new counters see more"
DRAWS = ("--set", "example_validator.draws=1000")


def write_span(folder, seed: int, muons: float = 1.0) -> None:
    folder.mkdir(parents=True)
    table = synthetic_showers(GROUPS, seed)
    table[:, 0] += 1_000_000 * seed
    table[:, MUONS] *= muons
    table[:, 1] += table[:, MUONS] - table[:, MUONS] / muons
    formats = ["%d", "%.6g", "%.6g", "%.6g", "%.6g", "%.6g", "%.6g", "%.6g", "%d"]
    for code, name in enumerate(MASSES):
        np.savetxt(folder / f"synthetic-{name}.txt", table[table[:, LABEL] == code], fmt=formats)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Three runs: the first span, a second one with more muons, and the same again with leave."""
    folder = tmp_path_factory.mktemp("drift")
    command = Command(folder / "out", folder / "data")
    write_span(folder / "data/span-1", 1)
    first = command.run(*DRAWS)
    write_span(folder / "data/span-2", 2, MORE_MUONS)
    refused = command.run(*DRAWS)
    refused_states = command.states()
    leave = ("--allow-drift", "muons", "--allow-drift", "covariate shift", "--reason", REASON)
    allowed = command.run(*DRAWS, *leave)
    return command, first, refused, refused_states, allowed


def outputs(command):
    """What ExampleValidator left, in the order of its executions."""
    return sorted((command.out / "pipeline/ExampleValidator/anomalies").iterdir(), key=lambda p: int(p.name))


def findings(folder):
    return from_json((folder / "findings.json").read_text())


def test_the_first_span_has_no_baseline_and_says_so(runs):
    command, first, *_ = runs
    assert first.returncode == 0, first.stderr
    folder = outputs(command)[0]
    drift = [one for one in findings(folder) if one.kind is Kind.DRIFT]
    assert {one.outcome for one in drift} == {Outcome.NOT_COMPARED}
    assert "there is no baseline yet" in drift[0].sentence


def test_a_shifted_span_stops_the_run_and_names_feature_distance_and_baseline(runs):
    _, _, refused, states, _ = runs
    assert refused.returncode == 1
    assert "train: muons differs from span 1" in refused.stderr
    assert "more than 0.03" in refused.stderr
    assert "--allow-drift" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert states["ExampleValidator"] == "failed"
    assert states.get("Transform", "skipped") == "skipped"


def test_the_refusal_shows_both_histograms(runs):
    command = runs[0]
    (folder,) = (command.out / "pipeline/ExampleValidator/refused").iterdir()
    failed = [one for one in findings(folder) if one.outcome is Outcome.FAILED]
    assert {one.feature for one in failed if one.kind is Kind.DRIFT} == {"muons"}
    assert {one.kind for one in failed} == {Kind.DRIFT, Kind.COVARIATE}
    assert all(one.histogram for one in failed if one.kind is Kind.DRIFT)
    assert "<svg" in (folder / "index.html").read_text()


def test_with_a_reason_it_goes_on_and_the_reason_is_kept(runs):
    command, *_, allowed = runs
    assert "ExampleValidator" in allowed.stdout
    folder = outputs(command)[-1]
    verdict = json.loads((folder / "verdict.json").read_text())
    assert verdict["passed"]
    assert any(REASON in gate["sentence"] for gate in verdict["gates"])
    kept = command.manifest()["settings"]["example_validator"]["allow"]
    assert kept == {"muons": REASON, "covariate shift": REASON}


def test_alone_the_gates_compare_with_what_the_runs_left(runs, tmp_path):
    command = runs[0]
    write_span(tmp_path / "span-3", 3, MORE_MUONS)
    few = ["example_validator.minimum_examples=100"]  # the champion was reviewed on 120
    settings = load_settings(words=few, dataset__name="ground", out=str(command.out))
    with contextlib.suppress(GateError):
        validate(settings, str(tmp_path / "span-3"), None, labelled=True, folder=tmp_path / "page")
    found = findings(tmp_path / "page")
    assert {one.reference.split(" (")[0] for one in found if one.kind is Kind.DRIFT} == {"span 2"}
    (concept,) = (one for one in found if one.kind is Kind.CONCEPT)
    assert concept.outcome is not Outcome.NOT_COMPARED, concept.sentence
