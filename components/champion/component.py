"""The Champion node: any number of candidates, so its inputs are made for their names.

A function component has fixed inputs, and an input that takes several artifacts does not say which is whose.
So each candidate has three inputs of its own, such as `autoencoder_model`, and the lineage says who was who.
"""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from tfx import types
from tfx.dsl.components.base.base_component import BaseComponent
from tfx.dsl.components.base.executor_spec import ExecutorClassSpec
from tfx.types.component_spec import ChannelParameter, ComponentSpec, ExecutionParameter
from tfx.types.standard_artifacts import Model, ModelBlessing, ModelEvaluation

from components import settings as sections
from components.artifacts import ChampionChoice
from components.champion.executor import ChampionExecutor
from components.champion.metrics import metric_named
from components.errors import SettingsError

KINDS = {"model": Model, "evaluation": ModelEvaluation, "blessing": ModelBlessing}
OUTPUTS = {"model": Model, "blessing": ModelBlessing, "choice": ChampionChoice}
PARAMETERS = ("candidates", "plan", "settings", "split", "code")


@dataclasses.dataclass(frozen=True)
class Entry:
    """What the graph knows of a candidate: channels of its model, its evaluation and its blessing."""

    model: Any
    evaluation: Any
    blessing: Any


def _spec_for(names: list[str]) -> type[ComponentSpec]:
    inputs = {f"{name}_{kind}": ChannelParameter(type=of) for name in names for kind, of in KINDS.items()}
    body = {
        "PARAMETERS": {name: ExecutionParameter(type=str) for name in PARAMETERS},
        "INPUTS": inputs,
        "OUTPUTS": {name: ChannelParameter(type=of) for name, of in OUTPUTS.items()},
    }
    return type("ChampionSpec", (ComponentSpec,), body)


def _check(settings: sections.Champion, names: list[str], plan: str) -> None:
    metric_named(settings.metric, plan)
    if unknown := [name for name in settings.prefer if name not in names]:
        raise SettingsError(
            f"no candidate {', '.join(unknown)}",
            where="champion.prefer",
            fix=f"Candidates are: {', '.join(names)}.",
        )


class Champion(BaseComponent):
    """Chooses the best of any number of candidates.

    Args:
        candidates: name -> its channels.
        plan: `evaluation.yaml` as JSON; has the separations that `auc_<separation>` is of.
        settings: the champion's section of the settings, as JSON.
        split: what decides which showers are held out; a later run of another split does not compare.
        code: a fingerprint of the code, part of the cache key only.

    Raises:
        SettingsError: the metric of the settings, or a preferred candidate, is not known.
    """

    SPEC_CLASS = ComponentSpec
    EXECUTOR_SPEC = ExecutorClassSpec(ChampionExecutor)

    def __init__(
        self, candidates: Mapping[str, Entry], *, plan: str, settings: str, split: str = "", code: str = ""
    ) -> None:
        names = list(candidates)
        _check(sections.Champion.model_validate_json(settings), names, plan)
        channels = {
            f"{name}_{kind}": getattr(entry, kind) for name, entry in candidates.items() for kind in KINDS
        }
        outputs = {name: types.Channel(type=of) for name, of in OUTPUTS.items()}
        parameters = {
            "candidates": json.dumps(names),
            "plan": plan,
            "settings": settings,
            "split": split,
            "code": code,
        }
        super().__init__(spec=_spec_for(names)(**channels, **parameters, **outputs))
