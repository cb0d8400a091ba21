"""What a physicist asks of a review, besides accuracy, in terms of class indices."""

import math
from typing import Self

import pydantic

from components.evaluator.plan import Plan


class Sides(pydantic.BaseModel):
    """Two groups of classes that are to be told apart.

    Attributes:
        name: of the separation.
        signal, background: indices of the classes on either side.
    """

    model_config = pydantic.ConfigDict(frozen=True)

    name: str
    signal: tuple[int, ...]
    background: tuple[int, ...]


class Asked(pydantic.BaseModel):
    """The questions; nothing is asked by default.

    Attributes:
        separations: groups of classes to be told apart.
        ln_a: logarithm of the mass number of each class, None for one that has none, such as photons;
            empty where the mass is not asked for.
    """

    model_config = pydantic.ConfigDict(frozen=True)

    separations: tuple[Sides, ...] = ()
    ln_a: tuple[float | None, ...] = ()

    @classmethod
    def by(cls, plan: Plan, classes: tuple[str, ...]) -> Self:
        """What a plan asks of a model.

        Args:
            plan: its classes are among `classes`.
            classes: names, in the order of the probabilities.
        """
        sides = (
            Sides(
                name=one.name,
                signal=tuple(map(classes.index, one.signal)),
                background=tuple(map(classes.index, one.background)),
            )
            for one in plan.separations
        )
        masses = (plan.mass_numbers.get(name) for name in classes)
        ln_a = tuple(None if mass is None else math.log(mass) for mass in masses)
        return cls(separations=tuple(sides), ln_a=ln_a if plan.mass_numbers else ())
