"""Files below a pipeline root: on a disk, or where TFX's file layer reaches, imported when it is asked."""

import pathlib


def is_remote(uri: str) -> bool:
    """True for `gs://` and the like."""
    return "://" in uri


def is_file(uri: str) -> bool:
    """Whether there is such a file, and not a folder."""
    if not is_remote(uri):
        return pathlib.Path(uri).is_file()
    from tfx.dsl.io import fileio

    return bool(fileio.exists(uri)) and not fileio.isdir(uri)


def read(uri: str) -> bytes:
    """The content of a file."""
    if not is_remote(uri):
        return pathlib.Path(uri).read_bytes()
    from tfx.dsl.io import fileio

    with fileio.open(uri, "rb") as stream:
        content: bytes = stream.read()
    return content
