"""KubeflowDagRunner: a TFX pipeline becomes a package for Kubeflow Pipelines 2.

Every task is a plain container that runs one node with TFX's own portable launcher (`kubeflow.run_node`), so
drivers, spans, resolvers, conditions, caching and lineage are those of a local run. `config` describes the
cluster:

    KubeflowDagRunner(Config(image="registry/image:tag", metadata="mysql://mysql:3306/mlmd")).run(pipeline)
"""

import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

from tfx.orchestration.portable.tfx_runner import IrBasedRunner

from kubeflow import ir, package, parameters, resources, staging
from kubeflow.config import Config
from kubeflow.errors import KubeflowError
from kubeflow.parameters import Parameter

STAGE, PREPARE, FINISH = "stage", "prepare", "finish"
"""The tasks that are no nodes; `Config.nodes` may name them too."""


class KubeflowDagRunner(IrBasedRunner):
    """Compiles a pipeline; `run` writes the package and gives its path.

    Args:
        config: of the cluster.
        output: where to; None for `<pipeline>.yaml` in the current folder.
    """

    def __init__(self, config: Config, output: str | None = None) -> None:
        self.config = config
        self.output = output

    def run_with_ir(self, pipeline: Any, run_options: Any = None, **kwargs: Any) -> str:
        """Writes the package of a compiled pipeline.

        Returns:
            Its path.

        Raises:
            KubeflowError: it cannot become a package.
        """
        if run_options:
            raise KubeflowError("partial runs are not supported", "Run it all: what is unchanged is cached.")
        path = pathlib.Path(self.output or f"{pipeline.pipeline_info.id}.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Package(pipeline, self.config).text(), encoding="utf-8")
        return str(path)


class Package:
    """The package of one compiled pipeline."""

    def __init__(self, pipeline: Any, config: Config) -> None:
        self.config = config
        self.name = pipeline.pipeline_info.id
        self.nodes = ir.nodes_of(pipeline)
        self.parameters = parameters.find(pipeline)
        self._ir = ir.to_text(pipeline)
        self._root = ir.root_of(pipeline)
        self._commands: list[Sequence[str]] = []
        self._require_names()

    def text(self) -> str:
        """Two YAML documents: the pipeline, and what Kubernetes is to know of its tasks."""
        import tempfile

        from kfp import compiler

        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/package.yaml"
            made = package.pipeline(self.name, self.parameters, self._build)
            compiler.Compiler().compile(made, path)
            text = pathlib.Path(path).read_text(encoding="utf-8")
        package.require_small(text, self._commands)
        return text

    def _build(self, values: Mapping[str, Any]) -> None:
        from kfp import dsl

        if not self.config.finish:
            self._tasks(values)
            return
        last = self._task(FINISH, self.config.finish, values, status=True)
        with dsl.ExitHandler(last, name="nodes"):
            self._tasks(values)

    def _tasks(self, values: Mapping[str, Any]) -> None:
        first = self._task(STAGE, self._staging(), values)
        if self.config.prepare:
            first = self._task(PREPARE, self.config.prepare, values).after(first)
        tasks: dict[str, Any] = {}
        for name, node in self.nodes.items():
            task = self._task(name, self._running(name), values, outputs=package.OUTPUTS)
            tasks[name] = task.after(*[tasks[one] for one in sorted(node.upstream_nodes)] or [first])

    def _task(
        self,
        name: str,
        command: Sequence[str],
        values: Mapping[str, Any],
        outputs: Mapping[str, Any] | None = None,
        status: bool = False,
    ) -> Any:
        self._commands.append(command)
        kebab = package.name_of(name)
        made = package.component(kebab, self.config, command, self.parameters, outputs, status)
        task = package.call(made, name, self.parameters, values)
        resources.apply(task, self.config, self.config.resources(name), retried=not status)
        return task

    def _staging(self) -> list[str]:
        pieces = (word for piece in staging.pack(self._ir) for word in ("--piece", piece))
        return [*self._module("kubeflow.stage"), *self._where(), *pieces]

    def _running(self, node: str) -> list[str]:
        words = [*self._module("kubeflow.run_node"), *self._where()]
        return [*words, "--ir", staging.sha256(self._ir), "--node", node]

    def _where(self) -> list[str]:
        words = ["--root", self._root, "--metadata", self.config.metadata]
        words += ["--database", self.config.database] if self.config.database else []
        return [*words, *(word for one in self.config.mistakes for word in ("--mistake", one))]

    def _module(self, name: str) -> list[str]:
        return [*self.config.python, "-m", name]

    def _require_names(self) -> None:
        seen: dict[str, str] = {}
        for name in (STAGE, PREPARE, FINISH, *self.nodes):
            if (other := seen.setdefault(package.name_of(name), name)) != name:
                raise KubeflowError(f"the nodes {other} and {name} have one name in KFP", "Rename one.")
        unknown = sorted(set(self.config.nodes) - {"default", STAGE, PREPARE, FINISH, *self.nodes})
        if unknown:
            known = ", ".join(self.nodes)
            raise KubeflowError(f"no such nodes: {', '.join(unknown)}", f"There are: {known}.")


__all__ = ["Config", "KubeflowDagRunner", "Package", "Parameter"]
