"""Sets a rehearsal up: settings for this machine, data, the package, a database, an engine."""

import dataclasses
import pathlib
import shutil
import tempfile

from kubeflow.cascada_runner import compile_package
from kubeflow.errors import KubeflowError
from kubeflow.rehearsal import compiled, conduct, mariadb
from kubeflow.rehearsal.compiled import Task
from kubeflow.rehearsal.conduct import Conductor, Outcome
from kubeflow.rehearsal.engines import Containers, Engine, Processes
from pipeline import simulated
from pipeline.settings import Settings
from pipeline.source import ROOT
from pipeline.terminal import console as make_console


@dataclasses.dataclass
class Rehearsal:
    """A rehearsal.

    Attributes:
        settings: of the runs, for a cluster.
        folder: where everything goes.
        data: a folder of events; None simulates some.
        engine: docker or podman; None for processes.
        kill: nodes that are killed once.
        delay: seconds of work before that.
        at_once: how many tasks run at the same time.
    """

    settings: Settings
    folder: pathlib.Path
    data: str | None = None
    engine: str | None = None
    kill: tuple[str, ...] = ()
    delay: float = 1.0
    at_once: int = 2

    def __post_init__(self) -> None:
        self.console = make_console()
        self._volumes = {claim: self.folder / claim for claim in self.settings.kubeflow.volumes}
        for volume in self._volumes.values():
            volume.mkdir(parents=True, exist_ok=True)

    def run(self, run_id: str) -> int:
        """Runs all tasks once; gives the exit code."""
        with (
            tempfile.TemporaryDirectory(prefix="mariadb-") as folder,
            mariadb.server(pathlib.Path(folder, "server")) as server,
        ):
            return 0 if self.once(run_id, server) else 1

    def once(self, run_id: str, server: mariadb.Server) -> bool:
        """Runs all tasks once on a server that is there; gives whether all went well."""
        settings = self.placed(server.where)
        self._bring_data(settings)
        package = pathlib.Path(compile_package(settings, str(self.folder / "package.yaml")))
        tasks = compiled.read(package, run_id)
        self._require_nodes(tasks)
        self.console.print(
            f"[bold]rehearsal[/]: {len(tasks)} tasks of {package}, {server.where}, run {run_id}"
        )
        conductor = Conductor(
            self._engine(server), self._tell, self.at_once, frozenset(self.kill), self.delay
        )
        outcomes = conductor.run(tasks)
        self._say_more(tasks, outcomes)
        return all(one.state == conduct.SUCCEEDED for one in outcomes.values())

    def placed(self, metadata: str) -> Settings:
        """The settings as they hold here: in containers volumes keep their paths, for processes they move."""
        chosen, kubeflow = {"metadata": metadata}, self.settings.kubeflow
        if self.engine is None:
            moved = {claim: str(path) for claim, path in self._volumes.items()}
            chosen |= {name: self._moved(getattr(self.settings, name)) for name in ("data", "out")}
            kubeflow = kubeflow.model_copy(update={"volumes": moved})
        return self.settings.model_copy(update={**chosen, "kubeflow": kubeflow})

    def _moved(self, path: str) -> str:
        """Where a path on a volume is on this machine."""
        for claim, mount in self.settings.kubeflow.volumes.items():
            if path == mount or path.startswith(f"{mount}/"):
                return f"{self._volumes[claim]}{path.removeprefix(mount)}"
        raise KubeflowError(f"{path} is on no volume of the settings", "See kubeflow.volumes.")

    def _bring_data(self, settings: Settings) -> None:
        target = pathlib.Path(self._moved(str(self.settings.data)))
        if target.exists():
            return
        if self.data is not None:
            shutil.copytree(self.data, target)
        else:
            simulated.ensure_data(settings, str(target), self.console)
        if self.engine is not None:
            for path in (self.folder, *self.folder.rglob("*")):
                path.chmod(0o777 if path.is_dir() else 0o666)

    def _engine(self, server: mariadb.Server) -> Engine:
        values = {"user": server.user, "password": server.password}
        places = self.settings.kubeflow.secrets.values()
        secrets = {place: values[place.rpartition("/")[2]] for place in places}
        scratch = self.folder / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        if self.engine is None:
            return Processes(scratch, secrets, ROOT)
        if not shutil.which(self.engine):
            raise KubeflowError(
                f"{self.engine} is not here", "Leave --engine out: tasks run in processes then."
            )
        return Containers(scratch, secrets, self.engine, self._volumes)

    def _require_nodes(self, tasks: list[Task]) -> None:
        unknown = set(self.kill) - {task.title for task in tasks}
        if unknown:
            known = ", ".join(task.title for task in tasks)
            raise KubeflowError(
                f"no such nodes to kill: {', '.join(sorted(unknown))}", f"There are: {known}."
            )

    def _tell(self, task: Task, outcome: Outcome) -> None:
        colour = {conduct.SUCCEEDED: "green", conduct.FAILED: "red"}.get(outcome.state, "yellow")
        again = f", {outcome.attempts} attempts" if outcome.attempts > 1 else ""
        line = f"{task.title:<26} [{colour}]{outcome.state:<9}[/] {outcome.seconds:6.1f} s{again}"
        self.console.print(line, highlight=False)
        if outcome.state == conduct.FAILED:
            self.console.print(f"  {outcome.message}  ({outcome.log})", markup=False, highlight=False)

    def _say_more(self, tasks: list[Task], outcomes: dict[str, Outcome]) -> None:
        for task in tasks:
            log = outcomes[task.name].log
            if task.last and log:
                self.console.print(log.read_text(errors="replace"), markup=False, highlight=False)
            if task.title in self.kill and outcomes[task.name].attempts < 2:
                raise KubeflowError(
                    f"{task.title} ended before it could be killed", "Give a shorter --delay."
                )
