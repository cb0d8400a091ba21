"""What an ingestion came to, counted: nothing disappears silently."""

import collections
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from components.errors import BadFileError
from components.example_gen.split import SPLITS, TRAINED, Integers
from components.showers.dataset import Dataset
from components.showers.records import Batch


class Tally:
    """Counts what was read, batch after batch.

    Attributes:
        kept: records kept [splits, classes, then unseen classes].
        quarantined: bad records set aside, by the field that was bad.
        flagged: records kept although a value is outside its range, by feature.
        files: records read, kept and quarantined, by file.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._classes = pa.array((*dataset.classes, *dataset.unseen))
        self.kept: Integers = np.zeros((len(SPLITS), len(self._classes)), np.int64)
        self.quarantined: collections.Counter[str] = collections.Counter()
        self.flagged: collections.Counter[str] = collections.Counter()
        self.files: dict[str, collections.Counter[str]] = {}

    def add(self, batch: Batch, sides: Integers) -> None:
        """Counts a batch, the rows of which are on these sides [rows]."""
        kept, bad = batch.table.num_rows, batch.bad.num_rows
        counts = {"read": kept + bad, "kept": kept, "quarantined": bad}
        self.files.setdefault(batch.file, collections.Counter()).update(counts)
        self.flagged.update(batch.flagged)
        for item in pc.value_counts(batch.bad["field"]).to_pylist():
            self.quarantined[item["values"] or "whole line"] += item["counts"]
        classes = pc.index_in(batch.table[self._dataset.label.name], self._classes).to_numpy()
        cells = np.bincount(sides * len(self._classes) + classes, minlength=self.kept.size)
        self.kept += cells.reshape(self.kept.shape)

    def require_every_class(self) -> None:
        """Refuses a split that lacks a class: nothing could be learned or measured there.

        Raises:
            BadFileError: a class has no record in some split; says which and what to do.
        """
        empty = [
            f"{split} has no {self._dataset.classes[place]}"
            for split, row in zip(TRAINED, self.kept, strict=False)
            for place in np.flatnonzero(row[: len(self._dataset.classes)] == 0)
        ]
        if empty:
            raise BadFileError(
                f"of {self.kept.sum()} records, {', '.join(empty)}",
                where="split",
                fix="Add data, or change split.train, split.eval and split.test, or split.seed.",
            )

    def summary(self) -> dict[str, Any]:
        """All counts, as JSON holds them."""
        names = self._classes.to_pylist()
        splits = {
            split: {name: rows for name, rows in zip(names, row.tolist(), strict=True) if rows}
            for split, row in zip(SPLITS, self.kept, strict=True)
            if row.any()
        }
        totals = sum(self.files.values(), collections.Counter({"read": 0, "kept": 0, "quarantined": 0}))
        return {
            **{name: totals[name] for name in ("read", "kept", "quarantined")},
            "quarantined_by_field": dict(self.quarantined),
            "flagged": dict(self.flagged),
            "splits": splits,
        }
