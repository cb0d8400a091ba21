"""The Pusher node: TFX's inputs, output and artifact properties; a push that happens whole or not at all."""

import json
from typing import Any

from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types import standard_artifacts

from components import settings as sections
from components.artifacts import Approval, ChampionChoice, RunReport
from components.audit.approvals import to_manifest
from components.blessing import CHAMPION_MODEL, MODEL_CONTENT, is_blessed
from components.errors import GateError
from components.files import local_copy, local_folder, read_text
from components.models.manifest import APPROVALS, EXPORT, Source, content_of, take_inventory
from components.pusher.approved import require_signed, sign_offs
from components.pusher.core import push
from components.pusher.durable import copy_folder
from components.pusher.folder import ModelsFolder

CHOICE_FILE = "choice.json"


@component
def Pusher(  # noqa: N802
    pushed_model: OutputArtifact[standard_artifacts.PushedModel],  # type: ignore[valid-type]
    model: InputArtifact[standard_artifacts.Model],  # type: ignore[valid-type]
    destination: Parameter[str],  # type: ignore[valid-type]
    settings: Parameter[str],  # type: ignore[valid-type]
    model_blessing: InputArtifact[standard_artifacts.ModelBlessing] = None,  # type: ignore[valid-type]
    infra_blessing: InputArtifact[standard_artifacts.InfraBlessing] = None,  # type: ignore[valid-type]
    choice: InputArtifact[ChampionChoice] = None,  # type: ignore[valid-type]
    approvals: InputArtifact[list[Approval]] = None,  # type: ignore[valid-type]
    report: InputArtifact[RunReport] = None,  # type: ignore[valid-type]
    signers: Parameter[str] = "[]",  # type: ignore[valid-type]
    provenance: Parameter[str] = "{}",  # type: ignore[valid-type]
    identity: Parameter[str] = "",  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
) -> None:
    """Pushes a model that was blessed.

    Args:
        pushed_model: gets a copy of the model, and the custom properties of TFX's Pusher: `pushed`,
            `pushed_destination`, `pushed_version`.
        model: the model.
        destination: the folder of pushed models.
        settings: the section `pusher`, as JSON.
        model_blessing: of the Champion or an Evaluator.
        infra_blessing: of the InfraValidator.
        choice: of the Champion, whose scores on the eval split go into the manifest.
        approvals: sign-offs of this model, oldest first; they go into the manifest.
        report: what people read before they sign; named where a sign-off is missing.
        signers: the roles in which people must sign where the settings require it, as a JSON list.
        provenance: what else goes into the manifest, as a JSON object.
        identity: of the destination; a folder that was wiped has another, so it is pushed to again.
        code: fingerprint of the source.

    Raises:
        GateError: a blessing is missing or is of another model, or this model was withdrawn before.
        WaitingError: an approval is required, and in some role nobody has signed.
        ModelError: the model is damaged.
    """
    section = sections.Pusher.model_validate_json(settings)
    with local_copy(f"{model.uri}/{EXPORT}") as place, local_folder(pushed_model.uri) as copy:
        content = content_of(take_inventory(place))
        _require_blessings(model.uri, content, model_blessing, infra_blessing)
        signed = sign_offs(approvals, content)
        if section.approval == "required":
            require_signed(tuple(json.loads(signers)), signed, report.uri if report is not None else "")
        pushed = push(
            place,
            ModelsFolder.at(destination),
            Source(artifact=model.id, uri=model.uri),
            keep=section.keep,
            metrics=_metrics(choice),
            provenance=json.loads(provenance) | ({APPROVALS: to_manifest(signed)} if signed else {}),
        )
        copy_folder(pushed.path, copy)
    pushed_model.set_int_custom_property("pushed", 1)
    pushed_model.set_string_custom_property("pushed_destination", str(pushed.path))
    pushed_model.set_string_custom_property("pushed_version", str(pushed.manifest.version))


def _require_blessings(uri: str, content: str, model_blessing: Any, infra_blessing: Any) -> None:
    for name, blessing in (("model", model_blessing), ("infra", infra_blessing)):
        if blessing is not None and not is_blessed(blessing):
            raise _refusal(f"the model has no {name} blessing", blessing)
    if model_blessing is not None and not _is_about(model_blessing, uri):
        raise _refusal("the model blessing is of another model", model_blessing)
    validated = infra_blessing.get_string_custom_property(MODEL_CONTENT) if infra_blessing is not None else ""
    if validated and validated != content:
        raise _refusal("the model is not the one that was validated: its files have changed", infra_blessing)


def _is_about(blessing: Any, uri: str) -> bool:
    named = {blessing.get_string_custom_property(name) for name in ("current_model", CHAMPION_MODEL)} - {""}
    return not named or uri in named


def _refusal(what: str, blessing: Any) -> GateError:
    return GateError(what, where="Pusher", fix=f"See {blessing.uri}, and what the node that made it says.")


def _metrics(choice: Any) -> dict[str, float]:
    if choice is None:
        return {}
    chosen = json.loads(read_text(f"{choice.uri}/{CHOICE_FILE}"))
    scores = {one["name"]: one["scores"] for one in chosen["candidates"]}
    return dict(scores[chosen["winner"]])
