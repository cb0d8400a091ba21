"""One self-contained page for a run: is it good enough, where is it weak, how was it made."""

import html
import itertools
from collections.abc import Iterable
from typing import Any

from components.gates import Outcome, Verdict
from components.report.plots import bands_plot, confusion_plot

STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1.5rem;display:block;overflow-x:auto}
td,th{padding:.25rem .75rem;border-bottom:1px solid #8884;text-align:right}
td:first-child,th:first-child{text-align:left}
.passed{color:#2b8a3e}.failed{color:#e03131;font-weight:600}
figure{display:inline-block;margin:0 1rem 1rem 0;background:#fff;border-radius:6px}
svg{max-width:100%;height:auto}
.lead{font-size:1.15rem}
"""

OVERALL = ("accuracy", "macro_f1", "calibration_error")
PER_CLASS = ("precision", "recall", "f1", "auc", "support")


def page(
    title: str,
    classes: list[str],
    choice: dict[str, Any],
    metrics: dict[str, dict[str, Any]],
    verdicts: Iterable[Verdict],
    ingestion: dict[str, Any],
) -> str:
    """The page as HTML.

    Args:
        title: what the dataset is.
        classes: the class names, in the order of the confusion matrix.
        choice: `choice.json` of the Champion.
        metrics: `metrics.json` of each family's Evaluator.
        verdicts: of every node that can refuse.
        ingestion: `report.json` of ExampleGen.
    """
    winner = choice["winner"]
    sections = [
        f"<h1>Cascada: {_text(title)}</h1>",
        f"<p class=lead>{_text(choice['sentence'])}</p>",
        "<h2>Test split, whole shower groups held out</h2>",
        _metrics_table(metrics),
        _class_table(metrics, classes),
        f"<h2>Confusion of {_text(winner.replace('_', ' '))}</h2>",
        _figure(confusion_plot(metrics[winner]["confusion"], classes)),
        "<h2>Slices</h2>",
        _slice_plots(metrics),
        "<h2>Gates</h2>",
        _gates_table(verdicts),
        "<h2>Data</h2>",
        _facts_table(ingestion),
    ]
    head = (
        f"<meta charset=utf-8><meta name=viewport content='width=device-width'><title>{_text(title)}</title>"
    )
    return f"<!doctype html><html lang=en>{head}<style>{STYLE}</style>{''.join(sections)}</html>\n"


def _text(value: object) -> str:
    return html.escape(str(value))


def _figure(svg: str) -> str:
    return f"<figure>{svg}</figure>"


def _table(header: list[str], rows: Iterable[list[str]]) -> str:
    head = "".join(f"<th>{_text(cell)}</th>" for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _metrics_table(metrics: dict[str, dict[str, Any]]) -> str:
    rows = (
        [_text(family.replace("_", " ")), *_row(content["overall"], OVERALL), _interval(content)]
        for family, content in metrics.items()
    )
    return _table(["model", *(name.replace("_", " ") for name in OVERALL), "95 % of accuracy"], rows)


def _interval(content: dict[str, Any]) -> str:
    low, high = content["accuracy_interval"]
    return f"{_number(low)} to {_number(high)}"


def _class_table(metrics: dict[str, dict[str, Any]], classes: list[str]) -> str:
    rows = (
        [
            f"{_text(name)}, {_text(family.replace('_', ' '))}",
            *_row(content["overall"], PER_CLASS, f"_{name}"),
        ]
        for name in classes
        for family, content in metrics.items()
    )
    return _table(["class, model", *PER_CLASS], rows)


def _row(values: dict[str, float], names: Iterable[str], suffix: str = "") -> list[str]:
    return [_number(values.get(name + suffix)) for name in names]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 10 else f"{value:.4f}"


def _slice_plots(metrics: dict[str, dict[str, Any]]) -> str:
    grouped = {family: _by_slice(content["slices"]) for family, content in metrics.items()}
    names = next(iter(grouped.values()))
    plots = (bands_plot(name, {family: slices[name] for family, slices in grouped.items()}) for name in names)
    return "".join(map(_figure, plots))


def _by_slice(slices: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: list(bands) for name, bands in itertools.groupby(slices, key=lambda band: str(band["slice"]))
    }


def _gates_table(verdicts: Iterable[Verdict]) -> str:
    rows = (
        [
            _text(verdict.node),
            f"<span class={_class(gate.outcome)}>{gate.outcome}</span>",
            _text(gate.sentence),
        ]
        for verdict in verdicts
        for gate in verdict.gates
    )
    return _table(["node", "outcome", "what was compared"], rows)


def _class(outcome: Outcome) -> str:
    return str(outcome).replace(" ", "-")


def _facts_table(facts: dict[str, Any], prefix: str = "") -> str:
    return _table(["fact", "value"], ([_text(name), _text(value)] for name, value in _flat(facts, prefix)))


def _flat(facts: dict[str, Any], prefix: str) -> Iterable[tuple[str, Any]]:
    for name, value in facts.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}: ")
        else:
            yield f"{prefix}{name}", value
