"""What a search does: the settings of one family's Tuner, with its space spelled out.

It is the parameter of the node, so that the lineage says what was searched, and a change searches again.
"""

import functools
import hashlib
import json
import math
from typing import Any, Literal

import numpy as np

from components.errors import SettingsError
from components.settings import Section, Tuner
from components.tuner.families import FAMILIES
from components.tuner.spaces import Space, presets, read_space

CHECKS = 20
"""How often a training of the most steps tells how far it is, at most."""

REACH = frozenset({"trials", "seconds", "workers", "slack"})
"""How far a search goes, and what is taken from it; the trials themselves do not follow from these."""


class Plan(Section):
    """A search.

    Attributes:
        family: whose settings are searched.
        base: these settings, as they stand.
        space: setting -> range.
        rest: as in `components.settings.Search` and `components.settings.Tuner`.
    """

    family: str
    base: dict[str, Any]
    space: dict[str, Any]
    trials: int
    seconds: float | None
    rows: int | None
    sampler: Literal["tpe", "random", "grid"]
    pruner: Literal["none", "median", "hyperband"]
    objectives: list[str]
    slack: float
    batch: int
    threads: int
    workers: int | None
    seed: int
    version: int

    @functools.cached_property
    def searched(self) -> Space:
        """The space, ready to be used."""
        return read_space(self.family, self.base, self.space)

    @property
    def total(self) -> int:
        """How many trials there are at most; a grid may have fewer than were asked for."""
        if self.sampler != "grid":
            return self.trials
        return min(self.trials, math.prod(len(values) for values in self.searched.grid().values()))

    @property
    def steps(self) -> int:
        """Rounds or epochs of the longest training."""
        name = FAMILIES[self.family].steps
        range_ = self.searched.ranges.get(name)
        return int(max(range_.ends)) if range_ is not None else int(self.base[name])

    @property
    def every(self) -> int:
        """Rounds or epochs between two looks at a training."""
        return max(1, self.steps // CHECKS)

    def seed_of(self, *numbers: int) -> int:
        """A seed of its own for each trial or round: 30 bits, which every library takes."""
        return int(np.random.SeedSequence([self.seed, *numbers]).generate_state(1)[0]) >> 2

    def study(self, data: str) -> str:
        """The name of the study: a digest of all that its trials follow from.

        That is the data, the space, the family's settings as they stand, and how trials are proposed. It is
        not the code, the seed of training, or how many trials there are: those do not repeat a search.

        Args:
            data: a fingerprint of it.
        """
        said = json.dumps([data, self.model_dump(mode="json", exclude=set(REACH))], sort_keys=True)
        return f"{self.family}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def make_plan(tuner: Tuner, family: str, base: Section) -> Plan:
    """The search that the settings ask for.

    Raises:
        SettingsError: the space is wrong, or sampler, pruner and objectives do not go together.
    """
    search = getattr(tuner, family)
    settings = base.model_dump(mode="json")
    spelled = presets().get(search.space, search.space) if isinstance(search.space, str) else search.space
    read_space(family, settings, search.space)
    shared = tuner.model_dump(exclude={*FAMILIES, "storage"})
    plan = Plan(family=family, base=settings, **{**search.model_dump(), "space": spelled}, **shared)
    _require_possible(plan)
    return plan


def _require_possible(plan: Plan) -> None:
    if plan.sampler == "grid":
        plan.searched.grid()
    if len(set(plan.objectives)) < len(plan.objectives):
        raise SettingsError("an objective is named twice", where="tuner.objectives", fix="Name it once.")
    if plan.pruner != "none" and (len(plan.objectives) > 1 or plan.objectives == ["size"]):
        raise SettingsError(
            f"{plan.pruner} prunes by one learning curve, the objectives are {', '.join(plan.objectives)}",
            where="tuner.pruner",
            fix="Set tuner.pruner to none, or tuner.objectives to [loss] or [error].",
        )
