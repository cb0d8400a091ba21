"""Writes a span: a folder of data that appears whole or not at all, and never over another one."""

import contextlib
import json
import os
import pathlib
import shutil
import uuid
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from components.errors import SettingsError
from components.files import to_disk, unwritable
from components.showers.readers.raw import BAD_SCHEMA

REFUSED = "_refused.csv"
MANIFEST = "_ingested.json"
"""Readers of data leave out what begins with an underscore."""


class SpanWriter:
    """A folder under construction beside its place, renamed into it by `finish`, removed without it.

    Args:
        folder: the span; must not exist, or be empty.
        name: the stem of its Parquet file.

    Raises:
        SettingsError: something is there already.
        MachineError: there is no space to write; nothing half-written stays.
    """

    def __init__(self, folder: pathlib.Path, name: str) -> None:
        self.folder = pathlib.Path(os.path.abspath(folder))
        _require_free(self.folder)
        self._stage = self.folder.with_name(f".{self.folder.name}.{uuid.uuid4().hex}")
        self._data = self._stage / f"{name}.parquet"
        self._writer: Any = None
        self._refusals: Any = None

    def __enter__(self) -> Self:
        self._stage.mkdir(parents=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        with contextlib.suppress(OSError) if error else contextlib.nullcontext():
            self._close()
        shutil.rmtree(self._stage, ignore_errors=True)
        if isinstance(error, OSError):
            raise unwritable(error, str(self.folder)) from None

    def add(self, table: pa.Table) -> None:
        """Adds good rows; the first ones settle the schema."""
        if table.num_rows:
            self._writer = self._writer or pyarrow.parquet.ParquetWriter(
                self._data, table.schema, write_page_checksum=True
            )
            self._writer.write_table(table)

    def refuse(self, refused: pa.Table) -> None:
        """Adds refused records, as `BAD_SCHEMA`."""
        if refused.num_rows:
            path = self._stage / REFUSED
            self._refusals = self._refusals or pyarrow.csv.CSVWriter(path, BAD_SCHEMA)
            self._refusals.write_table(refused)

    def finish(self, manifest: dict[str, Any]) -> pathlib.Path:
        """Writes the manifest and puts the folder in its place.

        Raises:
            SettingsError: something has come there meanwhile.
        """
        self._close()
        text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False)
        (self._stage / MANIFEST).write_text(text + "\n", encoding="utf-8")
        for path in (*self._stage.iterdir(), self._stage):
            to_disk(path)
        _require_free(self.folder)
        self._stage.replace(self.folder)
        to_disk(self.folder.parent)
        return self.folder

    def _close(self) -> None:
        for writer in (self._writer, self._refusals):
            if writer is not None:
                writer.close()
        self._writer = self._refusals = None


def _require_free(folder: pathlib.Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        raise SettingsError(
            "this is there already; a span never changes",
            where=str(folder),
            fix="Name a new folder, such as the next span-N.",
        )
