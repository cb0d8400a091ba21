"""The settings of the searches of hyperparameters."""

from typing import Annotated, Any, Literal

from pydantic import Field

from components.settings.base import Positive, Section


class Search(Section):
    """How the hyperparameters of one family are searched.

    `trials: 0` searches nothing. After `seconds` no round is begun; the one begun is finished. `space` is the
    name of a preset or the space itself: setting -> range (`components/tuner/ranges.py`). `rows` of the
    training split are learned from; null for all.
    """

    trials: Annotated[int, Field(ge=0)]
    seconds: Annotated[float, Field(gt=0)] | None
    space: str | dict[str, Any]
    rows: Positive | None


class Tuner(Section):
    """What the searches of all families share.

    A round of `batch` trials is proposed before any of them runs, and each trial has `threads` cores, so that
    the number of `workers` changes nothing. `slack` is the share of the first objective that may be given up
    for the others. Raising `version` searches anew. `storage` names the environment variable that holds the
    URL of a database, never the URL itself, which may hold a password.
    """

    gradient_boosting: Search
    autoencoder: Search
    sampler: Literal["tpe", "random", "grid"]
    pruner: Literal["none", "median", "hyperband"]
    objectives: Annotated[list[Literal["loss", "error", "size"]], Field(min_length=1)]
    slack: Annotated[float, Field(ge=0)]
    batch: Positive
    threads: Positive
    workers: Positive | None
    seed: Annotated[int, Field(ge=0)]
    version: Annotated[int, Field(ge=0)]
    storage: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None
