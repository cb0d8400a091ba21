"""The section on slices: each metric of both families in the bands of each slice."""

import itertools
from typing import Any

from components.page.markup import figure, words
from components.report.physics import heaviest
from components.report.plots import bands_plot

Metrics = dict[str, dict[str, Any]]


def slices_section(metrics: Metrics) -> str:
    """Plots, by metric where there is more than the accuracy.

    Args:
        metrics: `metrics.json` of each family.
    """
    names = _plotted(metrics)
    headed = len(names) > 1
    return "".join((f"<h3>{words(name)}</h3>" if headed else "") + _plots(metrics, name) for name in names)


def _plotted(metrics: Metrics) -> list[str]:
    """The metrics to plot: what is asked for besides the accuracy."""
    content = next(iter(metrics.values()))
    areas = [f"auc_{name}" for name in content.get("separations", [])]
    heavy = heaviest(content)
    return ["accuracy", *areas, *(["ln_a_bias", f"predicted_fraction_{heavy}"] if heavy else [])]


def _plots(metrics: Metrics, metric: str) -> str:
    grouped = {family: _by_slice(content["slices"]) for family, content in metrics.items()}
    plots = []
    for name in next(iter(grouped.values())):
        families = {family: slices[name] for family, slices in grouped.items()}
        if any(metric in band["metrics"] for bands in families.values() for band in bands):
            plots.append(bands_plot(name, families, metric))
    return "".join(map(figure, plots))


def _by_slice(slices: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: list(bands) for name, bands in itertools.groupby(slices, key=lambda band: str(band["slice"]))
    }
