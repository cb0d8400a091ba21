"""Measures a split: every metric of all examples and of each band, with intervals, changes and gaps."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from components import settings as sections
from components.columns import BLOCKS
from components.evaluator import calibration
from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.catalogue import Catalogue
from components.evaluator.curves import Scores
from components.evaluator.drawn_curves import drawn_areas, drawn_rejections
from components.evaluator.gaps import Gaps
from components.evaluator.intervals import Drawn, Intervals
from components.evaluator.measured import Band, Figures, Measured, Metrics, Part
from components.evaluator.metrics import metric_names, named_metrics
from components.evaluator.plan import CROSS, Plan
from components.evaluator.rows import Rows
from components.evaluator.scored import Scored
from components.evaluator.sums import Sums
from components.resampling import drawn


@dataclasses.dataclass(frozen=True)
class Found:
    """What one model reached on some showers: figures, and the same for each draw."""

    figures: Figures
    sums: Sums
    drawn: Drawn


class Measure:
    """Measures showers, some or all of them, with the same draws of blocks throughout."""

    def __init__(self, rows: Rows, plan: Plan, classes: Sequence[str], settings: sections.Evaluator) -> None:
        """For these showers.

        Args:
            rows: all of them.
            plan: slices, separations and masses.
            classes: names.
            settings: number and seed of the draws, confidence of the intervals.
        """
        self._rows, self._plan, self._classes, self._settings = rows, plan, tuple(classes), settings
        self._asked = Asked.by(plan, self._classes)
        self._names = metric_names(self._classes, self._asked)
        self._intervals = Intervals(settings.confidence, Catalogue(self._names))
        draws = drawn(_filled(rows.blocks), settings.replicates, np.random.default_rng(settings.seed))
        # The first draw is the data themselves.
        self._weights = np.concatenate([np.ones((1, BLOCKS)), draws])
        self._scores = [Scores.of(rows.labels, model, self._asked) for model in rows.models]

    def all(self, baseline_reason: str = "") -> Measured:
        """Everything; `baseline_reason` says why there is no baseline, where there is none.

        The products of matrices are small: threads would wait for each other, and change last digits.
        """
        with threadpool_limits(1, user_api="blas"):
            return self._all(baseline_reason)

    def _all(self, baseline_reason: str) -> Measured:
        overall, found = self._band(np.arange(len(self._rows.labels)), (), ())
        bands: list[Band] = []
        gaps: list[Part] = []
        blocks = int(np.count_nonzero(_filled(self._rows.blocks)))
        for one in self._plan.slices:
            between = Gaps(one.name, self._intervals, self._plan.minimum_examples, blocks)
            for names, rows in self._rows.placed[one.name].rows():
                band, inside = self._band(rows, one.features, names)
                bands.append(band)
                between.add(band, inside.drawn)
            gaps += between.all()
        shown = calibration.reliability(
            self._rows, found.sums.chosen, self._weights[1:], self._classes, self._settings.confidence
        )
        return Measured(overall, tuple(bands), tuple(gaps), shown, baseline_reason)

    def _band(self, rows: Array, features: tuple[str, ...], bands: tuple[str, ...]) -> tuple[Band, Found]:
        labels, block = self._rows.labels[rows], self._rows.blocks[rows]
        filled = int(np.count_nonzero(_filled(block)))
        found = [
            self._found(labels, block, model.take(rows), scores, filled)
            for model, scores in zip(self._rows.models, self._scores, strict=True)
        ]
        ours, theirs = found[0], found[1] if len(found) > 1 else None
        band = Band(
            slice=CROSS.join(features),
            band=CROSS.join(bands),
            features=features,
            bands=bands,
            examples=len(rows),
            groups=int(np.count_nonzero(np.bincount(self._rows.groups[rows]))),
            model=ours.figures,
            intervals=self._named_intervals(ours.drawn.intervals),
            baseline=theirs.figures if theirs else None,
            changes=self._changes(ours.drawn, theirs.drawn, filled) if theirs else {},
        )
        return band, ours

    def _found(self, labels: Array, block: Array, model: Scored, scores: Scores, filled: int) -> Found:
        sums = Sums.by_block(labels, block, model, self._asked)
        coarse = scores.by_block(labels, block, model)
        exact = scores.exact(labels, model)
        areas = _moved(drawn_areas(coarse, self._weights), exact[0])
        rejections = _moved(drawn_rejections(coarse[len(self._classes) :], self._weights), exact[1])
        named = named_metrics(sums.drawn(self._weights), areas, rejections, self._classes, self._asked)
        table = np.stack(list(named.values()))
        values, draws = table[:, 0], table[:, 1:]
        limits = self._intervals.of_values(values, draws, len(labels), filled)
        confusion = sums.confusion.sum(axis=0)
        figures = Figures(self._metrics(values), confusion, calibration.of_plot(labels, model))
        return Found(figures, sums, Drawn(values, draws, limits))

    def _metrics(self, values: Array) -> Metrics:
        return {name: float(v) for name, v in zip(self._names, values, strict=True) if np.isfinite(v)}

    def _named_intervals(self, limits: Array) -> dict[str, list[float]]:
        there = np.isfinite(limits).all(axis=1) & self._intervals.catalogue.measured
        return {self._names[k]: limits[k].tolist() for k in np.flatnonzero(there)}

    def _changes(self, ours: Drawn, theirs: Drawn, filled: int) -> dict[str, Part]:
        values, limits = self._intervals.of_changes(ours, theirs, filled)
        found = self._named_intervals(limits)
        place = {name: k for k, name in enumerate(self._names)}
        return {name: {"value": float(values[place[name]]), "interval": i} for name, i in found.items()}


def _filled(blocks: Array) -> Array:
    """Whether each block has rows [BLOCKS], from the blocks of rows [rows]."""
    return np.bincount(blocks, minlength=BLOCKS) > 0


def _moved(draws: Array, exact: Array) -> Array:
    """Draws [scores, draws], the first of which is of the data themselves, moved so that it is exact."""
    return np.asarray(np.clip(draws + (exact - draws[:, 0])[:, None], 0, 1))
