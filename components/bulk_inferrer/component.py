"""The BulkInferrer node: scores data that stands outside the pipeline."""

import pathlib
from typing import Any

from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types import standard_artifacts

from components.bulk_inferrer.core import predict_files
from components.files import local_copy, local_folder
from components.models.manifest import EXPORT

PREDICTIONS_FILE = "predictions.parquet"


@component
def BulkInferrer(  # noqa: N802
    inference_result: OutputArtifact[standard_artifacts.InferenceResult],  # type: ignore[valid-type]
    model: InputArtifact[standard_artifacts.Model],  # type: ignore[valid-type]
    data: Parameter[str],  # type: ignore[valid-type]
    pushed_model: InputArtifact[standard_artifacts.PushedModel] = None,  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
) -> None:
    """Scores a file or folder of records with a model.

    Args:
        inference_result: gets `predictions.parquet`.
        model: the model.
        data: the file or folder.
        pushed_model: where given, the model is taken from there, and compared with its manifest.
        code: fingerprint of the source.
    """
    with local_copy(_place(model, pushed_model)) as place, local_folder(inference_result.uri) as folder:
        predict_files(place, pathlib.Path(data), folder / PREDICTIONS_FILE)


def _place(model: Any, pushed: Any) -> str:
    if pushed is not None:
        return str(pushed.get_string_custom_property("pushed_destination"))
    return f"{model.uri}/{EXPORT}"
