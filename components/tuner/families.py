"""What can be searched: the settings of a family, and which of them says how long a training is."""

import dataclasses

from components.settings import Autoencoder, GradientBoosting, Section


@dataclasses.dataclass(frozen=True)
class Family:
    """A family of models.

    Attributes:
        settings: the type of its settings.
        steps: the setting that says how many rounds or epochs a training has.
    """

    settings: type[Section]
    steps: str


FAMILIES = {
    "gradient_boosting": Family(GradientBoosting, "rounds"),
    "autoencoder": Family(Autoencoder, "epochs"),
}
