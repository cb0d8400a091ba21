"""Writing files so that nobody ever reads half of one, on a local disk or on what TensorFlow can reach."""

import contextlib
import hashlib
import os
import pathlib
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from typing import IO

from components import remote
from components.errors import MachineError


def is_remote(path: str) -> bool:
    """True for `gs://` and the like."""
    return "://" in path


def write_text(path: str, text: str) -> None:
    """Writes a text file whole or not at all; makes its folder."""
    write_bytes(path, text.encode())


def write_bytes(path: str, data: bytes) -> None:
    """Writes a file whole or not at all; makes its folder."""
    if is_remote(path):
        remote.write(path, data)
        return
    with staged(pathlib.Path(path)) as part:
        part.write_bytes(data)


@contextlib.contextmanager
def staged(path: pathlib.Path) -> Iterator[pathlib.Path]:
    """A local file beside the path, which takes its place when all went well; makes its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        yield part
        to_disk(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def unwritable(error: OSError, where: str) -> MachineError:
    """What to raise when something could not be written, for want of space perhaps."""
    fix = "Is there space, here and in the folder that TMPDIR names, and may you write there?"
    return MachineError(f"cannot be written: {error.strerror or error}", where=where, fix=fix)


def to_disk(path: pathlib.Path) -> None:
    """Returns when a local file, or the entries of a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_text(path: str) -> str:
    """Reads a text file, local or remote."""
    return read_bytes(path).decode()


def read_bytes(path: str) -> bytes:
    """Reads a file, local or remote."""
    return remote.read(path) if is_remote(path) else pathlib.Path(path).read_bytes()


def exists(path: str) -> bool:
    """Whether there is such a file or folder, local or remote."""
    return remote.exists(path) if is_remote(path) else pathlib.Path(path).exists()


def remove(path: str) -> None:
    """Removes a file or a folder, local or remote, if it is there."""
    if is_remote(path):
        remote.remove(path)
    elif os.path.isdir(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        pathlib.Path(path).unlink(missing_ok=True)


def open_to_write(path: str) -> IO[bytes]:
    """A new file, local or remote, in a folder that is made."""
    if is_remote(path):
        return remote.open_to_write(path)
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    return open(path, "wb")


@contextlib.contextmanager
def local_copy(path: str) -> Iterator[pathlib.Path]:
    """A file or folder where libraries can read it: itself, or a copy of a remote one, removed afterwards.

    Raises:
        FileNotFoundError: a remote one is not there.
    """
    if not is_remote(path):
        yield pathlib.Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="cascada-") as scratch:
        copy = pathlib.Path(scratch, path.rstrip("/").rpartition("/")[2])
        remote.download(path, copy)
        yield copy


@contextlib.contextmanager
def local_folder(path: str) -> Iterator[pathlib.Path]:
    """A folder that libraries can write to: itself, or one that is copied to a remote one at the end."""
    if not is_remote(path):
        pathlib.Path(path).mkdir(parents=True, exist_ok=True)
        yield pathlib.Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="cascada-") as scratch:
        yield pathlib.Path(scratch)
        remote.upload(pathlib.Path(scratch), path)


def sha256_of(path: pathlib.Path) -> str:
    """The SHA-256 of a local file, in hexadecimal, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
