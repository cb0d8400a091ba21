"""Finds the sign-offs of the model that is about to be pushed.

In the graph, with the blessing that says which content was validated:

    approvals = Resolver(
        strategy_class=ApprovalsOfModel,
        approval=Channel(type=Approval, producer_component_id=NODE, output_key=CHANNEL),
        infra_blessing=infra_validator.outputs["blessing"],
    ).with_id("Approvals")
    Pusher(..., approvals=approvals.outputs["approval"])

Nobody runs the node `Approve` in a pipeline: `cascada approve` writes its executions. Where nobody has
signed, `approval` resolves to nothing and the Pusher, whose approvals are optional, runs without.
"""

from tfx.dsl.components.common.resolver import ResolverStrategy
from tfx.types import Artifact

from components.blessing import MODEL_CONTENT

Inputs = dict[str, list[Artifact]]


class ApprovalsOfModel(ResolverStrategy):
    """Resolves `approval` to all records of the content that `infra_blessing` blesses, oldest first."""

    def resolve_artifacts(self, store: object, input_dict: Inputs) -> Inputs:
        """Picks them by the content that they are of.

        Args:
            store: not needed; everything stands in the artifacts.
            input_dict: artifacts under `approval` and `infra_blessing`.

        Returns:
            The same keys; `infra_blessing` is always empty.
        """
        blessings = input_dict["infra_blessing"]
        contents = {one.get_string_custom_property(MODEL_CONTENT) for one in blessings} - {""}
        found = [
            one for one in input_dict["approval"] if one.get_string_custom_property("content") in contents
        ]
        return {"approval": sorted(found, key=lambda one: int(one.id)), "infra_blessing": []}
