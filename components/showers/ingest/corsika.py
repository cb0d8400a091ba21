"""CORSIKA 7 particle files, thinned or not, to rows of `ground` with the true primary.

One shower is one row, and a group of its own: its id is ten times a number made of its header, in which the
random seeds are, plus the digit of its primary. So ids do not depend on the names or the order of files,
equal ids are copies of one shower, and showers of two runs of the same number do not meet.
Where the file has no fit of the longitudinal profile, `xmax` is that of the `.long` file beside it, or -1,
which the pipeline counts as a failed fit. Depths are vertical unless CORSIKA was built with SLANT.
A damaged file gives nothing, also of what came before the damage.
"""

import hashlib
import pathlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from components.errors import BadFileError
from components.showers.dataset import Dataset
from components.showers.ingest.corsika_file import Shower, read_showers
from components.showers.ingest.corsika_shower import fault_of, primary_of, xmax_of
from components.showers.ingest.parts import Part, Refusal, input_files
from components.showers.ingest.table import outside

COMPANIONS = (".long", ".lst", ".inp", ".info", ".log", ".dbase", ".txt", ".md")
"""What stands beside particle files and is left alone."""
GEV_PER_EEV = 1e9
CENTIMETRES = 100.0
SCHEMA = pa.schema(
    [
        ("event_id", pa.int64()),
        *((name, pa.float64()) for name in ("particles", "muons", "electrons", "xmax", "zenith", "energy")),
        ("first_interaction", pa.float64()),
        ("primary", pa.string()),
        ("run", pa.int64()),
        ("event", pa.int64()),
    ]
)
"""The columns of `ground`, and CORSIKA's own numbers, which the readers leave alone."""


def convert(path: pathlib.Path, dataset: Dataset) -> Iterator[Part]:
    """The showers of a file, or of the particle files of a folder; one part for each file.

    Args:
        path: the input.
        dataset: `ground`.

    Raises:
        BadFileError: nothing is there.
    """
    seen: set[int] = set()
    for name, file in input_files(path).items():
        if file == path or not name.lower().endswith(COMPANIONS):
            try:
                yield _part(name, file, dataset, seen)
            except BadFileError as error:
                yield Part.of(SCHEMA.empty_table(), [Refusal(name, 1, "", error.what)])


def _part(name: str, file: pathlib.Path, dataset: Dataset, seen: set[int]) -> Part:
    rows: list[dict[str, Any]] = []
    refusals: list[Refusal] = []
    for place, shower in enumerate(read_showers(file), 1):
        row = _row(shower, file, dataset)
        fault = fault_of(shower, dataset) or _again(row["event_id"], seen)
        if fault:
            text = ", ".join(f"{column}={value}" for column, value in row.items())
            refusals.append(Refusal(name, place, *fault, text))
        else:
            seen.add(row["event_id"])
            rows.append(row)
    table = pa.Table.from_pylist(rows, SCHEMA)
    part = Part.of(table, refusals)
    return Part(part.table, part.refused, outside(table, dataset)) if rows else part


def _row(shower: Shower, file: pathlib.Path, dataset: Dataset) -> dict[str, Any]:
    header, counts = shower.header, shower.counts
    primary = primary_of(int(header["particle_id"]))
    return {
        "event_id": event_id(shower.identity, primary, dataset),
        "particles": counts.particles,
        "muons": counts.muons,
        "electrons": counts.electrons,
        "xmax": xmax_of(shower, file),
        "zenith": float(np.rad2deg(np.float64(header["zenith"]))),
        "energy": float(header["total_energy"]) / GEV_PER_EEV,
        # Negative where the shower was traced from the edge of the atmosphere.
        "first_interaction": abs(float(header["first_interaction_height"])) / CENTIMETRES,
        "primary": primary,
        "run": int(header["run_number"]),
        "event": int(header["event_number"]),
    }


def event_id(identity: bytes, primary: str, dataset: Dataset) -> int:
    """The id of a shower: the digit of its primary after 49 bits of the digest of its header.

    Two of a million showers share a number by chance once in a thousand such sets.
    """
    digits = {label: int(digit) for digit, label in dataset.label_codes.items()}
    number = int.from_bytes(hashlib.sha256(identity).digest()[:8], "big") >> 15
    return number * 10 + digits.get(primary, 0)


def _again(number: int, seen: set[int]) -> tuple[str, str] | None:
    return ("event_id", "is a copy of a shower that was read before") if number in seen else None
