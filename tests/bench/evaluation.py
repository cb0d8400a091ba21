"""One review, timed: reading examples, slices, metrics, gates; the model is a formula and costs nothing."""

import dataclasses
import functools
import pathlib
import time
from typing import Any

import numpy as np
import pyarrow as pa

ROWS = 5000


@dataclasses.dataclass(frozen=True)
class Scores:
    """Probabilities [rows, classes]."""

    probabilities: np.ndarray[Any, Any]
    anomaly_score: None = None


@dataclasses.dataclass(frozen=True)
class ByMuons:
    """Tells primaries apart by their number of muons; good enough to give metrics."""

    classes: tuple[str, ...]
    family: str = "gradient_boosting"

    def predict(self, columns: dict[str, np.ndarray[Any, Any]]) -> Scores:
        """Scores rows by the distance of log10 muons per energy from that of each class."""
        found = np.log10(columns["muons"] / columns["energy"])[:, None] - np.arange(len(self.classes))
        weights = np.exp(-(found**2))
        return Scores((weights / weights.sum(axis=1, keepdims=True)).astype(np.float32))


def evaluation_seconds(folder: pathlib.Path, rows: int = ROWS) -> dict[str, Any]:
    """Seconds of a first and of a second review of `rows` test and as many eval showers, in one process."""
    from components.showers.dataset import load_dataset

    dataset = load_dataset("ground")
    for split in ("eval", "test"):
        _write(folder / "examples" / f"Split-{split}", rows, dataset.classes)
    seconds = [_review(folder, dataset, run) for run in ("first", "second")]
    return {"rows": rows, "first_seconds": seconds[0], "second_seconds": seconds[1]}


def _review(folder: pathlib.Path, dataset: Any, run: str) -> float:
    from apache_beam import Pipeline
    from apache_beam.options.pipeline_options import PipelineOptions

    from components.evaluator.core import Review
    from components.evaluator.examples import read_columns
    from components.evaluator.plan_file import load_plan
    from components.settings import Evaluator
    from components.showers.dataset import dataset_folder
    from pipeline.settings import load_settings

    plan = load_plan(dataset_folder("ground"), dataset)
    settings = Evaluator(gates="report", confidence=0.95)
    review = Review(dataset, plan, settings, ByMuons(dataset.classes), ByMuons(dataset.classes))
    start = time.perf_counter()
    pipeline = Pipeline(options=PipelineOptions(load_settings().beam))
    read = functools.partial(_read, read_columns, folder, dataset)
    review.run(read, str(folder / run), pipeline)
    return time.perf_counter() - start


def _read(read_columns: Any, folder: pathlib.Path, dataset: Any, split: str) -> Any:
    return read_columns(str(folder / "examples" / f"Split-{split}"), dataset)


def _write(folder: pathlib.Path, rows: int, classes: tuple[str, ...]) -> None:
    from components.example_gen.encode import encode

    folder.mkdir(parents=True)
    (folder / "examples-00000-of-00001").write_bytes(encode(_showers(rows, classes)))


def _showers(rows: int, classes: tuple[str, ...]) -> pa.Table:
    """Made-up showers with the features of `ground`."""
    rng = np.random.default_rng(0)
    energy = 10 ** rng.uniform(0, 2.5, rows)
    truth = rng.integers(0, len(classes), rows)
    floats = {
        "particles": 1e9 * energy,
        "muons": energy * 10 ** (truth + rng.normal(0, 0.4, rows)),
        "electrons": 5e8 * energy,
        "xmax": rng.normal(700, 60, rows),
        "zenith": rng.uniform(0, 60, rows),
        "energy": energy,
        "first_interaction": rng.uniform(2e4, 5e4, rows),
    }
    columns = {name: column.astype(np.float32) for name, column in floats.items()}
    ids = {"event_id": np.arange(rows) * 10 + truth, "shower_group": np.arange(rows)}
    return pa.table({**ids, **columns, "primary": np.array(classes)[truth]})
