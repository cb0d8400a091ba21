"""Places the nodes of a layered graph: few crossings, short and straight lines, no overlaps.

The usual way (Sugiyama, Tagawa and Toda 1981): layers, then order, then positions. A line that passes
layers is led through points in them; lines from one node share their points, so that they form one trunk.
"""

import dataclasses
import itertools
from collections.abc import Hashable, Iterable, Mapping, Sequence

Node = Hashable
SWEEPS = 24
STRAIGHT = 6.0  # how much stronger a waypoint pulls than a node


@dataclasses.dataclass(frozen=True)
class Layout:
    """Where everything stands.

    Attributes:
        layer: node -> layer, 0 on top.
        x: node -> horizontal centre; the smallest left edge is at 0.
        paths: the pieces of all lines, from upper to lower point; each point is a node or a waypoint.
        width: the largest right edge.
    """

    layer: Mapping[Node, int]
    x: Mapping[Node, float]
    paths: Sequence[tuple[Node, Node]]
    width: float


@dataclasses.dataclass(frozen=True)
class Waypoint:
    """Where the lines from a node pass a layer."""

    source: Node
    layer: int


def place(edges: Iterable[tuple[Node, Node]], widths: Mapping[Node, float], gap: float) -> Layout:
    """Places the nodes of a graph without cycles; edges lead downwards.

    Args:
        edges: (upper, lower).
        widths: of every node.
        gap: least distance between neighbours.
    """
    edges = list(edges)
    layer = _layers(edges, widths)
    paths = _split(edges, layer)
    points = list(dict.fromkeys([*widths, *(point for path in paths for point in path)]))
    layer |= {point: point.layer for point in points if isinstance(point, Waypoint)}
    rows: list[list[Node]] = [[] for _ in range(max(layer.values()) + 1)]
    for point in points:
        rows[layer[point]].append(point)
    above, below = _neighbours(paths)
    rows = _order(rows, above, below)
    x = _positions(rows, above, below, {point: widths.get(point, 0.0) for point in points}, gap)
    left = min(x[point] - widths.get(point, 0.0) / 2 for point in points)
    width = max(x[point] + widths.get(point, 0.0) / 2 for point in points) - left
    return Layout(layer, {point: value - left for point, value in x.items()}, paths, width)


def _layers(edges: list[tuple[Node, Node]], nodes: Iterable[Node]) -> dict[Node, int]:
    """As low as possible: the layer is the longest way down, counted from the bottom."""
    below: dict[Node, list[Node]] = {node: [] for node in nodes}
    for upper, lower in edges:
        below[upper].append(lower)
    height: dict[Node, int] = {}

    def climb(node: Node) -> int:
        if node not in height:
            height[node] = 1 + max((climb(lower) for lower in below[node]), default=-1)
        return height[node]

    top = max(climb(node) for node in below)
    return {node: top - height[node] for node in below}


def _split(edges: list[tuple[Node, Node]], layer: Mapping[Node, int]) -> list[tuple[Node, Node]]:
    paths: dict[tuple[Node, Node], None] = {}
    for upper, lower in edges:
        way = [Waypoint(upper, passed) for passed in range(layer[upper] + 1, layer[lower])]
        points = [upper, *way, lower]
        paths |= dict.fromkeys(itertools.pairwise(points))
    return list(paths)


Neighbours = dict[Node, list[Node]]


def _neighbours(paths: list[tuple[Node, Node]]) -> tuple[Neighbours, Neighbours]:
    above: Neighbours = {}
    below: Neighbours = {}
    for upper, lower in paths:
        below.setdefault(upper, []).append(lower)
        above.setdefault(lower, []).append(upper)
    return above, below


def _order(rows: list[list[Node]], above: Neighbours, below: Neighbours) -> list[list[Node]]:
    """Sorts each layer by the mean place of its neighbours, down and up; keeps the best order seen."""
    best, fewest = rows, _crossings(rows, below)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        rows = [list(row) for row in rows]
        for number in range(len(rows)) if down else reversed(range(len(rows))):
            beside = number - 1 if down else number + 1
            if 0 <= beside < len(rows):
                rows[number] = _sorted(rows[number], rows[beside], above if down else below)
        crossings = _crossings(rows, below)
        if crossings < fewest:
            best, fewest = rows, crossings
    return best


def _sorted(row: list[Node], beside: list[Node], neighbours: Neighbours) -> list[Node]:
    place = {node: number for number, node in enumerate(beside)}
    mean = {n: sum(place[o] for o in neighbours[n]) / len(neighbours[n]) for n in row if neighbours.get(n)}
    own = {node: number * len(beside) / len(row) for number, node in enumerate(row)}
    return sorted(row, key=lambda node: mean.get(node, own[node]))


def _crossings(rows: list[list[Node]], below: Neighbours) -> int:
    total = 0
    for upper, lower in itertools.pairwise(rows):
        place = {node: number for number, node in enumerate(lower)}
        ends = [
            place[other] for node in upper for other in sorted(below.get(node, []), key=place.__getitem__)
        ]
        total += sum(one > other for number, one in enumerate(ends) for other in ends[number + 1 :])
    return total


def _positions(
    rows: list[list[Node]], above: Neighbours, below: Neighbours, widths: Mapping[Node, float], gap: float
) -> dict[Node, float]:
    """Draws each node to the mean of its neighbours, as far as those beside it allow."""
    x: dict[Node, float] = {}
    for row in rows:
        x |= dict(zip(row, _spread([(0.0, 1.0)] * len(row), row, widths, gap), strict=True))
    for sweep in range(8 * SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            pulls = [_pull(node, (*above.get(node, ()), *below.get(node, ())), x) for node in row]
            x |= dict(zip(row, _spread(pulls, row, widths, gap), strict=True))
    return x


def _pull(node: Node, neighbours: Sequence[Node], x: Mapping[Node, float]) -> tuple[float, float]:
    """Where its lines draw a node, and how strongly: long lines are to be straight above all."""
    weights = [STRAIGHT ** (isinstance(node, Waypoint) + isinstance(other, Waypoint)) for other in neighbours]
    total = sum(weights) or 1.0
    mean = sum(w * x[other] for w, other in zip(weights, neighbours, strict=True)) / total
    return (mean if neighbours else x[node], total)


def _spread(
    pulls: list[tuple[float, float]], row: list[Node], widths: Mapping[Node, float], gap: float
) -> list[float]:
    """The places closest to the wanted ones, by squares, at which nothing overlaps (isotonic regression)."""
    offsets = [0.0]
    for one, other in itertools.pairwise(row):
        offsets.append(offsets[-1] + (widths[one] + widths[other]) / 2 + gap)
    blocks: list[tuple[float, float, int]] = []
    for (value, weight), offset in zip(pulls, offsets, strict=True):
        mean, count = value - offset, 1
        while blocks and blocks[-1][0] > mean:
            other_mean, other_weight, other_count = blocks.pop()
            mean = (mean * weight + other_mean * other_weight) / (weight + other_weight)
            weight, count = weight + other_weight, count + other_count
        blocks.append((mean, weight, count))
    means = [mean for mean, _, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
