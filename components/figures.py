"""Figures as SVG text: the same numbers give the same bytes."""

import io
from typing import Any

from matplotlib.figure import Figure

# Without these the same numbers would not give the same bytes.
STABLE: dict[Any, Any] = {
    "svg.hashsalt": "cascada",
    "svg.fonttype": "none",
    "font.size": 9,
    "font.family": "sans-serif",
}

INK = "#010203"
"""A colour that becomes the colour of the text around the figure."""
INKED: dict[Any, Any] = {
    **STABLE,
    **dict.fromkeys(
        ("text.color", "axes.edgecolor", "axes.labelcolor", "axes.titlecolor", "xtick.color", "ytick.color"),
        INK,
    ),
    "grid.color": INK,
}
"""The same, for a figure that stands on a page whose background is light or dark."""


def svg_of(figure: Figure) -> str:
    """A figure as the text of an SVG; make and save it within `rc_context(STABLE)`, or `INKED`."""
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None}, transparent=True)
    text = stream.getvalue().replace(INK, "currentColor")
    return text[text.index("<svg") :]
