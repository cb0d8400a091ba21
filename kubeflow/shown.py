"""What Kubeflow Pipelines shows of a task: HTML, Markdown, metrics and a confusion matrix.

By convention, from files in the artifacts that the node gave, whatever node it is: `report.html` or
`index.html`, `report.md`, and figures in `kubeflow.json` or `metrics.json`. KFP says in its executor input
where each of them belongs, and reads figures from the executor output.
"""

import json
import pathlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kubeflow import files

HTML, MARKDOWN, FIGURES = ("report.html", "index.html"), ("report.md",), ("kubeflow.json", "metrics.json")
MOUNTS = {"gs://": "/gcs/", "minio://": "/minio/", "s3://": "/s3/"}
"""Where KFP's launcher looks for what it is to upload, as in kfp's own `Artifact.path`."""


def show(
    executor_input: Mapping[str, Any], title: str, state: str, given: Mapping[str, Sequence[str]]
) -> None:
    """Writes what KFP shows of a node.

    Args:
        executor_input: what KFP says of the task: its outputs, and where the executor output goes.
        title: the node.
        state: how it ended.
        given: the places of its artifacts, by output.
    """
    wanted = executor_input["outputs"].get("artifacts", {})
    targets = {name: one["artifacts"][0] for name, one in wanted.items() if one.get("artifacts")}
    folders = [uri for uris in given.values() for uri in uris]
    _copy(targets, "html", _first(folders, HTML))
    if not _copy(targets, "markdown", _first(folders, MARKDOWN)) and "markdown" in targets:
        _write(_path(targets["markdown"]["uri"]), _markdown(title, state, given).encode())
    source = _first(folders, FIGURES)
    figures = json.loads(files.read(source)) if source else {}
    content = {"metrics": metrics(figures), "classification": classification(figures)}
    logged = {
        name: {"artifacts": [{**targets[name], "metadata": values}]}
        for name, values in content.items()
        if name in targets and values
    }
    _write(pathlib.Path(executor_input["outputs"]["outputFile"]), json.dumps({"artifacts": logged}).encode())


def metrics(figures: Mapping[str, Any]) -> dict[str, float]:
    """The numbers of a file of figures: those under `metrics` or `overall`, else the outermost."""
    chosen = figures.get("metrics") or figures.get("overall") or figures
    return {
        name: value
        for name, value in chosen.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def classification(figures: Mapping[str, Any]) -> dict[str, Any]:
    """A confusion matrix and a curve as KFP's ClassificationMetrics hold them; KFP draws the first curve."""
    found: dict[str, Any] = {}
    table = figures.get("confusion_matrix") or {}
    if table.get("matrix"):
        names = [{"displayName": name} for name in table["categories"]]
        found["confusionMatrix"] = {
            "annotationSpecs": names,
            "rows": [{"row": row} for row in table["matrix"]],
        }
    for curve in (figures.get("roc") or {}).values():
        points = zip(curve["fpr"], curve["tpr"], curve["threshold"], strict=True)
        names_of = ("falsePositiveRate", "recall", "confidenceThreshold")
        found["confidenceMetrics"] = [dict(zip(names_of, point, strict=True)) for point in points]
        break
    return found


def _first(uris: Sequence[str], names: Sequence[str]) -> str | None:
    folders = [uri.rpartition("/")[0] if files.is_file(uri) else uri for uri in uris]  # a value is a file
    paths = (f"{folder}/{name}" for name in names for folder in folders)
    return next(filter(files.is_file, paths), None)


def _copy(targets: Mapping[str, Any], name: str, source: str | None) -> bool:
    if name not in targets or source is None:
        return False
    _write(_path(targets[name]["uri"]), files.read(source))
    return True


def _markdown(title: str, state: str, given: Mapping[str, Sequence[str]]) -> str:
    return "\n".join([f"# {title}: {state}", "", *_lines(given)]) + "\n"


def _lines(given: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name in sorted(given):
        for uri in given[name]:
            yield f"- `{name}`: `{uri}`"


def _path(uri: str) -> pathlib.Path:
    for scheme, mount in MOUNTS.items():
        if uri.startswith(scheme):
            return pathlib.Path(mount + uri.removeprefix(scheme))
    return pathlib.Path(uri)


def _write(path: pathlib.Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
