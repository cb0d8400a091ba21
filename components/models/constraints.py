"""What a user knows of the inputs beforehand, as XGBoost wants it: by number, not by name."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from components.errors import SettingsError
from components.settings import GradientBoosting


def constraints(settings: GradientBoosting, inputs: Sequence[str]) -> dict[str, Any]:
    """XGBoost's `monotone_constraints` and `interaction_constraints`; empty where there are none.

    Args:
        settings: name the inputs.
        inputs: model inputs, in the order of the columns.

    Raises:
        SettingsError: a constraint names what is no model input.
    """
    check_constraints(settings, inputs)
    monotone, groups = settings.monotone or {}, settings.interactions or []
    found: dict[str, Any] = {}
    if monotone:
        found["monotone_constraints"] = tuple(monotone.get(name, 0) for name in inputs)
    if groups:
        numbers = [[inputs.index(name) for name in group] for group in groups]
        found["interaction_constraints"] = json.dumps(numbers)  # XGBoost reads lists as lists of names
    return found


def check_constraints(settings: GradientBoosting, inputs: Sequence[str]) -> None:
    """Refuses constraints on what is no model input.

    Raises:
        SettingsError: says which.
    """
    _check("monotone", list(settings.monotone or {}), inputs)
    _check("interactions", [name for group in settings.interactions or [] for name in group], inputs)


def shared_inputs(settings: GradientBoosting) -> list[str]:
    """Model inputs that stand in more than one group of `interactions`.

    On a GPU XGBoost 3.2 lets such an input join its groups with one another, which the CPU does not.
    """
    counts = Counter(name for group in settings.interactions or [] for name in set(group))
    return sorted(name for name, count in counts.items() if count > 1)


def _check(setting: str, named: Sequence[str], inputs: Sequence[str]) -> None:
    if unknown := sorted(set(named) - set(inputs)):
        raise SettingsError(
            f"no model input {', '.join(unknown)}",
            where=f"gradient_boosting.{setting}",
            fix=f"Model inputs are: {', '.join(inputs)}.",
        )
