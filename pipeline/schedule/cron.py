"""Cron's five fields, in UTC: minute, hour, day of the month, month, day of the week."""

import dataclasses
import re
from functools import cached_property
from typing import Any

from components.errors import SettingsError

DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
YEAR = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = {name.upper(): number for number, name in enumerate(DAYS)}
MONTHS = {name.upper(): number for number, name in enumerate(YEAR, 1)}
FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of the month", 1, 31, {}),
    ("month", 1, 12, MONTHS),
    ("day of the week", 0, 7, WEEKDAYS),  # 0 and 7 are Sunday
)
LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
PART = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d+))?")
EXAMPLE = 'Five fields, such as "0 3 * * *": every day at 3:00 UTC.'


@dataclasses.dataclass(frozen=True)
class Cron:
    """A schedule of cron.

    Args:
        text: its five fields.

    Raises:
        SettingsError: they are not; or no day is ever meant, such as 30 February.
    """

    text: str

    def __post_init__(self) -> None:
        if len(self.text.split()) != len(FIELDS):
            raise _wrong(self.text, f"expected 5 fields, found {len(self.text.split())}")
        if not self.either and not self._some_day():
            raise _wrong(self.text, "that day never comes")

    @cached_property
    def values(self) -> tuple[tuple[int, ...], ...]:
        """What each field allows; Sunday is 0."""
        words = self.text.split()
        minute, hour, day, month, weekday = (
            _values(self.text, word, *field) for word, field in zip(words, FIELDS, strict=True)
        )
        return minute, hour, day, month, tuple(sorted({number % 7 for number in weekday}))

    @property
    def either(self) -> bool:
        """Whether a day of the month or one of the week will do: cron's rule when neither begins with *."""
        return not any(self.text.split()[field].startswith("*") for field in (2, 4))

    def six_fields(self) -> str:
        """As Kubeflow Pipelines wants it: seconds first, and no 7 for Sunday."""
        *fields, weekday = self.text.split()
        if not weekday.startswith("*"):
            weekday = ",".join(map(str, self.values[4]))
        return " ".join(["0", *fields, weekday])

    def on_calendar(self) -> list[str]:
        """As systemd wants it: a line each, of which any may fire."""
        minute, hour, day, month, weekday = self.values
        days, names = _listed(day, 31), ",".join(DAYS[number] for number in weekday)
        week = f"{names} " if len(weekday) < len(DAYS) else ""
        clock = f"{_listed(hour, 24)}:{_listed(minute, 60)}:00 UTC"
        pairs = [("", days), (week, "*")] if self.either else [(week, days)]
        return [f"{week}*-{_listed(month, 12)}-{days} {clock}" for week, days in pairs]

    def trigger(self) -> Any:
        """As APScheduler wants it."""
        from apscheduler.triggers.combining import OrTrigger
        from apscheduler.triggers.cron import CronTrigger

        minute, hour, day, month = (",".join(map(str, values)) for values in self.values[:4])
        weekday = ",".join(DAYS[number].lower() for number in self.values[4])
        given = {"minute": minute, "hour": hour, "month": month, "timezone": "UTC"}
        if self.either:
            return OrTrigger([CronTrigger(day=day, **given), CronTrigger(day_of_week=weekday, **given)])
        return CronTrigger(day=day, day_of_week=weekday, **given)

    def __str__(self) -> str:
        return f"cron {self.text}"

    def _some_day(self) -> bool:
        _, _, days, months, _ = self.values
        return any(day <= LONGEST[month - 1] for day in days for month in months)


def _values(text: str, word: str, name: str, low: int, high: int, names: dict[str, int]) -> tuple[int, ...]:
    found: set[int] = set()
    for part in word.split(","):
        match = PART.fullmatch(part)
        if match is None:
            raise _wrong(text, f"{name} {part!r} is not understood")
        first, last, step = match.groups()
        if step and first and not last:
            raise _wrong(text, f"{name} {part!r}: a step needs a range, such as {first}-{high}/{step}")
        start = _number(text, first, name, names) if first else low
        end = _number(text, last, name, names) if last else (start if first else high)
        if not low <= start <= end <= high or step == "0":
            raise _wrong(text, f"{name} {part!r} is not within {low} to {high}")
        found.update(range(start, end + 1, int(step or 1)))
    return tuple(sorted(found))


def _number(text: str, word: str, name: str, names: dict[str, int]) -> int:
    if word.upper() in names:
        return names[word.upper()]
    if not word.isdecimal():
        raise _wrong(text, f"{name} {word!r} is not a number{' or a name' if names else ''}")
    return int(word)


def _listed(values: tuple[int, ...], all_of_them: int) -> str:
    return "*" if len(values) == all_of_them else ",".join(f"{value:02}" for value in values)


def _wrong(text: str, what: str) -> SettingsError:
    return SettingsError(what, where=f'--cron "{text}"', fix=EXAMPLE)
