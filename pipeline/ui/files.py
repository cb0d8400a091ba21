"""Files of artifacts: only those below the folder of an artifact, wherever names or links may lead."""

import pathlib
from collections.abc import Iterator

from werkzeug.exceptions import NotFound

from components.errors import CascadaError
from components.files import is_remote

LISTED = 500
TEXT = "text/plain; charset=utf-8"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    **dict.fromkeys((".txt", ".md", ".csv", ".jsonl", ".pbtxt", ".yaml"), TEXT),
}


def folder_of(uri: str) -> pathlib.Path:
    """The folder of an artifact.

    Raises:
        CascadaError: it is not on this machine, or not there any more.
    """
    if is_remote(uri):
        raise CascadaError("this artifact is not on this machine", where=uri, fix="Read it there.")
    path = pathlib.Path(uri)
    if not path.is_dir():
        raise CascadaError("this artifact is not there any more", where=uri, fix="Run the pipeline again.")
    return path.resolve()


def file_in(folder: pathlib.Path, name: str) -> pathlib.Path:
    """A file below a folder, by its path in it.

    Raises:
        NotFound: there is none; neither `..`, nor a path from the root, nor a link leads out.
    """
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):  # a name too long, one with a zero byte
        inside = False
    if not inside:
        raise NotFound(f"There is no file {name} in {folder}.")
    return path


def files_below(folder: pathlib.Path) -> Iterator[tuple[str, int]]:
    """Path and bytes of the first files below a folder, in order."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return ((path.relative_to(folder).as_posix(), path.stat().st_size) for path in found[:LISTED])


def kind_of(path: pathlib.Path) -> str:
    """The media type that a browser is told; what it should not show, it saves."""
    return KINDS.get(path.suffix, "application/octet-stream")
