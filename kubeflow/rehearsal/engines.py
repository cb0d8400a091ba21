"""Where the tasks of a rehearsal run: an engine, and the one that runs them in processes of this machine."""

import abc
import contextlib
import dataclasses
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

from kubeflow.errors import KubeflowError
from kubeflow.rehearsal.compiled import Task

PATH = "/usr/local/bin:/usr/bin:/bin"
GRACE = 30
"""Seconds between SIGTERM and SIGKILL, as Kubernetes has it."""


@dataclasses.dataclass(frozen=True)
class Engine(abc.ABC):
    """Runs commands of tasks.

    Attributes:
        scratch: a folder for what tasks leave here: logs, homes, temporary files.
        secrets: values of the cluster's secrets, by `secret/key`.
    """

    scratch: pathlib.Path
    secrets: Mapping[str, str]

    @abc.abstractmethod
    def outputs(self, task: Task) -> pathlib.PurePath:
        """Where output artifacts of a task go, as the task sees it."""

    @abc.abstractmethod
    def call(self, task: Task, command: Sequence[str], attempt: str) -> tuple[list[str], dict[str, str]]:
        """The words of a process on this machine that runs the command, and its whole environment."""

    @abc.abstractmethod
    def end(self, process: "subprocess.Popen[str]", attempt: str) -> None:
        """Ends an attempt as Kubernetes does."""

    @abc.abstractmethod
    def kill(self, process: "subprocess.Popen[str]", attempt: str) -> None:
        """Ends an attempt without a word, as when a machine is lost."""

    @contextlib.contextmanager
    def start(
        self, task: Task, command: Sequence[str], attempt: str, log: pathlib.Path
    ) -> "Iterator[subprocess.Popen[str]]":
        """Runs an attempt of a task; what it says goes into the log. It never outlives this block."""
        words, environment = self.call(task, command, attempt)
        with log.open("w") as stream:
            process = subprocess.Popen(
                words,
                cwd=self.scratch,
                env=environment,
                stdout=stream,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            try:
                yield process
            finally:
                if process.poll() is None:
                    self.end(process, attempt)

    @abc.abstractmethod
    def close(self) -> None:
        """Is called when all tasks have ended."""

    def environment(self, task: Task) -> dict[str, str]:
        """The variables that the package gives a task, those from secrets too.

        Raises:
            KubeflowError: there is no such secret.
        """
        given = {one["name"]: str(one["value"]) for one in task.container.get("env", ())}
        for secret in task.kubernetes.get("secretAsEnv", ()):
            for entry in secret["keyToEnv"]:
                place = f"{secret['secretName']}/{entry['secretKey']}"
                if place not in self.secrets:
                    raise KubeflowError(f"{task.title}: no secret {place}", "A pod would not start.")
                given[entry["envVar"]] = self.secrets[place]
        return given


@dataclasses.dataclass(frozen=True)
class Processes(Engine):
    """A process for each task, with no more of this machine's environment than a container would have."""

    root: pathlib.Path
    """The project, which the image has as its working folder."""

    def outputs(self, task: Task) -> pathlib.PurePath:
        """A folder of its own."""
        return self.scratch / "artifacts" / task.name

    def call(self, task: Task, command: Sequence[str], attempt: str) -> tuple[list[str], dict[str, str]]:
        """The command itself, with this Python's programs first on the path."""
        home = self.scratch / "homes" / attempt
        (home / "tmp").mkdir(parents=True, exist_ok=True)
        own = {
            "PATH": f"{pathlib.Path(sys.executable).parent}:{PATH}",
            "HOME": str(home),
            "TMPDIR": str(home / "tmp"),
            "PYTHONPATH": str(self.root),
            "PYTHONUNBUFFERED": "1",
        }
        return list(command), own | self.environment(task)

    def kill(self, process: "subprocess.Popen[str]", attempt: str) -> None:
        """SIGKILL to all that the task has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    def end(self, process: "subprocess.Popen[str]", attempt: str) -> None:
        """SIGTERM to all that the task has started, then SIGKILL."""
        for number, patience in ((signal.SIGTERM, GRACE), (signal.SIGKILL, None)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                return

    def close(self) -> None:
        """Does nothing: what tasks leave is ours already."""
