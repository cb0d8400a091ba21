"""How a sign-off stands in ML Metadata: as the execution of a node, like everything else in the lineage."""

import time
from collections.abc import Mapping
from typing import Any

from ml_metadata.proto import metadata_store_pb2 as mlmd

from components.audit.approvals import CHANNEL, NODE, TYPE

MODEL = "model"
"""The input of the execution."""


def put(store: Any, model: int, pipeline: str, properties: Mapping[str, str | int]) -> int:
    """Writes everything in one transaction.

    Args:
        store: an ML Metadata store.
        model: id of the artifact that is signed.
        pipeline: name of its pipeline.
        properties: of the artifact that is made.

    Returns:
        The id of the execution.
    """
    artifact_type = store.put_artifact_type(mlmd.ArtifactType(name=TYPE), can_add_fields=True)
    execution_type = store.put_execution_type(mlmd.ExecutionType(name=NODE), can_add_fields=True)
    made = mlmd.Artifact(type_id=artifact_type, state=mlmd.Artifact.LIVE)
    execution = mlmd.Execution(type_id=execution_type, last_known_state=mlmd.Execution.COMPLETE)
    for target in (made, execution):
        target.create_time_since_epoch = int(time.time() * 1000)
        _set(target.custom_properties, properties)
    (signed,) = store.get_artifacts_by_id([model])
    used = [(signed, _event(mlmd.Event.INPUT, MODEL)), (made, _event(mlmd.Event.OUTPUT, CHANNEL))]
    found, _, _ = store.put_execution(
        execution, used, _contexts(store, pipeline), reuse_context_if_already_exist=True
    )
    return int(found)


def _set(target: Any, properties: Mapping[str, str | int]) -> None:
    for name, value in properties.items():
        if isinstance(value, int):
            target[name].int_value = value
        else:
            target[name].string_value = value


def _event(kind: Any, channel: str) -> Any:
    step = mlmd.Event.Path.Step(key=channel)
    return mlmd.Event(type=kind, path=mlmd.Event.Path(steps=[step, mlmd.Event.Path.Step(index=0)]))


def _contexts(store: Any, pipeline: str) -> list[Any]:
    names = {"pipeline": pipeline, "node": f"{pipeline}.{NODE}"}
    return [mlmd.Context(type_id=store.get_context_type(kind).id, name=name) for kind, name in names.items()]
