"""Lineage as a picture, SVG or PNG by suffix: data on top, the pushed model at the bottom."""

import pathlib
import re
import textwrap
from typing import Any

from components.errors import SettingsError
from pipeline.lineage import Lineage
from pipeline.lineage_layout import Layout, Node, Waypoint, place
from pipeline.lineage_store import Artifact, Execution
from pipeline.lineage_words import artifact_facts, execution_facts, settings

SUFFIXES = (".svg", ".png")
DPI, SHARP = 100, 1.5  # pixels of the layout in an inch; pixels of a PNG for each of those
STABLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "cascada"}  # text as text, the same bytes each time
ROW, HEIGHT, GAP, MARGIN = 96.0, 58.0, 22.0, 28.0  # pixels
TITLE, DETAIL, LONG = 10.0, 8.0, 34  # points, points, letters
INK, GREY, LINE = "#212529", "#5c636a", "#adb5bd"
DATA, MODEL, OTHER, NODE = "#e7f5ff", "#d3f9d8", "#f8f9fa", "#fff3bf"
COLOURS = {"Examples": DATA, "Model": MODEL, "PushedModel": MODEL}
EDGES = {DATA: "#1971c2", MODEL: "#2f9e44", OTHER: "#adb5bd", NODE: "#e8a317"}


def draw(lineage: Lineage, path: pathlib.Path) -> None:
    """Draws the lineage: artifacts as boxes, nodes as ellipses.

    Raises:
        SettingsError: the suffix is neither .svg nor .png.
    """
    if path.suffix not in SUFFIXES:
        raise SettingsError(
            "not a kind of picture", where=str(path), fix=f"Use one of {', '.join(SUFFIXES)}."
        )
    from matplotlib import rc_context

    nodes: dict[Node, Artifact | Execution] = {("artifact", a.id): a for a in lineage.artifacts.values()}
    nodes |= {("execution", e.id): e for e in lineage.executions}
    layout = place(_edges(lineage), {node: _width(nodes[node]) for node in nodes}, GAP)
    figure, axes = _canvas(layout)
    for upper, lower in layout.paths:
        _line(axes, layout, upper, lower)
    for node, what in nodes.items():
        border = 2.6 if node == ("artifact", lineage.root) else 1.2
        _node(axes, what, layout.x[node], _y(layout, node), border)
    path.parent.mkdir(parents=True, exist_ok=True)
    with rc_context(STABLE):
        figure.savefig(path, dpi=SHARP * DPI, metadata={"Date": None} if path.suffix == ".svg" else None)


def _edges(lineage: Lineage) -> list[tuple[Node, Node]]:
    made: list[tuple[Node, Node]] = [
        (("execution", execution.id), ("artifact", artifact))
        for artifact, execution in lineage.makers.items()
    ]
    used: list[tuple[Node, Node]] = [
        (("artifact", artifact), ("execution", execution.id))
        for execution in lineage.executions
        for _, artifact in execution.inputs
    ]
    return made + used


def _canvas(layout: Layout) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    width = layout.width + 2 * MARGIN
    height = (max(layout.layer.values()) + 1) * ROW + MARGIN
    figure = Figure(figsize=(width / DPI, height / DPI), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(-MARGIN, layout.width + MARGIN)
    axes.set_ylim(height - ROW / 2, -ROW / 2)
    return figure, axes


def _y(layout: Layout, node: Node) -> float:
    return layout.layer[node] * ROW + MARGIN / 2


def _width(what: Artifact | Execution) -> float:
    """Room for the longest line of text, more in an ellipse."""
    lines = [len(_title(what)) * TITLE, *(len(line) * DETAIL for line in _details(what))]
    return max(130.0, max(lines) * (1.06 if isinstance(what, Execution) else 0.84) + 24)


def _line(axes: Any, layout: Layout, upper: Node, lower: Node) -> None:
    """A line between two rows; it goes straight through the row of a waypoint, clear of what stands there."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    x0, x1 = layout.x[upper], layout.x[lower]
    y0, y1 = _y(layout, upper) + HEIGHT / 2, _y(layout, lower) - HEIGHT / 2
    middle = (y0 + y1) / 2
    points = [(x0, y0), (x0, middle), (x1, middle), (x1, y1)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3]
    if isinstance(lower, Waypoint):
        points.append((x1, y1 + HEIGHT))
        codes.append(Path.LINETO)
    else:
        tip = [(x1, y1), (x1 - 4, y1 - 8), (x1 + 4, y1 - 8)]
        axes.fill(*zip(*tip, strict=True), color=LINE, linewidth=0, zorder=2)
    axes.add_patch(PathPatch(Path(points, codes), fill=False, edgecolor=LINE, linewidth=1.4, zorder=1))


def _node(axes: Any, what: Artifact | Execution, x: float, y: float, border: float) -> None:
    from matplotlib.patches import Ellipse, FancyBboxPatch

    fill = NODE if isinstance(what, Execution) else COLOURS.get(what.type, OTHER)
    style: dict[str, Any] = {
        "facecolor": fill,
        "edgecolor": EDGES[fill],
        "linewidth": border,
        "linestyle": "--" if isinstance(what, Artifact) and what.compared else "-",
        "zorder": 3,
    }
    width, height = _width(what), HEIGHT
    if isinstance(what, Execution):
        axes.add_patch(Ellipse((x, y), width, height, **style))
    else:
        corner = (x - width / 2 + 5, y - height / 2 + 5)
        axes.add_patch(FancyBboxPatch(corner, width - 10, height - 10, "round,pad=5", **style))
    _words(axes, what, x, y)


def _words(axes: Any, what: Artifact | Execution, x: float, y: float) -> None:
    details = _details(what)
    style = {"ha": "center", "va": "center", "zorder": 4, "family": "sans-serif"}
    weight = "bold" if isinstance(what, Execution) else "normal"
    top = y - 7.5 * len(details)
    axes.text(x, top, _title(what), size=TITLE, color=INK, weight=weight, **style)
    for number, detail in enumerate(details, start=1):
        axes.text(x, top + 15 * number, detail, size=DETAIL, color=GREY, **style)


def _title(what: Artifact | Execution) -> str:
    return what.node if isinstance(what, Execution) else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", what.type)


def _details(what: Artifact | Execution) -> list[str]:
    """Up to two short lines."""
    if isinstance(what, Artifact):
        *facts, last = [f"#{what.id}", *artifact_facts(what)]
        return [", ".join(facts), last] if len(facts) > 1 else [", ".join([*facts, last])]
    reused = [fact for fact in execution_facts(what) if not fact.startswith("run ")]
    words = textwrap.shorten(" ".join(settings(what)), LONG, placeholder="")
    return [line for line in (words, ", ".join(reused)) if line]
