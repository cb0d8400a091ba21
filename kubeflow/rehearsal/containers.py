"""A container of docker or podman for each task: in the built image, with the package's limits and rights."""

import dataclasses
import os
import pathlib
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import Any

from kubeflow.rehearsal.compiled import Task
from kubeflow.rehearsal.engines import GRACE, Engine
from kubeflow.rehearsal.quantities import amount

OWN = {"podman": ("--http-proxy=false", "--read-only-tmpfs=false")}
"""What an engine would give a container of itself and Kubernetes does not."""
SHARED = "64Mi"
"""The size of /dev/shm that a container has where nothing is said."""
CONFINED = (
    *("--read-only", "--cap-drop", "ALL"),
    *("--security-opt", "no-new-privileges", "--security-opt", "label=disable"),
)
"""The labels are those of SELinux, which would keep a container from folders of this machine."""


@dataclasses.dataclass(frozen=True)
class Containers(Engine):
    """A container for each task: its root is read-only and it is not root.

    A task's /tmp is in memory and counts towards its limit, which on a cluster it does not.
    """

    engine: str
    """docker or podman."""
    image: str
    user: int
    """That tasks run as."""
    mounts: Mapping[str, pathlib.Path]
    """A folder here for each PersistentVolumeClaim."""
    run: str
    """What names of containers begin with, so that two rehearsals do not meet."""

    def __post_init__(self) -> None:
        """Lets the tasks' user in to the folders, whoever that is on this machine."""
        self._artifacts.mkdir(parents=True, exist_ok=True)
        for folder in self._folders:
            for path in (folder, *folder.rglob("*")):
                if os.geteuid() in (0, path.stat().st_uid):
                    path.chmod(path.stat().st_mode | (0o777 if path.is_dir() else 0o666))

    def outputs(self, task: Task) -> pathlib.PurePath:
        """In the mounted folder of artifacts."""
        return pathlib.PurePosixPath("/artifacts") / task.name

    def call(self, task: Task, command: Sequence[str], attempt: str) -> tuple[list[str], dict[str, str]]:
        """`docker run`; values of secrets stand in the environment, never among the words."""
        given = self.environment(task)
        words = [*self._begin(_user(task)), "--name", self._name(attempt), "--network", "host"]
        words += [word for name in given for word in ("--env", name)]
        words += [*_limits(task.container.get("resources", {})), *self._volumes(task)]
        first, *rest = command
        words += ["--entrypoint", first, str(task.container["image"]), *rest]
        return words, {**os.environ, **given}

    def kill(self, process: "subprocess.Popen[str]", attempt: str) -> None:
        """The engine kills the container."""
        self._tell("kill", self._name(attempt))

    def end(self, process: "subprocess.Popen[str]", attempt: str) -> None:
        """The engine's own way, which is Kubernetes': SIGTERM, then SIGKILL."""
        while process.poll() is None:  # a container that is just being made cannot be stopped yet
            self._tell("stop", "-t", str(GRACE), self._name(attempt))
            time.sleep(0.1)

    def close(self) -> None:
        """Hands what the tasks' user has left to whoever rehearsed: to read, and to remove."""
        pairs = [(str(path), f"/given/{number}") for number, path in enumerate(self._folders)]
        words = [*self._begin(self.user), "--network", "none", "--entrypoint", "chmod"]
        words += [word for here, there in pairs for word in ("--volume", f"{here}:{there}")]
        words += [self.image, "-R", "a+rwX", *(there for _, there in pairs)]
        subprocess.run(words, capture_output=True, check=False)  # what is ours already it cannot change

    @property
    def _artifacts(self) -> pathlib.Path:
        return self.scratch / "artifacts"

    @property
    def _folders(self) -> list[pathlib.Path]:
        return [self._artifacts, *self.mounts.values()]

    def _name(self, attempt: str) -> str:
        return f"{self.run}-{attempt}"

    def _begin(self, user: str | int) -> list[str]:
        own = OWN.get(self.engine, ())
        return [self.engine, "run", "--rm", "--pull", "never", "--user", f"{user}", *CONFINED, *own]

    def _tell(self, *words: str) -> None:
        subprocess.run([self.engine, *words], capture_output=True, check=False)

    def _volumes(self, task: Task) -> list[str]:
        words = ["--volume", f"{self._artifacts}:/artifacts"]
        for one in task.kubernetes.get("pvcMount", ()):
            words += ["--volume", f"{self.mounts[one['constant']]}:{one['mountPath']}"]
        own = {one["mountPath"]: one["sizeLimit"] for one in task.kubernetes.get("emptyDirMounts", ())}
        for path, size in ({"/dev/shm": SHARED} | own).items():
            words += ["--tmpfs", f"{path}:rw,exec,mode=1777,size={amount(size):.0f}"]
        return words


def _user(task: Task) -> str:
    context = task.kubernetes["securityContext"]
    return f"{context['runAsUser']}:{context.get('runAsGroup', context['runAsUser'])}"


def _limits(resources: Mapping[str, Any]) -> list[str]:
    """Docker refuses more cores than there are; memory may be as large as it likes, and there is no swap."""
    cores = min(amount(resources["resourceCpuLimit"]), float(os.cpu_count() or 1))
    memory = str(int(amount(resources["resourceMemoryLimit"])))
    words = ["--cpus", f"{cores:g}", "--memory", memory, "--memory-swap", memory]
    accelerator = resources.get("accelerator")
    return [*words, "--gpus", accelerator["resourceCount"]] if accelerator else words
