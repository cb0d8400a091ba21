"""The picture of the DAG in the README, drawn from the DAG itself: `python -m pipeline.picture`."""

import pathlib
import sys
import tempfile
from collections.abc import Mapping
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from components.figures import STABLE

FILE = pathlib.Path(__file__).with_name("dag.svg")
ROWS = {
    "GradientBoosting": 1.0,
    "Autoencoder": -1.0,
    "ImportSchemaGen": -1.0,
    "LastProfile": 1.0,
    "LastChampion": -1.0,
    "SchemaGen": 1.0,
    "Report": -1.0,
    "Reference": -1.9,
}
COLOURS = {"Trainer": "#ffe8cc", "Evaluator": "#d3f9d8", "Validator": "#ffd6d6", "Pusher": "#d0ebff"}
Edges = Mapping[str, frozenset[str]]


def edges_of_default() -> dict[str, frozenset[str]]:
    """Each node of the default pipeline with the nodes it waits for."""
    from pipeline.dag import create_pipeline
    from pipeline.settings import load_settings

    with tempfile.TemporaryDirectory() as folder:
        nodes = create_pipeline(load_settings(data=folder, out=folder)).components
    return {node.id: frozenset(upstream.id for upstream in node.upstream_nodes) for node in nodes}


def depths(edges: Edges) -> dict[str, int]:
    """The longest way from a node without inputs to each node; nodes come after what they wait for."""
    found: dict[str, int] = {}
    for node, upstream in edges.items():
        found[node] = 1 + max((found[name] for name in upstream), default=-1)
    return found


def needed(edges: Edges) -> dict[str, frozenset[str]]:
    """The same order with the fewest arrows: without those that a longer way implies."""
    above: dict[str, frozenset[str]] = {}
    for node, upstream in edges.items():
        above[node] = upstream.union(*(above[name] for name in upstream))
    return {node: up - frozenset().union(*(above[name] for name in up)) for node, up in edges.items()}


def draw(edges: Edges) -> Figure:
    """The DAG from left to right."""
    places = _places(edges)
    figure = Figure(figsize=(15.5, 3.1), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.set(xlim=(-0.5, max(x for x, _ in places.values()) + 0.5), ylim=(-2.2, 1.4))
    axes.axis("off")
    boxes = {node: _box(axes, node, place) for node, place in places.items()}
    for node, upstream in needed(edges).items():
        for name in sorted(upstream):
            ends = {"patchA": boxes[name], "patchB": boxes[node], "shrinkA": 2, "shrinkB": 2}
            arrow = {"arrowstyle": "-|>", "color": "#868e96", "lw": 1.2, **ends}
            axes.annotate("", places[node], places[name], arrowprops=arrow)
    return figure


def _box(axes: Any, node: str, place: tuple[float, float]) -> Any:
    box = {"boxstyle": "round,pad=0.45", "fc": _colour(node), "ec": "#495057"}
    text = axes.text(*place, "\n".join(words(node)), ha="center", va="center", bbox=box, fontsize=9)
    text.update_bbox_position_size(axes.figure.canvas.get_renderer())
    return text.get_bbox_patch()


def _places(edges: Edges) -> dict[str, tuple[float, float]]:
    return {node: (depth, _row(node)) for node, depth in depths(edges).items()}


def _row(node: str) -> float:
    return next((row for word, row in ROWS.items() if word in node), 0.0)


def _colour(node: str) -> str:
    return next((colour for word, colour in COLOURS.items() if word in node), "#f1f3f5")


def words(node: str) -> list[str]:
    """The lines in which the name of a node is written."""
    for word in ("GradientBoosting", "Autoencoder", "Example", "Statistics", "Import", "Infra", "Last"):
        node = node.replace(word, f"{word}\n")
    return node.split("\n")


def main() -> int:
    """Writes the picture."""
    with rc_context(STABLE):
        draw(edges_of_default()).savefig(FILE, format="svg", metadata={"Date": None})
    return 0


if __name__ == "__main__":
    sys.exit(main())
