"""TFX's compiled pipeline (its IR): read, written as text, and asked about."""

from typing import Any

from kubeflow.errors import KubeflowError


def to_text(pipeline: Any) -> str:
    """A compiled pipeline as JSON, without its database connection; equal pipelines give equal text."""
    from google.protobuf import json_format

    copy = type(pipeline)()
    copy.CopyFrom(pipeline)
    _drop_connection(copy)
    return str(json_format.MessageToJson(copy, preserving_proto_field_name=True, sort_keys=True, indent=1))


def from_text(text: str) -> Any:
    """The compiled pipeline of this JSON."""
    from google.protobuf import json_format
    from ml_metadata.proto import metadata_store_pb2 as _metadata  # noqa: F401  the text may name its messages
    from tfx.proto.orchestration import executable_spec_pb2 as _executors  # noqa: F401
    from tfx.proto.orchestration import pipeline_pb2

    return json_format.Parse(text, pipeline_pb2.Pipeline())


def nodes_of(pipeline: Any) -> dict[str, Any]:
    """The nodes by id, in an order in which they can run.

    Raises:
        KubeflowError: there are none, or one is a pipeline itself.
    """
    for node in pipeline.nodes:
        if node.WhichOneof("node") != "pipeline_node":
            name = node.sub_pipeline.pipeline_info.id
            raise KubeflowError(
                f"{name}: a pipeline inside a pipeline is not supported", "Put its nodes into the outer one."
            )
    nodes = {node.pipeline_node.node_info.id: node.pipeline_node for node in pipeline.nodes}
    if not nodes:
        raise KubeflowError(
            "the pipeline has no nodes", "Give them by name: Pipeline(..., components=[...])."
        )
    return nodes


def root_of(pipeline: Any) -> str:
    """The pipeline root. TFX makes a runtime parameter of it, whose default is what the pipeline says.

    Raises:
        KubeflowError: it says nothing.
    """
    value = pipeline.runtime_spec.pipeline_root
    named = value.WhichOneof("value") == "runtime_parameter"
    root = value.runtime_parameter.default_value if named else value.field_value
    if not root.string_value:
        raise KubeflowError("the pipeline has no root", "Give Pipeline(..., pipeline_root='/mnt/...').")
    return str(root.string_value)


def _drop_connection(pipeline: Any) -> None:
    from tfx.proto.orchestration import pipeline_pb2

    deployment = pipeline_pb2.IntermediateDeploymentConfig()
    if pipeline.deployment_config.Unpack(deployment):
        deployment.ClearField("metadata_connection_config")
        pipeline.deployment_config.Pack(deployment, deterministic=True)
