"""Which files a path stands for, and which reader each one gets."""

import pathlib
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


def data_files(path: str | pathlib.Path) -> dict[str, pathlib.Path]:
    """The data files of a file or a folder, folders below included: name -> file, sorted by name.

    Names are relative to the folder. Files and folders whose name begins with `.` or `_` are left out.

    Raises:
        BadFileError: there is nothing there, a folder holds no data file, or a file is of no known format.
    """
    path = pathlib.Path(path)
    if path.is_file():
        files = {path.name: path}
    elif path.is_dir():
        files = {
            str(p.relative_to(path)): p for p in sorted(path.rglob("*")) if p.is_file() and _visible(p, path)
        }
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
    except (OSError, EOFError, pa.ArrowException) as error:
        raise BadFileError(
            f"cannot be read: {error}".splitlines()[0],
            where=str(path),
            fix="Is the file complete, and is its suffix right? Fetch or write it again.",
        ) from None
    if empty:
        raise BadFileError("holds no records", where=str(path), fix="Remove the file, or fetch it again.")
