"""`tfx pipeline ...` and `tfx run ...` with --engine=kubeflow, on a Kubeflow Pipelines 2 server.

TFX's command finds this file as `tfx.tools.cli.handler.kubeflow_handler`: see `plug`.
"""

import functools
import json
import pathlib
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any, TypeVar

import click
from tfx.dsl.io import fileio
from tfx.tools.cli import labels
from tfx.tools.cli.handler.base_handler import BaseHandler
from tfx.utils import io_utils

from kubeflow import account
from kubeflow.client import Server, connect
from kubeflow.command import image, values
from kubeflow.command.runner_patcher import KubeflowDagRunnerPatcher
from kubeflow.errors import KubeflowError

Method = TypeVar("Method", bound=Callable[..., None])
HEADERS = ("pipeline_name", "run_id", "status", "created_at", "link")


def _told(method: Method) -> Method:
    """A mistake of the user's ends with its message alone, as it does with TFX's other engines."""

    @functools.wraps(method)
    def wrapped(*given: Any) -> None:
        try:
            method(*given)
        except Exception as error:
            if not isinstance(error, KubeflowError) and not hasattr(error, "fix"):
                raise
            sys.exit(str(error))

    return wrapped  # type: ignore[return-value]


class KubeflowHandler(BaseHandler):
    """What TFX's command calls; each method is one of its commands."""

    @_told
    def create_pipeline(self) -> None:
        """Compiles a pipeline and uploads it under a name that nobody has."""
        self._upload("created", lambda name, package: self._server.create_pipeline(name, package))

    @_told
    def update_pipeline(self) -> None:
        """Compiles a pipeline and uploads it as the newest version of one that is there."""
        self._upload("updated", self._new_version)

    @_told
    def compile_pipeline(self) -> None:
        """Compiles a pipeline to where its file wants it, without a server."""
        context = self.execute_dsl(KubeflowDagRunnerPatcher())
        click.echo("Pipeline compiled successfully.")
        click.echo(f"Pipeline package path: {context[KubeflowDagRunnerPatcher.PACKAGE]}")

    @_told
    def list_pipelines(self) -> None:
        """The name of every pipeline."""
        names = [one.display_name for one in self._server.pipelines()]
        if not names:
            click.echo("No pipelines to display.")
            return
        click.echo("-" * 30)
        click.echo("\n".join(names))
        click.echo("-" * 30)

    @_told
    def delete_pipeline(self) -> None:
        """Deletes a pipeline, and the schedules that run it."""
        name = self.flags_dict[labels.PIPELINE_NAME]
        for schedule in self._server.delete_pipeline(name):
            click.echo(f'Its schedule "{schedule}" was deleted too.')
        if fileio.exists(self._get_pipeline_info_path(name)):
            io_utils.delete_dir(self._get_pipeline_info_path(name))
        click.echo(f'Pipeline "{name}" deleted successfully.')

    @_told
    def create_run(self) -> None:
        """Runs the newest version of a pipeline."""
        server, name = self._server, self.flags_dict[labels.PIPELINE_NAME]
        version = server.newest_version(name)
        run = server.call(
            server.client.run_pipeline,
            experiment_id=server.require_experiment(name),
            job_name=name,
            params=values.read(version.pipeline_spec, self.flags_dict[labels.RUNTIME_PARAMETER]),
            pipeline_id=version.pipeline_id,
            version_id=version.pipeline_version_id,
            service_account=account.of(version.pipeline_spec),
        )
        click.echo(f"Run created for pipeline: {name}")
        self._show(name, [run])

    @_told
    def list_runs(self) -> None:
        """The runs of a pipeline, newest first."""
        name = self.flags_dict[labels.PIPELINE_NAME]
        self._server.require_pipeline(name)
        experiment = self._server.experiment_id(name)
        runs = self._server.runs(experiment) if experiment else []
        if runs:
            self._show(name, runs)
        else:
            click.echo("No runs found.")

    @_told
    def get_run(self) -> None:
        """How a run stands."""
        run = self._server.call(self._server.client.get_run, self.flags_dict[labels.RUN_ID])
        self._show(self.flags_dict[labels.PIPELINE_NAME], [run])

    @_told
    def terminate_run(self) -> None:
        """Stops a run."""
        self._server.call(self._server.client.terminate_run, self.flags_dict[labels.RUN_ID])
        click.echo("Run terminated.")

    @_told
    def delete_run(self) -> None:
        """Deletes a run."""
        self._server.call(self._server.client.delete_run, self.flags_dict[labels.RUN_ID])
        click.echo("Run deleted.")

    @functools.cached_property
    def _server(self) -> Server:
        flags = (labels.ENDPOINT, labels.NAMESPACE, labels.IAP_CLIENT_ID)
        return connect(*(self.flags_dict.get(flag) for flag in flags))

    def _upload(self, done: str, upload: Callable[[str, str], str]) -> None:
        server = self._server  # a wrong endpoint is told before a pipeline is compiled or an image built
        with tempfile.TemporaryDirectory() as folder:
            patcher = KubeflowDagRunnerPatcher(folder, self._builder())
            context = self.execute_dsl(patcher)
            name = context[patcher.PIPELINE_NAME]
            key = upload(name, context[patcher.PACKAGE])
        self._remember(name, context[patcher.PIPELINE_ROOT])
        click.echo(f"Please access the pipeline detail page at {server.link('pipelines', key)}")
        click.echo(f'Pipeline "{name}" {done} successfully.')

    def _new_version(self, name: str, package: str) -> str:
        stamp = time.strftime("%Y%m%d%H%M%S")  # a version's name may be used once
        return self._server.update_pipeline(name, package, f"{name}_{stamp}")

    def _builder(self) -> Callable[[str], str] | None:
        if not self.flags_dict.get(labels.BUILD_IMAGE):
            return None

        def build(name: str) -> str:
            path, base = self.flags_dict[labels.PIPELINE_DSL_PATH], self.flags_dict.get(labels.BASE_IMAGE)
            built = image.build(name, path, base, click.echo)
            click.echo(f'New container image "{built}" was built.')
            return built

        return build

    def _remember(self, name: str, root: str) -> None:
        """Keeps where the artifacts are, as the other engines do: `tfx pipeline schema` asks no server."""
        known = {
            labels.PIPELINE_NAME: name,
            labels.PIPELINE_ROOT: str(root),
            labels.PIPELINE_DSL_PATH: self.flags_dict[labels.PIPELINE_DSL_PATH],
        }
        path = pathlib.Path(self._get_pipeline_args_path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(known), encoding="utf-8")

    def _show(self, name: str, runs: list[Any]) -> None:
        rows = [
            (name, run.run_id, run.state or "PENDING", run.created_at.isoformat(), self._link(run))
            for run in runs
        ]
        click.echo(self._format_table(HEADERS, rows))

    def _link(self, run: Any) -> str:
        return self._server.link("runs", run.run_id)
