"""One self-contained page for a run: is it good enough, where is it weak, how was it made."""

from collections.abc import Iterable
from typing import Any

from components.gates import Outcome, Verdict
from components.page.document import document
from components.page.markup import figure, interval, number, plain, table, text, words
from components.report.physics import heaviest, physics_section
from components.report.plots import confusion_plot
from components.report.probes import probes_section
from components.report.slices import slices_section

SYNTHETIC = (
    "<p class=lead><strong>Synthetic data.</strong> These events were simulated and not measured; the model "
    "must not be used to claim a composition.</p>"
)
OVERALL = ("accuracy", "macro_f1", "calibration_error")
PER_CLASS = ("precision", "recall", "f1", "auc", "support")


def page(
    title: str,
    classes: list[str],
    choice: dict[str, Any],
    metrics: dict[str, dict[str, Any]],
    verdicts: Iterable[Verdict],
    ingestion: dict[str, Any],
    probes: dict[str, dict[str, Any]] | None = None,
) -> str:
    """The page as HTML.

    Args:
        title: what the dataset is.
        classes: the class names, in the order of the confusion matrix.
        choice: `choice.json` of the Champion.
        metrics: `metrics.json` of each family's Evaluator.
        verdicts: of every node that can refuse.
        ingestion: `report.json` of ExampleGen.
        probes: `probes.json` of each family that has one.
    """
    winner = choice["winner"]
    sections = [
        f"<h1>Cascada: {text(title)}</h1>",
        f"<p class=lead>{text(choice['sentence'])}</p>",
        SYNTHETIC if ingestion.get("synthetic") else "",
        "<h2>Test split, whole shower groups held out</h2>",
        _metrics_table(metrics),
        _class_table(metrics, classes),
        physics_section(metrics),
        f"<h2>Confusion of {words(winner)}</h2>",
        figure(confusion_plot(metrics[winner]["confusion"], classes)),
        probes_section(probes or {}, heaviest(metrics[winner])),
        "<h2>Slices</h2>",
        slices_section(metrics),
        "<h2>Choice on the eval split</h2>",
        _choice_table(choice),
        "<h2>Gates</h2>",
        _gates_table(verdicts),
        "<h2>Data</h2>",
        _facts_table(ingestion),
    ]
    return document(title, sections)


def _metrics_table(metrics: dict[str, dict[str, Any]]) -> str:
    rows = (
        [words(family), *_row(content["overall"], OVERALL), interval(content["accuracy_interval"])]
        for family, content in metrics.items()
    )
    return table(["model", *(name.replace("_", " ") for name in OVERALL), "95 % of accuracy"], rows)


def _class_table(metrics: dict[str, dict[str, Any]], classes: list[str]) -> str:
    rows = (
        [f"{text(name)}, {words(family)}", *_row(content["overall"], PER_CLASS, f"_{name}")]
        for name in classes
        for family, content in metrics.items()
    )
    return table(["class, model", *PER_CLASS], rows)


def _row(values: dict[str, float], names: Iterable[str], suffix: str = "") -> list[str]:
    return [number(values.get(name + suffix)) for name in names]


def _choice_table(choice: dict[str, Any]) -> str:
    """Every candidate: its metric, its latency in milliseconds, and why it won or lost."""
    rows = (
        [
            words(row["name"]),
            number(row["value"]),
            interval(row["interval"]),
            f"{row['latency']['request_milliseconds']:.2f}",
            f"{row['latency']['batch_milliseconds']:.1f}",
            text(row["why"]),
        ]
        for row in choice["candidates"]
    )
    latency = ("ms for one", f"ms for {choice['candidates'][0]['latency']['batch']}")
    return table(["model", plain(choice["metric"]), "interval", *latency, "why"], rows)


def _gates_table(verdicts: Iterable[Verdict]) -> str:
    rows = (
        [
            text(verdict.node),
            f"<span class={_class(gate.outcome)}>{gate.outcome}</span>",
            text(gate.sentence),
        ]
        for verdict in verdicts
        for gate in verdict.gates
    )
    return table(["node", "outcome", "what was compared"], rows)


def _class(outcome: Outcome) -> str:
    return str(outcome).replace(" ", "-")


def _facts_table(facts: dict[str, Any], prefix: str = "") -> str:
    return table(["fact", "value"], ([text(name), text(value)] for name, value in _flat(facts, prefix)))


def _flat(facts: dict[str, Any], prefix: str) -> Iterable[tuple[str, Any]]:
    for name, value in facts.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}: ")
        else:
            yield f"{prefix}{name}", value
