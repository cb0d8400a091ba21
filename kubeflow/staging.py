"""The compiled pipeline on its way to the tasks: carried once by the package, then read by its SHA-256."""

import base64
import hashlib
import lzma
import os
import pathlib
import uuid
from collections.abc import Iterable

from kubeflow import files
from kubeflow.errors import KubeflowError

FOLDER = ".cascada-ir"
"""Below the pipeline root."""
PIECE = 60 * 1024
"""Characters of one argument, with room for the option's name below 64 KiB."""


def sha256(text: str) -> str:
    """The name that a compiled pipeline goes by."""
    return hashlib.sha256(text.encode()).hexdigest()


def pack(text: str) -> list[str]:
    """A compiled pipeline as words of a command line: the same text gives the same words.

    By xz, because Argo repeats them nine times in the state of a run, which has to stay below 1 MiB.
    """
    packed = base64.b64encode(lzma.compress(text.encode())).decode()
    return [packed[start : start + PIECE] for start in range(0, len(packed), PIECE)]


def unpack(pieces: Iterable[str]) -> str:
    """The compiled pipeline of these words."""
    return lzma.decompress(base64.b64decode("".join(pieces))).decode()


def path_of(root: str, digest: str) -> str:
    """Where a compiled pipeline stands."""
    return f"{root.rstrip('/')}/{FOLDER}/{digest}.json"


def write(root: str, text: str) -> str:
    """Writes a compiled pipeline, whole or not at all; one that is there is left alone.

    Returns:
        Its SHA-256.
    """
    digest = sha256(text)
    path = path_of(root, digest)
    if files.is_remote(root):
        _write_remote(path, text)
    elif not _is_whole(pathlib.Path(path), digest):
        _write_local(pathlib.Path(path), text)
    return digest


def read(root: str, digest: str) -> str:
    """A compiled pipeline.

    Raises:
        KubeflowError: it is not there, or is not what it was.
    """
    path = path_of(root, digest)
    try:
        text = files.read(path).decode()
    except OSError:
        raise KubeflowError(
            f"{path}: there is no compiled pipeline", "Is the pipeline root's volume mounted?"
        ) from None
    if sha256(text) != digest:
        raise KubeflowError(f"{path}: the compiled pipeline was changed", "Delete the file, run again.")
    return text


def _is_whole(path: pathlib.Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def _write_local(path: pathlib.Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    with part.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)


def _write_remote(path: str, text: str) -> None:
    from tfx.dsl.io import fileio

    fileio.makedirs(os.path.dirname(path))
    with fileio.open(path, "w") as stream:
        stream.write(text)
