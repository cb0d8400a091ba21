"""The summary tables (CSV) of Pierre Auger Open Data: reconstruction only, neither stations nor traces.

A summary alone gives no event of `wcd`. Beside the event files it fills in the reconstruction that a file
lacks. Events that several telescopes saw have a row for each, with the same `sd_` values: the first is taken.
Rows without an event file are refused one by one, so that nobody takes a summary for data.
"""

import dataclasses
import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from components.showers.ingest.auger_files import Document
from components.showers.ingest.parts import Refusal

PREFIX = "sd_"
FIELDS = ("theta", "phi", "energy", "x", "y", "z")
ALONE = "is a row of a summary without its event file: there are neither stations nor traces"
BY_TELESCOPES_ONLY = "has no reconstruction by the surface detector, and no event file"


@dataclasses.dataclass
class Summaries:
    """The rows of all summaries of an input: about 100 bytes for each event."""

    rows: dict[int, dict[str, float]] = dataclasses.field(default_factory=dict)
    places: dict[int, tuple[str, int]] = dataclasses.field(default_factory=dict)
    used: set[int] = dataclasses.field(default_factory=set)

    def add(self, document: Document) -> list[Refusal]:
        """Reads one summary; gives what is wrong with it."""
        try:
            table = _table(document.content)
        except (pa.ArrowException, ValueError) as error:
            reason = f"is no summary of events: {error}".splitlines()[0]
            return [Refusal(document.name, 1, "", reason)]
        ids = table["id"].to_pylist()
        for place, (number, row) in enumerate(zip(ids, table.drop_columns("id").to_pylist(), strict=True)):
            if number not in self.rows:
                self.rows[number] = {name: value for name, value in row.items() if value is not None}
                self.places[number] = (document.name, place + 2)
        return []

    def reconstruction(self, number: int) -> dict[str, float]:
        """What the summaries know of an event, by the names of `sdrec`; empty where they do not know it."""
        self.used.add(number)
        return self.rows.get(number, {})

    def refusals(self) -> list[Refusal]:
        """The events of which there was a row but no event file."""
        return [
            Refusal(*self.places[number], "stations", ALONE if row else BY_TELESCOPES_ONLY, f"id={number}")
            for number, row in self.rows.items()
            if number not in self.used
        ]


def _table(content: bytes) -> pa.Table:
    """The ids and the reconstruction by the surface detector, as the names of `sdrec`; not finite is null.

    Raises:
        ValueError: there is no column of ids, or none of the surface detector.
    """
    names = pyarrow.csv.open_csv(io.BytesIO(content)).schema.names
    columns = {field: PREFIX + field for field in FIELDS if PREFIX + field in names}
    if "id" not in names or not columns:
        raise ValueError(f"no column id, or none of {', '.join(PREFIX + field for field in FIELDS)}")
    kinds = {"id": pa.int64(), **dict.fromkeys(columns.values(), pa.float64())}
    options = pyarrow.csv.ConvertOptions(include_columns=list(kinds), column_types=kinds)
    table = pyarrow.csv.read_csv(io.BytesIO(content), convert_options=options)
    table = table.filter(pc.is_valid(table["id"]))
    finite = {field: _finite(table[column]) for field, column in columns.items()}
    return pa.table({"id": table["id"], **finite})


def _finite(column: pa.ChunkedArray) -> pa.Array:
    values = column.to_numpy().astype(np.float64)
    return pa.array(values, mask=~np.isfinite(values))
