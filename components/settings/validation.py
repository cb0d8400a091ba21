"""The settings of the gates on data."""

from typing import Annotated

import pydantic
from pydantic import Field

from components.settings.base import Positive, Section

Share = Annotated[float, Field(ge=0, le=1)]


class Thresholds(Section):
    """The largest distance that passes, of features whose comparators in `schema.pbtxt` say nothing else.

    Both distances are between 0 and 1; null does not gate by that distance.
    """

    chebyshev: Share | None
    jensen_shannon: Share | None


class ExampleValidator(Section):
    """When data is refused.

    Attributes:
        drift, skew: thresholds of this span against the last one, and of training against serving data.
        minimum_examples: with fewer on either side nothing is compared.
        significance: chance that a distance of equal data is called significant, over a split's features.
        draws: resamples behind every p-value and interval.
        covariate_auc: how well a classifier may tell serving from training data.
        concept_fall: accuracy that the last champion may lose on the labels of a new span.
        label_shift: Chebyshev distance of the fractions of the classes.
        seed: of resampling, and of the classifier.
        serving: a file or folder of scored or measured events; null compares with none.
        allow: feature, or kind of gate, -> why a person lets its failure pass.
    """

    drift: Thresholds
    skew: Thresholds
    minimum_examples: Positive
    significance: Annotated[float, Field(gt=0, lt=1)]
    draws: Annotated[int, Field(ge=100)]
    covariate_auc: Annotated[float, Field(ge=0.5, le=1)]
    concept_fall: Share
    label_shift: Share
    seed: Annotated[int, Field(ge=0)]
    serving: str | None
    allow: dict[str, Annotated[str, pydantic.StringConstraints(min_length=1)]]
