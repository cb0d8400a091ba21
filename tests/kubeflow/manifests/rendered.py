"""The manifests as `kubectl kustomize` makes them, and the pods in them."""

import functools
import json
import pathlib
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
MANIFESTS = ROOT / "kubeflow" / "manifests"
OVERLAYS = ("overlays/kind", "overlays/gke-gpu")
TEMPLATED = ("StatefulSet", "Job", "Deployment")
Document = dict[str, Any]


@functools.cache
def kustomize() -> tuple[int, ...]:
    """The version of kustomize in kubectl; (0,) where there is no kubectl, or one that does not say."""
    if shutil.which("kubectl") is None:
        return (0,)
    words = ["kubectl", "version", "--client", "--output=json"]
    said = json.loads(subprocess.run(words, capture_output=True, text=True, timeout=60, check=True).stdout)
    return tuple(int(part) for part in said.get("kustomizeVersion", "v0").removeprefix("v").split("."))


@functools.cache
def render(folder: str) -> tuple[Document, ...]:
    """The documents of a kustomization, which needs no cluster and no network."""
    if kustomize() < (5,):
        pytest.skip("there is no kubectl of version 1.27 or newer")
    words = ["kubectl", "kustomize", str(MANIFESTS / folder)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return tuple(yaml.safe_load_all(done.stdout))


def of_kind(folder: str, kind: str) -> dict[str, Document]:
    """The documents of a kind, by name."""
    return {one["metadata"]["name"]: one for one in render(folder) if one["kind"] == kind}


def pods(folder: str) -> Iterator[tuple[str, Document]]:
    """Every pod specification; that of a model server is what KServe puts together."""
    for one in render(folder):
        if one["kind"] in TEMPLATED:
            yield f"{one['kind']} {one['metadata']['name']}", one["spec"]["template"]["spec"]
    for service in of_kind(folder, "InferenceService").values():
        yield f"InferenceService {service['metadata']['name']}", served(folder, service)


def served(folder: str, service: Document) -> Document:
    """The pod of an InferenceService: what itself says, over its runtime's containers and volumes."""
    predictor = dict(service["spec"]["predictor"])
    runtime = of_kind(folder, "ServingRuntime")[predictor.pop("model")["runtime"]]["spec"]
    for replicas in ("minReplicas", "maxReplicas"):
        predictor.pop(replicas)
    return predictor | {name: runtime[name] for name in ("containers", "volumes")}


def containers(folder: str) -> Iterator[tuple[str, Document, Document]]:
    """Every container, those of initialisation included, with its name and its pod."""
    for name, pod in pods(folder):
        for one in (*pod.get("initContainers", ()), *pod["containers"]):
            yield f"{name}/{one['name']}", pod, one
