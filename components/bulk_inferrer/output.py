"""Output files that appear whole or not at all, and never in place of something else."""

import os
import pathlib
import uuid
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from components.errors import SettingsError

MARK = "cascada.predictions"


def check_output(output: pathlib.Path, source: pathlib.Path, model: pathlib.Path) -> None:
    """Refuses an output that would harm something.

    Raises:
        SettingsError: it has another suffix than .parquet, lies within the source or the model, or exists and
            is not an output of predictions.
    """
    if output.suffix != ".parquet":
        raise _refusal(output, "the output does not end in .parquet")
    for place, name in ((source, "data"), (model, "model")):
        if output.resolve() == place.resolve() or output.resolve().is_relative_to(place.resolve()):
            raise _refusal(output, f"the output lies within the {name} {place}")
    if output.exists() and not _is_ours(output):
        raise _refusal(output, "this is there already, and is not a file of predictions")


def _refusal(output: pathlib.Path, what: str) -> SettingsError:
    return SettingsError(what, where=str(output), fix="Name another file, such as predictions.parquet.")


def _is_ours(path: pathlib.Path) -> bool:
    try:
        return MARK.encode() in (pq.read_schema(path).metadata or {})
    except (OSError, pa.ArrowInvalid):
        return False


class _Staged:
    """A file beside its target, put in its place when all went well and removed when not."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path, self.rows = path, 0
        self._part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        self._writer: Any = None

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if self._writer is None:
            return
        self._writer.close()
        if kind is not None:
            self._part.unlink()
            return
        with self._part.open("rb") as stream:
            os.fsync(stream.fileno())
        self._part.replace(self.path)

    def write(self, table: pa.Table) -> None:
        """Adds rows; the first ones settle the schema."""
        if table.num_rows:
            self._writer = self._writer or self._open(table.schema)
            self._writer.write_table(table)
            self.rows += table.num_rows

    def _open(self, schema: pa.Schema) -> Any:
        raise NotImplementedError


class ParquetOutput(_Staged):
    """Predictions, as Parquet.

    Args:
        path: the file.
        facts: what is kept in the metadata of the file.
    """

    def __init__(self, path: pathlib.Path, facts: dict[str, str]) -> None:
        super().__init__(path)
        self._facts = {MARK: "1", **{f"cascada.{name}": value for name, value in facts.items()}}

    def write(self, table: pa.Table) -> None:
        """Adds rows."""
        super().write(table.replace_schema_metadata(self._facts))

    def _open(self, schema: pa.Schema) -> pq.ParquetWriter:
        return pq.ParquetWriter(self._part, schema)


class QuarantineOutput(_Staged):
    """Bad records with their reasons, as CSV beside the predictions; no file where there are none."""

    def __init__(self, output: pathlib.Path) -> None:
        super().__init__(output.with_suffix(".quarantine.csv"))

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        super().__exit__(kind, error, trace)
        if kind is None and not self.rows:
            self.path.unlink(missing_ok=True)  # of an earlier run

    def _open(self, schema: pa.Schema) -> pc.CSVWriter:
        return pc.CSVWriter(self._part, schema)
