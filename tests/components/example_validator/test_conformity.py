"""Every disagreement with the schema is a failed gate that names split and feature."""

import numpy as np
import pyarrow as pa
import pytest

from components.errors import GateError
from components.example_gen.encode import encode
from components.example_validator.core import FIX, agrees_with_schema, review, subject_of
from components.gates import Gate, Outcome
from components.showers.records import read_records
from components.statistics_gen.core import statistics_of
from tests.components.showers.tables import GROUND, replace


@pytest.fixture
def judge(tmp_path, schema):
    """A table as a split, judged by the schema."""

    def judged(table: pa.Table, split: str = "train"):
        folder = tmp_path / f"Split-{split}"
        folder.mkdir(exist_ok=True)
        (folder / "examples-00000-of-00001").write_bytes(encode(table))
        return subject_of(split, statistics_of(str(folder)), schema)

    return judged


def test_good_data_pass_with_one_gate_a_split(judge, checked):
    subjects = [judge(checked, "train"), judge(checked, "eval")]
    verdict = review(subjects, [agrees_with_schema])
    assert verdict.passed
    assert [(gate.name, gate.outcome) for gate in verdict.gates] == [
        ("schema:train", Outcome.PASSED),
        ("schema:eval", Outcome.PASSED),
    ]


def test_the_published_showers_pass(judge, published_showers):
    table = pa.concat_tables(batch.table for batch in read_records(published_showers, GROUND))
    verdict = review([judge(table)], [agrees_with_schema])
    assert verdict.passed, verdict.failed


def changed(table: pa.Table, column: str, value) -> pa.Table:
    values = [*table[column].to_pylist()[:-1], value]
    return replace(table, column, pa.array(values, table[column].type))


@pytest.mark.parametrize(
    ("change", "feature", "word"),
    [
        (lambda t: changed(t, "energy", 1001.0), "energy", "high value"),
        (lambda t: changed(t, "zenith", -1.0), "zenith", "low value"),
        (lambda t: changed(t, "xmax", float("nan")), "xmax", "NaN"),
        (lambda t: changed(t, "first_interaction", float("inf")), "first_interaction", "Inf"),
        (lambda t: changed(t, "event_id", -1), "event_id", "small value: -1"),
        (lambda t: changed(t, "primary", "muon"), "primary", "muon"),
        (lambda t: t.drop_columns(["muons"]), "muons", "missing"),
        (lambda t: t.append_column("weather", pa.array(["wet"] * len(t))), "weather", "schema"),
        (lambda t: replace(t, "energy", pa.array(np.arange(100) + 1)), "energy", "type"),
    ],
)
def test_an_anomaly_stops_the_run_by_split_and_feature(judge, checked, tmp_path, change, feature, word):
    subjects = [judge(checked, "train"), judge(change(checked), "eval")]
    verdict = review(subjects, [agrees_with_schema])
    assert [gate.name for gate in verdict.failed] == ["schema:eval", f"schema:eval:{feature}"]
    with pytest.raises(GateError) as caught:
        verdict.enforce(str(tmp_path / "ExampleValidator/anomalies/5"), FIX)
    message = str(caught.value)
    assert f"eval: {feature}: " in message
    assert word.lower() in message.lower()
    assert "train" not in message
    assert (tmp_path / "ExampleValidator/refused/5/verdict.json").is_file()


def test_more_checks_can_be_added(judge, checked):
    def enough(subject) -> list[Gate]:
        size = subject.statistics.datasets[0].num_examples
        return [Gate("size", subject.split, size, 1000, Outcome.FAILED, f"{size} are too few")]

    verdict = review([judge(checked)], [agrees_with_schema, enough])
    assert [gate.name for gate in verdict.gates] == ["schema:train", "size"]
    assert not verdict.passed
