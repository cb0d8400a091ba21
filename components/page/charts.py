"""Charts drawn by hand as SVG, so that they follow the colours of the page, light or dark, and stay small.

Each series has a colour and a mark of its own: colour is never the only sign.
"""

import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence

from components.page.markup import text
from components.page.scales import Axis

WIDTH, HEIGHT = 340, 232
LEFT, RIGHT, TOP, BOTTOM = 46, 8, 26, 40
CHARACTER = 6.1
"""Pixels that a character of a tick takes."""

CHART_STYLE = """
:root{--s0:#1c6ea4;--s1:#c2512f;--s2:#5c6670;--s3:#2f8f5b}
@media screen and (prefers-color-scheme:dark){:root{--s0:#6cb6ee;--s1:#ff9b78;--s2:#a7b0b9;--s3:#6fd39b}}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:.75rem 1rem;
margin:.5rem 0 1rem}
.charts figure{margin:0;background:none;color:inherit;border:1px solid var(--rule);padding:.25rem;
display:block}
.chart{width:100%;height:auto;display:block}
.chart text{fill:var(--quiet);font-size:11px;font-variant-numeric:tabular-nums}
.chart .title{fill:var(--ink);font-size:12px;font-weight:600}
.chart .grid{stroke:var(--rule);stroke-width:1}.chart .zero{stroke:var(--quiet);stroke-width:1}
.s0{--c:var(--s0)}.s1{--c:var(--s1)}.s2{--c:var(--s2)}.s3{--c:var(--s3)}
.chart .line{fill:none;stroke:var(--c);stroke-width:1.75}.chart .band{fill:var(--c);opacity:.16}
.chart .bar{stroke:var(--c);stroke-width:1.5}.chart .mark,.key .mark{fill:var(--c);stroke:var(--c)}
.chart .s2 .mark,.chart .s3 .mark,.key .s2 .mark,.key .s3 .mark{fill:var(--paper);stroke-width:1.5}
.chart .s2 .line,.chart .s3 .line{stroke-dasharray:5 3}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1.25rem;margin:.25rem 0;font-size:.875rem}
.legend svg{vertical-align:-2px;margin-right:.35rem}
"""


@dataclasses.dataclass(frozen=True)
class Series:
    """One line or row of marks.

    Attributes:
        label: what it is of; text.
        points: x and y; a y of None is left out and breaks the line.
        limits: the interval of each point's y, None for none; may be empty.
        look: which colour and mark, 0 to 3.
        joined: a line through the points, and a band of the intervals; otherwise bars at the points.
        marked: a mark at each point.
    """

    label: str
    points: Sequence[tuple[float, float | None]]
    limits: Sequence[Sequence[float] | None] = ()
    look: int = 0
    joined: bool = True
    marked: bool = True

    @property
    def heights(self) -> list[float | None]:
        """Every y there is, with the ends of the intervals."""
        ends = [end for limits in self.limits if limits for end in limits]
        return [y for _, y in self.points] + ends


def chart(title: str, x: Axis, y: Axis, series: Iterable[Series], lines: Iterable[float] = ()) -> str:
    """A chart as SVG, which needs `CHART_STYLE`.

    Args:
        title: above it; text.
        x, y: the axes.
        series: what is drawn; later ones on top.
        lines: heights of level lines, such as 0.
    """
    drawn = list(series)
    place = _Place(x, y)
    said = text(f"{title}: {x.label}, {y.label}" if title else f"{x.label}, {y.label}")
    parts = [*_axes(place, title), *(_level(place, height) for height in lines)]
    parts += [f"<g class='s{one.look}'>{''.join(_drawn(place, one))}</g>" for one in drawn]
    return (
        f"<svg class='chart' viewBox='0 0 {WIDTH} {HEIGHT}' role='img' aria-label='{said}'>"
        f"{''.join(parts)}</svg>"
    )


def legend(labels: Iterable[tuple[int, str]]) -> str:
    """What each look stands for.

    Args:
        labels: look and text.
    """
    keys = (
        f"<span><svg class='key' width='14' height='14' aria-hidden='true'><g class='s{look}'>"
        f"{_mark(look, 7, 7)}</g></svg>{text(label)}</span>"
        for look, label in labels
    )
    return f"<p class='legend'>{''.join(keys)}</p>"


def charts(drawn: Iterable[str]) -> str:
    """Charts beside each other, as many as fit; empty for none."""
    figures = "".join(f"<figure>{one}</figure>" for one in drawn if one)
    return f"<div class='charts'>{figures}</div>" if figures else ""


@dataclasses.dataclass(frozen=True)
class _Place:
    """Where a value stands on the picture."""

    x: Axis
    y: Axis

    def across(self, value: float) -> float:
        return LEFT + self.x.share(value) * (WIDTH - LEFT - RIGHT)

    def down(self, value: float) -> float:
        return HEIGHT - BOTTOM - self.y.share(value) * (HEIGHT - TOP - BOTTOM)

    def at(self, x: float, y: float) -> str:
        return f"{self.across(x):.1f} {self.down(y):.1f}"


def _axes(place: _Place, title: str) -> Iterator[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    yield f"<text class='title' x='{LEFT}' y='13'>{text(title)}</text>"
    for value, name in place.y.ticks:
        y = place.down(value)
        yield f"<path class='grid' d='M{LEFT} {y:.1f}H{right}'/>"
        yield f"<text x='{LEFT - 5}' y='{y + 3.5:.1f}' text-anchor='end'>{text(name)}</text>"
    yield f"<path class='grid' d='M{LEFT} {bottom}H{right}'/>"
    for value, name in _shown(place):
        x = place.across(value)
        yield f"<text x='{x:.1f}' y='{bottom + 14}' text-anchor='middle'>{text(name)}</text>"
    middle = (LEFT + right) / 2
    yield f"<text x='{middle:.1f}' y='{HEIGHT - 6}' text-anchor='middle'>{text(place.x.label)}</text>"


def _shown(place: _Place) -> list[tuple[float, str]]:
    """The ticks of the x axis; every second, third ... where there is no space for all."""
    longest = max((len(name) for _, name in place.x.ticks), default=0)
    needed = len(place.x.ticks) * (longest + 1) * CHARACTER
    every = max(1, math.ceil(needed / (WIDTH - LEFT - RIGHT)))
    return list(place.x.ticks[::every])


def _level(place: _Place, height: float) -> str:
    if not 0 <= place.y.share(height) <= 1:
        return ""
    return f"<path class='zero' d='M{LEFT} {place.down(height):.1f}H{WIDTH - RIGHT}'/>"


def _drawn(place: _Place, series: Series) -> Iterator[str]:
    limits = series.limits or [None] * len(series.points)
    known = [(x, y, ends) for (x, y), ends in zip(series.points, limits, strict=True) if y is not None]
    if series.joined:
        yield from _bands(place, known)
        yield from (f"<path class='line' d='{_path(place, run)}'/>" for run in _runs(series.points))
    else:
        yield from (
            f"<path class='bar' d='M{place.at(x, ends[0])}V{place.down(ends[1]):.1f}'/>"
            for x, _, ends in known
            if ends
        )
    if series.marked:
        yield from (_mark(series.look, place.across(x), place.down(y)) for x, y, _ in known)


def _bands(place: _Place, known: Sequence[tuple[float, float, Sequence[float] | None]]) -> Iterator[str]:
    with_limits = [(x, ends) for x, _, ends in known if ends]
    if len(with_limits) > 1:
        up = [place.at(x, ends[1]) for x, ends in with_limits]
        back = [place.at(x, ends[0]) for x, ends in reversed(with_limits)]
        yield f"<path class='band' d='M{'L'.join([*up, *back])}Z'/>"


def _runs(points: Sequence[tuple[float, float | None]]) -> Iterator[list[tuple[float, float]]]:
    """The stretches without a gap."""
    run: list[tuple[float, float]] = []
    for x, y in points:
        if y is not None:
            run.append((x, y))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _path(place: _Place, run: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(place.at(x, y) for x, y in run)


def _mark(look: int, x: float, y: float) -> str:
    """A dot, a square, a ring or a diamond."""
    if look in (0, 2):
        return f"<circle class='mark' cx='{x:.1f}' cy='{y:.1f}' r='3.4'/>"
    turned = f" transform='rotate(45 {x:.1f} {y:.1f})'" if look == 3 else ""
    return f"<rect class='mark' x='{x - 3:.1f}' y='{y - 3:.1f}' width='6' height='6'{turned}/>"
