"""The InfraValidator node: TFX's inputs and blessing, and no container engine."""

from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types import standard_artifacts

from components import settings as sections
from components.blessing import MODEL_CONTENT, is_blessed
from components.errors import GateError
from components.files import local_copy, write_text
from components.gates import Verdict, refusal_folder
from components.infra_validator.core import validate
from components.models.manifest import EXPORT, content_of, take_inventory

INFRA_BLESSED, INFRA_NOT_BLESSED, REASON_FILE = "INFRA_BLESSED", "INFRA_NOT_BLESSED", "reason.txt"
SPLIT = "Split-eval"
NODE = "InfraValidator"


@component
def InfraValidator(  # noqa: N802
    blessing: OutputArtifact[standard_artifacts.InfraBlessing],  # type: ignore[valid-type]
    model: InputArtifact[standard_artifacts.Model],  # type: ignore[valid-type]
    examples: InputArtifact[standard_artifacts.Examples],  # type: ignore[valid-type]
    settings: Parameter[str],  # type: ignore[valid-type]
    model_blessing: InputArtifact[standard_artifacts.ModelBlessing] = None,  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
) -> None:
    """Serves a model to real requests before anybody depends on it.

    Args:
        blessing: gets the file INFRA_BLESSED and the custom properties of TFX's InfraValidator (`blessed`,
            `has_model`), `model_content` (one SHA-256 over all files), and the verdict.
        model: the model.
        examples: real examples; those of the eval split are sent.
        settings: the section `infra_validator`, as JSON.
        model_blessing: where given, a model that is not blessed is refused at once.
        code: fingerprint of the source.

    Raises:
        GateError: the model cannot be served as it should be; reason and verdict are kept beside the output.
        DataError: there are no examples.
    """
    if model_blessing is not None and not is_blessed(model_blessing):
        raise GateError("the model is not blessed", where=NODE, fix=f"See {model_blessing.uri}.")
    limits = sections.InfraValidator.model_validate_json(settings)
    with local_copy(f"{model.uri}/{EXPORT}") as place, local_copy(f"{examples.uri}/{SPLIT}") as real:
        verdict = validate(place, real, limits, NODE)
        content = content_of(take_inventory(place))
    if not verdict.passed:
        _write_reason(blessing.uri, verdict)
    verdict.enforce(blessing.uri, "Mend the export, or the limits under infra_validator in the settings.")
    write_text(f"{blessing.uri}/{INFRA_BLESSED}", "")
    blessing.set_int_custom_property("blessed", 1)
    blessing.set_int_custom_property("has_model", 0)
    blessing.set_string_custom_property(MODEL_CONTENT, content)


def _write_reason(uri: str, verdict: Verdict) -> None:
    folder = refusal_folder(uri)
    write_text(f"{folder}/{REASON_FILE}", "".join(f"{gate.sentence}\n" for gate in verdict.failed))
    write_text(f"{folder}/{INFRA_NOT_BLESSED}", "")
