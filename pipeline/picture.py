"""The picture of the DAG in the README, drawn from the DAG itself: `python -m pipeline.picture`."""

import pathlib
import sys
from collections.abc import Mapping, Set

from matplotlib import rc_context
from matplotlib.figure import Figure

from components.report.plots import STABLE

FILE = pathlib.Path(__file__).with_name("dag.svg")
ROWS = {"GradientBoosting": 1.0, "Autoencoder": -1.0, "Schema": 1.0, "Validator": 0.0}
COLOURS = {"Trainer": "#ffe8cc", "Evaluator": "#d3f9d8", "Validator": "#ffd6d6", "Pusher": "#d0ebff"}
Edges = Mapping[str, Set[str]]


def edges_of_default() -> dict[str, frozenset[str]]:
    """Each node of the default pipeline with the nodes it waits for."""
    from pipeline.dag import create_pipeline
    from pipeline.settings import load_settings

    nodes = create_pipeline(load_settings(data=str(FILE.parent))).components
    return {node.id: frozenset(upstream.id for upstream in node.upstream_nodes) for node in nodes}


def depths(edges: Edges) -> dict[str, int]:
    """The longest way from a node without inputs to each node; nodes come after what they wait for."""
    found: dict[str, int] = {}
    for node, upstream in edges.items():
        found[node] = 1 + max((found[name] for name in upstream), default=-1)
    return found


def draw(edges: Edges) -> Figure:
    """The DAG from left to right."""
    places = _places(edges)
    figure = Figure(figsize=(15, 3.6), layout="constrained")
    axes = figure.subplots()
    for node, upstream in edges.items():
        for name in upstream:
            arrow = {"arrowstyle": "-|>", "color": "#868e96", "shrinkA": 34, "shrinkB": 36, "lw": 1}
            axes.annotate("", places[node], places[name], arrowprops=arrow)
    for node, (x, y) in places.items():
        box = {"boxstyle": "round,pad=0.45", "fc": _colour(node), "ec": "#495057"}
        axes.text(x, y, _broken(node), ha="center", va="center", bbox=box, fontsize=9)
    axes.set(xlim=(-0.6, max(x for x, _ in places.values()) + 0.6), ylim=(-1.6, 1.6))
    axes.axis("off")
    return figure


def _places(edges: Edges) -> dict[str, tuple[float, float]]:
    return {node: (depth, _row(node)) for node, depth in depths(edges).items()}


def _row(node: str) -> float:
    return next((row for word, row in ROWS.items() if word in node), 0.0)


def _colour(node: str) -> str:
    return next((colour for word, colour in COLOURS.items() if word in node), "#f1f3f5")


def _broken(node: str) -> str:
    for family in ("GradientBoosting", "Autoencoder"):
        node = node.replace(family, f"{family}\n")
    return node


def main() -> int:
    """Writes the picture."""
    with rc_context(STABLE):
        draw(edges_of_default()).savefig(FILE, format="svg", metadata={"Date": None})
    return 0


if __name__ == "__main__":
    sys.exit(main())
