"""The artifact is laid out as TFX's own, so that its tools and nodes find their way."""

import pytest
from apache_beam import Pipeline
from apache_beam.options.pipeline_options import PipelineOptions
from tfx.components.statistics_gen import stats_artifact_utils
from tfx.types.standard_artifacts import Examples, ExampleStatistics

from components.example_gen.encode import encode
from components.showers.records import read_records
from components.statistics_gen.component import StatisticsGen
from tests.components.showers.tables import GROUND, shower_table, write

SIZES = {"train": 60, "eval": 30, "test": 10}


@pytest.fixture
def examples(tmp_path) -> Examples:
    (batch,) = read_records(write(shower_table(groups=20), tmp_path / "showers.parquet"), GROUND)
    start = 0
    for split, size in SIZES.items():
        (tmp_path / f"examples/Split-{split}").mkdir(parents=True)
        content = encode(batch.table.slice(start, size))
        (tmp_path / f"examples/Split-{split}/examples-00000-of-00001").write_bytes(content)
        start += size
    artifact = Examples()
    artifact.uri = str(tmp_path / "examples")
    artifact.split_names = '["train", "eval", "test"]'
    artifact.span = 7
    return artifact


@pytest.mark.parametrize("beam_above", ["null", "0", "99", "100"])
def test_tfxs_own_reader_finds_every_split(examples, tmp_path, beam_above):
    statistics = ExampleStatistics()
    statistics.uri = str(tmp_path / "statistics")
    pipeline = Pipeline(options=PipelineOptions(["--runner=FnApiRunner"]))
    StatisticsGen.test_call(
        examples=examples,
        statistics=statistics,
        settings=f'{{"beam_above": {beam_above}}}',
        beam_pipeline=pipeline,
    )
    assert hasattr(pipeline, "result") == (beam_above in {"0", "99"})
    assert statistics.splits == list(SIZES)
    assert statistics.span == 7
    for split, size in SIZES.items():
        found = stats_artifact_utils.load_statistics(statistics, split).proto()
        assert found.datasets[0].num_examples == size
