"""A disk that is full, wherever the pipeline writes: one message, and nothing half-written stays."""

import pytest

from tests.components.showers.tables import write
from tests.poison.harness import require_refusal
from tests.poison.made import MANY_EVENTS, events, parquet, showers, with_cell

FULL = (0, 1_000, 20_000, 100_000)
"""Bytes that a file may have: nothing, a part of the temporary files, or a part of the examples."""


@pytest.mark.parametrize("largest", FULL)
@pytest.mark.parametrize(("dataset", "table"), [("ground", showers()), ("wcd", events(MANY_EVENTS))])
def test_a_full_disk_is_one_message(fed, tmp_path, dataset, table, largest):
    path = parquet(table, tmp_path / "data.parquet")
    require_refusal(fed(dataset, path, largest_file=largest), "cannot be written", "TMPDIR")


def test_a_full_disk_leaves_no_list_of_bad_records(fed, tmp_path):
    table = showers()
    for row in range(500):
        table = with_cell(table, "Energy", -1.0, row)
    path = write(table, tmp_path / "data.csv")
    require_refusal(fed("ground", path, bad_records="quarantine", largest_file=8_000), "cannot be written")


def test_a_bad_file_leaves_no_list_of_the_bad_records_before_it(fed, tmp_path):
    write(with_cell(showers(), "Energy", -1.0), tmp_path / "data/a.csv")
    (tmp_path / "data/b.parquet").write_bytes(b"PAR1")
    meal = fed("ground", tmp_path / "data", bad_records="quarantine")
    require_refusal(meal, "b.parquet", "cannot be read")


def test_a_place_that_cannot_be_written_to_is_one_message(fed, tmp_path):
    (tmp_path / "written").mkdir()
    (tmp_path / "written/out").symlink_to("/proc/nowhere")
    meal = fed("ground", parquet(showers(), tmp_path / "data.parquet"))
    assert meal.code == 1, meal.message
    assert "cannot be written" in meal.message
