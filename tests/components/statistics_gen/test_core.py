"""Streamed statistics are those of TensorFlow Data Validation's own pipeline."""

import numpy as np
import pyarrow as pa
import pytest
import tensorflow_data_validation as tfdv
from tensorflow_data_validation.utils.display_util import get_statistics_html

from components.errors import BadFileError
from components.example_gen.encode import encode
from components.examples import read_examples
from components.showers.records import read_records
from components.statistics_gen import core
from components.statistics_gen.core import statistics_of, statistics_of_batches
from tests.components.showers.tables import GROUND, shower_table, write
from tests.components.statistics_gen.alike import assert_quantiles, features, rounded
from tests.components.statistics_gen.hostile import ROWS, hostile_columns, hostile_table, write_hostile

MANY = 150_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> str:
    return write_hostile(tmp_path_factory.mktemp("examples") / "Split-train")


@pytest.fixture(scope="module")
def stock(folder):
    """The same statistics by the library's Beam pipeline."""
    from apache_beam.options.pipeline_options import PipelineOptions

    return tfdv.generate_statistics_from_tfrecord(
        f"{folder}/*", pipeline_options=PipelineOptions(["--runner=FnApiRunner"])
    )


def test_every_field_is_the_same_from_files(folder, stock):
    ours = statistics_of(folder)
    assert ours.datasets[0].num_examples == stock.datasets[0].num_examples == ROWS
    assert rounded(ours) == rounded(stock)


def test_quantiles_of_vectors_are_those_of_all_their_values(folder, stock):
    values = np.concatenate(hostile_columns()["traces"])
    for statistics in (statistics_of(folder), stock):
        assert_quantiles(features(statistics)["traces"], values)


def test_every_field_is_the_same_from_a_table(stock):
    assert rounded(statistics_of_batches([hostile_table()])) == rounded(stock)


def test_every_field_is_the_same_as_from_a_data_frame():
    table = pa.table(
        {
            "real": pa.array([0.5, None, 0.0, -3.0], pa.float64()),
            "whole": pa.array([4, 4, 0, 9], pa.int64()),
            "text": pa.array(["photon", "iron", "iron", None]),
        }
    )
    stock = tfdv.generate_statistics_from_dataframe(table.to_pandas())
    assert rounded(statistics_of_batches([table])) == rounded(stock)


def test_flat_columns_lists_and_files_give_the_same_bytes(folder):
    expected = _bytes(statistics_of(folder))
    assert _bytes(statistics_of_batches(read_examples(folder))) == expected
    assert _bytes(statistics_of_batches([hostile_table()])) == expected


@pytest.mark.parametrize("size", [1, 70, 1_000])
def test_the_size_of_the_batches_does_not_matter(folder, size, monkeypatch):
    monkeypatch.setattr(core, "ROWS", 256)
    expected = _bytes(statistics_of_batches([hostile_table()]))
    assert _bytes(statistics_of_batches(hostile_table().to_batches(size))) == expected
    assert _bytes(statistics_of(folder, size)) == expected


def test_the_order_of_rows_and_columns_does_not_matter_within_a_batch():
    table = hostile_table()
    other = table.take(np.random.default_rng(1).permutation(ROWS)).select(table.column_names[::-1])
    assert _bytes(statistics_of_batches([other])) == _bytes(statistics_of_batches([table]))


@pytest.mark.parametrize("order", ["as drawn", "rising", "falling"])
def test_quantiles_of_many_values_are_within_the_librarys_error(order):
    values = np.random.default_rng(2).lognormal(sigma=3, size=MANY)
    ranked = np.sort(values)
    given = {"as drawn": values, "rising": ranked, "falling": ranked[::-1]}[order]
    feature = features(statistics_of_batches([pa.table({"x": given})]))["x"]
    found = feature.num_stats
    assert_quantiles(feature, values)
    assert (found.min, found.max) == (ranked[0], ranked[-1])
    np.testing.assert_allclose([found.mean, found.std_dev], [values.mean(), values.std()], rtol=1e-6)


def test_counts_of_many_rows_are_exact():
    kinds = np.random.default_rng(3).integers(0, 5, MANY)
    table = pa.table({"class": pa.array(np.array(list(GROUND.classes))[kinds]), "zeros": kinds % 2})
    found = features(statistics_of_batches(table.to_batches(10_000)))
    words = found["class"].string_stats
    counted = {value.value: value.frequency for value in words.top_values}
    assert counted == dict(zip(GROUND.classes, np.bincount(kinds).tolist(), strict=True))
    assert words.unique == 5
    assert found["zeros"].num_stats.num_zeros == np.count_nonzero(kinds % 2 == 0)


def test_showers_and_their_examples_agree(tmp_path):
    (batch,) = read_records(write(shower_table(groups=100), tmp_path / "showers.parquet"), GROUND)
    split = tmp_path / "Split-train"
    split.mkdir()
    (split / "examples-00000-of-00001").write_bytes(encode(batch.table))
    ours = statistics_of_batches([batch.table])
    assert set(features(ours)) == {feature.name for feature in GROUND.features}
    assert _bytes(ours) == _bytes(statistics_of(str(split)))


def test_the_librarys_tools_take_them(tmp_path):
    ours = statistics_of_batches([hostile_table()])
    (tmp_path / "FeatureStats.pb").write_bytes(_bytes(ours))
    loaded = tfdv.load_stats_binary(str(tmp_path / "FeatureStats.pb"))
    schema = tfdv.infer_schema(loaded)
    assert not tfdv.validate_statistics(loaded, schema).anomaly_info
    tfdv.get_feature(schema, "zeros").type = 1  # BYTES
    assert "zeros" in tfdv.validate_statistics(loaded, schema).anomaly_info
    assert "facets-overview" in get_statistics_html(loaded)


def test_the_same_examples_give_the_same_bytes(folder):
    assert _bytes(statistics_of(folder)) == _bytes(statistics_of(folder))


@pytest.mark.parametrize("batches", [[], [hostile_table().slice(0, 0)]])
def test_nothing_is_not_described(batches):
    with pytest.raises(BadFileError, match="no rows"):
        statistics_of_batches(batches)


def test_a_split_without_examples_is_refused(tmp_path):
    (tmp_path / "examples-00000-of-00001").touch()
    with pytest.raises(BadFileError, match="holds no examples"):
        statistics_of(str(tmp_path))


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-20],
        lambda content: content[:5000] + b"\0" + content[5001:],
        lambda content: b"not a TFRecord file at all",
    ],
)
def test_damaged_examples_are_refused(tmp_path, folder, damage):
    with open(f"{folder}/examples-00000-of-00001", "rb") as stream:
        (tmp_path / "examples-00000-of-00001").write_bytes(damage(stream.read()))
    with pytest.raises(BadFileError, match="damaged"):
        statistics_of(str(tmp_path))


def _bytes(statistics) -> bytes:
    return statistics.SerializeToString(deterministic=True)
