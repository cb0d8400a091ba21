"""Scores files of any size with a model: records stream in, one row for each streams out."""

import contextlib
import dataclasses
import pathlib
from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from components.bulk_inferrer.output import ParquetOutput, QuarantineOutput, check_output
from components.models.manifest import MANIFEST_FILE, verify
from components.models.scorer import Scorer, load_scorer
from components.showers.records import read_records
from components.showers.vectors import to_numpy


@dataclasses.dataclass(frozen=True)
class Summary:
    """What was predicted.

    Attributes:
        output: the Parquet file.
        rows: its rows, one for each good record.
        labels: class name -> rows that got it.
        quarantine: the CSV file of bad records with their reasons; None where there were none.
        bad: how many.
    """

    output: pathlib.Path
    rows: int
    labels: dict[str, int]
    quarantine: pathlib.Path | None
    bad: int


def predict_files(
    model: pathlib.Path,
    source: pathlib.Path,
    output: pathlib.Path,
    *,
    bad_records: Literal["stop", "quarantine"] = "stop",
    progress: Callable[[int], None] | None = None,
) -> Summary:
    """Scores a file or folder of records, labelled or not; what memory it takes does not grow with them.

    The output has the id of the dataset, `label` (class name), `p_<class>` (float32) and `anomaly_score`
    (float32) where the model has one. It appears whole or not at all.

    Args:
        model: a SavedModel; one that was pushed is compared with its manifest first.
        source: a file or folder in any input format.
        output: a Parquet file; an earlier output is replaced.
        bad_records: `stop` writes nothing when any record is bad; `quarantine` writes bad ones beside
            the output.
        progress: is told the number of rows so far, after each batch.

    Raises:
        SettingsError: the output has another suffix, lies within the source or the model, or is a file of
            something else.
        ModelError: the model is damaged.
        DataError: the source cannot be read or has bad records.
    """
    check_output(output, source, model)
    content = verify(model).content if (model / MANIFEST_FILE).is_file() else ""
    scorer = load_scorer(str(model))
    labels = Counter[str]()
    with contextlib.ExitStack() as stack:
        scored = stack.enter_context(ParquetOutput(output, {"model": content, "family": scorer.family}))
        bad = stack.enter_context(QuarantineOutput(output))
        for batch in read_records(source, scorer.dataset, labelled=False, bad_records=bad_records):
            bad.write(batch.bad)
            if batch.table.num_rows:
                table = score(scorer, batch.table)
                scored.write(table)
                labels.update(_count(table["label"]))
            if progress is not None:
                progress(scored.rows)
    counts = {name: labels[name] for name in scorer.classes if labels[name]}
    return Summary(output, scored.rows, counts, bad.path if bad.rows else None, bad.rows)


def score(scorer: Scorer, records: pa.Table) -> pa.Table:
    """The output rows of records that were checked, in their order."""
    scores = scorer.predict(
        {feature.name: to_numpy(records[feature.name]) for feature in scorer.dataset.inputs}
    )
    columns: dict[str, Any] = {scorer.dataset.id.name: records[scorer.dataset.id.name]}
    columns["label"] = pa.array(scorer.classes).take(pa.array(scores.probabilities.argmax(axis=1)))
    for number, name in enumerate(scorer.classes):
        columns[f"p_{name}"] = np.ascontiguousarray(scores.probabilities[:, number], dtype=np.float32)
    if scores.anomaly_score is not None:
        columns["anomaly_score"] = np.asarray(scores.anomaly_score, dtype=np.float32)
    return pa.table(columns)


def _count(labels: pa.ChunkedArray) -> dict[str, int]:
    return {entry["values"]: entry["counts"] for entry in labels.value_counts().to_pylist()}
