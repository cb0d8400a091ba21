"""Blessings of models: the files and artifact properties TFX's own resolvers and pushers know, and ours.

`current_model_id` is the id of an input model: an output model has no id before its node has ended.
So the blessing of a champion, which is made together with the model it blesses, also carries that
model's place.
"""

from typing import Any

from components.files import write_text

BLESSED, NOT_BLESSED = "BLESSED", "NOT_BLESSED"
CHAMPION_MODEL = "champion_model"
SPLIT = "split"
EVALUATION = "champion_evaluation"
MODEL_CONTENT = "model_content"
"""Property of an InfraBlessing: one SHA-256 over the files of the model that was validated."""


def write_blessing(blessing: Any, blessed: bool, model: Any, baseline: Any = None) -> None:
    """Blesses a model, or refuses to.

    Args:
        blessing: the ModelBlessing output artifact; gets the file BLESSED or NOT_BLESSED and the
            custom properties of TFX's Evaluator.
        blessed: which of the two.
        model: the Model input artifact it is about.
        baseline: the Model input artifact it was compared with, if any.
    """
    write_text(f"{blessing.uri}/{BLESSED if blessed else NOT_BLESSED}", "")
    blessing.set_int_custom_property("blessed", int(blessed))
    blessing.set_string_custom_property("current_model", model.uri)
    blessing.set_int_custom_property("current_model_id", model.id)
    if baseline is not None:
        blessing.set_string_custom_property("baseline_model", baseline.uri)
        blessing.set_int_custom_property("baseline_model_id", baseline.id)


def crown(blessing: Any, champion: Any, split: str, evaluation: str = "") -> None:
    """Marks a blessing as a champion's, so that later runs may take it as their baseline.

    Args:
        blessing: the ModelBlessing output artifact.
        champion: the Model output artifact that holds the champion.
        split: what decides which showers are held out; models of different splits are never compared.
        evaluation: where the Evaluator left what it found of this model.
    """
    blessing.set_string_custom_property(CHAMPION_MODEL, champion.uri)
    blessing.set_string_custom_property(SPLIT, split)
    blessing.set_string_custom_property(EVALUATION, evaluation)


def evaluation_of(blessing: Any) -> str:
    """Where a champion was evaluated; empty where that is not known."""
    return str(blessing.get_string_custom_property(EVALUATION) or "")


def is_blessed(blessing: Any) -> bool:
    """True when the artifact blesses its model."""
    return bool(blessing.get_int_custom_property("blessed") == 1)
