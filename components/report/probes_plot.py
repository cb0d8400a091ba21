"""The plot of predicted fractions of each sample against the nominal ones."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from components.figures import INK, INKED, svg_of

Probes = Mapping[str, dict[str, Any]]
FAMILY_COLOURS = {"gradient_boosting": "#3b8fc4", "autoencoder": "#d9694a"}
"""Seen as well on a dark page as on a light one."""


def name_of(sample: dict[str, Any]) -> str:
    """A sample's name for people; an unseen primary stands behind it."""
    name, primary = sample["sample"].replace("_", " "), sample["primary"]
    return f"{name}: {primary}" if primary else name


def fractions_plot(probes: Probes) -> str:
    """Predicted fraction of each class (one panel each) in each sample (one row each).

    Points carry standard errors, lines are the nominal fractions, ticks the true ones.

    Args:
        probes: `probes.json` of each family, of the same samples.
    """
    content = next(iter(probes.values()))
    rows = [content["nominal"], *content["samples"]]
    with rc_context(INKED):
        width = 1.8 + 1.7 * len(content["classes"])
        figure = Figure(figsize=(width, 1.1 + 0.36 * len(rows)), layout="constrained")
        panels = figure.subplots(1, len(content["classes"]), sharey=True, squeeze=False)[0]
        for axes, name in zip(panels, content["classes"], strict=True):
            for shift, (family, found) in enumerate(probes.items()):
                _points(axes, name, family, found, 0.24 * (shift - (len(probes) - 1) / 2))
            _truth(axes, name, rows)
            axes.set(title=name, xlabel="fraction")
            axes.grid(axis="x", alpha=0.3)
        panels[0].set_yticks(range(len(rows)), list(map(name_of, rows)))
        panels[0].invert_yaxis()
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
        return svg_of(figure)


def _points(axes: Axes, name: str, family: str, found: dict[str, Any], shift: float) -> None:
    fractions = [sample["predicted_fraction"][name] for sample in (found["nominal"], *found["samples"])]
    values = np.array([fraction["value"] for fraction in fractions])
    errors = np.array([fraction["error"] for fraction in fractions])
    colour = FAMILY_COLOURS[family]
    label = f"predicted, {family.replace('_', ' ')}"
    places = np.arange(len(values)) + shift
    axes.axvline(values[0], color=colour, lw=0.8, ls="--")
    axes.errorbar(values, places, xerr=errors, fmt="o", ms=4, capsize=2, color=colour, label=label)


def _truth(axes: Axes, name: str, rows: list[dict[str, Any]]) -> None:
    """Ticks at the true shares, but for unseen primaries, which have none."""
    shares = [np.nan if one["primary"] else one["true_fraction"][name]["value"] for one in rows]
    axes.scatter(shares, range(len(rows)), marker="|", s=160, color=INK, label="true")
