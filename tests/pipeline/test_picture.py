"""The picture in the README is the picture of the DAG."""

from pipeline import picture


def test_depth_is_the_longest_way():
    edges = {"a": frozenset(), "b": frozenset("a"), "c": frozenset("ab")}
    assert picture.depths(edges) == {"a": 0, "b": 1, "c": 2}


def test_an_arrow_that_a_longer_way_implies_is_left_out():
    edges = {"a": frozenset(), "b": frozenset("a"), "c": frozenset("ab")}
    assert picture.needed(edges)["c"] == frozenset("b")


def test_every_node_of_the_dag_is_in_the_picture_in_the_readme():
    drawn = picture.FILE.read_text().replace("\n", "")
    for node in picture.edges_of_default():
        for word in picture.words(node):
            assert f">{word}</text>" in drawn
