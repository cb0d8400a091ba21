"""`cascada ingest`: turns what others have written into a span that the pipeline reads.

    summary = ingest("auger", "Auger_open_data.zip", "data/span-2")

A source is a module with `convert(path, dataset) -> Iterator[Part]`, named in `SOURCES`.
"""

import dataclasses
import pathlib
from collections.abc import Callable, Iterator
from typing import Any, Literal

from components.errors import SettingsError
from components.files import sha256_of
from components.showers.dataset import Dataset, load_dataset
from components.showers.ingest import auger, corsika, table
from components.showers.ingest.count import Count
from components.showers.ingest.parts import Part, input_files
from components.showers.ingest.span import REFUSED, SpanWriter

Convert = Callable[[pathlib.Path, Dataset], Iterator[Part]]
SOURCES: dict[str, tuple[str | None, Convert]] = {
    "auger": ("wcd", auger.convert),
    "corsika": ("ground", corsika.convert),
    "table": (None, table.convert),
}
"""Name -> the dataset it gives rows of (None: the one that is asked for), and what converts it."""


@dataclasses.dataclass(frozen=True)
class Summary:
    """What an ingest did.

    Attributes:
        folder: the span.
        dataset: of which dataset its rows are.
        good: how many records were converted.
        refused: how many were not.
        fields: what was wrong -> how many were refused for it.
        outside: field -> how many converted rows the pipeline will refuse, because they lie outside the range
            that the dataset allows there.
    """

    folder: pathlib.Path
    dataset: str
    good: int
    refused: int
    fields: dict[str, int]
    outside: dict[str, int]

    @property
    def refusals(self) -> pathlib.Path:
        """Where the reasons are."""
        return self.folder / REFUSED


def ingest(
    source: str,
    path: str | pathlib.Path,
    output: str | pathlib.Path,
    *,
    dataset: str | None = None,
    bad_records: Literal["stop", "quarantine"] = "quarantine",
    progress: Callable[[int, int], None] = lambda good, refused: None,
) -> Summary:
    """Converts a file, a folder or an archive into a span.

    Args:
        source: a name of `SOURCES`.
        path: what to convert.
        output: the folder to write, new or empty.
        dataset: the dataset of a table, by name or folder; the other sources have their own.
        bad_records: `quarantine` sets bad records aside with their reasons; `stop` converts nothing at all
            when there is one.
        progress: is told how many records are converted and refused so far.

    Raises:
        SettingsError: the output is there already, or source and dataset do not fit together.
        BadFileError: nothing is there, or nothing in it could be converted.
        BadRecordError: something was refused, and `bad_records` is `stop`.
    """
    path = pathlib.Path(path)
    registry, convert = _source(source, dataset)
    files = input_files(path)
    count = Count()
    with SpanWriter(pathlib.Path(output), source) as span:
        for part in convert(path, registry):
            count.add(part)
            span.refuse(part.refused)
            span.add(part.table)
            progress(count.good, count.refused)
        count.check(path, bad_records)
        folder = span.finish(_manifest(source, registry, files, count))
    return Summary(folder, registry.name, count.good, count.refused, dict(count.fields), dict(count.outside))


def _source(source: str, dataset: str | None) -> tuple[Dataset, Convert]:
    if source not in SOURCES:
        raise SettingsError(f"no source {source!r}", fix=f"Known: {', '.join(SOURCES)}.")
    own, convert = SOURCES[source]
    if own and dataset not in (None, own):
        raise SettingsError(
            f"{source} gives records of the dataset {own}, not of {dataset}", fix="Leave --dataset out."
        )
    if not (own or dataset):
        raise SettingsError("a table of which dataset?", fix="Name it: --dataset NAME, or a folder.")
    return load_dataset(own or str(dataset)), convert


def _manifest(source: str, dataset: Dataset, files: dict[str, pathlib.Path], count: Count) -> dict[str, Any]:
    return {
        "source": source,
        "dataset": dataset.name,
        "files": [
            {"file": name, "bytes": file.stat().st_size, "sha256": sha256_of(file)}
            for name, file in files.items()
        ],
        "good": count.good,
        "refused": count.refused,
        "refused_by_field": dict(count.fields),
        "outside_range_by_field": dict(count.outside),
    }
