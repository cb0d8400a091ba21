"""Where the tasks of a rehearsal run: in processes of this machine, or in containers of docker or podman."""

import abc
import contextlib
import dataclasses
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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


@dataclasses.dataclass(frozen=True)
class Containers(Engine):
    """A container for each task: in the package's image, with its limits, not root, its root read-only."""

    engine: str
    """docker or podman."""
    mounts: Mapping[str, pathlib.Path]
    """A folder here for each PersistentVolumeClaim."""

    def outputs(self, task: Task) -> pathlib.PurePath:
        """In the mounted folder of artifacts."""
        return pathlib.PurePosixPath("/artifacts") / task.name

    def call(self, task: Task, command: Sequence[str], attempt: str) -> tuple[list[str], dict[str, str]]:
        """`docker run`; values of secrets stand in the environment, never among the words."""
        given = self.environment(task)
        names = [word for name in given for word in ("--env", name)]
        words = [self.engine, "run", "--rm", "--name", attempt, "--network", "host", *names]
        words += [*_rights(task), *_limits(task.container.get("resources", {})), *self._volumes(task)]
        first, *rest = command
        words += ["--entrypoint", first, str(task.container["image"]), *rest]
        return words, {"PATH": os.environ.get("PATH", PATH), "HOME": os.environ.get("HOME", "/"), **given}

    def kill(self, process: "subprocess.Popen[str]", attempt: str) -> None:
        """The engine kills the container."""
        subprocess.run([self.engine, "kill", attempt], capture_output=True, check=False)

    def end(self, process: "subprocess.Popen[str]", attempt: str) -> None:
        """The engine's own way, which is Kubernetes': SIGTERM, then SIGKILL."""
        subprocess.run([self.engine, "stop", "--time", str(GRACE), attempt], capture_output=True, check=False)
        process.wait()

    def _volumes(self, task: Task) -> list[str]:
        artifacts = self.scratch / "artifacts"
        artifacts.mkdir(parents=True, exist_ok=True)
        words = ["--volume", f"{artifacts}:/artifacts"]
        for one in task.kubernetes.get("pvcMount", ()):
            words += ["--volume", f"{self.mounts[one['constant']]}:{one['mountPath']}"]
        for one in task.kubernetes.get("emptyDirMounts", ()):
            if one["mountPath"] == "/dev/shm":
                words += ["--shm-size", _bytes(one["sizeLimit"])]
            else:
                words += ["--tmpfs", f"{one['mountPath']}:rw,mode=1777,size={_bytes(one['sizeLimit'])}"]
        return words


def _rights(task: Task) -> list[str]:
    context = task.kubernetes.get("securityContext", {})
    user = f"{context['runAsUser']}:{context.get('runAsGroup', context['runAsUser'])}"
    return ["--user", user, "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"]


def _limits(resources: Mapping[str, Any]) -> list[str]:
    words = ["--cpus", str(resources["cpuLimit"]), "--memory", _bytes(resources["resourceMemoryLimit"])]
    accelerator = resources.get("accelerator")
    return [*words, "--gpus", accelerator["resourceCount"]] if accelerator else words


def _bytes(quantity: str) -> str:
    units = {
        "Ki": 2**10,
        "Mi": 2**20,
        "Gi": 2**30,
        "Ti": 2**40,
        "k": 10**3,
        "M": 10**6,
        "G": 10**9,
        "T": 10**12,
    }
    for unit, factor in units.items():
        if quantity.endswith(unit):
            return str(int(float(quantity.removesuffix(unit)) * factor))
    return quantity
