"""Where temporary files go, so that none outlives the run that made it."""

import contextlib
import os
import pathlib
import tempfile
from collections.abc import Iterator

from components.files import unwritable


@contextlib.contextmanager
def temporary_files() -> Iterator[pathlib.Path]:
    """Gives a folder for all temporary files of this process and of those that it starts.

    Beam and TFX leave theirs behind, in every run. The folder lies where TMPDIR says, and is gone at the end.

    Raises:
        MachineError: no folder can be made there.
    """
    try:
        folder = tempfile.TemporaryDirectory(prefix="cascada-", ignore_cleanup_errors=True)
    except OSError as error:
        raise unwritable(error, "the folder for temporary files") from None
    with folder as name, _made_in(name):
        yield pathlib.Path(name)


@contextlib.contextmanager
def _made_in(folder: str) -> Iterator[None]:
    before, named = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    try:
        yield
    finally:
        tempfile.tempdir = before
        del os.environ["TMPDIR"]
        if named is not None:
            os.environ["TMPDIR"] = named
