"""Counts what an ingest converted and refused, and says so when it is not good enough."""

import collections
import pathlib

import pyarrow as pa

from components.errors import BadFileError, BadRecordError
from components.showers.ingest.parts import Part
from components.showers.readers.raw import BAD_SCHEMA

SHOWN = 5
"""How many refusals an error shows; it counts them all."""


class Count:
    """What has been converted and refused so far, and the first refusals in full."""

    def __init__(self) -> None:
        self.good = self.refused = 0
        self.fields: collections.Counter[str] = collections.Counter()
        self.outside: collections.Counter[str] = collections.Counter()
        self._first = BAD_SCHEMA.empty_table()

    def add(self, part: Part) -> None:
        """Counts one part."""
        self.good += part.table.num_rows
        self.refused += part.refused.num_rows
        self.fields.update(field or "file" for field in part.refused["field"].to_pylist())
        self.outside.update(part.outside)
        self._first = pa.concat_tables([self._first, part.refused.slice(0, SHOWN - self._first.num_rows)])

    def check(self, path: pathlib.Path, bad_records: str) -> None:
        """Refuses an input that gave nothing, or, where `bad_records` is `stop`, one with anything bad.

        Raises:
            BadFileError: nothing was converted.
            BadRecordError: something was refused, and that should stop all.
        """
        if not self.good and not self.refused:
            raise BadFileError("holds nothing to convert", where=str(path), fix="Name another input.")
        if not self.good:
            what = f"none of {self.refused} could be converted: {self._shown()}"
            raise BadFileError(what, where=str(path), fix="Is this the right source for these files?")
        if self.refused and bad_records == "stop":
            what = f"{self.refused} bad records: {self._shown()}"
            fix = "Correct them, or set them aside with --bad-records quarantine."
            raise BadRecordError(what, where=str(path), fix=fix)

    def _shown(self) -> str:
        rows = [
            f"{row['file']}, record {row['record']}{row['field'] and ', ' + row['field']}: {row['reason']}"
            for row in self._first.to_pylist()
        ]
        more = f"; and {self.refused - len(rows)} more" if self.refused > len(rows) else ""
        return "; ".join(rows) + more
