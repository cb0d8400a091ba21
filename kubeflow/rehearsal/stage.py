"""Sets a rehearsal up: settings for this machine, data, the package, a database, an engine."""

import contextlib
import dataclasses
import pathlib
import secrets
import shutil
import tempfile

from kubeflow.cascada_runner import compile_package
from kubeflow.errors import KubeflowError
from kubeflow.files import is_remote
from kubeflow.rehearsal import built, compiled, conduct, mariadb
from kubeflow.rehearsal.compiled import Task
from kubeflow.rehearsal.conduct import Conductor, Outcome
from kubeflow.rehearsal.containers import Containers
from kubeflow.rehearsal.engines import Engine, Processes
from kubeflow.rehearsal.telling import Teller
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
        image: that tasks run in there.
        kill: nodes that are killed once.
        delay: seconds of work before that.
        at_once: how many tasks run at the same time.

    Raises:
        KubeflowError: the engine or the image is missing.
    """

    settings: Settings
    folder: pathlib.Path
    data: str | None = None
    engine: str | None = None
    image: str = built.IMAGE
    kill: tuple[str, ...] = ()
    delay: float = 0.0
    at_once: int = 2

    def __post_init__(self) -> None:
        self._teller = Teller(make_console())
        self._stale = ""
        if self.engine is not None and not built.require(self.engine, self.image):
            self._stale = built.command(self.engine, self.image)
        self._volumes = {claim: self.folder / claim for claim in self.settings.kubeflow.volumes}
        for volume in self._volumes.values():
            volume.mkdir(parents=True, exist_ok=True)

    def run(self, run_id: str) -> bool:
        """Runs all tasks once on a server of its own; gives whether all went well."""
        with (
            tempfile.TemporaryDirectory(prefix="mariadb-") as folder,
            mariadb.server(pathlib.Path(folder, "server")) as server,
        ):
            return self.once(run_id, server)

    def once(self, run_id: str, server: mariadb.Server) -> bool:
        """Runs all tasks once on a server that is there; gives whether all went well."""
        tasks = self.tasks(run_id, server)
        what = f"{self._package}, {server.where}, run {run_id}"
        self._teller.before(what, tasks)
        if self.engine is not None:
            self._teller.before_containers(tasks, self._stale)
        outcomes = self.play(tasks, server)
        self._teller.after(tasks, outcomes, self.kill)
        return all(one.state == conduct.SUCCEEDED for one in outcomes.values())

    def tasks(self, run_id: str, server: mariadb.Server) -> list[Task]:
        """Brings the data and compiles the package; gives its tasks."""
        settings = self.placed(server.where)
        self._bring_data(settings)
        compile_package(settings, str(self._package))
        tasks = compiled.read(self._package, run_id)
        self._require_nodes(tasks)
        return tasks

    def play(self, tasks: list[Task], server: mariadb.Server) -> dict[str, Outcome]:
        """Runs tasks in their order; gives how each ended."""
        with contextlib.closing(self._engine(server)) as engine:
            kill = frozenset(self.kill)
            return Conductor(engine, self._teller.ended, self.at_once, kill, self.delay).run(tasks)

    @property
    def _package(self) -> pathlib.Path:
        return self.folder / "package.yaml"

    def placed(self, metadata: str) -> Settings:
        """The settings as they hold here: in containers volumes keep their paths, for processes they move."""
        chosen, kubeflow = {"metadata": metadata}, self.settings.kubeflow
        if self.engine is not None:
            kubeflow = kubeflow.model_copy(update={"image": self.image})
        else:
            moved = {claim: str(path) for claim, path in self._volumes.items()}
            on_volumes = ("data", "out", "root") if self._is_root_on_volume() else ("data", "out")
            chosen |= {name: self._moved(getattr(self.settings, name)) for name in on_volumes}
            kubeflow = kubeflow.model_copy(update={"volumes": moved})
        return self.settings.model_copy(update={**chosen, "kubeflow": kubeflow})

    def _is_root_on_volume(self) -> bool:
        return self.settings.root is not None and not is_remote(self.settings.root)

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
            simulated.ensure_data(settings, str(target), self._teller.console)

    def _engine(self, server: mariadb.Server) -> Engine:
        values = {"user": server.user, "password": server.password}
        places = self.settings.kubeflow.secrets.values()
        given = {place: values[place.rpartition("/")[2]] for place in places}
        scratch = self.folder / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        if self.engine is None:
            return Processes(scratch, given, ROOT)
        user, run = self.settings.kubeflow.user, f"rehearsal-{secrets.token_hex(4)}"
        return Containers(scratch, given, self.engine, self.image, user, self._volumes, run)

    def _require_nodes(self, tasks: list[Task]) -> None:
        unknown = set(self.kill) - {task.title for task in tasks}
        if unknown:
            known = ", ".join(task.title for task in tasks)
            raise KubeflowError(
                f"no such nodes to kill: {', '.join(sorted(unknown))}", f"There are: {known}."
            )
