"""What a rehearsal in containers needs before it begins: an engine that answers, and the image."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from kubeflow.errors import KubeflowError
from kubeflow.rehearsal.compiled import Task
from kubeflow.rehearsal.quantities import amount
from pipeline.source import fingerprint_of

IMAGE = "cascada:cpu"
"""As `make image` names it."""
CODE = ("components/**/*.py", "pipeline/**/*.py", "kubeflow/*.py", "pipeline/settings/*.yaml", "schemas/*/*")
ASK = "import sys; from pipeline.source import fingerprint_of; print(fingerprint_of(*sys.argv[1:]))"


def require(engine: str, image: str) -> bool:
    """Refuses to begin without an engine and an image that it can run.

    Args:
        engine: docker or podman.
        image: its name.

    Returns:
        Whether the image holds the same code as this checkout.

    Raises:
        KubeflowError: one of them is missing, or does not work; says what to do.
    """
    if not shutil.which(engine):
        raise KubeflowError(
            f"{engine} is not installed", "Install it, or leave ENGINE out: tasks run in processes then."
        )
    answer = _asked([engine, "info"])
    if answer.returncode:
        raise KubeflowError(f"{engine} does not answer: {_said(answer)}", "Does it run, and may you use it?")
    if _asked([engine, "image", "inspect", image]).returncode:
        raise KubeflowError(f"{engine} has no image {image}", f"Build it: {command(engine, image)}")
    words = [engine, "run", "--rm", "--pull", "never", "--network", "none", "--entrypoint", "python", image]
    answer = _asked([*words, "-c", ASK, *CODE])
    if answer.returncode:
        raise KubeflowError(
            f"{engine} cannot run {image}: {_said(answer)}",
            f"Does `{engine} run --rm {image}` work? Else build it anew: {command(engine, image)}",
        )
    return answer.stdout.strip() == fingerprint_of(*CODE)


def command(engine: str, image: str) -> str:
    """What builds the image."""
    return f"make image ENGINE={engine}" + ("" if image == IMAGE else f" IMAGE={image}")


def beyond(tasks: Sequence[Task]) -> list[str]:
    """Limits that this machine has not got, a line each with the tasks that have them."""
    cores, memory = os.cpu_count() or 1, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    titles: dict[tuple[str, str], list[str]] = {}
    for task in tasks:
        given = task.container["resources"]
        titles.setdefault((given["resourceCpuLimit"], given["resourceMemoryLimit"]), []).append(task.title)
    return [
        f"this machine has less than {wanted} cores and {size}; all of it is the limit of {', '.join(names)}"
        for (wanted, size), names in titles.items()
        if amount(wanted) > cores or amount(size) > memory
    ]


def _asked(words: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(words, capture_output=True, text=True, check=False)


def _said(answer: "subprocess.CompletedProcess[str]") -> str:
    lines = [line for line in answer.stderr.splitlines() if line.strip()]
    return lines[-1].strip() if lines else f"exit code {answer.returncode}"
