"""What a model says of itself: `assets.extra/cascada.json` beside the SavedModel."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import pydantic

from components.errors import ModelError
from components.files import read_bytes
from components.showers.dataset import Dataset, explain

DESCRIPTION_FILE = "assets.extra/cascada.json"
EXPECTED_FILE = "assets.extra/expected.parquet"
BOOSTER_FILE = "assets.extra/booster.ubj"
"""Of a gradient boosting: the booster in XGBoost's own format, which explains what the trees answer."""
SIGNATURES = ("serving_default", "predict", "transform_features")
EXPLAIN = "explain"
"""Signature of a network: model inputs -> what lies behind its answer; no server needs it."""


class Description(pydantic.BaseModel):
    """A model in words.

    Attributes:
        family: which kind of model.
        dataset: the registry it was trained on; says which inputs it wants.
        classes: class names in the order of the probabilities.
        parameters: what it was trained with.
    """

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    family: Literal["gradient_boosting", "autoencoder"]
    dataset: Dataset
    classes: Annotated[tuple[str, ...], pydantic.Field(min_length=2)]
    parameters: Mapping[str, Any]

    @pydantic.model_validator(mode="after")
    def _of_one_piece(self) -> Self:
        if set(self.classes) != set(self.dataset.classes):
            raise ValueError(f"classes: {self.classes} are not those of the dataset, {self.dataset.classes}")
        return self

    def to_json(self) -> str:
        """As it stands in the file."""
        return json.dumps(self.model_dump(mode="json"), indent=2) + "\n"


def read_description(model: str) -> Description:
    """Reads what the model in a folder, local or remote, says of itself.

    Raises:
        ModelError: it says nothing, or nothing that makes sense.
    """
    try:
        return Description.model_validate_json(read_bytes(f"{model}/{DESCRIPTION_FILE}"))
    except OSError:
        raise ModelError(
            f"not a model of Cascada: no {DESCRIPTION_FILE}",
            where=model,
            fix="Name the folder of a pushed model, such as out/models/1.",
        ) from None
    except pydantic.ValidationError as error:
        raise ModelError(
            f"{DESCRIPTION_FILE} is damaged: {explain(error)}", where=model, fix="Push the model again."
        ) from None
