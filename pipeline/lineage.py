"""Lineage: from a pushed model back through every node to the data it was made of."""

import dataclasses
import pathlib
from collections.abc import Mapping
from typing import Any

from components.audit.approvals import Approval, approvals_of
from components.errors import ModelError
from components.models.manifest import (
    EXPORT,
    MANIFEST_FILE,
    Manifest,
    content_of,
    read_manifest,
    take_inventory,
)
from pipeline.lineage_store import Artifact, Execution, makers_of, read_artifact

READ = "report"
COMPARED = frozenset(
    {"baseline_model", "baseline", "baseline_examples", "champion", "champion_blessing", READ}
)
"""Inputs that a node only compares with, or that people only read: shown, and not walked past."""


@dataclasses.dataclass(frozen=True)
class Lineage:
    """All that a model was made of.

    Attributes:
        root: id of the model's artifact.
        artifacts: by id; the root and everything it was made of.
        makers: artifact id -> the execution that made it; absent where the walk ends.
        signed: the sign-offs of the model that count, given before its push or after.
    """

    root: int
    artifacts: Mapping[int, Artifact]
    makers: Mapping[int, Execution]
    signed: tuple[Approval, ...] = ()

    @property
    def executions(self) -> tuple[Execution, ...]:
        """Every execution once, in the order they ran."""
        return tuple(sorted({e.id: e for e in self.makers.values()}.values(), key=lambda e: e.id))

    @property
    def data(self) -> tuple[Artifact, ...]:
        """The Examples artifacts, whose properties hold span, version and fingerprint of the data."""
        return tuple(artifact for artifact in self.artifacts.values() if artifact.type == "Examples")


def trace(store: Any, model: pathlib.Path) -> Lineage:
    """Walks from a model back to the data.

    Args:
        store: an ML Metadata store, as `runs.open_store` gives it.
        model: a pushed model, as `registry.resolve` gives it, or the place of a Model artifact.

    Raises:
        ModelError: ML Metadata does not know the model.
    """
    root = find_root(store, model)
    makers: dict[int, Execution] = {}
    known, new, compared = {root}, {root}, set[int]()
    while new:
        made = makers_of(store, new)
        makers |= made
        used = {item for execution in made.values() for item in execution.inputs}
        compared |= {artifact for channel, artifact in used if channel in COMPARED}
        new = {artifact for channel, artifact in used if channel not in COMPARED} - known
        known |= new
    found = store.get_artifacts_by_id(sorted(known | compared))
    artifacts = {artifact.id: read_artifact(artifact, artifact.id not in known) for artifact in found}
    return Lineage(root, artifacts, makers, approvals_of(store, _content(model)))


def _content(model: pathlib.Path) -> str:
    if (model / MANIFEST_FILE).is_file():
        return read_manifest(model).content
    return content_of(take_inventory(model / EXPORT if (model / EXPORT).is_dir() else model))


def find_root(store: Any, model: pathlib.Path) -> int:
    """The id of the artifact of a model, as `trace` takes it.

    Raises:
        ModelError: ML Metadata does not know the model.
    """
    if (model / MANIFEST_FILE).is_file():
        found = _find_pushed(store, model.resolve(), read_manifest(model))
    else:
        places = (model.resolve(), model.resolve().parent)
        found = [a.id for place in places for a in store.get_artifacts_by_uri(str(place))]
    if not found:
        fix = "Name the --out of the run that made it; its database stands there."
        raise ModelError("ML Metadata does not know this model", where=str(model), fix=fix)
    return found[0]


def _find_pushed(store: Any, place: pathlib.Path, manifest: Manifest) -> list[int]:
    """PushedModel artifacts, best match first: made of the same model, else pushed to the same place."""
    pushed = [a for a in store.get_artifacts_by_type("PushedModel") if _version(a) == manifest.version]
    makers = makers_of(store, {artifact.id for artifact in pushed})
    source = manifest.source
    same_model = [
        a.id for a in pushed if a.id in makers and ("model", source.artifact) in makers[a.id].inputs
    ]
    known = store.get_artifacts_by_id([source.artifact]) if same_model else []
    if same_model and known and known[0].uri == source.uri:
        return same_model
    return [a.id for a in pushed if a.custom_properties["pushed_destination"].string_value == str(place)]


def _version(artifact: Any) -> int | None:
    text = artifact.custom_properties["pushed_version"].string_value
    return int(text) if text.isdecimal() else None
