"""The plots of the report, as SVG text that stands inside the page."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

# Without these the same numbers would not give the same bytes.
STABLE: dict[Any, Any] = {
    "svg.hashsalt": "cascada",
    "svg.fonttype": "none",
    "font.size": 9,
    "font.family": "sans-serif",
}
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
        return _svg(figure)


def bands_plot(name: str, families: dict[str, list[dict[str, Any]]]) -> str:
    """Accuracy of each family in the bands of one slice, with its interval where there is one.

    Args:
        name: the slice, such as `zenith`.
        families: for each family, the slices of `metrics.json` that belong to `name`.
    """
    with rc_context(STABLE):
        figure = Figure(figsize=(4.8, 3.0), layout="constrained")
        axes = figure.subplots()
        for shift, (family, bands) in enumerate(families.items()):
            values = np.array([band["metrics"]["accuracy"] for band in bands])
            limits = np.array(
                [band.get("accuracy_interval") or [v, v] for band, v in zip(bands, values, strict=True)]
            )
            places = np.arange(len(bands)) + 0.12 * (shift - 0.5)
            errors = np.abs(limits.T - values)
            label = family.replace("_", " ")
            axes.errorbar(
                places, values, errors, fmt="o", ms=4, capsize=2, color=FAMILY_COLOURS[family], label=label
            )
        bands = next(iter(families.values()))
        axes.set_xticks(range(len(bands)), [band["band"] for band in bands], rotation=20)
        axes.set(xlabel=name, ylabel="accuracy")
        axes.grid(axis="y", alpha=0.3)
        axes.legend(frameon=False)
        return _svg(figure)


def _svg(figure: Figure) -> str:
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None}, transparent=True)
    text = stream.getvalue()
    return text[text.index("<svg") :]
