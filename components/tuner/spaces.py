"""Search spaces: which settings of a family are searched, and where their values may lie."""

import dataclasses
import functools
import itertools
import pathlib
from collections.abc import Mapping
from typing import Any

import optuna
import pydantic
import yaml

from components.errors import SettingsError
from components.showers.dataset import explain
from components.tuner.families import FAMILIES
from components.tuner.ranges import Distributions, Parameters, Range

PRESETS = pathlib.Path(__file__).with_name("presets.yaml")
FIX = "See components/tuner/ranges.py for the ranges and presets.yaml for examples."

_READ: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(Range)


@dataclasses.dataclass(frozen=True)
class Space:
    """Settings to search.

    Attributes:
        ranges: setting -> where its values may lie.
    """

    ranges: Mapping[str, Any]

    @property
    def distributions(self) -> Distributions:
        """Optuna's parameters."""
        return {k: v for name, range_ in self.ranges.items() for k, v in range_.distributions(name).items()}

    def decode(self, parameters: Parameters) -> dict[str, Any]:
        """Settings of Optuna's parameters."""
        return {name: range_.decode(name, parameters) for name, range_ in self.ranges.items()}

    def encode(self, settings: Mapping[str, Any]) -> dict[str, Any] | None:
        """Optuna's parameters of settings; None where they lie outside the space."""
        try:
            pairs = [range_.encode(name, settings[name]).items() for name, range_ in self.ranges.items()]
            parameters = dict(itertools.chain(*pairs))
            optuna.trial.create_trial(value=0.0, params=parameters, distributions=self.distributions)
        except (TypeError, ValueError):
            return None
        return parameters

    def grid(self) -> dict[str, list[Any]]:
        """Every value of each of Optuna's parameters.

        Raises:
            SettingsError: a setting has too many values to count.
        """
        points = {name: range_.points(name) for name, range_ in self.ranges.items()}
        if endless := [name for name, found in points.items() if found is None]:
            raise SettingsError(
                f"a grid needs values that can be counted, {', '.join(endless)} has none",
                where="tuner.space",
                fix="Give it a step or choices, or set tuner.sampler to tpe or random.",
            )
        return {k: v for found in points.values() if found for k, v in found.items()}


def read_space(family: str, base: Mapping[str, Any], space: str | Mapping[str, Any]) -> Space:
    """The space that the settings name or spell out.

    Args:
        family: whose settings are searched.
        base: these settings, as they stand.
        space: name of a preset, or setting -> range.

    Raises:
        SettingsError: there is no such preset, setting or range, or a setting cannot take all its values.
    """
    where = f"tuner.{family}.space"
    spelled = _preset(space, where) if isinstance(space, str) else space
    if not spelled:
        raise SettingsError("nothing to search", where=where, fix=FIX)
    return Space({name: _range(family, base, name, said, where) for name, said in spelled.items()})


@functools.cache
def presets() -> dict[str, dict[str, Any]]:
    """All presets: name -> setting -> range, as written."""
    content: dict[str, dict[str, Any]] = yaml.safe_load(PRESETS.read_text(encoding="utf-8"))
    return content


def _preset(name: str, where: str) -> dict[str, Any]:
    if name not in presets():
        raise SettingsError(f"no preset {name}", where=where, fix=f"Known: {', '.join(presets())}.")
    return presets()[name]


def _range(family: str, base: Mapping[str, Any], name: str, said: Any, where: str) -> Any:
    if name not in base:
        raise SettingsError(
            f"{family} has no setting {name}", where=where, fix=f"It has {', '.join(map(str, base))}."
        )
    if not isinstance(said, Mapping):
        example = "{type: float, low: 0.01, high: 0.3, log: true}"
        raise SettingsError(f"{said} is not a range", where=f"{where}.{name}", fix=f"Such as {example}.")
    try:
        found = _READ.validate_python(said)
    except pydantic.ValidationError as error:
        raise SettingsError(explain(error), where=f"{where}.{name}", fix=FIX) from None
    _require_takes(family, base, name, found.ends, where)
    return found


def _require_takes(family: str, base: Mapping[str, Any], name: str, ends: list[Any], where: str) -> None:
    """Sees that the setting can take the values at the ends; what settings say together is not asked here."""
    for value in ends:
        try:
            FAMILIES[family].settings.model_validate({**base, name: value})
        except pydantic.ValidationError as error:
            own = [item["msg"] for item in error.errors() if item["loc"][:1] == (name,)]
            if own:
                fix = f"Give values that {family}.{name} can take."
                raise SettingsError(f"{value}: {own[0]}", where=f"{where}.{name}", fix=fix) from None
