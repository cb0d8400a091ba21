"""How the models learned: learning curves, and what a search for settings tried."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from components.files import exists, read_text
from components.page.charts import Series, chart, charts, legend
from components.page.markup import details, plain, table, text, words
from components.page.scales import numbers
from components.report.content import Content, Json

MOST = 150
"""Points of a curve that are drawn."""
TRAINING = "training_"
KEPT = "kept"


def learning_section(content: Content) -> str:
    """The learning curves of each family."""
    drawn = [one for family, found in content.training.items() for one in _curves(family, found)]
    if not drawn:
        return ""
    facts = "".join(f"<li>{_facts(family, found)}</li>" for family, found in content.training.items())
    keys = legend([(0, "eval split"), (1, "training split")])
    return f"<h3>How the models learned</h3><ul>{facts}</ul>{keys}{charts(drawn)}"


def _facts(family: str, found: Json) -> str:
    parts = []
    for name, unit in (("rounds", "rounds kept"), ("parameters", "parameters"), ("seconds", "s")):
        if found.get(name) is not None:
            parts.append(f"{found[name]:.0f} {unit}")
    for phase, epochs in (found.get("epochs") or {}).items():
        parts.append(f"{phase}: {epochs['trained']} epochs, the weights of epoch {epochs[KEPT]} kept")
    for split in ("train", "eval"):
        if found.get(f"{split}_accuracy") is not None:
            parts.append(f"accuracy {found[f'{split}_accuracy']:.3f} on {split}")
    return f"<b>{words(family)}</b>: {text('; '.join(parts))}"


def _curves(family: str, found: Json) -> Iterator[str]:
    """One chart for each metric, with that of the training split where there is one."""
    curve = found.get("curve") or {}
    for name, values in curve.items():
        if name.startswith(TRAINING) and name.removeprefix(TRAINING) in curve:
            continue
        beside = curve.get(f"{TRAINING}{name}")
        yield _chart(f"{plain(family)}: {plain(name)}", values, beside, "rounds" in found)


def _chart(name: str, values: Sequence[float], beside: Sequence[float] | None, rounds: bool) -> str:
    series = [Series("eval", thinned(values), look=0, marked=False)]
    if beside:
        series.insert(0, Series("training", thinned(beside), look=1, marked=False))
    y = numbers("", [height for one in series for height in one.heights])
    return chart(name, numbers("round" if rounds else "epoch", [0, len(values)], whole=True), y, series)


def thinned(values: Sequence[float]) -> list[tuple[float, float | None]]:
    """Every so many points of a curve and the last, counted from 1."""
    step = max(1, -(-len(values) // MOST))
    places = sorted({*range(0, len(values), step), len(values) - 1} if values else ())
    return [(place + 1, values[place]) for place in places]


def tuning_section(content: Content) -> str:
    """What a search for settings tried, and what it found; empty where nothing was searched."""
    parts = [_study(content, family, study) for family, study in content.studies.items()]
    return f"<h3>Search for settings</h3>{''.join(parts)}" if parts else ""


def _study(content: Content, family: str, study: Json) -> str:
    states = ", ".join(f"{count} {state}" for state, count in (study.get("trials") or {}).items())
    best = study["best"]
    found = ", ".join(f"{plain(name)} {value:.4g}" for name, value in best["objectives"].items())
    settings = ((text(name), text(value)) for name, value in best["settings"].items())
    weights = ((words(name), f"{share:.0%}") for name, share in (study.get("importance") or {}).items())
    importance = table(("setting", "share of what decides"), weights) if study.get("importance") else ""
    body = table(("setting", "best value"), settings, "text") + importance
    said = f"{states}; the best is trial {best['trial']} with {found}."
    return (
        f"<p><b>{words(family)}</b>: {text(said)}</p>"
        f"{charts(_histories(content.sources.trials[family], family, list(best['objectives'])))}"
        f"{details(f'Settings that {words(family)} was given', body)}"
    )


def _histories(folder: str, family: str, objectives: Sequence[str]) -> Iterator[str]:
    """Each objective in each trial, and the least so far."""
    path = f"{folder}/trials.csv"
    rows = list(csv.DictReader(io.StringIO(read_text(path)))) if exists(path) else []
    for objective in objectives:
        points = [
            (float(row["trial"]), value) for row in rows if (value := _number(row, objective)) is not None
        ]
        if points:
            yield _history(f"{plain(family)}: {plain(objective)}", points)


def _number(row: Mapping[str, str], name: str) -> float | None:
    return float(row[name]) if row.get(name) else None


def _history(name: str, points: Sequence[tuple[float, float]]) -> str:
    least = [(x, min(y for _, y in points[: place + 1])) for place, (x, _) in enumerate(points)]
    tried = Series("trial", points, [None] * len(points), 0, joined=False)
    so_far = Series("least so far", least, look=1, marked=False)
    axes = (numbers("trial", [x for x, _ in points]), numbers("", [y for _, y in points]))
    return chart(name, *axes, [so_far, tried])
