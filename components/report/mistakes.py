"""The worst mistakes: showers that the model is surest of and wrong about, as a physicist looks at them."""

import pathlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from components.files import exists, is_remote
from components.page.markup import details, digits, figure, percent, text, words
from components.report.content import Content

if TYPE_CHECKING:
    from components.explain.mistakes import Mistake

COUNT = 20
OPEN = 4
"""Displays that are not folded away."""
NOTE = (
    "<p class=quiet>Showers of the test split whose truth was given the least probability. Look for what "
    "they have in common: a broken station, a wrong label, a corner of the data without training.</p>"
)


def mistakes_section(content: Content) -> str:
    """The list with event displays where the events are at hand; empty where there are no predictions."""
    from components.explain.mistakes import worst_mistakes

    family = content.family
    found = content.champion
    if family is None or found is None:
        return ""
    path = f"{content.sources.evaluations[family]}/predictions-{found['split']}.parquet"
    if not exists(path):
        return ""
    mistakes = worst_mistakes(path, found["classes"], COUNT)
    figures = _figures(content, [one.id for one in mistakes])
    if not mistakes:
        return ""
    units = {feature.name: feature.unit for feature in content.sources.dataset.features}
    cards = (_card(place, one, figures.get(one.id, ""), units) for place, one in enumerate(mistakes))
    return f"<h3>The {len(mistakes)} worst mistakes</h3>{NOTE}{''.join(cards)}"


def _figures(content: Content, ids: list[int]) -> dict[int, str]:
    """Event displays; none where the raw files of the span are not here any more."""
    folder = content.sources.events
    if not folder or is_remote(folder) or not pathlib.Path(folder).is_dir():
        return {}
    from components.explain.figures import event_figures

    return dict(event_figures(folder, ids, content.sources.dataset))


def _card(place: int, one: "Mistake", svg: str, units: Mapping[str, str]) -> str:
    summary = (
        f"<b>{one.id}</b>: {text(one.truth)} called {text(one.predicted)} with {percent(one.probability)}, "
        f"truth {percent(one.of_truth)}"
    )
    facts = {name: value for name, value in one.features.items() if value is not None}
    told = [f"{words(name)} {_value(value, units.get(name, ''))}" for name, value in facts.items()]
    if one.anomaly_score is not None:
        told.append(f"anomaly score {digits(one.anomaly_score)}")
    display = f"<div class=display>{figure(svg)}</div>" if svg else ""
    body = f"<p class=quiet>{' · '.join(told)}</p>{display}"
    return details(summary, body, is_open=bool(svg) and place < OPEN)


def _value(value: object, unit: str) -> str:
    written = digits(value) if isinstance(value, float) else text(value)
    return f"{written} {text(unit)}" if unit not in ("", "1") else written
