"""What a champion's evaluation says, as the Evaluator writes it."""

import numpy as np
import pytest

from components.evaluator.measured import Band, Figures, Measured, to_json
from components.evaluator.plan_file import load_plan
from components.example_validator.shifts.recorded import Recorded, read_recorded
from components.showers.dataset import dataset_folder


@pytest.fixture(scope="module")
def metrics(ground):
    """`metrics.json` of 10 showers of each class, one of which is wrong in each but the last."""
    confusion = [[9 * (i == j) + (j == (i + 1) % 5) for j in range(5)] for i in range(4)]
    figures = Figures({"accuracy": 46 / 50}, np.array([*confusion, [0, 0, 0, 0, 10]]))
    plan = load_plan(dataset_folder("ground"), ground)
    return to_json("test", Measured(Band("", "", 50, figures), ()), ground.classes, plan, 0.95, 100)


def test_hits_and_rows_of_each_class_are_read(metrics, ground, tmp_path):
    (tmp_path / "metrics.json").write_text(metrics)
    recorded = read_recorded(str(tmp_path))
    assert recorded == Recorded(
        split="test", classes=ground.classes, hits=(9, 9, 9, 9, 10), rows=(10, 10, 10, 10, 10)
    )
    assert recorded.accuracy == 46 / 50


def test_why_there_is_none_is_said(tmp_path):
    assert "nobody kept" in read_recorded("")
    assert "cannot be read" in read_recorded(str(tmp_path / "gone"))
    for text in ("{}", "[]", "no json", '{"confusion": [[1]]}', '{"confusion": [1], "classes": []}'):
        (tmp_path / "metrics.json").write_text(text)
        assert "cannot be read" in read_recorded(str(tmp_path))
