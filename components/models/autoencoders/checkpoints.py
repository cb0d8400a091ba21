"""Where a training keeps what it needs to go on after it was killed.

Everything random follows from the seed and the number of the epoch, so the state is the weights, the
optimizer, and what early stopping remembers. A training that goes on ends with the same weights, byte for
byte.
"""

import hashlib
import io
import time
import zipfile
from collections.abc import Callable, Mapping

import numpy as np
import tensorflow as tf

from components.files import write_bytes
from components.models.examples import Array

SECONDS = 5.0  # between two writings

Arrays = dict[str, Array]


class Checkpoint:
    """The state of one phase of a training, in one file.

    Args:
        path: of the file, local or remote; empty to keep nothing.
        seconds: at least so long between two writings.
    """

    def __init__(self, path: str, seconds: float = SECONDS) -> None:
        self._path, self._seconds, self._written = path, seconds, time.monotonic()

    def load(self) -> Arrays | None:
        """The arrays by name; None where nothing was kept, or it cannot be read."""
        if not self._path or not tf.io.gfile.exists(self._path):
            return None
        with tf.io.gfile.GFile(self._path, "rb") as stream:
            content = io.BytesIO(stream.read())
        try:
            with np.load(content, allow_pickle=False) as arrays:
                return dict(arrays)
        except (ValueError, OSError, EOFError, zipfile.BadZipFile):
            return None

    def save(self, arrays: Callable[[], Mapping[str, Array]], *, last: bool = False) -> None:
        """Writes the file whole or not at all; not so soon after the last time, unless it is the `last`."""
        if not self._path or (not last and time.monotonic() - self._written < self._seconds):
            return
        content = io.BytesIO()
        np.savez(content, allow_pickle=False, **arrays())
        write_bytes(self._path, content.getvalue())
        self._written = time.monotonic()


class Checkpoints:
    """A folder for the checkpoints of one training.

    Args:
        folder: for those of all trainings; None to keep nothing.
        key: of this training: `fingerprint` of all that it follows from.
        seconds: at least so long between two writings.
    """

    def __init__(self, folder: str | None, key: str = "", seconds: float = SECONDS) -> None:
        self._folder, self._seconds = f"{folder}/{key}" if folder else "", seconds

    def of(self, phase: str) -> Checkpoint:
        """That of a phase."""
        return Checkpoint(self._folder and f"{self._folder}/{phase}.npz", self._seconds)

    def discard(self) -> None:
        """Takes them away, once the model is safe elsewhere."""
        if self._folder and tf.io.gfile.exists(self._folder):
            tf.io.gfile.rmtree(self._folder)


def fingerprint(*parts: str | Array) -> str:
    """A name for all that a training follows from: the digest of texts and arrays, in hexadecimal."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else np.ascontiguousarray(part).tobytes()
        digest.update(f"{len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
