"""A bounded sample: never the first rows, and the same whatever their order."""

import numpy as np
import pytest

from components.columns import blocks_of, column_of, numbers
from components.example_validator.shifts.rows import matrix, sampled
from components.showers.dataset import Dataset
from components.showers.vectors import to_arrow
from tests.components.example_validator.shifts.tables import shuffled


@pytest.fixture(scope="module")
def table(make_showers):
    return make_showers(groups=400, seed=2)


def energies(batch):
    return {"energy": numbers(column_of(batch, "energy"))}


def test_few_rows_are_all_kept_with_their_ids_blocks_and_values(table, ground):
    rows = sampled([table], ground, energies)
    assert sorted(rows.ids) == sorted(table["event_id"].to_pylist())
    place = {number: k for k, number in enumerate(table["event_id"].to_pylist())}
    order = [place[number] for number in rows.ids]
    np.testing.assert_array_equal(rows.columns["energy"], table["energy"].to_numpy()[order])
    np.testing.assert_array_equal(rows.blocks, blocks_of(table, ground)[order])


def test_the_sample_does_not_depend_on_the_order_or_the_batches(table, ground):
    whole = sampled([table], ground, energies, limit=300)
    other = sampled(shuffled(table).to_batches(max_chunksize=77), ground, energies, limit=300)
    assert len(whole) == 300
    np.testing.assert_array_equal(whole.ids, other.ids)
    np.testing.assert_array_equal(whole.columns["energy"], other.columns["energy"])


def test_it_is_spread_over_the_whole_table(table, ground):
    kept = sampled([table], ground, energies, limit=300).ids
    late = np.isin(kept, table["event_id"].to_numpy()[1000:]).mean()
    assert 0.4 < late < 0.6


def test_all_rows_of_an_id_are_kept_or_none(table, ground):
    rows = sampled([table, table, table], ground, energies, limit=300)
    assert len(rows) == 300
    assert set(np.unique(rows.ids, return_counts=True)[1]) == {3}


def test_only_wanted_ids_are_kept(table, ground):
    wanted = table["event_id"].to_numpy()[::100]
    assert sorted(sampled([table], ground, energies, only=wanted).ids) == sorted(wanted)


def test_there_is_no_sample_of_nothing(ground):
    assert sampled([], ground, energies) is None


@pytest.mark.parametrize("as_lists", [False, True])
def test_vectors_become_matrices_and_what_they_lack_is_missing(ground, as_examples, table, as_lists):
    content = ground.model_dump(by_alias=True)
    vector = {"name": "stations", "role": "input", "shape": (2, 2), "meaning": "made up"}
    dataset = Dataset.model_validate({**content, "features": [*content["features"], vector]})
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    rows = table.slice(0, 3).append_column("stations", to_arrow(values))
    batch = as_examples(rows)[0] if as_lists else rows
    np.testing.assert_array_equal(matrix(column_of(batch, "stations"), dataset.vectors[0]), values)
    short = rows.set_column(rows.num_columns - 1, "stations", to_arrow(values[:, :3]))
    found = matrix(column_of(short, "stations"), dataset.vectors[0])
    assert np.isnan(found[:, 3]).all()
    np.testing.assert_array_equal(found[:, :3], values[:, :3])
