"""A schedule with the same time between the beginnings of two runs."""

import dataclasses
import re
from typing import Any

from components.errors import SettingsError

UNITS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
TEXT = re.compile(r"(?:\d+[wdhms])+")
SHORTEST = 60


@dataclasses.dataclass(frozen=True)
class Every:
    """A schedule by the clock alone; the first run is one interval after the beginning.

    Args:
        seconds: between two runs, a minute at least.
    """

    seconds: int

    @classmethod
    def parse(cls, text: str) -> "Every":
        """Of words such as `6h` or `1d12h`.

        Raises:
            SettingsError: they are not; or the time is too short.
        """
        if not TEXT.fullmatch(text):
            what, fix = "not a length of time", "A number and one of w d h m s, such as 6h, 90m or 1d12h."
            raise SettingsError(what, where=f'--every "{text}"', fix=fix)
        seconds = sum(int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+)([wdhms])", text))
        if seconds < SHORTEST:
            raise SettingsError("too short", where=f'--every "{text}"', fix="A minute is the shortest.")
        return cls(seconds)

    def trigger(self) -> Any:
        """As APScheduler wants it."""
        from apscheduler.triggers.interval import IntervalTrigger

        return IntervalTrigger(seconds=self.seconds, timezone="UTC")

    def __str__(self) -> str:
        rest, words = self.seconds, []
        for unit, length in UNITS.items():
            number, rest = divmod(rest, length)
            words += [f"{number}{unit}"] if number else []
        return f"every {''.join(words)}"
