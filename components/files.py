"""Writing files so that nobody ever reads half of one, on a local disk or on what TensorFlow can reach."""

import contextlib
import hashlib
import os
import pathlib
import uuid
from collections.abc import Iterator

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
        _write_remote(path, data)
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


def _write_remote(path: str, data: bytes) -> None:
    from tfx.dsl.io import fileio

    fileio.makedirs(os.path.dirname(path))
    with fileio.open(path, "wb") as stream:
        stream.write(data)


def read_text(path: str) -> str:
    """Reads a text file, local or remote."""
    return read_bytes(path).decode()


def read_bytes(path: str) -> bytes:
    """Reads a file, local or remote."""
    if not is_remote(path):
        return pathlib.Path(path).read_bytes()
    from tfx.dsl.io import fileio

    with fileio.open(path, "rb") as stream:
        content: bytes = stream.read()
    return content


def sha256_of(path: pathlib.Path) -> str:
    """The SHA-256 of a local file, in hexadecimal, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
