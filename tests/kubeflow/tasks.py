"""Runs the tasks of a package in processes of their own, over a SQLite file: a cluster for tests."""

import dataclasses
import pathlib

from kubeflow.config import Config
from kubeflow.rehearsal import compiled
from kubeflow.rehearsal.conduct import Conductor, Outcome
from kubeflow.rehearsal.engines import Processes
from kubeflow.runner import KubeflowDagRunner
from tests.kubeflow import small

ROOT = pathlib.Path(__file__).resolve().parents[2]
REFUSAL = "components.errors.CascadaError"


@dataclasses.dataclass
class Cluster:
    """The small pipeline in a folder, compiled once."""

    folder: pathlib.Path
    config: Config | None = None

    def __post_init__(self) -> None:
        database = str(self.folder / "metadata.sqlite")
        config = self.config or Config(image="small:1", metadata=database, mistakes=(REFUSAL,))
        self.package = self.folder / "package.yaml"
        KubeflowDagRunner(config, str(self.package)).run(small.create(self.folder))

    def run(self, run_id: str, **arguments: str) -> dict[str, Outcome]:
        """Runs all tasks; gives how each ended, by the node's name."""
        tasks = compiled.read(self.package, run_id, arguments)
        outcomes = Conductor(self.engine, lambda *_: None, at_once=1).run(tasks)
        return {task.title: outcomes[task.name] for task in tasks}

    @property
    def engine(self) -> Processes:
        """Where tasks run."""
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        return Processes(scratch, {}, ROOT)
