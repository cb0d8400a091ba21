"""The layout of a layered graph: lines lead down, nothing overlaps, lines from one node share a trunk."""

import itertools
import random

import pytest

from pipeline.lineage_layout import Waypoint, place

WIDTH, GAP = 100.0, 10.0


def layout_of(edges):
    nodes = sorted({node for edge in edges for node in edge})
    return place(edges, dict.fromkeys(nodes, WIDTH), GAP)


def random_graph(seed):
    chance = random.Random(seed)
    return [(i, j) for i, j in itertools.combinations(range(14), 2) if chance.random() < 0.2]


@pytest.mark.parametrize("seed", range(5))
def test_in_any_graph_lines_lead_to_the_next_layer_and_nothing_overlaps(seed):
    layout = layout_of(random_graph(seed))
    assert all(layout.layer[lower] == layout.layer[upper] + 1 for upper, lower in layout.paths)
    for number in set(layout.layer.values()):
        row = [point for point in layout.x if layout.layer[point] == number]
        edges = sorted(
            (layout.x[p] - half, layout.x[p] + half)
            for p in row
            for half in [0.0 if isinstance(p, Waypoint) else WIDTH / 2]
        )
        assert all(left[1] + GAP <= right[0] + 1e-6 for left, right in itertools.pairwise(edges))
        assert edges[0][0] >= -1e-6
        assert edges[-1][1] <= layout.width + 1e-6


def test_a_chain_is_straight():
    layout = layout_of([("a", "b"), ("b", "c"), ("c", "d")])
    assert len({round(x, 6) for x in layout.x.values()}) == 1
    assert [layout.layer[node] for node in "abcd"] == [0, 1, 2, 3]


def test_a_parent_stands_amid_its_children():
    layout = layout_of([("a", "b"), ("a", "c"), ("a", "d")])
    assert layout.x["a"] == pytest.approx(sum(layout.x[node] for node in "bcd") / 3)


def test_long_lines_from_one_node_share_a_trunk():
    chain = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")]
    layout = layout_of([*chain, ("a", "d"), ("a", "e")])
    assert [point for point in layout.x if isinstance(point, Waypoint)] == [
        Waypoint("a", layer) for layer in (1, 2, 3)
    ]


def test_lines_that_need_not_cross_do_not():
    layout = layout_of([("a", "z"), ("b", "y"), ("c", "x")])
    assert layout.x["a"] == layout.x["z"]
    assert layout.x["b"] == layout.x["y"]
    assert layout.x["c"] == layout.x["x"]
