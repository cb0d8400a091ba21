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


def svg_of(figure: Figure) -> str:
    """A figure as the text of an SVG; make and save it within `rc_context(STABLE)`."""
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None}, transparent=True)
    text = stream.getvalue()
    return text[text.index("<svg") :]
