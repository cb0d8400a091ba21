"""The plots of the report, as SVG text that stands inside the page."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from components.figures import STABLE, svg_of
from components.page.markup import plain

Array = np.ndarray[Any, Any]

FAMILY_COLOURS = {"gradient_boosting": "#2a6f97", "autoencoder": "#c8553d"}


def confusion_plot(confusion: Sequence[Sequence[float]], classes: Sequence[str]) -> str:
    """The confusion matrix, each row divided by its sum: row is truth, column is prediction.

    Args:
        confusion: counts, `[classes, classes]`.
        classes: names, in the order of the rows.
    """
    counts = np.asarray(confusion, dtype=float)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    with rc_context(STABLE):
        figure = Figure(figsize=(4.4, 3.8), layout="constrained")
        axes = figure.subplots()
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        for (row, column), share in np.ndenumerate(shares):
            colour = "white" if share > 0.5 else "black"
            axes.text(column, row, f"{share:.3f}", ha="center", va="center", color=colour)
        axes.set_xticks(range(len(classes)), classes)
        axes.set_yticks(range(len(classes)), classes)
        axes.set(xlabel="predicted", ylabel="true")
        return svg_of(figure)


def bands_plot(name: str, families: dict[str, list[dict[str, Any]]], metric: str = "accuracy") -> str:
    """A metric of each family in the bands of one slice, with its interval where there is one.

    Args:
        name: the slice, such as `zenith`.
        families: for each family, the slices of `metrics.json` that belong to `name`.
        metric: as in `metrics.json`; a band without it stays empty.
    """
    with rc_context(STABLE):
        figure = Figure(figsize=(3.1, 2.5), layout="constrained")
        axes = figure.subplots()
        for shift, (family, bands) in enumerate(families.items()):
            places = np.arange(len(bands)) + 0.12 * (shift - 0.5)
            values, errors = _values(bands, metric)
            colour = FAMILY_COLOURS[family]
            axes.errorbar(places, values, errors, fmt="o", ms=4, capsize=2, color=colour, label=plain(family))
        bands = next(iter(families.values()))
        axes.set_xticks(range(len(bands)), [band["band"] for band in bands], rotation=20)
        axes.set(xlabel=plain(name), ylabel=plain(metric), xlim=(-0.5, len(bands) - 0.5))
        if metric == "ln_a_bias":
            axes.axhline(0, color="black", lw=0.8)
        axes.grid(axis="y", alpha=0.3)
        figure.legend(loc="outside upper center", ncols=len(families), frameon=False, fontsize=7)
        return svg_of(figure)


def _values(bands: list[dict[str, Any]], metric: str) -> tuple[Array, Array]:
    """Values [bands], NaN where undefined, and their distances to the interval's ends [2, bands]."""
    values = np.array([band["metrics"].get(metric, np.nan) for band in bands], dtype=float)
    limits = [_limits(band, metric) or [v, v] for band, v in zip(bands, values, strict=True)]
    return values, np.abs(np.array(limits, dtype=float).T - values)


def _limits(band: dict[str, Any], metric: str) -> list[float] | None:
    found = band.get("accuracy_interval") if metric == "accuracy" else band.get("intervals", {}).get(metric)
    return list(found) if found else None
