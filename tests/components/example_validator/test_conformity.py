"""Every disagreement with the schema is a finding that names split and feature."""

import numpy as np
import pyarrow as pa
import pytest

from components.example_gen.encode import encode
from components.example_validator.conformity import anomalies_of, conformity
from components.gates import Outcome
from components.showers.records import read_records
from components.statistics_gen.core import statistics_of
from tests.components.showers.tables import GROUND, replace


@pytest.fixture
def judge(tmp_path, schema):
    """The findings of a table as the split `train`."""

    def judged(table: pa.Table, environment: str = "TRAINING"):
        folder = tmp_path / "Split-train"
        folder.mkdir(exist_ok=True)
        (folder / "examples-00000-of-00001").write_bytes(encode(table))
        return conformity("train", anomalies_of(statistics_of(str(folder)), schema, environment))

    return judged


def test_good_data_give_one_finding_that_passed(judge, checked):
    (finding,) = judge(checked)
    assert (finding.gate().name, finding.outcome) == ("schema:train", Outcome.PASSED)


def test_the_published_showers_agree(judge, published_showers):
    table = pa.concat_tables(batch.table for batch in read_records(published_showers, GROUND))
    (finding,) = judge(table)
    assert finding.outcome is Outcome.PASSED, finding.sentence


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
def test_an_anomaly_is_named_by_split_and_feature(judge, checked, change, feature, word):
    findings = judge(change(checked))
    assert [finding.gate().name for finding in findings] == ["schema:train", f"schema:train:{feature}"]
    assert all(finding.outcome is Outcome.FAILED for finding in findings)
    assert f"train: {feature}: " in findings[1].sentence
    assert word.lower() in findings[1].sentence.lower()


def test_serving_data_need_no_label(judge, checked):
    unlabelled = checked.drop_columns(["primary", "shower_group", "xmax", "first_interaction"])
    assert [finding.outcome for finding in judge(unlabelled, "SERVING")] == [Outcome.PASSED]
    assert judge(unlabelled)[0].outcome is Outcome.FAILED
