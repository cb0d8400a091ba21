"""The Reference node."""

import functools

from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types.standard_artifacts import Examples

from components import settings as sections
from components.artifacts import ReferenceLevel
from components.evaluator.plan_file import parse_plan
from components.evaluator.reference import REFERENCE_FILE, measure_reference, to_json
from components.evaluator.splits import read_split
from components.files import write_text
from components.showers.dataset import Dataset


@component
def Reference(  # noqa: N802
    examples: InputArtifact[Examples],  # type: ignore[valid-type]
    reference: OutputArtifact[ReferenceLevel],  # type: ignore[valid-type]
    dataset: Parameter[str],  # type: ignore[valid-type]
    plan: Parameter[str],  # type: ignore[valid-type]
    settings: Parameter[str],  # type: ignore[valid-type]
    seed: Parameter[int] = 0,  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
) -> None:
    """Says what a model could reach: an oracle on true values, or what is published.

    The oracle is trained on the train split, measured on the test split and forgotten: there is no model
    among the outputs, so none can be blessed or pushed.

    Args:
        examples: with the splits train, eval and test.
        reference: gets `reference.json`.
        dataset: the dataset, as JSON.
        plan: the content of `evaluation.yaml`, or the same as JSON; it has a `reference`.
        settings: the evaluator's section of the settings, as JSON.
        seed: of the oracle's training.
        code: a fingerprint of the code, part of the cache key only.

    Raises:
        CascadaError: the plan has no reference, or the examples are damaged.
    """
    described = Dataset.model_validate_json(dataset)
    options = sections.Evaluator.model_validate_json(settings)
    read = functools.partial(read_split, examples, described)
    found = measure_reference(read, described, parse_plan(plan, described), options, seed)
    write_text(f"{reference.uri}/{REFERENCE_FILE}", to_json(found))
