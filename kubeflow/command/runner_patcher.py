"""How the tfx command gets at what a pipeline file would run: as for TFX's other engines."""

import dataclasses
import pathlib
from collections.abc import Callable, MutableMapping
from typing import Any

from tfx.tools.cli.handler.dag_runner_patcher import DagRunnerPatcher

from kubeflow.runner import KubeflowDagRunner


class KubeflowDagRunnerPatcher(DagRunnerPatcher):
    """Lets KubeflowDagRunner write where the command wants it, with the image that the command has built.

    Args:
        folder: where the package goes; None for where the pipeline file wants it.
        build: makes an image of this name and gives the name that tasks are to run; None builds nothing.
    """

    PACKAGE = "package"

    def __init__(self, folder: str | None = None, build: Callable[[str], str] | None = None) -> None:
        super().__init__(call_real_run=True)
        self._folder, self._build = folder, build

    def get_runner_class(self) -> type[KubeflowDagRunner]:
        """The runner that is patched."""
        return KubeflowDagRunner

    def _before_run(self, runner: Any, pipeline: Any, context: MutableMapping[str, Any]) -> None:
        file = f"{context[self.PIPELINE_NAME]}.yaml"
        if self._folder:
            runner.output = str(pathlib.Path(self._folder, file))
        if self._build:
            runner.config = dataclasses.replace(runner.config, image=self._build(runner.config.image))
        context[self.PACKAGE] = runner.output or file
