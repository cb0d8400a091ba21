"""Finds the model that a candidate is compared with: the latest champion that is older than it.

TFX's own LatestBlessedModelStrategy takes the latest blessed model there is. A second run with
nothing changed would then find the model of the first, its evaluation would have another input, and
nothing from there on would come from the cache. A champion that is older than the candidate is the
same one however often the candidate's run is repeated.

In the graph, one resolver for each candidate:

    baseline = Resolver(
        strategy_class=LatestBlessedBefore,
        config={"split": split},
        model=Channel(type=Model, producer_component_id="Champion", output_key="model"),
        model_blessing=Channel(type=ModelBlessing, producer_component_id="Champion", output_key="blessing"),
        candidate=trainer.outputs["model"],
    ).with_id("Baseline.gradient_boosting")
    Evaluator(model=trainer.outputs["model"], baseline_model=baseline.outputs["model"], ...)
    Champion(..., split=split)

Where there is no such champion, `model` resolves to nothing and the Evaluator, whose baseline is
optional, runs without. `split` is whatever decides which showers are held out, such as the JSON of
the split settings: a champion of another split has been trained on showers that are now held out.
"""

from tfx.dsl.components.common.resolver import ResolverStrategy
from tfx.types import Artifact

from components.blessing import CHAMPION_MODEL, SPLIT, is_blessed

Inputs = dict[str, list[Artifact]]


class LatestBlessedBefore(ResolverStrategy):
    """Resolves `model` and `model_blessing` to the latest champion older than `candidate`, or to nothing.

    Only blessings of the Champion count, and only those of the same split. Artifacts are as old as
    their ids, which ML Metadata gives in the order of creation.
    """

    def __init__(self, split: str = "") -> None:
        self._split = split

    def resolve_artifacts(self, store: object, input_dict: Inputs) -> Inputs:
        """Picks one champion and its blessing.

        Args:
            store: not needed; everything stands in the artifacts.
            input_dict: artifacts under `model`, `model_blessing` and `candidate`.

        Returns:
            The same keys with one artifact each, or none; `candidate` is always empty.
        """
        ids = [candidate.id for candidate in input_dict["candidate"]]
        blessings = {
            blessing.get_string_custom_property(CHAMPION_MODEL): blessing
            for blessing in input_dict["model_blessing"]
            if is_blessed(blessing) and blessing.get_string_custom_property(SPLIT) == self._split
        }
        older = [m for m in input_dict["model"] if ids and m.id < min(ids) and m.uri in blessings]
        champions = sorted(older, key=lambda model: int(model.id))[-1:]
        return {
            "model": champions,
            "model_blessing": [blessings[model.uri] for model in champions],
            "candidate": [],
        }
