"""Starts the nodes of Cascada's own package, each in a process of its own with what a container has."""

import dataclasses
import json
import pathlib
import subprocess

from kubeflow.cascada_runner import compile_package
from kubeflow.rehearsal import compiled
from kubeflow.rehearsal.compiled import Task
from kubeflow.rehearsal.engines import Processes
from kubeflow.rehearsal.placeholders import command_of
from pipeline.settings import Settings, load_settings

ROOT = pathlib.Path(__file__).resolve().parents[2]
AROUND = ("stage", "finish")
"""Tasks that are not nodes of the pipeline."""
SEARCHED = [f"tuner.{family}.trials=1" for family in ("gradient_boosting", "autoencoder")]


@dataclasses.dataclass(frozen=True)
class Start:
    """What starting a node took.

    Attributes:
        seconds: of CPU until executor and driver are imported.
        with_tensorflow: the same when TensorFlow is imported as well, which many nodes need once they run.
        modules: that are imported then, without TensorFlow where it is not among them.
    """

    seconds: float
    with_tensorflow: float
    modules: frozenset[str]


class Package:
    """The package, compiled and staged in a folder over a SQLite file."""

    def __init__(self, folder: pathlib.Path) -> None:
        for name in ("data", "scratch"):
            (folder / name).mkdir()
        path = pathlib.Path(compile_package(_settings(folder), str(folder / "package.yaml")))
        self._tasks = {task.title: task for task in compiled.read(path, "run")}
        self._engine = Processes(folder / "scratch", {}, ROOT)
        self._run(self._tasks["stage"], [])

    @property
    def nodes(self) -> list[str]:
        """The names of the nodes."""
        return [name for name in self._tasks if name not in AROUND]

    def start(self, node: str) -> Start:
        """Starts a node."""
        said = json.loads(self._run(self._tasks[node], ["tests.kubeflow.ready"]).splitlines()[-1])
        return Start(said["seconds"], said["with_tensorflow"], frozenset(said["modules"]))

    def _run(self, task: Task, module: list[str]) -> str:
        """Runs a task's own command, or another module with the same words; gives what it says."""
        python, option, own, *words = command_of(task, task.values, self._engine.outputs(task))
        call, environment = self._engine.call(task, [python, option, *(module or [own]), *words], task.name)
        return subprocess.run(call, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def _settings(folder: pathlib.Path) -> Settings:
    """Those of a cluster with every node there is, without its volumes and secrets."""
    places = {"data": str(folder / "data"), "out": str(folder / "out")}
    settings = load_settings(["kubeflow"], SEARCHED, metadata=str(folder / "metadata.sqlite"), **places)
    return settings.model_copy(
        update={"kubeflow": settings.kubeflow.model_copy(update={"volumes": {}, "secrets": {}})}
    )
