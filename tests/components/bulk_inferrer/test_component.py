"""The node: predictions as an artifact, by the model where it was pushed or where it was trained."""

import pathlib
import shutil

import pyarrow.parquet as pq
import pytest
from tfx.types import standard_artifacts

from components.bulk_inferrer.component import BulkInferrer
from components.errors import ModelError


@pytest.fixture
def run(model, showers, tmp_path):
    pq.write_table(showers, tmp_path / "showers.parquet")
    trained, result = standard_artifacts.Model(), standard_artifacts.InferenceResult()
    trained.uri, result.uri = str(tmp_path / "model"), str(tmp_path / "result")
    shutil.copytree(model, tmp_path / "model" / "Format-Serving")

    def call(**changed):
        BulkInferrer.test_call(
            inference_result=result, model=trained, data=str(tmp_path / "showers.parquet"), **changed
        )
        return pq.read_table(pathlib.Path(result.uri) / "predictions.parquet")

    return call


def test_the_trained_model_predicts(run):
    assert run().num_rows == 1000


def test_a_pushed_model_is_taken_from_its_place_and_checked(run, pushed, tmp_path):
    shutil.copytree(pushed, tmp_path / "pushed")
    artifact = standard_artifacts.PushedModel()
    artifact.set_string_custom_property("pushed_destination", str(tmp_path / "pushed"))
    assert run(pushed_model=artifact).num_rows == 1000
    (tmp_path / "pushed" / "saved_model.pb").write_bytes(b"")
    with pytest.raises(ModelError, match="damaged"):
        run(pushed_model=artifact)
