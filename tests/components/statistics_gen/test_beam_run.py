"""Beam gives the statistics that one process gives."""

import pathlib

import numpy as np
import pytest
import tensorflow_data_validation as tfdv
from apache_beam import Pipeline
from apache_beam.options.pipeline_options import PipelineOptions

from components.errors import BadFileError
from components.statistics_gen.beam_run import is_above, statistics_on_beam
from components.statistics_gen.core import statistics_of
from tests.components.statistics_gen.alike import assert_quantiles, features, rounded
from tests.components.statistics_gen.hostile import hostile_columns, write_hostile

SIZES = {"train": 400, "eval": 50}


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> list[str]:
    root = tmp_path_factory.mktemp("examples")
    return [write_hostile(root / f"Split-{name}", rows) for name, rows in SIZES.items()]


@pytest.fixture
def pipeline() -> Pipeline:
    return Pipeline(options=PipelineOptions(["--runner=FnApiRunner"]))


def test_every_split_is_described_as_in_one_process(folders, pipeline, tmp_path):
    files = {folder: f"{tmp_path}/{pathlib.Path(folder).name}/FeatureStats.pb" for folder in folders}
    statistics_on_beam(pipeline, files)
    for (folder, file), rows in zip(files.items(), SIZES.values(), strict=True):
        on_beam, ours = tfdv.load_stats_binary(file), statistics_of(folder)
        assert on_beam.datasets[0].num_examples == ours.datasets[0].num_examples
        assert list(features(on_beam)) == list(features(ours))
        assert rounded(on_beam) == rounded(ours)
        values = np.concatenate(hostile_columns(rows)["traces"])
        assert_quantiles(features(on_beam)["traces"], values)


@pytest.mark.parametrize(
    ("content", "said"), [(b"not a TFRecord file at all", "not be described"), (b"", "no examples")]
)
def test_what_cannot_be_described_is_refused(content, said, pipeline, tmp_path):
    (tmp_path / "Split-train").mkdir()
    (tmp_path / "Split-train" / "examples-00000-of-00001").write_bytes(content)
    with pytest.raises(BadFileError, match=said):
        statistics_on_beam(pipeline, {f"{tmp_path}/Split-train": f"{tmp_path}/statistics.pb"})


@pytest.mark.parametrize(("limit", "above"), [(0, True), (449, True), (450, False)])
def test_the_examples_of_all_splits_count(folders, limit, above):
    assert is_above(folders, limit) is above
