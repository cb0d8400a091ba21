"""Axes of a chart: from values to pixels, and the ticks between them."""

import dataclasses
import math
from collections.abc import Iterable, Sequence

STEPS = (1, 2, 2.5, 5, 10)
TICKS = 5
NOTHING = (0.0, 1.0)
MARGIN = 0.06
"""Share of an axis that stays free beyond the outermost values."""


@dataclasses.dataclass(frozen=True)
class Axis:
    """One axis.

    Attributes:
        label: what it shows, with its unit; text.
        low, high: the ends.
        ticks: place and text of each.
    """

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def share(self, value: float) -> float:
        """How far along the axis a value stands, from 0 to 1 where it is between the ends."""
        return (value - self.low) / (self.high - self.low)


def numbers(label: str, values: Iterable[float | None], *, whole: bool = False) -> Axis:
    """An axis that holds these values, with ticks at round numbers.

    Args:
        label: text.
        values: None and what is not finite are left out.
        whole: its ends are the outermost values, with nothing beyond.
    """
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, high = (min(known), max(known)) if known else NOTHING
    spread = (high - low) or abs(high) or 1.0
    margin = 0 if whole and high > low else MARGIN * spread
    low, high = low - margin, high + margin
    return Axis(label, low, high, tuple((tick, f"{tick:g}") for tick in round_numbers(low, high)))


def names(label: str, texts: Sequence[str]) -> Axis:
    """An axis with one name at each of the places 0, 1, 2 ..."""
    return Axis(label, -0.5, len(texts) - 0.5, tuple(enumerate(texts)))


def round_numbers(low: float, high: float, count: int = TICKS) -> list[float]:
    """About `count` round numbers from `low` to `high`."""
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(step for step in STEPS if step * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(place * step, 12) + 0.0 for place in range(first, last + 1)]
