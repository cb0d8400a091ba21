"""The zoo as a table for people, beside what others have published."""

import pathlib
from collections.abc import Mapping
from typing import Any

import yaml

PUBLISHED = pathlib.Path(__file__).with_name("published.yaml")
COLUMNS = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "auc_proton_iron": "proton / iron",
    "auc_photon_hadron": "photon / nuclei",
    "anomaly_auc_photon": "photon strange",
    "anomaly_auc_silicon": "silicon strange",
    "parameters": "parameters",
    "seconds": "seconds",
    "latency_milliseconds": "latency",
}
WHOLE = ("parameters",)
MILLISECONDS, SECONDS = "latency_milliseconds", "seconds"


def markdown(found: Mapping[str, Any], dataset: str = "") -> str:
    """A row for each variant: means, with half the width of the interval where there is one.

    Args:
        found: as `contest` gives it.
        dataset: its name; what was published of it stands below.
    """
    columns = [name for name in COLUMNS if any(name in figures for figures in found.values())]
    lines = [
        f"| model | {' | '.join(COLUMNS[name] for name in columns)} |",
        "|---" * (len(columns) + 1) + "|",
    ]
    rows = {model: [_cell(name, figures.get(name)) for name in columns] for model, figures in found.items()}
    for model, figures in published(dataset).items():
        rows[model] = [_printed(figures.get(name)) for name in columns]
    return "\n".join([*lines, *(f"| {model} | {' | '.join(cells)} |" for model, cells in rows.items())])


def published(dataset: str) -> dict[str, dict[str, float]]:
    """Model -> figures of others on a dataset, or on one like it; none for an unknown dataset."""
    known: dict[str, dict[str, dict[str, float]]] = yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))
    return known.get(dataset, {})


def _printed(figure: float | None) -> str:
    return "" if figure is None else f"{figure:g}"


def _cell(name: str, figure: dict[str, Any] | None) -> str:
    if figure is None:
        return ""
    if name in WHOLE:
        return f"{figure['mean']:,.0f}".replace(",", " ")
    if name == MILLISECONDS:
        return f"{figure['mean']:.1f} ms"
    if name == SECONDS:
        return f"{figure['mean']:.1f}"
    if figure["interval"] is None:
        return f"{figure['mean']:.3f}"
    return f"{figure['mean']:.3f} ± {figure['interval'][1] - figure['mean']:.3f}"
