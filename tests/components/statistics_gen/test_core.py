"""Streamed statistics are those of TensorFlow Data Validation's own pipeline."""

import numpy as np
import pyarrow as pa
import pytest
import tensorflow_data_validation as tfdv

from components.errors import BadFileError
from components.example_gen.encode import encode
from components.showers.records import read_records
from components.statistics_gen.core import statistics_of
from tests.components.showers.tables import GROUND, replace, shower_table, write

ROWS = 500


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> str:
    """A split of 500 showers, a tenth of them at zenith 0."""
    zenith = np.where(np.arange(ROWS) % 10, 30.0, 0.0)
    table = replace(shower_table(groups=ROWS // 5), "Zenith[deg]", pa.array(zenith))
    path = write(table, tmp_path_factory.mktemp("data") / "showers.parquet")
    (batch,) = read_records(path, GROUND)
    split = tmp_path_factory.mktemp("examples") / "Split-train"
    split.mkdir()
    (split / "examples-00000-of-00001").write_bytes(encode(batch.table))
    return str(split)


@pytest.fixture(scope="module")
def stock(folder):
    """The same statistics by the library's Beam pipeline."""
    from apache_beam.options.pipeline_options import PipelineOptions

    return tfdv.generate_statistics_from_tfrecord(
        f"{folder}/*", pipeline_options=PipelineOptions(["--runner=FnApiRunner"])
    )


def features(statistics) -> dict:
    return {feature.path.step[0]: feature for feature in statistics.datasets[0].features}


@pytest.fixture(params=[2 * ROWS, 70])
def ours(folder, request):
    return statistics_of(folder, request.param)


def test_all_counts_are_the_same(ours, stock):
    assert ours.datasets[0].num_examples == stock.datasets[0].num_examples == ROWS
    expected = features(stock)
    assert set(features(ours)) == set(expected) == {feature.name for feature in GROUND.features}
    for name, feature in features(ours).items():
        assert feature.type == expected[name].type
        kind = feature.WhichOneof("stats")
        got, want = getattr(feature, kind).common_stats, getattr(expected[name], kind).common_stats
        for count in ("num_non_missing", "num_missing", "min_num_values", "max_num_values", "tot_num_values"):
            assert getattr(got, count) == getattr(want, count)


def test_all_moments_are_the_same(ours, stock):
    for name, feature in features(ours).items():
        if feature.HasField("num_stats"):
            got, want = feature.num_stats, features(stock)[name].num_stats
            assert (got.min, got.max, got.num_zeros) == (want.min, want.max, want.num_zeros)
            np.testing.assert_allclose([got.mean, got.std_dev], [want.mean, want.std_dev], rtol=1e-6)
            quantiles = [[b.high_value for b in s.histograms[1].buckets] for s in (got, want)]
            np.testing.assert_allclose(*quantiles, rtol=1e-6)


def test_all_classes_are_counted(ours, stock):
    got, want = (features(statistics)["primary"].string_stats for statistics in (ours, stock))
    assert got.unique == want.unique == 5
    counts = [{b.label: b.sample_count for b in s.rank_histogram.buckets} for s in (got, want)]
    assert counts[0] == counts[1] == dict.fromkeys(GROUND.classes, ROWS / 5)


def test_zero_is_a_value(ours):
    zenith = features(ours)["zenith"].num_stats
    assert zenith.num_zeros == ROWS / 10
    assert zenith.common_stats.num_missing == 0


def test_the_same_examples_give_the_same_bytes(folder):
    first, second = (statistics_of(folder).SerializeToString(deterministic=True) for _ in range(2))
    assert first == second


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
