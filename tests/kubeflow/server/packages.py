"""What the server refuses in a package: when it is uploaded, and when a run is made of it."""

import io
import re
from typing import Any

import yaml
from google.protobuf import json_format
from kfp.kubernetes import kubernetes_executor_config_pb2
from kfp.pipeline_spec import pipeline_spec_pb2

from tests.kubeflow.server.refusal import Refusal

NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
SCHEMA_VERSION = "2.1.0"
LARGEST_WORKFLOW = 1_000_000  # bytes; etcd takes no more in one object
JSON_KINDS = {
    "STRING": (str, "string"),
    "BOOLEAN": (bool, "bool"),
    "NUMBER_INTEGER": (int | float, "double or integer"),
    "NUMBER_DOUBLE": (int | float, "double or integer"),
    "LIST": (list, "list"),
    "STRUCT": (dict, "struct"),
}


def read_package(content: bytes) -> dict[str, Any]:
    """The specification in an uploaded file, as a version of a pipeline shows it.

    Raises:
        Refusal: the server would not have it.
    """
    try:
        documents = [one for one in yaml.safe_load_all(io.BytesIO(content)) if one is not None]
    except yaml.YAMLError as error:
        raise _invalid(f"unable to decode yaml document: {error}") from None
    specs = [one for one in documents if "pipelineInfo" in one or "root" in one]
    platforms = [one for one in documents if "platforms" in one]
    if unknown := [one for one in documents if one not in specs and one not in platforms]:
        raise _invalid(f"unknown template format: {', '.join(unknown[0])}")
    if len(specs) != 1:
        raise _invalid("multiple pipeline specs provided" if specs else "no pipeline spec is provided")
    if len(platforms) > 1:
        raise Refusal("platform spec is invalid: multiple platform specs provided")
    check_spec(specs[0])
    if not platforms:
        return dict(specs[0])
    check_platform(platforms[0])
    return {"pipeline_spec": specs[0], "platform_spec": platforms[0]}


def check_spec(content: dict[str, Any]) -> None:
    """Refuses a pipeline specification that is not of the only version, or has unknown fields."""
    try:
        spec = json_format.ParseDict(content, pipeline_spec_pb2.PipelineSpec())
    except json_format.ParseError as error:
        raise _invalid(f"invalid v2 pipeline spec: {error}") from None
    if spec.schema_version != SCHEMA_VERSION:
        raise _invalid(
            f"KFP only supports schema version {SCHEMA_VERSION}, "
            f"but the pipeline spec has version {spec.schema_version}"
        )
    if not spec.pipeline_info.name:
        raise _invalid("invalid v2 pipeline spec: name is empty")
    if not NAME.search(spec.pipeline_info.name):
        raise _invalid("invalid v2 pipeline spec: name should consist of lower case alphanumeric characters")
    if not spec.HasField("root"):
        raise _invalid("invalid v2 pipeline spec: root component is empty")


def check_platform(content: dict[str, Any]) -> None:
    """Refuses a platform document with unknown fields, down to those of each executor."""
    try:
        json_format.ParseDict(content, pipeline_spec_pb2.PlatformSpec())
        platform = content["platforms"]["kubernetes"]
        for one in platform.get("deploymentSpec", {}).get("executors", {}).values():
            json_format.ParseDict(one, kubernetes_executor_config_pb2.KubernetesExecutorConfig())
    except (json_format.ParseError, KeyError) as error:
        raise Refusal(f"platform spec is invalid: cannot unmarshal: {error}") from None


def check_job(package: dict[str, Any], parameters: dict[str, Any]) -> None:
    """Refuses what cannot be compiled to a workflow, and parameters that do not fit.

    Raises:
        Refusal: an executor that is not implemented, a parameter that is unknown, absent or of another kind.
    """
    spec = package.get("pipeline_spec", package)
    check_spec(spec)
    if "platform_spec" in package:
        check_platform(package["platform_spec"])
    if len(yaml.safe_dump(package)) > LARGEST_WORKFLOW:
        raise Refusal("Failed to create a workflow: etcdserver: request is too large")
    _check_executors(spec)
    _check_parameters(spec["root"].get("inputDefinitions", {}).get("parameters", {}), parameters)


def _check_executors(spec: dict[str, Any]) -> None:
    executors = spec.get("deploymentSpec", {}).get("executors", {})
    for name, one in executors.items():
        if "resolver" in one:
            raise Refusal(f"Failed to compile job: {name}: resolver not implemented yet")
    labels = {
        name: component.get("executorLabel", "") for name, component in spec.get("components", {}).items()
    }
    for task in spec["root"].get("dag", {}).get("tasks", {}).values():
        executor = executors.get(labels.get(task["componentRef"]["name"], ""), {})
        if "importer" in executor and "triggerPolicy" in task:
            raise Refusal("Failed to compile job: importer cannot have a condition")


def _check_parameters(declared: dict[str, Any], given: dict[str, Any]) -> None:
    if unknown := sorted(given.keys() - declared.keys()):
        raise Refusal(f"parameter(s) provided are not required by pipeline: {', '.join(unknown)}")
    for name, one in declared.items():
        if name not in given:
            if "defaultValue" not in one and not one.get("isOptional"):
                raise Refusal(f"parameter {name} has neither default value nor user provided value")
            continue
        kind, words = JSON_KINDS[one["parameterType"]]
        if not isinstance(given[name], kind) or (isinstance(given[name], bool) and kind is not bool):
            raise Refusal(f"input parameter {name} requires type {words}")


def _invalid(what: str) -> Refusal:
    return Refusal(f"pipeline spec is invalid: {what}")
