"""The review of a model: predictions, metrics of every slice, verdict."""

import contextlib
import dataclasses
import json
import pathlib
from collections.abc import Callable, Iterable

import pyarrow as pa
import pyarrow.parquet as pq

from components import settings as sections
from components.errors import ModelError
from components.evaluator.judge import judge
from components.evaluator.measure import Measure
from components.evaluator.measured import Measured, to_json
from components.evaluator.plan import Plan
from components.evaluator.predictions import Columns, Scorer, score
from components.evaluator.probes import review_probes
from components.evaluator.rows import gather, row_groups
from components.evaluator.tfma_config import eval_config
from components.evaluator.tfma_files import write_results
from components.files import local_folder, write_text
from components.gates import Verdict
from components.showers.dataset import PROBE, Dataset

METRICS_FILE = "metrics.json"
PROBES_FILE = "probes.json"
JUDGED, KEPT = "test", "eval"
"""The split that metrics and gates are of, and the one that is kept for the choice of a champion."""

Read = Callable[[str], Iterable[Columns]]


@dataclasses.dataclass(frozen=True)
class Review:
    """What is reviewed, and how.

    Attributes:
        dataset: of the examples.
        plan: slices and gates.
        settings: confidence of the intervals, number and seed of the draws behind them.
        model: to be reviewed.
        baseline: what it is compared with, or in words why there is none.
        has_probes: whether there is a split of probes, other simulations that never train.
    """

    dataset: Dataset
    plan: Plan
    settings: sections.Evaluator
    model: Scorer
    baseline: Scorer | str
    has_probes: bool = False

    def run(self, read: Read, output: str) -> Verdict:
        """Reviews, and writes all that an evaluation artifact holds; stops nothing.

        Each split is scored once by each model, in batches. What stays in memory of a shower of the test
        split is said in `rows.py`; of the others, nothing.

        Args:
            read: gives a split's examples in batches, for each feature of the dataset an array [rows].
            output: a folder, local or remote; gets TFMA's result files, predictions, `metrics.json`,
                `verdict.json`, and `probes.json` where there are probes.

        Raises:
            ModelError: the model knows other classes than the dataset.
        """
        self._check_classes()
        with local_folder(output) as folder:
            return self._run(read, str(folder), output)

    def _run(self, read: Read, folder: str, place: str) -> Verdict:
        baseline = None if isinstance(self.baseline, str) else self.baseline
        kept, judged = (f"{folder}/predictions-{split}.parquet" for split in (KEPT, JUDGED))
        write_predictions(kept, score(read(KEPT), self.dataset, self.plan, self.model, baseline))
        write_predictions(judged, score(read(JUDGED), self.dataset, self.plan, self.model, baseline))
        if self.has_probes:
            self._probe(read, judged, folder)
        measured = self._measure(judged)
        self._write(measured, folder, f"{place}/predictions-{JUDGED}.parquet")
        verdict = Verdict(
            f"Evaluator ({self.model.family})", judge(self.plan, self.dataset.classes, measured)
        )
        verdict.write(folder)
        return verdict

    def _check_classes(self) -> None:
        if set(self.model.classes) != set(self.dataset.classes):
            raise ModelError(
                f"knows {', '.join(self.model.classes)}; the dataset has {', '.join(self.dataset.classes)}",
                where=f"model of the family {self.model.family}",
                fix="Train it on this dataset.",
            )

    def _probe(self, read: Read, nominal: str, output: str) -> None:
        """Shows what other simulations do to the predictions; no gate is of them."""
        probes = f"{output}/predictions-{PROBE}.parquet"
        write_predictions(probes, score(read(PROBE), self.dataset, self.plan, self.model))
        found = review_probes(nominal, probes, self.dataset, self.plan)
        write_text(f"{output}/{PROBES_FILE}", json.dumps(found, indent=2, allow_nan=False) + "\n")

    def _measure(self, predictions: str) -> Measured:
        rows = gather(row_groups(predictions), self.dataset, self.plan)
        reason = self.baseline if isinstance(self.baseline, str) else ""
        return Measure(rows, self.plan, self.dataset.classes, self.settings).all(reason)

    def _write(self, measured: Measured, folder: str, predictions: str) -> None:
        """Writes what was measured; `predictions` is where its readers will find them."""
        classes, settings = self.dataset.classes, self.settings
        config = eval_config(len(classes), self.plan, has_baseline=not isinstance(self.baseline, str))
        write_results(folder, config, measured, classes, predictions)
        text = to_json(JUDGED, measured, classes, self.plan, settings.confidence, settings.replicates)
        write_text(f"{folder}/{METRICS_FILE}", text)


def write_predictions(path: str, batches: Iterable[pa.RecordBatch]) -> None:
    """Writes Parquet, a row group for each batch."""
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        writer = None
        for batch in batches:
            writer = writer or stack.enter_context(pq.ParquetWriter(path, batch.schema))
            writer.write_batch(batch)
