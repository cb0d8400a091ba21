"""A profile counts each compared feature once, alike in every shape of columns, and is read back equal."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import tensorflow_data_validation as tfdv

from components.columns import BLOCKS
from components.errors import BadFileError
from components.example_gen.encode import encode
from components.example_validator.bins import Intervals, Texts
from components.example_validator.profile import Profile, bins_of, count, profile_of, profiled
from components.examples import read_examples
from components.showers.dataset import Dataset
from components.showers.vectors import to_arrow
from tests.components.showers.tables import replace

COMPARED = ["particles", "muons", "electrons", "xmax", "zenith", "energy", "first_interaction", "primary"]


def described(table: pa.Table):
    return tfdv.generate_statistics_from_dataframe(pd.DataFrame(table.to_pydict()))


@pytest.fixture(scope="module")
def bins(showers, ground):
    return bins_of(described(showers), ground)


def test_names_are_not_compared(ground):
    assert [feature.name for feature in profiled(ground)] == COMPARED


def test_bins_are_those_of_the_statistics(bins):
    assert list(bins) == COMPARED
    assert sorted(bins["primary"].values) == ["helium", "iron", "nitrogen", "photon", "proton"]
    assert len(bins["energy"].edges) == 11


def test_every_row_is_counted_once(showers, ground, bins):
    (counts,) = count([showers], [bins], ground)
    for name in COMPARED:
        assert counts[name].shape == (BLOCKS, len(bins[name]))
        assert counts[name].sum() == showers.num_rows
    assert counts["primary"].sum(axis=0).tolist() == [showers.num_rows // 5] * 5 + [0, 0]


def test_a_group_is_in_one_block(showers, ground, bins):
    (counts,) = count([showers], [bins], ground)
    assert (counts["energy"] % 5 == 0).all()


def test_tables_and_examples_are_counted_alike(showers, ground, bins, tmp_path):
    (tmp_path / "examples").write_bytes(encode(showers))
    (of_table,) = count([showers], [bins], ground)
    (of_examples,) = count(read_examples(str(tmp_path), rows=300), [bins], ground)
    for name in COMPARED:
        np.testing.assert_array_equal(of_examples[name], of_table[name])


def test_the_order_of_rows_and_the_size_of_batches_change_nothing(showers, ground, bins):
    order = np.random.default_rng(1).permutation(showers.num_rows)
    (whole,) = count([showers], [bins], ground)
    (parts,) = count(showers.take(order).to_batches(max_chunksize=77), [bins], ground)
    for name in COMPARED:
        np.testing.assert_array_equal(parts[name], whole[name])


def test_any_number_of_bins_in_one_pass(showers, ground, bins):
    others = {"energy": Intervals((0, 1, 1000)), "primary": Texts(("photon",))}
    once = iter(showers.to_batches())
    counts, of_others = count(once, [bins, others], ground)
    assert counts["energy"].sum() == of_others["energy"].sum() == showers.num_rows
    assert of_others["primary"].sum(axis=0).tolist() == [500, 2000, 0]


def test_what_the_batches_lack_is_missing(showers, ground, bins):
    (counts,) = count([showers.drop_columns(["primary", "xmax"])], [bins], ground)
    assert counts["primary"][:, -1].sum() == counts["xmax"][:, -1].sum() == showers.num_rows
    changed = replace(showers, "energy", pa.array(["high"] * showers.num_rows))
    (counts,) = count([changed], [bins], ground)
    assert counts["energy"][:, -1].sum() == showers.num_rows


def test_a_feature_without_values_has_no_bins(showers, ground):
    empty = replace(showers, "xmax", pa.nulls(showers.num_rows))
    assert "xmax" not in bins_of(described(empty), ground)


def test_vectors_are_pooled(showers, ground):
    content = ground.model_dump(by_alias=True)
    vector = {"name": "traces", "role": "input", "shape": (2, 3), "meaning": "made up"}
    dataset = Dataset.model_validate({**content, "features": [*content["features"], vector]})
    values = np.random.default_rng(1).random((showers.num_rows, 6)).astype(np.float32)
    table = showers.append_column("traces", to_arrow(values))
    (counts,) = count([table], [{"traces": Intervals((0, 0.5, 1))}], dataset)
    expected = [0, (values < 0.5).sum(), (values >= 0.5).sum(), 0, 0]
    assert counts["traces"].sum(axis=0).tolist() == expected
    (counts,) = count([showers], [{"traces": Intervals((0, 0.5, 1))}], dataset)
    assert counts["traces"].sum(axis=0).tolist() == [0, 0, 0, 0, 6 * showers.num_rows]


def test_a_profile_is_read_back_equal(showers, ground, bins, tmp_path):
    (counts,) = count([showers], [bins], ground)
    train = profile_of(bins, counts)
    profile = Profile({"train": train, "eval": {"energy": train["energy"]}})
    path = str(tmp_path / "profile.parquet")
    profile.write(path)
    assert Profile.read(path) == profile
    assert Profile.read(path) != Profile({"train": train})


def test_a_profile_is_small(showers, ground, bins, tmp_path):
    (counts,) = count([showers], [bins], ground)
    Profile({"train": profile_of(bins, counts)}).write(str(tmp_path / "profile.parquet"))
    assert (tmp_path / "profile.parquet").stat().st_size < 50_000


@pytest.mark.parametrize("content", [None, b"", b"not a profile", b"PAR1" + bytes(100) + b"PAR1"])
def test_what_is_no_profile_is_refused(tmp_path, content):
    path = tmp_path / "profile.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadFileError, match="not a profile"):
        Profile.read(str(path))


def test_a_table_of_something_else_is_refused(showers, tmp_path):
    import pyarrow.parquet as pq

    pq.write_table(showers, tmp_path / "profile.parquet")
    with pytest.raises(BadFileError, match="not a profile"):
        Profile.read(str(tmp_path / "profile.parquet"))
