"""The worst mistakes of a model."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from components.explain.mistakes import worst_mistakes

CLASSES = ("photon", "proton", "iron")


@pytest.fixture
def predictions(tmp_path):
    rows = [
        # id, label, p_photon, p_proton, p_iron
        (1, "photon", 0.9, 0.1, 0.0),  # right
        (2, "photon", 0.3, 0.6, 0.1),
        (3, "iron", 0.1, 0.85, 0.05),
        (4, "proton", 0.5, 0.0, 0.5),
        (5, "silicon", 0.0, 0.0, 1.0),  # no class
        (6, "iron", 0.95, 0.0, 0.05),  # as bad as 3
    ]
    names = ("id", "label", *(f"p_{name}" for name in CLASSES))
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    more = {"group": [9] * 6, "anomaly_score": [0.1 * row for row in range(6)], "energy": [10.0] * 6}
    pq.write_table(pa.table({**columns, **more, "baseline_p_iron": [0.0] * 6}), tmp_path / "p.parquet")
    return str(tmp_path / "p.parquet")


def test_the_less_likely_the_truth_the_worse_and_no_class_is_no_mistake(predictions):
    assert [mistake.id for mistake in worst_mistakes(predictions, CLASSES)] == [4, 3, 6, 2]


def test_so_many_at_most(predictions):
    assert [mistake.id for mistake in worst_mistakes(predictions, CLASSES, count=2)] == [4, 3]


def test_each_says_what_it_is_and_what_the_model_says(predictions):
    mistake = worst_mistakes(predictions, CLASSES)[1]
    assert (mistake.truth, mistake.predicted) == ("iron", "proton")
    assert (mistake.probability, mistake.of_truth) == (0.85, 0.05)
    assert mistake.anomaly_score == pytest.approx(0.2)
    assert mistake.features == {"energy": 10.0}


def test_a_model_without_anomaly_score_and_without_mistakes(predictions, tmp_path):
    right = pq.read_table(predictions).slice(0, 1)
    pq.write_table(right, tmp_path / "right.parquet")
    assert worst_mistakes(str(tmp_path / "right.parquet"), CLASSES) == []
    pq.write_table(pq.read_table(predictions).drop_columns(["anomaly_score"]), tmp_path / "plain.parquet")
    assert worst_mistakes(str(tmp_path / "plain.parquet"), CLASSES)[0].anomaly_score is None
