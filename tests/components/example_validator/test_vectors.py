"""Examples with vectors are described and held against their shape and range like any other."""

import numpy as np
import pyarrow as pa
import pytest

from components.example_gen.encode import encode
from components.example_validator.conformity import anomalies_of, conformity
from components.gates import Outcome
from components.showers.dataset import Dataset, load_dataset
from components.showers.schema import schema_of
from components.showers.vectors import to_arrow
from components.statistics_gen.core import statistics_of

ROWS, SHAPE = 50, (6, 4)
VALUES = np.random.default_rng(1).random((ROWS, 24)).astype(np.float32)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    content = load_dataset("ground").model_dump(by_alias=True)
    vector = {"name": "stations", "role": "input", "shape": SHAPE, "range": (0, 1), "meaning": "made up"}
    return Dataset.model_validate({**content, "features": [*content["features"], vector]})


@pytest.fixture
def judge(tmp_path, checked, dataset):
    """Vectors as a split, judged by the schema; None leaves them out."""

    def judged(values: np.ndarray | None):
        more = {} if values is None else {"stations": to_arrow(values)}
        table = pa.table({**{name: checked[name].slice(0, ROWS) for name in checked.column_names}, **more})
        (tmp_path / "split").mkdir()
        (tmp_path / "split" / "examples").write_bytes(encode(table))
        found = statistics_of(str(tmp_path / "split"))
        return found, conformity("train", anomalies_of(found, schema_of(dataset), "TRAINING"))

    return judged


def spoiled(value: float) -> np.ndarray:
    values = VALUES.copy()
    values[7, 11] = value
    return values


def test_statistics_are_over_all_numbers_of_a_vector(judge):
    described = {f.path.step[0]: f.num_stats for f in judge(VALUES)[0].datasets[0].features}
    found = described["stations"]
    assert found.common_stats.num_non_missing == ROWS
    assert found.common_stats.tot_num_values == VALUES.size
    assert (found.min, found.max) == (VALUES.min(), VALUES.max())
    assert found.mean == pytest.approx(VALUES.mean(), rel=1e-6)
    assert found.std_dev == pytest.approx(VALUES.std(), rel=1e-6)


def test_good_vectors_agree_with_the_schema(judge):
    assert [finding.outcome for finding in judge(VALUES)[1]] == [Outcome.PASSED]


@pytest.mark.parametrize(
    ("values", "word"),
    [
        (spoiled(1.5), "high value"),
        (spoiled(-0.5), "low value"),
        (spoiled(np.nan), "NaN"),
        (spoiled(np.inf), "Inf"),
        (VALUES[:, 1:], "shape"),
    ],
)
def test_vectors_that_do_not_are_named(judge, values, word):
    failed = judge(values)[1]
    assert [finding.name for finding in failed] == ["schema:train", "schema:train:stations"]
    assert word in failed[1].sentence


def test_a_missing_vector_is_named(judge):
    failed = judge(None)[1]
    assert [finding.name for finding in failed] == ["schema:train", "schema:train:stations"]
