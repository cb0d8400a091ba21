"""Reads a span of data, checks it, splits it by shower group, and writes it as tf.Examples."""

import json
import pathlib
import tempfile
from collections.abc import Mapping
from typing import Any

from components.example_gen.outputs import Quarantine, whole_or_nothing, write_examples
from components.example_gen.report import Tally
from components.example_gen.shuffle import Shuffle
from components.example_gen.spans import Span, fingerprint
from components.example_gen.split import sides_of
from components.files import write_text
from components.settings import ExampleGen, Split
from components.showers.dataset import Dataset
from components.showers.readers.events import is_synthetic
from components.showers.records import data_files, read_records

REPORT_FILE = "report.json"
BYTES_PER_BUCKET = 8 << 20
MOST_BUCKETS = 256


def ingest(
    span: Span,
    files: Mapping[str, str],
    dataset: Dataset,
    split: Split,
    settings: ExampleGen,
    *,
    examples: str,
    ingestion: str,
) -> dict[str, Any]:
    """Writes the examples of a span and the report of what was read; returns the report.

    Rows are in the order of a hash of their id, so classes are mixed. Temporary files take about the size of
    the data, in the folder that TMPDIR names.

    Args:
        span: the span.
        files: the SHA-256 of each of its files, by name.
        dataset: its registry.
        split: shares and seed.
        settings: what to do with bad records.
        examples: folder for `Split-<name>/examples-00000-of-00001`.
        ingestion: folder for `report.json` and, where records were set aside, `quarantine.csv`.

    Raises:
        BadFileError: a file cannot be read, or a class is missing, as a whole or from a split.
        BadRecordError: records are bad and the settings say to stop; no example is written.
        MachineError: there is no space to write; nothing half-written stays.
    """
    tally = Tally(dataset)
    with (
        whole_or_nothing(examples, ingestion),
        tempfile.TemporaryDirectory(prefix="cascada-") as scratch,
        Quarantine(ingestion) as quarantine,
        Shuffle(pathlib.Path(scratch), dataset.id.name, _buckets(span)) as shuffle,
    ):
        for batch in read_records(span.folder, dataset, bad_records=settings.bad_records):
            tally.add(batch, sides_of(batch.table, dataset, split))
            quarantine.add(batch.bad)
            shuffle.add(batch.table)
        tally.require_every_class()
        written = write_examples(shuffle.tables(), dataset, split, examples)
        if written != tally.kept.sum(axis=1).tolist():
            raise RuntimeError(f"kept {tally.kept.sum(axis=1)} records and wrote {written}")
        report = _report(span, files, dataset, split, settings, tally)
        write_text(f"{ingestion}/{REPORT_FILE}", json.dumps(report, indent=2) + "\n")
    return report


def _buckets(span: Span) -> int:
    size = sum(path.stat().st_size for path in data_files(span.folder).values())
    return min(1 + size // BYTES_PER_BUCKET, MOST_BUCKETS)


def _report(
    span: Span, files: Mapping[str, str], dataset: Dataset, split: Split, settings: ExampleGen, tally: Tally
) -> dict[str, Any]:
    return {
        "dataset": dataset.name,
        "span": span.number,
        "version": span.version,
        "fingerprint": fingerprint(files),
        "split": split.model_dump(),
        "bad_records": settings.bad_records,
        "synthetic": any(map(is_synthetic, data_files(span.folder).values())),
        **tally.summary(),
        "files": {name: {"sha256": digest, **tally.files[name]} for name, digest in files.items()},
    }
