"""What a server says when it refuses, in answers as Kubeflow Pipelines 2.17 really gives them."""

import json

import pytest
from kfp_server_api.exceptions import ApiException

from kubeflow.errors import KubeflowError
from kubeflow.refused import explained

WRAPPED = (
    "Internal error: compiling DAG: resolver not implemented\nFailed to compile job\n"
    "github.com/kubeflow/pipelines/backend/src/common/util.Wrap\n\tcommon/util/error.go:361"
)


def _said(status, body):
    error = ApiException(status=status, reason="refused")
    error.body = body
    with pytest.raises(KubeflowError) as raised, explained("http://here"):
        raise error
    return raised.value.what


def test_the_stack_trace_of_the_server_is_left_out():
    said = _said(500, json.dumps({"code": 13, "message": WRAPPED}))
    words = "compiling DAG: resolver not implemented: Failed to compile job"
    assert said == f"http://here refuses (500): Internal error: {words}"


def test_plain_words_are_words_of_the_server_too():
    said = _said(400, "Invalid input error: Pipeline.Name length cannot exceed 128\n")
    assert said == "http://here refuses (400): Invalid input error: Pipeline.Name length cannot exceed 128"


@pytest.mark.parametrize(("status", "body"), [(400, "<html>400</html>"), (404, "page not found"), (400, "")])
def test_what_is_no_answer_of_kubeflow_is_said_to_be_none(status, body):
    assert "is not a Kubeflow Pipelines 2 server" in _said(status, body)
