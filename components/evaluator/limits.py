"""What a rule of the plan is about: one number of a review, and a limit it must keep to."""

import dataclasses

from components.evaluator.measured import Band, Measured

ROUNDING = 1e-12
"""What a difference of two doubles near one may be off."""


@dataclasses.dataclass(frozen=True)
class Target:
    """One number of a review: a metric, of a class where it is one of a class, of some of the examples."""

    metric: str
    class_: str | None
    slice: str | None
    band: str | None

    @property
    def name(self) -> str:
        """For machines, such as `recall[iron, zenith 20-30]`."""
        narrowed = [part for part in (self.class_, self._place) if part]
        return f"{self.metric}[{', '.join(narrowed)}]" if narrowed else self.metric

    @property
    def words(self) -> str:
        """For people, such as `recall of iron in zenith 20-30`."""
        of = f" of {self.class_}" if self.class_ else ""
        within = f" in {self._place}" if self._place else ""
        return f"{self.metric.replace('_', ' ')}{of}{within}"

    @property
    def _place(self) -> str | None:
        return f"{self.slice} {self.band}" if self.slice else None

    def value_in(self, measured: Measured) -> float | None:
        """The number, None where it is undefined."""
        band = self._band(measured)
        name = f"{self.metric}_{self.class_}" if self.class_ else self.metric
        return band.metrics.get(name) if band else None

    def examples_in(self, measured: Measured) -> int:
        """How many examples the number rests on: those of the class for a metric of a class."""
        band = self._band(measured)
        if band is None:
            return 0
        return int(band.metrics[f"support_{self.class_}"]) if self.class_ else band.examples

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
