"""The top of the page: what the run came to, which gates failed, and the figures that tell most."""

from collections.abc import Iterable

from components.gates import Gate
from components.page.markup import plain, text
from components.page.sorting import Cell, sortable
from components.report.audit import signatures
from components.report.content import Content, Json
from components.report.decision import STYLES, Decision
from components.report.judged import Judged, counted
from components.report.measures import change_words, headline, limits, shown, title

NAMED = 12
"""Failed gates that are named; all are in the table of gates."""


def verdict_section(content: Content) -> str:
    """The verdict, the headline figures and the candidates."""
    card = _card(Decision.of(content), signatures(content))
    return f"{card}{headline_figures(content)}{_candidates(content)}"


def _card(decision: Decision, signed: str) -> str:
    style = STYLES[decision.state]
    audit = f"<p>{text(signed)} <a href='#audit'>The audit checklist</a></p>" if signed else ""
    return (
        f"<div class='verdict {style}'><p class=word><strong class={style}>{decision.state}</strong></p>"
        f"<p>{text(decision.sentence)}</p>{_failed(decision.failed)}"
        f"<p>Gates: {counted(decision.gates)}. <a href='#gates'>Every gate</a></p>"
        f"{audit}</div>"
    )


def _failed(failed: Iterable[tuple[str, Gate]]) -> str:
    lines = [f"<li><b>{text(name)}:</b> {text(gate.sentence)}</li>" for name, gate in failed]
    more = f"<li><a href='#gates'>and {len(lines) - NAMED} more</a></li>" if len(lines) > NAMED else ""
    return f"<p>What failed:</p><ul>{''.join(lines[:NAMED])}{more}</ul>" if lines else ""


def headline_figures(content: Content) -> str:
    """A tile for each figure of the family that the page is about; empty where nothing was evaluated."""
    found, family = content.champion, content.family
    if found is None or family is None:
        return ""
    judged = Judged.of(content.verdicts.get(family))
    tiles = (_tile(found, metric, judged) for metric in headline(found))
    unit = "showers" if found.get("groups", found["examples"]) == found["examples"] else "events"
    note = (
        f"{plain(family).capitalize()} on {found['examples']} {unit} of the {found['split']} split, which no "
        f"model was trained on. Below each figure its interval of {found['confidence']:.0%}."
    ).replace("%", " %")
    return f"<p class=quiet>{text(note)}</p><dl class=tiles>{''.join(tiles)}</dl>"


def _tile(found: Json, metric: str, judged: Judged) -> str:
    value, interval = found["overall"].get(metric), found.get("intervals", {}).get(metric)
    change = change_words(metric, (found.get("changes") or {}).get(metric))
    against = f"<dd class=change>against the blessed model<br>{change}</dd>" if change else ""
    return (
        f"<div><dt>{text(title(metric))} {judged.mark(metric)}</dt>"
        f"<dd class=figure>{shown(value)}</dd><dd class=quiet>{limits(interval)}</dd>{against}</div>"
    )


def _candidates(content: Content) -> str:
    """Both families beside each other, a row for each figure."""
    if len(content.metrics) < 2:
        return ""
    names = list(dict.fromkeys(name for found in content.metrics.values() for name in headline(found)))
    rows = [[Cell(text(title(name))), *_values(content, name)] for name in names]
    gates = (
        counted(content.verdicts[one].gates) if one in content.verdicts else "" for one in content.families
    )
    header = ["figure", *(_named(content, family) for family in content.families)]
    body = sortable(
        header, [*rows, [Cell("gates"), *(Cell(said, "") for said in gates)]], label="the candidates"
    )
    return f"<h3>The candidates</h3>{body}"


def _named(content: Content, family: str) -> str:
    return f"{plain(family)}, the champion" if family == content.winner else plain(family)


def _values(content: Content, metric: str) -> Iterable[Cell]:
    for family in content.families:
        found = content.metrics[family]
        value, interval = found["overall"].get(metric), found.get("intervals", {}).get(metric)
        said = f" <span class=quiet>({limits(interval)})</span>" if interval else ""
        yield Cell(f"{shown(value)}{said}", "" if value is None else value)
