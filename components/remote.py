"""Files and folders that only TensorFlow's file layer reaches, such as `gs://`; its errors are Python's own.

TensorFlow is imported when something is asked for: who has everything on a disk never waits for it.
"""

import contextlib
import errno
import io
import os
import pathlib
from collections.abc import Iterator
from typing import IO, Any, cast

SCHEMES = ("gs://",)
"""What TensorFlow and Beam, which reads for Transform, both reach without an add-on."""


@contextlib.contextmanager
def _layer(path: str) -> Iterator[Any]:
    """TensorFlow's file layer.

    Raises:
        FileNotFoundError: there is no such file or folder.
        OSError: it cannot be reached, read or written.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # it would tell what processor it was built for
    import tensorflow as tf

    try:
        yield tf.io.gfile
    except tf.errors.NotFoundError:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path) from None
    except tf.errors.OpError as error:
        raise OSError(errno.EIO, error.message.partition("\n")[0], path) from None


def read(path: str) -> bytes:
    """The content of a file."""
    with _layer(path) as gfile, gfile.GFile(path, "rb") as stream:
        content: bytes = stream.read()
    return content


def write(path: str, data: bytes) -> None:
    """Writes a file; makes its folder."""
    with open_to_write(path) as stream:
        stream.write(data)


def open_to_write(path: str) -> IO[bytes]:
    """A new file, in a folder that is made; on `gs://` it is there when it is closed."""
    with _layer(path) as gfile:
        gfile.makedirs(path.rpartition("/")[0])
        return cast(IO[bytes], _Stream(path, gfile.GFile(path, "wb")))


class _Stream(io.RawIOBase):
    """What TensorFlow writes to, as Python's own streams are: Arrow asks whether it is closed."""

    def __init__(self, path: str, stream: Any) -> None:
        self._path, self._stream = path, stream

    def writable(self) -> bool:
        """It is, and nothing else."""
        return True

    def write(self, data: Any) -> int:
        """Writes all of it; gives how many bytes that were."""
        content = bytes(data)
        with _layer(self._path):
            self._stream.write(content)
        return len(content)

    def close(self) -> None:
        """Only now the file is there."""
        if not self.closed:
            super().close()
            with _layer(self._path):
                self._stream.close()


def exists(path: str) -> bool:
    """Whether there is such a file or folder."""
    with _layer(path) as gfile:
        return bool(gfile.exists(path))


def remove(path: str) -> None:
    """Removes a file or a folder with all that is in it, if it is there."""
    with _layer(path) as gfile:
        if gfile.isdir(path):
            gfile.rmtree(path)
        elif gfile.exists(path):
            gfile.remove(path)


def download(source: str, target: pathlib.Path) -> None:
    """Copies a file, or a folder with all that is in it, to this machine.

    Raises:
        FileNotFoundError: it is not there.
    """
    with _layer(source) as gfile:
        if not gfile.isdir(source):
            gfile.copy(source, str(target), overwrite=True)
            return
        target.mkdir(parents=True, exist_ok=True)
        names = [name.strip("/") for name in gfile.listdir(source)]  # folders end in a slash on `gs://`
    for name in filter(None, names):
        download(f"{source.rstrip('/')}/{name}", target / name)


def upload(source: pathlib.Path, target: str) -> None:
    """Copies a folder of this machine, with all that is in it."""
    with _layer(target) as gfile:
        gfile.makedirs(target)
        for path in sorted(source.rglob("*")):  # a folder comes before what is in it
            place = f"{target.rstrip('/')}/{path.relative_to(source).as_posix()}"
            if path.is_dir():
                gfile.makedirs(place)
            else:
                gfile.copy(str(path), place, overwrite=True)
