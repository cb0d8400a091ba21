"""Runs the pipeline on this machine: TFX's portable launcher, node by node, in one process.

`python pipeline/local.py` runs with the default settings; `tfx pipeline create --engine=local
--pipeline_path pipeline/local.py` and `tfx run create --engine=local` use this file too.
Environment: CASCADA_SETTINGS may name a settings file, CASCADA_DATA the folder of the showers,
CASCADA_OUT the output folder, for callers that cannot pass options.
"""

import logging
import os
import pathlib
import sys
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from tfx.orchestration import metadata
from tfx.orchestration.local import runner_utils
from tfx.orchestration.local.local_dag_runner import LocalDagRunner
from tfx.orchestration.portable import launcher, runtime_parameter_utils

from components.errors import CascadaError, SettingsError
from pipeline import runs
from pipeline.lock import only_run
from pipeline.progress import Progress
from pipeline.temporary import temporary_files

RUN_ID_PARAMETER = "pipeline-run-id"
RESOLVER = "tfx.dsl.components.common.resolver.Resolver"  # cheap, and never cached by TFX


class LocalRunner(LocalDagRunner):
    """TFX's LocalDagRunner that shows progress and never goes on past a node that failed.

    TFX's own goes on when the inputs of a node could not be resolved.
    """

    def __init__(self, run_id: str, progress: Progress) -> None:
        super().__init__()
        self.run_id = run_id
        self._progress = progress

    def run_with_ir(self, pipeline: Any, run_options: Any = None) -> None:
        """Runs every node of the compiled pipeline, in order.

        Raises:
            CascadaError: a node refused or could not be started.
        """
        if run_options:
            raise SettingsError(
                "partial runs are not supported", fix="Run it all: what is unchanged is cached."
            )
        runtime_parameter_utils.substitute_runtime_parameter(pipeline, {RUN_ID_PARAMETER: self.run_id})
        deployment = runner_utils.extract_local_deployment_config(pipeline)
        connection = deployment.metadata_connection_config
        config = getattr(connection, connection.WhichOneof("connection_config"))
        nodes = [node.pipeline_node for node in pipeline.nodes]
        self._progress.start([node.node_info.id for node in nodes])
        for node in nodes:
            self._run_node(node, pipeline, deployment, config)

    def _run_node(self, node: Any, pipeline: Any, deployment: Any, config: Any) -> None:
        name = node.node_info.id
        logging.info("node %s starts", name)
        with self._progress.node(name) as finish:
            info = launcher.Launcher(
                pipeline_node=node,
                mlmd_connection=metadata.Metadata(config),
                pipeline_info=pipeline.pipeline_info,
                pipeline_runtime_spec=pipeline.runtime_spec,
                executor_spec=runner_utils.extract_executor_spec(deployment, name),
                custom_driver_spec=runner_utils.extract_custom_driver_spec(deployment, name),
            ).launch()
            state = _state(config, node, info)
            finish(state)
        if state in (runs.State.FAILED, runs.State.SKIPPED):
            raise CascadaError(
                "its inputs could not be resolved", where=name, fix="The log of the run says why."
            )


def _state(config: Any, node: Any, info: Any) -> runs.State:
    if info is None or not info.execution_id:
        return runs.State.SKIPPED
    if node.node_info.type.name == RESOLVER:
        return runs.State.RESOLVED
    with metadata.Metadata(config) as handle:
        return runs.state_of(handle.store.get_executions_by_id([info.execution_id])[0])


def run(settings: Any, run_id: str, progress: Progress) -> None:
    """Runs the whole pipeline once with these settings."""
    from pipeline.dag import create_pipeline

    with only_run(settings.out), temporary_files():
        LocalRunner(run_id, progress).run(create_pipeline(settings))


def main() -> None:
    """Calls `cascada run` with the default settings and what the environment names."""
    from pipeline import cli

    words = ["run"]
    for option in ("settings", "data", "out"):
        if value := os.environ.get(f"CASCADA_{option.upper()}"):
            words += [f"--{option}", value]
    cli.main(words)


if __name__ == "__main__":
    main()
