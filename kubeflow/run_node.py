"""What a container runs: one node of a compiled pipeline, by TFX's portable launcher.

A node that has finished in this run returns at once; one that was ended half way is begun again, with what it
left removed. Exit codes and messages: `kubeflow.failure`.
"""

import argparse
import importlib
import json
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from kubeflow import database, executions, failure, ir, light, parameters, shown, staging
from kubeflow.errors import KubeflowError

STARTS = "starts"
FULL = "KUBEFLOW_RUN_NODE_FULL"
"""Set when a node could not be imported without what `light` puts off."""


def main(words: Sequence[str] | None = None) -> int:
    """Runs a node; gives the exit code."""
    given = arguments(sys.argv[1:] if words is None else words)
    failure.heed_signals()
    try:
        Node(given).run()
    except BaseException as error:
        return failure.explain(error, given.node, given.mistake)
    return 0


def arguments(words: Sequence[str]) -> argparse.Namespace:
    """What the words of a task's command say."""
    parser = argparse.ArgumentParser(prog="kubeflow.run_node", allow_abbrev=False)
    for name in ("root", "metadata", "ir", "node", "run-id"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--database", default="")
    parser.add_argument("--mistake", action="append", default=[])
    parser.add_argument("--parameter", action="append", default=[])
    parser.add_argument("--executor-input", type=json.loads)
    return parser.parse_args(words)


class Node:
    """One node in one run.

    Args:
        given: what `arguments` reads.

    Raises:
        KubeflowError: the compiled pipeline was changed, or has no such node.
    """

    def __init__(self, given: argparse.Namespace) -> None:
        self._given = given
        self._database = database.opener(given.database)
        self._store = self._database.open_store(given.metadata)
        self._pipeline = ir.from_text(staging.read(given.root, given.ir))
        nodes = ir.nodes_of(self._pipeline)
        if given.node not in nodes:
            raise KubeflowError(f"no node {given.node}", f"There are: {', '.join(nodes)}.")
        self._node, self._nodes = nodes[given.node], nodes

    def run(self) -> None:
        """Runs it, unless it has finished before, and shows what it gave."""
        began, before = time.monotonic(), self._execution()
        if executions.succeeded(before):
            self._tell(before, "finished before in this run")
            return
        self._launch(before)
        after = self._execution()
        if not executions.succeeded(after) and not self._is_skipped(after):
            fix = "The log above says which; those of the nodes before it say why."
            raise KubeflowError(f"{self._given.node}: its inputs could not be resolved", fix)
        self._tell(after, f"{time.monotonic() - began:.1f} s")

    def _execution(self, name: str | None = None) -> Any:
        node = self._nodes[name] if name else self._node
        return executions.of(self._store, node, self._given.run_id)

    def _is_skipped(self, execution: Any) -> bool:
        """Whether its condition is false, or it waits for what a node with a false condition would give."""
        if execution is None:
            return True
        return any(not executions.succeeded(self._execution(one)) for one in self._node.upstream_nodes)

    def _tell(self, execution: Any, how: str) -> None:
        state = executions.state(execution) if executions.succeeded(execution) else "skipped"
        print(f"{self._given.node}: {state}, {how}", flush=True)
        if self._given.executor_input:
            given = executions.outputs(self._store, execution) if state != "skipped" else {}
            shown.show(self._given.executor_input, self._given.node, state, given)

    def _launch(self, before: Any) -> None:
        launcher = self.ready()
        if before is not None:
            self._remove_leftovers(before.id)
        print(f"{self._given.node}: {STARTS} after {time.process_time():.1f} s of CPU", flush=True)
        launcher.launch()

    def ready(self) -> Any:
        """TFX's launcher of this node, with executor and driver imported."""
        from tfx.proto.orchestration import executable_spec_pb2

        _quieten()
        specs = light.specs(self._pipeline, self._given.node)
        module = _launcher(isinstance(specs[0], executable_spec_pb2.BeamExecutableSpec))
        self._bind()
        words, sys.argv[1:] = sys.argv[1:], []  # Python executors take what stands there for their own
        try:
            return self._launcher(module, *specs)
        except Exception:
            sys.argv[1:] = words
            if FULL not in os.environ:
                _again()
            raise

    def _launcher(self, module: Any, executor: Any, driver: Any) -> Any:
        return module.Launcher(
            pipeline_node=self._node,
            mlmd_connection=module.metadata.Metadata(self._database.connection(self._given.metadata)),
            pipeline_info=self._pipeline.pipeline_info,
            pipeline_runtime_spec=self._pipeline.runtime_spec,
            executor_spec=executor,
            custom_driver_spec=driver,
        )

    def _bind(self) -> None:
        from tfx.orchestration.portable import runtime_parameter_utils

        values = parameters.bindings(parameters.find(self._pipeline), self._given.parameter)
        values[parameters.RUN_ID] = self._given.run_id
        runtime_parameter_utils.substitute_runtime_parameter(self._pipeline, values)

    def _remove_leftovers(self, execution: int) -> None:
        from tfx.dsl.io import fileio
        from tfx.orchestration.portable import outputs_utils

        info, spec = self._pipeline.pipeline_info, self._pipeline.runtime_spec
        resolver = outputs_utils.OutputsResolver(self._node, info, spec)
        for artifacts in resolver.generate_output_artifacts(execution).values():
            for one in artifacts:
                parent, _, last = one.uri.rpartition("/")
                folder = one.uri if last == str(execution) else parent  # a value is a file in its folder
                if not one.is_external and fileio.exists(folder):
                    fileio.rmtree(folder)


def _launcher(on_beam: bool) -> Any:
    if FULL in os.environ:
        return importlib.import_module("tfx.orchestration.portable.launcher")
    return light.launcher(on_beam)


def _quieten() -> None:
    """TFX would write the whole compiled pipeline into the log of every node, and warns of its own past."""
    import logging
    import warnings

    warnings.filterwarnings("ignore")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("absl").setLevel(logging.ERROR)


def _again() -> None:
    """The same once more, with all of TFX: never returns."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "kubeflow.run_node", *sys.argv[1:]]
    os.execve(sys.executable, command, {**os.environ, FULL: "1"})


if __name__ == "__main__":
    sys.exit(main())
