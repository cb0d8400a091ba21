"""What the exit handler makes of what Kubeflow and ML Metadata say of a run."""

import pytest

from kubeflow.finish import outcome
from pipeline.runs import State

NODES = {"ExampleGen": State.CACHED, "Pusher": State.RAN}


def test_a_run_went_well_in_the_words_of_a_real_server():
    told = {
        "error": {},
        "pipelineJobResourceName": "cascada-wcd-x",
        "pipelineTaskName": "nodes",
        "state": "COMPLETE",
    }
    assert outcome(told, NODES) == {"status": "pushed"}


@pytest.mark.parametrize("state", ["FAILED", "RUNNING", "", None])
def test_any_other_word_is_a_failure(state):
    assert outcome({"state": state}, NODES)["status"] == "failed"


def test_the_error_is_what_kubeflow_says():
    told = {"state": "FAILED", "error": {"code": 1, "message": "ExampleGen: no such span"}}
    assert outcome(told, NODES) == {"status": "failed", "error": "ExampleGen: no such span"}


def test_where_kubeflow_says_nothing_the_nodes_that_failed_are_named():
    found = outcome({"state": "COMPLETE", "error": {}}, NODES | {"Pusher": State.FAILED})
    assert found == {"status": "failed", "error": "Pusher failed; its log says why"}
