"""The faults do what they say, and nothing else."""

import numpy as np
import pytest

from components.showers.simulator.settings import Simulation
from tests.faults.inject import (
    SIMULATION_FAULTS,
    TABLE_FAULTS,
    duplicated_showers,
    falling_spectrum,
    groups,
    missing_class,
    not_a_number,
    shuffled_columns,
    swapped_labels,
)


@pytest.fixture(scope="module")
def honest(honest_showers):
    return honest_showers(seed=1)


@pytest.mark.parametrize("name", SIMULATION_FAULTS)
def test_a_changed_simulation_differs_in_one_setting(name):
    before = Simulation(seed=3, events=700)
    after = SIMULATION_FAULTS[name](before)
    changed = {field for field, value in after.model_dump().items() if value != getattr(before, field)}
    assert len(changed) == 1
    assert changed <= {"decay_time", "dead_pmt_probability", "muon_factor", "hadronic_model"}


@pytest.mark.parametrize("name", TABLE_FAULTS)
def test_a_fault_changes_the_table_but_not_its_columns_and_can_be_repeated(name, honest, ground):
    faulty = TABLE_FAULTS[name](honest, ground, 5)
    assert faulty.schema == honest.schema
    assert not faulty.equals(honest)
    again = TABLE_FAULTS[name](honest, ground, 5)
    assert all(np.array_equal(*pair) for pair in zip(_values(faulty), _values(again), strict=True))


def test_five_percent_of_the_labels_are_of_another_class(honest, ground):
    before, after = (table["primary"].to_numpy() for table in (honest, swapped_labels(honest, ground, 1)))
    assert (before != after).mean() == pytest.approx(0.05, abs=0.001)
    assert set(after) == set(ground.classes)


def test_copies_differ_in_id_and_group_alone(honest, ground):
    copies = duplicated_showers(honest, ground, 1).slice(honest.num_rows)
    assert copies.num_rows == round(0.05 * honest.num_rows)
    assert not set(copies["event_id"].to_pylist()) & set(honest["event_id"].to_pylist())
    assert not set(groups(copies, ground)) & set(groups(honest, ground))
    columns = [name for name in honest.column_names if name != "event_id"]
    rows = {tuple(row.values()) for row in honest.select(columns).to_pylist()}
    assert {tuple(row.values()) for row in copies.select(columns).to_pylist()} <= rows


def test_a_falling_spectrum_keeps_whole_groups_of_low_energy(honest, ground):
    kept = falling_spectrum(honest, ground, 1)
    assert set(np.unique(groups(kept, ground), return_counts=True)[1]) == {5}
    assert np.median(kept["energy"]) < 0.3 * np.median(honest["energy"])


def test_one_class_is_gone(honest, ground):
    assert set(missing_class(honest, ground, 1)["primary"].to_pylist()) == set(ground.classes) - {"helium"}


def test_one_percent_of_the_muons_is_no_number(honest, ground):
    assert np.isnan(not_a_number(honest, ground, 1)["muons"].to_numpy()).mean() == pytest.approx(0.01)


def test_two_columns_change_places(honest, ground):
    after = shuffled_columns(honest, ground, 1)
    assert after["muons"].equals(honest["electrons"])
    assert after["electrons"].equals(honest["muons"])


def _values(table):
    return [column.to_numpy().astype("S") for column in table.columns]
