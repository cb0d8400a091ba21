"""What changed since the blessed model: every figure, the largest change first."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence

from components.page.markup import details, plain, text
from components.page.sorting import Cell, sortable
from components.report.content import Content, Json
from components.report.judged import Judged
from components.report.measures import (
    headline,
    is_count,
    is_cross,
    judged,
    of_classes,
    place,
    shown,
    signed,
    signed_limits,
    singles,
    title,
)
from components.report.slices import named

HEADER = ("figure", "blessed model", "now", "change", "interval", "what that is")
OPEN = ("The figures that tell most", "Each class", "Accuracy of each slice")
"""Groups of figures that are shown; the others are folded."""
NOTE = (
    "<p class=quiet>Both models on the same showers. The interval is of the paired difference; where it "
    "holds zero the change is within the noise.</p>"
)


@dataclasses.dataclass(frozen=True)
class Change:
    """One figure that can be compared.

    Attributes:
        name: as HTML.
        metric: full name.
        place: as gates call it; empty for all examples.
        now, before: the values; None where one is undefined.
        change: value and interval of the difference.
    """

    name: str
    metric: str
    place: str
    now: float | None
    before: float | None
    change: Json

    @property
    def verdict(self) -> str:
        """Whether it is better, worse, moved or noise."""
        return judged(self.metric, self.change)


def changes_section(content: Content) -> str:
    """The tables, or why there is nothing to compare with."""
    found, family = content.champion, content.family
    if found is None or family is None:
        return "<p class=not-compared>No model was evaluated.</p>"
    if not found.get("changes"):
        reason = found.get("baseline_reason") or "there is no blessed model to compare with"
        return f"<p class=not-compared>Not compared: {text(reason)}.</p>"
    gates, groups = Judged.of(content.verdicts.get(family)), _groups(found)
    shown_first = [one for name in OPEN for one in groups[name]]
    tables = (
        f"<h3>{name}</h3>{_table(of, gates)}" if name in OPEN else details(name, _table(of, gates))
        for name, of in groups.items()
        if of
    )
    return (
        f"<p>{text(plain(family)).capitalize()}: {_summary(shown_first, found['confidence'])}</p>{NOTE}"
        f"{''.join(tables)}"
    )


def _groups(found: Json) -> dict[str, list[Change]]:
    """The figures in the order that they are asked for."""
    return {
        OPEN[0]: list(_overall(found, headline(found))),
        OPEN[1]: list(_overall(found, of_classes(found))),
        OPEN[2]: list(_slices(singles(found["slices"]))),
        "Accuracy of each cross slice": list(_slices(filter(is_cross, found["slices"]))),
        "Everything else that was measured": list(_overall(found, _rest(found))),
    }


def _summary(changes: Sequence[Change], confidence: float) -> str:
    """How many figures moved, and how many would by chance."""
    verdicts = [one.verdict for one in changes]
    counts = {word: verdicts.count(word) for word in ("better", "worse", "moved")}
    said = ", ".join(f"<b class={word}>{count} {word}</b>" for word, count in counts.items() if count)
    chance = (1 - confidence) * len(changes)
    return (
        f"of {len(changes)} figures beyond the noise: {said or 'none'}. By chance alone it would be about "
        f"{chance:.0f}."
    )


def _overall(found: Json, metrics: Iterable[str]) -> Iterator[Change]:
    for metric in metrics:
        yield from _change(f"<b>{text(title(metric))}</b>", metric, "", found["overall"], found)


def _slices(bands: Iterable[Json]) -> Iterator[Change]:
    for band in bands:
        yield from _change(named(band), "accuracy", place(band), band["metrics"], band)


def _change(name: str, metric: str, at: str, values: Mapping[str, float], block: Json) -> Iterator[Change]:
    change = (block.get("changes") or {}).get(metric)
    if change:
        before = (block.get("baseline") or {}).get(metric)
        yield Change(name, metric, at, values.get(metric), before, change)


def _rest(found: Json) -> list[str]:
    shown_already = {*headline(found), *of_classes(found)}
    return [name for name in found["changes"] if name not in shown_already and not is_count(name)]


def _table(changes: Iterable[Change], gates: Judged) -> str:
    ordered = sorted(changes, key=lambda one: -abs(one.change["value"]))
    return sortable(HEADER, (_row(one, gates) for one in ordered), label="changes")


def _row(one: Change, gates: Judged) -> Iterator[Cell]:
    value, interval = one.change["value"], one.change.get("interval")
    mark, tint = (look(one.metric, one.place, change=True) for look in (gates.mark, gates.tint))
    yield Cell(one.name)
    yield Cell(shown(one.before), "" if one.before is None else one.before)
    yield Cell(shown(one.now), "" if one.now is None else one.now)
    yield Cell(f"{mark} {signed(value)}", value, tint)
    yield Cell(signed_limits(interval), interval[1] - interval[0] if interval else "")
    yield Cell(f"<span class='{one.verdict.replace(' ', '-')}'>{one.verdict}</span>", style="words")
