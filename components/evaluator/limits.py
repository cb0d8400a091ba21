"""What a rule of the plan is about: one number of a review, and a limit it must keep to."""

import dataclasses

from components.evaluator.catalogue import examples_behind
from components.evaluator.measured import Band, Measured

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
        """For machines, such as `recall[iron, zenith 20-30]`, or `recall[iron, zenith]` for all bands."""
        narrowed = [part for part in (self.subject, self._where) if part]
        return f"{self.metric}[{', '.join(narrowed)}]" if narrowed else self.metric

    @property
    def words(self) -> str:
        """For people, such as `recall of iron in zenith 20-30`."""
        within = f" in {self._where}" if self.band else ""
        return f"{self.what}{within}"

    @property
    def what(self) -> str:
        """The same without the place, such as `recall of iron`."""
        metric = self.metric.replace("_", " ").replace("ln a", "ln A")
        of = f" of {self.subject}" if self.subject else ""
        return f"{'AUC' if metric == 'auc' else metric}{of}"

    @property
    def full_metric(self) -> str:
        """As in `metrics.json`, such as `recall_iron`."""
        return f"{self.metric}_{self.subject}" if self.subject else self.metric

    @property
    def place(self) -> str:
        """For a table, such as `zenith|20-30`; `zenith|` for all bands; empty for all examples."""
        return f"{self.slice}|{self.band or ''}" if self.slice else ""

    @property
    def subject(self) -> str | None:
        """The class or the separation."""
        return self.class_ or self.separation

    @property
    def _where(self) -> str | None:
        return f"{self.slice} {self.band}" if self.band else self.slice

    def band_in(self, measured: Measured) -> Band | None:
        """Its examples; None where there are none."""
        return next(iter(measured.of(self.slice, self.band)), None)

    def value_in(self, measured: Measured) -> float | None:
        """The number, None where it is undefined."""
        band = self.band_in(measured)
        return band.model.metrics.get(self.full_metric) if band else None

    def baseline_in(self, measured: Measured) -> float | None:
        """The number of the baseline, None where it is undefined or there is no baseline."""
        band = self.band_in(measured)
        return band.baseline.metrics.get(self.full_metric) if band and band.baseline else None

    def examples_in(self, measured: Measured) -> int:
        """How many examples the number rests on; see `catalogue.rests_on`."""
        band = self.band_in(measured)
        return examples_behind(self.full_metric, band.model.metrics, band.examples) if band else 0


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
