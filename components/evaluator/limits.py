"""What a rule of the plan is about: one number of a review, and a limit it must keep to."""

import dataclasses

from components.evaluator.measured import Band, Measured
from components.evaluator.rule import MASS_METRICS

ROUNDING = 1e-12
"""What a difference of two doubles near one may be off."""


@dataclasses.dataclass(frozen=True)
class Target:
    """One number of a review: a metric, of a class or separation where it has one, of some examples."""

    metric: str
    class_: str | None
    separation: str | None
    slice: str | None
    band: str | None

    @property
    def name(self) -> str:
        """For machines, such as `recall[iron, zenith 20-30]`."""
        narrowed = [part for part in (self._subject, self._place) if part]
        return f"{self.metric}[{', '.join(narrowed)}]" if narrowed else self.metric

    @property
    def words(self) -> str:
        """For people, such as `recall of iron in zenith 20-30`."""
        of = f" of {self._subject}" if self._subject else ""
        within = f" in {self._place}" if self._place else ""
        metric = self.metric.replace("_", " ").replace("ln a", "ln A")
        return f"{'AUC' if metric == 'auc' else metric}{of}{within}"

    @property
    def _subject(self) -> str | None:
        return self.class_ or self.separation

    @property
    def _place(self) -> str | None:
        return f"{self.slice} {self.band}" if self.slice else None

    def value_in(self, measured: Measured) -> float | None:
        """The number, None where it is undefined."""
        band = self._band(measured)
        name = f"{self.metric}_{self._subject}" if self._subject else self.metric
        return band.metrics.get(name) if band else None

    def examples_in(self, measured: Measured) -> int:
        """How many examples the number rests on.

        Those of the class for a metric of a class, those of the smaller side for one of a separation,
        those that have a mass for one of ln A; a predicted fraction rests on all.
        """
        band = self._band(measured)
        if band is None:
            return 0
        counted = self._counted_by()
        return min(int(band.metrics.get(name, 0)) for name in counted) if counted else band.examples

    def _counted_by(self) -> list[str]:
        """The metrics that say how many."""
        if self.separation:
            return [f"signal_{self.separation}", f"background_{self.separation}"]
        if self.metric in MASS_METRICS:
            return ["ln_a_examples"]
        return [f"support_{self.class_}"] if self.class_ and self.metric != "predicted_fraction" else []

    def _band(self, measured: Measured) -> Band | None:
        return next(iter(measured.of(self.slice, self.band)), None)


@dataclasses.dataclass(frozen=True)
class Limit:
    """A lower or an upper limit, of a value or of its change against the baseline."""

    threshold: float
    lower: bool
    change: bool

    @property
    def name(self) -> str:
        """For machines, such as `>=0.95` or ` change>=-0.005`."""
        return f"{' change' if self.change else ''}{'>=' if self.lower else '<='}{self.threshold:g}"

    def holds(self, measured: float) -> bool:
        """Whether a measured value keeps to the limit."""
        beyond = measured - self.threshold if self.lower else self.threshold - measured
        return beyond >= -ROUNDING

    def sentence(self, words: str, value: float, before: float | None) -> str:
        """What was found, and what may be."""
        if before is None:
            most = "at least" if self.lower else "at most"
            return f"{words} is {value:.4f}, and must be {most} {self.threshold:g}"
        verb = "fall" if self.lower else "rise"
        return f"{words} is {value:.4f} after {before:.4f}, and may {verb} by {abs(self.threshold):g}"
