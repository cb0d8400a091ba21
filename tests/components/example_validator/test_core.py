"""The whole review: every comparison that can be made is made, and the others say why not."""

import numpy as np
import pyarrow as pa
import pytest

from components.example_validator.core import review
from components.example_validator.data import SERVING, Against, Data
from components.findings import Kind
from components.gates import Outcome
from components.showers.records import read_records
from components.statistics_gen.core import statistics_of_batches
from tests.components.showers.tables import GROUND, replace, shower_table, write

GROUPS = 120  # of five showers
DRAWS = 500
MOVED = 8  # times as many muons, where they spread over two and a half decades


@pytest.fixture(scope="module")
def showers(tmp_path_factory):
    """Checked showers; another seed gives others."""

    def make(seed: int) -> pa.Table:
        path = write(shower_table(GROUPS, seed), tmp_path_factory.mktemp("showers") / "showers.parquet")
        (batch,) = read_records(path, GROUND)
        events = pa.array(batch.table["event_id"].to_numpy() + 1_000_000 * seed)
        return replace(batch.table, "event_id", events)

    return make


def data(table: pa.Table, name: str = "span 2", split: str = "train", **more) -> Data:
    return Data(name, {split: lambda: [table]}, {split: statistics_of_batches([table])}, **more)


@pytest.fixture
def judge(schema, validator_settings):
    def judged(subject: Data, against: Against | None = None, **changes):
        settings = validator_settings(draws=DRAWS, minimum_examples=100, **changes)
        return review(subject, against or Against(), schema, GROUND, settings)

    return judged


@pytest.fixture
def passed(judge, showers) -> Against:
    """A first span, and what it left."""
    table = showers(1)
    return Against(name="span 1", profile=judge(data(table, "span 1")).profile)


def outcomes(found, kind: Kind) -> set[Outcome]:
    return {finding.outcome for finding in found.findings if finding.kind is kind}


def failures(found) -> set[tuple[Kind, str]]:
    return {
        (finding.kind, finding.feature) for finding in found.findings if finding.outcome is Outcome.FAILED
    }


def test_the_first_span_passes_and_says_that_nothing_was_compared(judge, showers):
    found = judge(data(showers(1)))
    assert found.verdict.passed
    for kind in (Kind.DRIFT, Kind.LABEL, Kind.CONCEPT, Kind.DISTRIBUTION_SKEW):
        assert outcomes(found, kind) == {Outcome.NOT_COMPARED}
    for kind in (Kind.SCHEMA, Kind.CONSTANT, Kind.DUPLICATES):
        assert outcomes(found, kind) == {Outcome.PASSED}


def test_more_of_the_same_passes(judge, showers, passed):
    found = judge(data(showers(2)), passed)
    assert found.verdict.passed, found.verdict.failed
    drifts = {one.feature: one.outcome for one in found.findings if one.kind is Kind.DRIFT}
    assert drifts["muons"] is drifts["zenith"] is drifts["primary"] is Outcome.PASSED


def test_a_feature_that_moved_fails_by_name(judge, showers, passed):
    table = showers(2)
    moved = replace(table, "muons", pa.array(table["muons"].to_numpy() * np.float32(MOVED)))
    found = judge(data(moved), passed)
    assert failures(found) == {(Kind.DRIFT, "muons")}
    (finding,) = (one for one in found.findings if one.outcome is Outcome.FAILED)
    assert "span 1" in finding.sentence
    assert finding.histogram is not None


def test_the_verdict_begins_with_what_is_farthest_off(judge, showers, passed):
    table = showers(2)
    for name, factor in (("muons", MOVED), ("electrons", 3 * MOVED)):
        table = replace(table, name, pa.array(table[name].to_numpy() * np.float32(factor)))
    gates = judge(data(table), passed).verdict.gates
    factors = [gate.measured / gate.threshold for gate in gates if gate.outcome is Outcome.FAILED]
    assert len(factors) > 1
    assert factors == sorted(factors, reverse=True)


def test_what_a_person_allows_passes_with_the_reason(judge, showers, passed):
    table = showers(2)
    moved = replace(table, "muons", pa.array(table["muons"].to_numpy() * np.float32(MOVED)))
    found = judge(data(moved), passed, allow={"muons": "new calibration"})
    assert found.verdict.passed
    assert any("allowed: new calibration" in gate.sentence for gate in found.verdict.gates)


def test_a_class_that_is_gone_fails(judge, showers, passed):
    table = showers(2)
    found = judge(data(table.filter(pa.compute.not_equal(table["primary"], "iron"))), passed)
    assert (Kind.LABEL, "primary") in failures(found)


def test_a_split_without_a_twin_is_compared_with_what_was_trained_on(judge, showers, passed):
    found = judge(data(showers(2), split="eval"), passed)
    assert outcomes(found, Kind.DRIFT) == {Outcome.PASSED}


def test_probes_are_held_against_the_schema_alone(judge, showers, passed):
    tables = {"train": showers(2), "probe": showers(3)}
    statistics = {name: statistics_of_batches([table]) for name, table in tables.items()}
    both = Data("span 2", {name: lambda t=table: [t] for name, table in tables.items()}, statistics)
    found = judge(both, passed)
    assert {one.kind for one in found.findings if one.split == "probe"} == {Kind.SCHEMA}


def test_serving_data_is_compared_in_every_way(judge, showers):
    table = showers(2).drop_columns(["primary", "shower_group", "xmax", "first_interaction"])
    shifted = replace(table, "muons", pa.array(table["muons"].to_numpy() * np.float32(MOVED)))
    serving = data(shifted, "Auger", "serving", environment=SERVING)
    found = judge(data(showers(1)), Against(serving=serving))
    assert outcomes(found, Kind.SCHEMA_SKEW) == {Outcome.PASSED}
    assert {(Kind.DISTRIBUTION_SKEW, "muons"), (Kind.COVARIATE, "")} <= failures(found)
    assert (Kind.DISTRIBUTION_SKEW, "zenith") not in failures(found)


def test_unlabelled_data_is_not_asked_for_labels(judge, showers, passed):
    table = showers(2).drop_columns(["primary", "shower_group", "xmax", "first_interaction"])
    found = judge(data(table, environment=SERVING), passed)
    assert found.verdict.passed, found.verdict.failed
    assert not outcomes(found, Kind.LABEL) | outcomes(found, Kind.CONCEPT)


def test_a_span_at_hand_is_told_apart_by_a_classifier_too(judge, showers):
    raw = data(showers(1), "span 1")
    found = judge(data(showers(2)), Against(name="span 1", raw=raw))
    assert outcomes(found, Kind.COVARIATE) == {Outcome.PASSED}
