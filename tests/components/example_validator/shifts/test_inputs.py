"""What a classifier sees of showers."""

import numpy as np
import pyarrow as pa
import pytest

from components.example_validator.shifts.inputs import inputs_of
from components.showers.dataset import Dataset
from components.showers.vectors import to_arrow


@pytest.fixture(scope="module")
def table():
    columns = {"particles": [10.0, 10, 10], "muons": [2.0, 4, 0], "electrons": [4.0, 0, np.inf]}
    more = {"zenith": [0.0, 30, np.nan], "energy": [1.0, 2, 3]}
    return pa.table({name: np.array(values, np.float32) for name, values in (columns | more).items()})


def test_single_inputs_and_relations_are_seen_and_only_what_is_finite(table, ground):
    found = inputs_of(table, ground)
    np.testing.assert_array_equal(found["energy"], [1, 2, 3])
    np.testing.assert_array_equal(found["zenith"], [0, 30, np.nan])
    np.testing.assert_array_equal(found["electrons"], [4, 0, np.nan])
    np.testing.assert_array_equal(found["log10_muons_per_electron"], [0.5, np.nan, 0])
    np.testing.assert_allclose(found["log10_other_particles"], [0.4, 0.6, 1e-7], rtol=1e-6)
    assert {column.dtype for column in found.values()} == {np.dtype(np.float32)}


def test_a_logarithm_or_another_angle_tells_a_tree_nothing_new(table, ground):
    assert not {"log10_muons", "sec_zenith"} & set(inputs_of(table, ground))


def test_what_is_not_there_is_missing(table, ground):
    found = inputs_of(table.drop_columns(["muons"]), ground)
    assert np.isnan([found["muons"], found["log10_muons_per_energy"]]).all()
    assert not np.isnan(found["energy"]).any()


def test_vectors_are_seen_by_mean_spread_and_largest(table, ground):
    content = ground.model_dump(by_alias=True)
    vector = {"name": "traces", "role": "input", "shape": (2, 2), "meaning": "made up"}
    dataset = Dataset.model_validate({**content, "features": [*content["features"], vector]})
    values = np.array([[1, 2, 3, 6], [5, 5, 5, 5], [0, 0, 0, 8]], np.float32)
    found = inputs_of(table.append_column("traces", to_arrow(values)), dataset)
    np.testing.assert_allclose(found["traces (mean)"], values.mean(axis=1))
    np.testing.assert_allclose(found["traces (spread)"], values.std(axis=1))
    np.testing.assert_allclose(found["traces (largest)"], values.max(axis=1))
    empty = pa.array([[1.0, 2, 3, 6], [], None])
    short = inputs_of(table.append_column("traces", empty), dataset)["traces (mean)"]
    np.testing.assert_array_equal(short, [3, np.nan, np.nan])
