"""The transform graph is a function of the data, and not of the clock."""

import pathlib

import pytest
from apache_beam.transforms import util
from tensorflow.core.protobuf.saved_model_pb2 import SavedModel


@pytest.fixture
def slow_machine(monkeypatch):
    """Where Beam may choose, it chooses few rows at a time, as it does where each takes long."""
    choose = util._BatchSizeEstimator.next_batch_size

    def few(self):
        return choose(self) if self._min_batch_size == self._max_batch_size else 7

    monkeypatch.setattr(util._BatchSizeEstimator, "next_batch_size", few)


def constants(graph: pathlib.Path) -> dict[str, bytes]:
    """Every constant of a transform graph, the means and variances among them, to the last bit."""
    model = SavedModel.FromString((graph / "transform_fn" / "saved_model.pb").read_bytes())
    nodes = (node for one in model.meta_graphs for node in one.graph_def.node if node.op == "Const")
    return {node.name: node.attr["value"].tensor.SerializeToString(deterministic=True) for node in nodes}


def test_a_slow_machine_makes_the_same_graph(
    transform_graph, examples, ground, run_transform, tmp_path, slow_machine
):
    known = constants(transform_graph)
    assert len(known) > 2
    assert constants(run_transform(examples, ground, tmp_path)) == known
