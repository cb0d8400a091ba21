"""One at a time: a run, or whatever else changes an output folder."""

import contextlib
import fcntl
import pathlib
from collections.abc import Iterator

from components.errors import CascadaError


@contextlib.contextmanager
def only_run(out: str) -> Iterator[None]:
    """Keeps a second run out of the same output folder.

    Raises:
        CascadaError: another run is using it.
    """
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CascadaError(
                "another run is using this folder", where=out, fix="Wait, or name another --out."
            ) from None
        yield
