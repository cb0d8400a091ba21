"""A small TFX pipeline with what is hard: spans, Beam, a resolver, a condition, a runtime parameter."""

import pathlib

from tfx.components import CsvExampleGen
from tfx.dsl.components.common.resolver import Resolver
from tfx.dsl.experimental.conditionals.conditional import Cond
from tfx.dsl.input_resolution.strategies.latest_artifact_strategy import LatestArtifactStrategy
from tfx.orchestration.data_types import RuntimeParameter
from tfx.orchestration.pipeline import Pipeline
from tfx.proto import example_gen_pb2

from tests.kubeflow.parts import Count, Note, Read

BEAM = ["--runner=FnApiRunner", "--direct_running_mode=in_memory"]


def create(folder: pathlib.Path, connection: object = None) -> Pipeline:
    """The pipeline whose data, root and database are in a folder."""
    spans = example_gen_pb2.Input(splits=[example_gen_pb2.Input.Split(name="all", pattern="span-{SPAN}/*")])
    example_gen = CsvExampleGen(input_base=str(folder / "data"), input_config=spans)
    last = Resolver(strategy_class=LatestArtifactStrategy, examples=example_gen.outputs["examples"])
    examples = last.with_id("Latest").outputs["examples"]
    count = Count(examples=examples, word=RuntimeParameter("word", str, "count"))
    with Cond(count.outputs["count"].future()[0].value > 0):
        note = Note(count=count.outputs["count"])
    with Cond(count.outputs["count"].future()[0].value > 1000):
        never = Note(count=count.outputs["count"]).with_id("Never")
        read = Read(note=never.outputs["note"])
    return Pipeline(
        pipeline_name="small",
        pipeline_root=str(folder / "root"),
        components=[example_gen, last, count, note, never, read],
        enable_cache=True,
        beam_pipeline_args=BEAM,
        metadata_connection_config=connection,
    )


def write_span(folder: pathlib.Path, number: int) -> None:
    """A span of data."""
    span = folder / "data" / f"span-{number}"
    span.mkdir(parents=True)
    (span / "rows.csv").write_text("a,b\n" + "".join(f"{i},{i * number}\n" for i in range(20)))


def run_locally(folder: pathlib.Path, times: int) -> None:
    """Runs it with TFX's own LocalDagRunner."""
    from tfx.orchestration.local.local_dag_runner import LocalDagRunner
    from tfx.orchestration.metadata import sqlite_metadata_connection_config

    connection = sqlite_metadata_connection_config(str(folder / "metadata.sqlite"))
    for _ in range(times):
        LocalDagRunner().run(create(folder, connection))
