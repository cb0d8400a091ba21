"""A pipeline file of another project, as `tfx pipeline create --pipeline_path` is given one."""

import os
import pathlib
from typing import Any

from tfx.dsl.component.experimental.annotations import OutputDict, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.dsl.components.common.resolver import Resolver
from tfx.dsl.input_resolution.strategies.latest_artifact_strategy import LatestArtifactStrategy
from tfx.orchestration.data_types import RuntimeParameter
from tfx.orchestration.pipeline import Pipeline
from tfx.types import Channel
from tfx.types.standard_artifacts import String

from kubeflow.runner import Config, KubeflowDagRunner


@component
def Count(events: Parameter[int]) -> OutputDict(doubled=int):  # type: ignore[valid-type]  # noqa: N802
    """Doubles."""
    return {"doubled": 2 * events}


class Runner(KubeflowDagRunner):
    """Writes another schema version, when it is told to."""

    def run_with_ir(self, pipeline: Any, run_options: Any = None, **kwargs: Any) -> str:
        path = super().run_with_ir(pipeline, run_options, **kwargs)
        file = pathlib.Path(path)
        file.write_text(file.read_text().replace("2.1.0", os.environ.get("SCHEMA_VERSION", "2.1.0")))
        return path


def pipeline() -> Pipeline:
    last = Resolver(strategy_class=LatestArtifactStrategy, text=Channel(type=String)).with_id("Last")
    count = Count(events=RuntimeParameter(name="events", ptype=int, default=3))
    return Pipeline(pipeline_name="two-nodes", pipeline_root="/mnt/root", components=[last, count])


if __name__ == "__main__":
    config = Config(image=os.environ.get("IMAGE", "two-nodes:1"), metadata="/mnt/metadata.sqlite")
    Runner(config).run(pipeline())
