"""The difference of two figures that were measured apart, with its interval."""

import dataclasses
import math
from collections.abc import Sequence

from components.report.content import Json


@dataclasses.dataclass(frozen=True)
class Difference:
    """A figure of two runs.

    Attributes:
        metric: full name.
        first, second: the values; None where one is undefined.
        first_interval, second_interval: their intervals.
    """

    metric: str
    first: float | None
    second: float | None
    first_interval: Sequence[float] | None
    second_interval: Sequence[float] | None

    @classmethod
    def of(cls, metric: str, first: Json, second: Json) -> "Difference":
        """From two blocks, each with `intervals` and `metrics` or `overall`."""
        blocks = (first, second)
        values = ((block.get("metrics") or block["overall"]).get(metric) for block in blocks)
        return cls(metric, *values, *((block.get("intervals") or {}).get(metric) for block in blocks))

    @property
    def value(self) -> float | None:
        """The second less the first."""
        if self.first is None or self.second is None:
            return None
        return self.second - self.first

    @property
    def interval(self) -> list[float] | None:
        """Of the difference, as if the two were independent; None where an interval is missing.

        The distances of the ends add in squares (MOVER; Zou and Donner, Statistics in Medicine 27, 1693,
        2008), which keeps what is lopsided in them.
        """
        a, b = self.first_interval, self.second_interval
        if self.first is None or self.second is None or not a or not b:
            return None
        down = math.hypot(self.second - b[0], a[1] - self.first)
        up = math.hypot(b[1] - self.second, self.first - a[0])
        value = self.second - self.first
        return [value - down, value + up]

    @property
    def change(self) -> Json | None:
        """The same as a change of `metrics.json`; None where there is no difference."""
        return None if self.value is None else {"value": self.value, "interval": self.interval}
