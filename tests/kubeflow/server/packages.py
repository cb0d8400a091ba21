"""What the server refuses in a package: when it is uploaded, and when a run is made of it."""

import io
import re
from typing import Any

import yaml
from google.protobuf import json_format
from kfp.kubernetes import kubernetes_executor_config_pb2
from kfp.pipeline_spec import pipeline_spec_pb2

from tests.kubeflow.server.refusal import Refusal

NAME = re.compile(r"[a-z0-9][-a-z0-9]*")
SCHEMA_VERSION = "2.1.0"
CREATING = "Failed to create a new run: Failed to generate the ExecutionSpec: "
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
        raise Refusal(f"failed to parse pipeline spec YAML: {error}") from None
    platforms = [one for one in documents if "platforms" in one]
    specs = [one for one in documents if one not in platforms and _is_spec(one)]
    if not specs:
        raise Refusal("unknown template format")
    if len(specs) > 1:
        raise Refusal("multiple pipeline specs provided")
    if len(platforms) > 1:
        raise Refusal("multiple platform specs provided")
    check_spec(specs[0])
    if not platforms:
        return dict(specs[0])
    check_platform(platforms[0])
    return {"pipeline_spec": specs[0], "platform_spec": platforms[0]}


def check_spec(content: dict[str, Any]) -> None:
    """Refuses a specification that is not of the only version, or has a name that Argo cannot have."""
    if (version := content.get("schemaVersion", "")) != SCHEMA_VERSION:
        what = (
            f"KFP only supports schema version {SCHEMA_VERSION}, but the pipeline spec has version {version}"
        )
        raise Refusal(what)
    if not NAME.fullmatch(content["pipelineInfo"]["name"]):
        raise Refusal(
            "pipeline's name must contain only lowercase alphanumeric characters or '-' "
            "and must start with alphanumeric characters"
        )


def check_platform(content: dict[str, Any]) -> None:
    """Refuses a platform document with unknown fields, down to those of each executor.

    The real server takes it: it forgets a document with unknown fields without a word, and refuses each run
    of an executor with unknown fields. Here neither gets so far, so that no test passes by what is forgotten.
    """
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
        raise Refusal("etcdserver: request is too large", "Internal", CREATING)
    _check_executors(spec)
    _check_parameters(spec["root"].get("inputDefinitions", {}).get("parameters", {}), parameters)


def _check_executors(spec: dict[str, Any]) -> None:
    executors = spec.get("deploymentSpec", {}).get("executors", {})
    for name, one in executors.items():
        if "resolver" in one:
            what = f'executor(label="{name}"): non-container and non-importer executor not implemented'
            raise Refusal(f"{what}\nFailed to compile job", "Internal", "Internal error: ")
    labels = {
        name: component.get("executorLabel", "") for name, component in spec.get("components", {}).items()
    }
    for task in spec["root"].get("dag", {}).get("tasks", {}).values():
        executor = executors.get(labels.get(task["componentRef"]["name"], ""), {})
        if "importer" in executor and "triggerPolicy" in task:
            what = "triggerPolicy.condition on importer task is not supported"
            raise Refusal(f"{what}\nFailed to compile job", "Internal", "Internal error: ")


def _check_parameters(declared: dict[str, Any], given: dict[str, Any]) -> None:
    if unknown := sorted(given.keys() - declared.keys()):
        what = f"parameter(s) provided are not required by pipeline: {', '.join(unknown)}"
        raise Refusal(what, within=CREATING)
    for name, one in declared.items():
        if name not in given:
            if "defaultValue" not in one and not one.get("isOptional"):
                what = (
                    f"parameter {name} is not optional, yet has neither default value nor user provided value"
                )
                raise Refusal(what, within=CREATING)
            continue
        kind, words = JSON_KINDS[one["parameterType"]]
        if not isinstance(given[name], kind) or (isinstance(given[name], bool) and kind is not bool):
            raise Refusal(f"input parameter {name} requires type {words}", within=CREATING)


def _is_spec(content: dict[str, Any]) -> bool:
    """Whether the server knows a document for a pipeline: no unknown field, a name and a root."""
    try:
        spec = json_format.ParseDict(content, pipeline_spec_pb2.PipelineSpec())
    except json_format.ParseError:
        return False
    return bool(spec.pipeline_info.name) and spec.HasField("root")
