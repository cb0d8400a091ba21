"""Which files a path stands for, and which reader each one gets."""

import pathlib
import re
from collections.abc import Callable, Iterator

import pyarrow as pa

from components.errors import BadFileError
from components.showers.dataset import Dataset, Feature
from components.showers.readers.events import read_events
from components.showers.readers.parquet import read_parquet
from components.showers.readers.raw import Raw
from components.showers.readers.root import read_root
from components.showers.readers.text import read_csv, read_text

Reader = Callable[[pathlib.Path, str, Dataset, tuple[Feature, ...]], Iterator[Raw]]
READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".dat": read_text,
    ".txt.gz": read_text,
    ".dat.gz": read_text,
    ".csv": read_csv,
    ".csv.gz": read_csv,
    ".parquet": read_parquet,
    ".root": read_root,
}
EVENT_READERS: dict[str, Reader] = {".parquet": read_events}
KNOWN = ", ".join(READERS)
NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""What the name of a file may not hold: neither messages nor reports could say it."""


def data_files(path: str | pathlib.Path) -> dict[str, pathlib.Path]:
    """The data files of a file or a folder, folders below included: name -> file, sorted by name.

    Names are relative to the folder. Files and folders whose name begins with `.` or `_` are left out.

    Raises:
        BadFileError: there is nothing there, a folder holds no data file, or a file is of no known format.
    """
    path = pathlib.Path(path)
    _require_text(str(path))
    if path.is_file():
        files = {path.name: path}
    elif path.is_dir():
        found = [p for p in sorted(path.rglob("*")) if _visible(p, path)]
        files = {str(p.relative_to(path)): p for p in found if _is_file(p)}
    else:
        raise BadFileError(
            "no such file or folder", where=str(path), fix="Check the path; --data names the data."
        )
    if not files:
        raise BadFileError(
            "the folder holds no data files", where=str(path), fix=f"Put files there: {KNOWN}."
        )
    for file in files.values():
        _by_suffix(file, READERS)
    return files


def _is_file(path: pathlib.Path) -> bool:
    """Whether something in a folder is a file; False for a folder, whose files are found by themselves.

    Raises:
        BadFileError: it is something else, and would be left out silently, or its name is no text.
    """
    _require_text(path.name)
    if path.is_file():
        return True
    if path.is_dir() and not path.is_symlink():
        return False
    what = "a link to a folder" if path.is_dir() else "neither a file nor a folder"
    fix = "Put the files themselves there, or move it away."
    raise BadFileError(f"is {what}, and would be left out", where=str(path), fix=fix)


def _require_text(name: str) -> None:
    if NO_TEXT.search(name):
        what = "the name holds bytes that are no text, or control characters"
        raise BadFileError(what, where=repr(name)[1:-1], fix="Give it another name.")


def _visible(file: pathlib.Path, folder: pathlib.Path) -> bool:
    return not any(part.startswith((".", "_")) for part in file.relative_to(folder).parts)


def reader_of(path: pathlib.Path, dataset: Dataset) -> Reader:
    """The reader of a file of a dataset, by its suffix.

    Raises:
        BadFileError: no reader of such records knows the suffix.
    """
    if dataset.records == "rows":
        return _by_suffix(path, READERS)
    fix = f"{dataset.name} wants events; a table is of another dataset: name it, such as --dataset ground."
    return _by_suffix(path, EVENT_READERS, fix)


def _by_suffix(path: pathlib.Path, readers: dict[str, Reader], fix: str = "") -> Reader:
    for suffix, reader in readers.items():
        if path.name.lower().endswith(suffix):
            return reader
    fix = fix or "Convert the file (cascada ingest --help), or move it away."
    raise BadFileError("unknown format", where=str(path), fix=f"Known are {', '.join(readers)}. {fix}")


def read_file(path: pathlib.Path, name: str, dataset: Dataset, wanted: tuple[Feature, ...]) -> Iterator[Raw]:
    """Reads one data file in batches of unchecked records.

    Args:
        path: the file.
        name: what to call it in messages.
        dataset: its registry.
        wanted: the features to read.

    Raises:
        BadFileError: the file cannot be read, lacks a wanted feature, or holds no record.
    """
    empty = True
    try:
        for raw in reader_of(path, dataset)(path, name, dataset, wanted):
            empty = empty and not len(raw.records) and not raw.malformed.num_rows
            yield raw
    except (OSError, EOFError, UnicodeError, pa.ArrowException) as error:
        raise BadFileError(
            f"cannot be read: {error}".splitlines()[0],
            where=str(path),
            fix="Is the file complete, and is its suffix right? Fetch or write it again.",
        ) from None
    if empty:
        raise BadFileError("holds no records", where=str(path), fix="Remove the file, or fetch it again.")
