"""The importance of the inputs as a picture."""

from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from components.figures import STABLE, svg_of

MOST = 30
"""Inputs that are drawn; the rest stands in the file."""


def importance_plot(importance: dict[str, Any]) -> str:
    """Bars for the most important inputs, as SVG: loss of the model without them, and share of the gain.

    Args:
        importance: the content of `importance.json`.
    """
    entries = importance["inputs"][:MOST][::-1]
    places = np.arange(len(entries))
    rises = [entry["log_loss_rise"] for entry in entries]
    with rc_context(STABLE):
        figure = Figure(figsize=(7.5, 1.2 + 0.22 * len(entries)), layout="constrained")
        left, right = figure.subplots(ncols=2, sharey=True)
        means, spreads = ([rise[key] for rise in rises] for key in ("mean", "spread"))
        left.barh(places, means, xerr=spreads, color="#2a6f97", height=0.7, error_kw={"capsize": 2})
        right.barh(places, [entry["gain"] for entry in entries], color="#c8553d", height=0.7)
        left.set_yticks(places, [entry["name"] for entry in entries])
        left.set(xlabel=f"rise of the log loss when shuffled, {importance['repeats']} times")
        right.set(xlabel="share of the gain of all splits")
        for axes in (left, right):
            axes.grid(axis="x", alpha=0.3)
        return svg_of(figure)
