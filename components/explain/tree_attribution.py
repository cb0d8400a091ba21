"""What each input adds to the margins of a gradient boosting: XGBoost's own Shapley values.

Lundberg et al., Nature Machine Intelligence 2, 56 (2020), doi 10.1038/s42256-019-0138-9: exact for trees, and
together with the base they sum to the margin.
"""

import dataclasses
from typing import Any

import numpy as np

from components.errors import ModelError
from components.files import read_bytes
from components.models.description import BOOSTER_FILE

Array = np.ndarray[Any, Any]

AGAIN = "Train and push it again: models made before `cascada explain` do not carry what it needs."


@dataclasses.dataclass(frozen=True)
class Attribution:
    """How the margins of one shower come about.

    Attributes:
        base: margin of each class before any input is looked at [classes].
        contributions: what each input adds to it [classes, inputs].
        gap: how far base and contributions together miss the margins, at most.
    """

    base: Array
    contributions: Array
    gap: float

    @property
    def margins(self) -> Array:
        """The sums, of which the probabilities are the softmax [classes]."""
        return np.asarray(self.base + self.contributions.sum(axis=1))


def shapley_values(model: str, inputs: Array) -> Attribution:
    """Attributes the answer of a gradient boosting.

    Args:
        model: the folder of the SavedModel.
        inputs: the scalar model inputs of one shower, float32 [inputs].

    Raises:
        ModelError: the model does not carry its booster, or a damaged one.
    """
    import xgboost as xgb

    from components.models import gradient_boosting  # noqa: F401  sets how the threads of XGBoost wait

    try:
        content = read_bytes(f"{model}/{BOOSTER_FILE}")
        booster = xgb.Booster(model_file=bytearray(content))
    except OSError:
        raise ModelError(f"has no {BOOSTER_FILE}", where=model, fix=AGAIN) from None
    except xgb.core.XGBoostError:
        raise ModelError(f"{BOOSTER_FILE} is damaged", where=model, fix="Push the model again.") from None
    booster.set_param({"device": "cpu"})
    table = xgb.DMatrix(inputs[None, :])
    found = booster.predict(table, pred_contribs=True, strict_shape=True)[0].astype(np.float64)
    margins = booster.predict(table, output_margin=True)[0]
    attribution = Attribution(found[:, -1], found[:, :-1], 0.0)
    return dataclasses.replace(attribution, gap=float(np.abs(attribution.margins - margins).max()))
