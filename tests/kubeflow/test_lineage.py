"""A run on a cluster leaves the same lineage as a local run: spans, Beam, resolver, conditions, cache."""

import pathlib
import subprocess
import sys

import pytest

from kubeflow import database
from kubeflow.rehearsal.conduct import SUCCEEDED
from kubeflow.rehearsal.lineage import difference, graph
from tests.kubeflow import small
from tests.kubeflow.tasks import ROOT, Cluster

LOCALLY = (
    "import pathlib, sys; from tests.kubeflow import small; small.run_locally(pathlib.Path(sys.argv[1]), 2)"
)


def _store(folder: pathlib.Path):
    return database.open_store(str(folder / "metadata.sqlite"))


def _graphs(folder: pathlib.Path) -> list[dict]:
    store = _store(folder)
    runs = sorted(store.get_contexts_by_type("pipeline_run"), key=lambda one: one.id)
    return [graph(store, run.name) for run in runs]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two runs, the second of which changes nothing: on this machine, and task by task."""
    local, there = (tmp_path_factory.mktemp(name) for name in ("local", "cluster"))
    for folder in (local, there):
        small.write_span(folder, 1)
        small.write_span(folder, 2)
    call = [sys.executable, "-c", LOCALLY, str(local)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    cluster = Cluster(there)
    for run in ("run-1", "run-2"):
        outcomes = cluster.run(run)
        assert {one.state for one in outcomes.values()} == {SUCCEEDED}, outcomes
    return local, there


@pytest.mark.parametrize("number", [0, 1])
def test_the_lineage_is_that_of_a_local_run(folders, number):
    local, there = (_graphs(folder)[number] for folder in folders)
    assert local
    assert difference(local, there) == []


def test_the_first_run_executes_all_but_what_a_condition_excludes(folders):
    first = _graphs(folders[1])[0]
    assert {name for name, node in first.items() if node.state == "COMPLETE"} >= {
        "CsvExampleGen",
        "Count",
        "Note",
    }
    assert not {"Never", "Read"} & set(first)


def test_the_second_run_is_all_cache(folders):
    second = _graphs(folders[1])[1]
    assert {node.state for name, node in second.items() if name != "Latest"} == {"CACHED"}


def test_the_driver_takes_the_newest_span(folders):
    (examples,) = _store(folders[1]).get_artifacts_by_type("Examples")
    assert examples.custom_properties["span"].int_value == 2


def test_a_difference_is_seen(folders):
    first, second = _graphs(folders[1])
    assert difference(first, second)
    without = {name: node for name, node in first.items() if name != "Note"}
    assert difference(first, without) == ["only in one: Note"]
