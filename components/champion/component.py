"""The Champion node."""

import pyarrow.parquet as pq
from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types.standard_artifacts import Model, ModelBlessing, ModelEvaluation
from tfx.utils import io_utils

from components import settings as sections
from components.artifacts import ChampionChoice
from components.blessing import crown, is_blessed, write_blessing
from components.champion.core import contest
from components.champion.families import Family
from components.files import read_text, write_text
from components.gates import VERDICT_FILE, Verdict

PREDICTIONS_FILE = "predictions-eval.parquet"
CHOICE_FILE = "choice.json"
FIX = "Improve the models or the data; the limits stand in the dataset's evaluation.yaml."


@component
def Champion(  # noqa: N802
    gradient_boosting_model: InputArtifact[Model],  # type: ignore[valid-type]
    gradient_boosting_evaluation: InputArtifact[ModelEvaluation],  # type: ignore[valid-type]
    gradient_boosting_blessing: InputArtifact[ModelBlessing],  # type: ignore[valid-type]
    autoencoder_model: InputArtifact[Model],  # type: ignore[valid-type]
    autoencoder_evaluation: InputArtifact[ModelEvaluation],  # type: ignore[valid-type]
    autoencoder_blessing: InputArtifact[ModelBlessing],  # type: ignore[valid-type]
    model: OutputArtifact[Model],  # type: ignore[valid-type]
    blessing: OutputArtifact[ModelBlessing],  # type: ignore[valid-type]
    choice: OutputArtifact[ChampionChoice],  # type: ignore[valid-type]
    settings: Parameter[str],  # type: ignore[valid-type]
    split: Parameter[str] = "",  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
) -> None:
    """Chooses the better of two families by more than its noise on the eval split.

    Args:
        gradient_boosting_model, gradient_boosting_evaluation, gradient_boosting_blessing: of that family.
        autoencoder_model, autoencoder_evaluation, autoencoder_blessing: of that family.
        model: gets a copy of the winner.
        blessing: blesses the winner, and marks it as a champion for later runs.
        choice: gets `choice.json` and `verdict.json`.
        settings: the champion's section of the settings, as JSON.
        split: what decides which showers are held out; a later run of another split does not compare.
        code: a fingerprint of the code, part of the cache key only.

    Raises:
        GateError: neither family is blessed; names every gate that failed.
        DataError: the two were evaluated on different showers.
    """
    models = {"gradient_boosting": gradient_boosting_model, "autoencoder": autoencoder_model}
    held = contest(
        _family("gradient_boosting", gradient_boosting_evaluation, gradient_boosting_blessing),
        _family("autoencoder", autoencoder_evaluation, autoencoder_blessing),
        sections.Champion.model_validate_json(settings),
    )
    held.verdict.enforce(choice.uri, FIX)
    write_text(f"{choice.uri}/{CHOICE_FILE}", held.to_json())
    assert held.winner is not None  # or the verdict had stopped the run
    winner = models[held.winner.name]
    io_utils.copy_dir(winner.uri, model.uri)
    write_blessing(blessing, True, winner)
    crown(blessing, model, split)


def _family(name: str, evaluation: ModelEvaluation, blessing: ModelBlessing) -> Family:
    return Family(
        name,
        Verdict.from_json(read_text(f"{evaluation.uri}/{VERDICT_FILE}")),
        is_blessed(blessing),
        pq.read_table(f"{evaluation.uri}/{PREDICTIONS_FILE}"),
    )
