"""Records that are there twice."""

import numpy as np
import pyarrow as pa
import pytest

from components.example_validator.shifts.duplicates import COPIES, IDS, duplicates
from components.gates import Outcome
from components.showers.dataset import Dataset
from components.showers.vectors import to_arrow
from tests.components.example_validator.shifts.tables import moved, replaced, shuffled

ROWS = 2000


@pytest.fixture(scope="module")
def table(make_showers):
    return make_showers(groups=ROWS // 5, seed=6)


def judged(batches, dataset):
    return {finding.measure: finding for finding in duplicates(batches, dataset, split="all")}


def test_showers_that_share_zenith_and_energy_are_no_copies(table, ground, as_examples):
    for batches in ([table], table.to_batches(max_chunksize=99), as_examples(table)):
        found = judged(batches, ground)
        assert {name: one.outcome for name, one in found.items()} == dict.fromkeys(
            (COPIES, IDS), Outcome.PASSED
        )
        assert found[COPIES].estimate.value == 0


def test_nor_are_they_where_a_model_sees_only_what_they_share(table, ground):
    assert judged([table], ground.with_inputs(["zenith", "energy"]))[COPIES].outcome is Outcome.PASSED


def test_copies_under_other_ids_are_counted_and_named(table, ground):
    copies = moved(table.slice(100, 5))
    found = judged(shuffled(pa.concat_tables([table, copies])).to_batches(max_chunksize=300), ground)
    assert found[IDS].outcome is Outcome.PASSED
    finding = found[COPIES]
    assert finding.outcome is Outcome.FAILED
    assert finding.estimate.value == pytest.approx(5 / (ROWS + 5))
    first, second = table["event_id"][100].as_py(), copies["event_id"][0].as_py()
    assert "5 of 2005 rows" in finding.sentence
    assert f"{first} and {second}" in finding.sentence


def test_a_copy_is_found_in_spite_of_another_label_and_truth(table, ground):
    copies = moved(table.slice(0, 10))
    copies = replaced(replaced(copies, "primary", ["iron"] * 10), "xmax", np.full(10, 700, np.float32))
    assert judged([table, copies], ground)[COPIES].outcome is Outcome.FAILED


def test_the_same_records_read_twice_are_repeated_ids_and_no_copies(table, ground):
    found = judged([table, table.slice(0, 3)], ground)
    assert found[COPIES].outcome is Outcome.PASSED
    assert found[IDS].outcome is Outcome.FAILED
    assert f"{table['event_id'][0]}" in found[IDS].sentence


def test_one_in_a_thousand_passes_and_is_told(table, ground):
    found = judged([table, moved(table.slice(0, 2))], ground)[COPIES]
    assert found.outcome is Outcome.PASSED
    assert "2 of 2002 rows" in found.sentence


def test_the_last_bit_tells_showers_apart(table, ground):
    other = moved(table)
    nudged = np.nextafter(other["muons"].to_numpy(), np.float32(np.inf))
    assert judged([table, replaced(other, "muons", nudged)], ground)[COPIES].estimate.value == 0


def test_equal_values_in_other_features_or_places_are_no_copies(table, ground):
    exchanged = moved(table)
    muons, electrons = exchanged["muons"], exchanged["electrons"]
    exchanged = replaced(replaced(exchanged, "muons", electrons.to_numpy()), "electrons", muons.to_numpy())
    assert judged([table, exchanged], ground)[COPIES].estimate.value == 0


@pytest.fixture(scope="module")
def with_vector(ground):
    content = ground.model_dump(by_alias=True)
    vector = {"name": "stations", "role": "input", "shape": (2, 2), "meaning": "made up"}
    return Dataset.model_validate({**content, "features": [*content["features"], vector]})


def test_vectors_count_number_by_number(table, with_vector, as_examples):
    values = np.random.default_rng(1).random((ROWS, 4)).astype(np.float32)
    turned = moved(table).append_column("stations", to_arrow(np.ascontiguousarray(values[:, ::-1])))
    one = table.append_column("stations", to_arrow(values))
    assert judged([one, turned], with_vector)[COPIES].estimate.value == 0
    same = moved(table).append_column("stations", to_arrow(values))
    assert judged([one, *as_examples(same)], with_vector)[COPIES].estimate.value == 0.5


def test_nothing_is_said_of_no_rows(ground):
    (finding,) = duplicates([], ground)
    assert finding.outcome is Outcome.NOT_COMPARED
