"""The largest less the smallest value of a metric among the bands of a slice."""

from collections.abc import Iterator

import numpy as np

from components.evaluator.arrays import Array
from components.evaluator.bands import OUTSIDE
from components.evaluator.intervals import Drawn, Intervals, around, basic
from components.evaluator.measured import Band, Part


class Gaps:
    """Gathers the gaps of one slice, band by band, for all metrics at once."""

    def __init__(self, name: str, intervals: Intervals, minimum: int, blocks: int) -> None:
        """For a slice.

        Args:
            name: of it.
            intervals: how they are made.
            minimum: a band with fewer examples of a metric has no part.
            blocks: how many blocks have examples.
        """
        self._name, self._intervals, self._minimum, self._blocks = name, intervals, minimum, blocks
        self._bands: list[str] = []
        self._values: list[Array] = []
        self._draws: tuple[Array, Array] | None = None

    def add(self, band: Band, found: Drawn) -> None:
        """Takes the next band; numbers beyond the edges are none."""
        if OUTSIDE in band.bands:
            return
        enough = self._intervals.catalogue.behind(found.values, band.examples) >= self._minimum
        self._bands.append(band.band)
        self._values.append(np.where(enough, found.values, np.nan))
        draws = np.where(enough[:, None], found.draws, np.nan)
        low, high = self._draws or (draws, draws)
        self._draws = np.fmin(low, draws), np.fmax(high, draws)

    def all(self) -> Iterator[Part]:
        """The gaps of all metrics of which at least two bands have enough examples."""
        if self._draws is None:
            return
        values = np.stack(self._values)
        two = (np.isfinite(values).sum(axis=0) >= 2) & self._intervals.catalogue.measured
        chosen = np.flatnonzero(two)
        if not len(chosen):
            return
        values = values[:, chosen]
        lowest, highest = np.nanargmin(values, axis=0), np.nanargmax(values, axis=0)
        gaps = np.nanmax(values, axis=0) - np.nanmin(values, axis=0)
        limits = self._limits(gaps, chosen)
        for k, metric in enumerate(chosen):
            yield {
                "slice": self._name,
                "metric": self._intervals.catalogue.names[metric],
                "value": float(gaps[k]),
                "interval": limits[k].tolist(),
                "highest": self._bands[highest[k]],
                "lowest": self._bands[lowest[k]],
            }

    def _limits(self, gaps: Array, chosen: Array) -> Array:
        low, high = self._draws or (np.empty(0), np.empty(0))
        draws = high[chosen] - low[chosen]
        return basic(gaps, around(gaps, draws, self._intervals.confidence, self._blocks)[0])
