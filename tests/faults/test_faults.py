"""Every fault of an experiment is caught, by a gate that says what is wrong; honest spans are let through.

The sizes are such that each is surely caught; the bench (`tests/bench/faults.py`) finds the smallest ones.
"""

import dataclasses

import pyarrow.parquet as pq
import pytest

from components.errors import DataError
from components.example_validator.shifts.recorded import Recorded
from components.example_validator.shifts.scored import score
from components.findings import Kind
from components.showers.dataset import load_dataset
from components.showers.simulator.settings import Simulation
from tests.faults.inject import SIMULATION_FAULTS, TABLE_FAULTS, falling_spectrum, swapped_labels
from tests.faults.judge import Judge, span_to_compare_with
from tests.faults.spans import simulated

HONEST_EVENTS = (500, 1_000, 2_000, 3_000)
HONEST_GROUPS = (100, 120, 140, 160, 180, 200, 230, 260, 300, 340, 380, 420, 460, 500, 550, 600)


def failed(judge: Judge, path) -> set[tuple[Kind, str]]:
    return {(finding.kind, finding.feature) for finding in judge.failures(path)}


def alone(judge: Judge) -> Judge:
    """With the profile of the honest span, as after a run, and not its events."""
    return dataclasses.replace(judge, against=dataclasses.replace(judge.against, raw=None))


@pytest.mark.parametrize(
    ("fault", "events", "feature"),
    [
        ("ageing", 3_000, "jump_fraction"),
        ("dead photomultipliers", 300, "fewest_live_pmts"),
        ("more muons", 5_000, "triggered_stations"),
    ],
)
def test_a_changed_detector_or_shower_drifts(fault, events, feature, wcd, tmp_path):
    path = tmp_path / "span.parquet"
    simulated(SIMULATION_FAULTS[fault](Simulation(seed=2, events=events)), path)
    assert (Kind.DRIFT, feature) in failed(alone(wcd), path)


def test_another_hadronic_model_moves_no_single_feature_and_a_classifier_tells_it(limits, tmp_path):
    dataset, honest, other = load_dataset("wcd"), tmp_path / "honest.parquet", tmp_path / "other.parquet"
    simulated(Simulation(seed=1, events=20_000), honest)
    simulated(SIMULATION_FAULTS["another hadronic model"](Simulation(seed=2, events=20_000)), other)
    caught = failed(Judge(dataset, span_to_compare_with(honest, dataset), limits), other)
    assert (Kind.COVARIATE, "") in caught
    truth = {feature for kind, feature in caught if kind is Kind.DRIFT}
    assert "hadronic_model" in truth
    assert truth <= {"hadronic_model", "xmax", "muon_scale"}  # which measured events do not have


def test_a_falling_spectrum_drifts(wcd, tmp_path):
    path = tmp_path / "span.parquet"
    events = simulated(Simulation(seed=2, events=3_000), path)
    pq.write_table(falling_spectrum(events, wcd.dataset, seed=1), path)
    assert (Kind.DRIFT, "energy") in failed(alone(wcd), path)


@pytest.mark.parametrize(
    ("fault", "gate"),
    [
        ("falling spectrum", (Kind.DRIFT, "energy")),
        ("constant feature", (Kind.CONSTANT, "zenith")),
        ("shuffled columns", (Kind.DRIFT, "muons")),
        ("duplicated showers", (Kind.DUPLICATES, "")),
    ],
)
def test_a_fault_of_a_table_is_caught(fault, gate, at_ground, honest_showers, tmp_path):
    path = tmp_path / "span.parquet"
    pq.write_table(TABLE_FAULTS[fault](honest_showers(seed=2), at_ground.dataset, 1), path)
    assert gate in failed(at_ground, path)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("unit slip", "energy"),
        ("missing class", "no record of helium"),
        ("NaN", "muons"),
    ],
)
def test_what_cannot_be_is_refused_while_reading(fault, says, at_ground, honest_showers, tmp_path):
    path = tmp_path / "span.parquet"
    pq.write_table(TABLE_FAULTS[fault](honest_showers(seed=2, groups=40), at_ground.dataset, 1), path)
    with pytest.raises(DataError, match=says):
        at_ground.failures(path)


def test_swapped_labels_are_caught_by_the_champion_alone(run_trainer, make_showers, ground, limits, tmp_path):
    champion = str(run_trainer("gradient_boosting", tmp_path / "champion").model)
    scored = score(champion, [make_showers(groups=400, seed=31)], ground)
    hits, rows = (tuple(map(int, counts.sum(axis=0))) for counts in (scored.hits, scored.rows))
    honest, faulty = tmp_path / "honest.parquet", tmp_path / "faulty.parquet"
    new = make_showers(groups=600, seed=32).select([one.name for one in ground.read_features])
    pq.write_table(new, honest)
    pq.write_table(swapped_labels(new, ground, seed=1), faulty)
    known = dataclasses.replace(
        span_to_compare_with(honest, ground),
        champion=champion,
        recorded=Recorded(split="test", classes=ground.classes, hits=hits, rows=rows),
    )
    judge = Judge(ground, known, limits)
    assert failed(judge, honest) == set()
    assert failed(judge, faulty) == {(Kind.CONCEPT, "")}


def test_of_twenty_honest_spans_at_most_one_is_refused(wcd, at_ground, honest_showers, tmp_path):
    path = tmp_path / "span.parquet"
    refused = []
    for seed, events in enumerate(HONEST_EVENTS, start=20):
        simulated(Simulation(seed=seed, events=events), path)
        refused.append(failed(wcd, path))
    for seed, groups in enumerate(HONEST_GROUPS, start=20):
        pq.write_table(honest_showers(seed, groups), path)
        refused.append(failed(at_ground, path))
    assert len(refused) == 20
    assert sum(bool(gates) for gates in refused) <= 1, refused
