"""Packages to send to the contract server."""

import copy
import pathlib
from typing import Any

import yaml

SPEC: dict[str, Any] = {
    "pipelineInfo": {"name": "showers"},
    "schemaVersion": "2.1.0",
    "sdkVersion": "kfp-2.16.1",
    "components": {"comp-one": {"executorLabel": "exec-one"}},
    "deploymentSpec": {"executors": {"exec-one": {"container": {"image": "image:1", "command": ["true"]}}}},
    "root": {
        "dag": {"tasks": {"one": {"componentRef": {"name": "comp-one"}, "taskInfo": {"name": "one"}}}},
        "inputDefinitions": {
            "parameters": {
                "span": {"parameterType": "NUMBER_INTEGER", "defaultValue": 1},
                "data": {"parameterType": "STRING", "defaultValue": "/data"},
            }
        },
    },
}
PLATFORM: dict[str, Any] = {
    "platforms": {
        "kubernetes": {
            "deploymentSpec": {"executors": {"exec-one": {"nodeSelector": {"labels": {"pool": "gpu"}}}}}
        }
    }
}


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with another value at a dotted path; None takes it out."""
    copied = copy.deepcopy(document)
    *parents, last = path.split("/")
    inner = copied
    for name in parents:
        inner = inner[name]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return copied


def write(folder: pathlib.Path, *documents: dict[str, Any]) -> str:
    """A package file of these documents."""
    path = folder / "package.yaml"
    path.write_text(yaml.safe_dump_all(documents), encoding="utf-8")
    return str(path)
