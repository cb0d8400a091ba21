"""What every source hands on: good rows, and what was refused with its reason; nothing is in neither."""

import dataclasses
import pathlib
from collections.abc import Mapping
from typing import NamedTuple, Self

import pyarrow as pa

from components.errors import BadFileError
from components.showers.readers.raw import BAD_SCHEMA

LONGEST_TEXT = 200


class Refusal(NamedTuple):
    """One event that could not be converted; the columns are those of `BAD_SCHEMA`.

    Attributes:
        file: relative to the input; `archive.zip/member` within an archive.
        record: 1-based place in the file.
        field: what is wrong with it, in one word of the format; empty where it is the whole file.
        reason: in words.
        text: the beginning of the record as the file has it.
    """

    file: str
    record: int
    field: str
    reason: str
    text: str = ""


@dataclasses.dataclass(frozen=True)
class Part:
    """Some converted records of one source.

    Attributes:
        table: the good ones, of the same schema in every part.
        refused: the others, as `BAD_SCHEMA`.
        outside: field -> how many good rows were converted faithfully, yet lie outside the range that the
            dataset allows there, so that the pipeline will refuse them.
    """

    table: pa.Table
    refused: pa.Table
    outside: Mapping[str, int] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, table: pa.Table, refusals: list[Refusal]) -> Self:
        """Good rows with the refusals that were met on the way."""
        return cls(table, refusals_table(refusals))


def refusals_table(refusals: list[Refusal]) -> pa.Table:
    """Refusals as a table of `BAD_SCHEMA`."""
    rows = [refusal._replace(text=refusal.text[:LONGEST_TEXT])._asdict() for refusal in refusals]
    return pa.Table.from_pylist(rows, BAD_SCHEMA)


def input_files(path: pathlib.Path) -> dict[str, pathlib.Path]:
    """The files of an input, folders below included: name -> file, sorted by name.

    Names are relative to a folder. Files and folders whose name begins with `.` or `_` are left out.

    Raises:
        BadFileError: there is nothing there, or nothing in it.
    """
    if path.is_file():
        return {path.name: path}
    if not path.is_dir():
        raise BadFileError("no such file or folder", where=str(path), fix="Check the path.")
    found = sorted(file for file in path.rglob("*") if file.is_file())
    names = {file.relative_to(path): file for file in found}
    files = {str(n): f for n, f in names.items() if not any(part.startswith((".", "_")) for part in n.parts)}
    if not files:
        raise BadFileError(
            "the folder holds no files", where=str(path), fix="Name a file, or a fuller folder."
        )
    return files
