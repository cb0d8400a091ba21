"""Builds the image of a pipeline with docker or podman, and pushes it where its name says."""

import os
import pathlib
import shutil
import subprocess
from collections.abc import Callable, Sequence

from kubeflow.errors import KubeflowError

ENGINES = ("docker", "podman")
DOCKERFILE = "Dockerfile"


def build(image: str, beside: str, base: str | None = None, tell: Callable[[str], object] = print) -> str:
    """Builds an image from the current folder.

    Args:
        image: its name; one with a registry is pushed there.
        beside: the pipeline file; its folder may hold the Dockerfile where the current one does not.
        base: what the Dockerfile's BASE is to be; None for its own.
        tell: is told what happens.

    Returns:
        What tasks are to run: the digest that the registry gave, or the name where nothing was pushed.

    Raises:
        KubeflowError: there is no engine or no Dockerfile, or the engine failed.
    """
    engine, file = _engine(), _dockerfile(beside)
    told = {"BASE": base, "REVISION": _revision()}
    chosen = [word for name, value in told.items() if value for word in ("--build-arg", f"{name}={value}")]
    tell(f"[{engine}] building {image} from {file}")
    _run([engine, "build", "--file", str(file), "--tag", image, *chosen, "."])
    if not has_registry(image):
        tell(f"{image} names no registry and was not pushed: load it into the cluster yourself.")
        return image
    _run([engine, "push", image])
    return _digest(engine, image)


def has_registry(image: str) -> bool:
    """Whether the name of an image begins with a host."""
    head, slash, _ = image.partition("/")
    return bool(slash) and ("." in head or ":" in head or head == "localhost")


def _engine() -> str:
    named = os.environ.get("CONTAINER_ENGINE")
    for engine in (named,) if named else ENGINES:
        if engine and shutil.which(engine):
            return engine
    raise KubeflowError(
        f"--build-image needs {named or ' or '.join(ENGINES)}, and it is not here",
        "Install one, or build the image elsewhere and leave --build-image out.",
    )


def _dockerfile(beside: str) -> pathlib.Path:
    places = (pathlib.Path(DOCKERFILE), pathlib.Path(beside).parent / DOCKERFILE)
    for path in places:
        if path.is_file():
            return path
    raise KubeflowError(f"there is no {places[0].absolute()} and no {places[1]}", "Write one of them.")


def _revision() -> str | None:
    """What git calls the current folder; an image holds no history. None where git does not know it."""
    asked = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return found.stdout.strip() or None


def _digest(engine: str, image: str) -> str:
    asked = [engine, "inspect", "--format", "{{index .RepoDigests 0}}", image]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    return found.stdout.strip() or image


def _run(command: Sequence[str]) -> None:
    """Shows what the engine says while it says it."""
    done = subprocess.run(command, check=False)
    if done.returncode:
        raise KubeflowError(
            f"`{' '.join(command)}` failed (exit {done.returncode})", "Its own words are above."
        )
