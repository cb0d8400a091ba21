"""The Evaluator node."""

import functools

from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types import artifact_utils
from tfx.types.standard_artifacts import Examples, Model, ModelBlessing, ModelEvaluation, Schema
from tfx.utils.path_utils import serving_model_path

from components import settings as sections
from components.blessing import write_blessing
from components.errors import ModelError
from components.evaluator.core import Review
from components.evaluator.plan_file import parse_plan
from components.evaluator.splits import read_split
from components.models.scorer import Scorer, load_scorer
from components.showers.dataset import PROBE, Dataset


@component
def Evaluator(  # noqa: N802
    examples: InputArtifact[Examples],  # type: ignore[valid-type]
    model: InputArtifact[Model],  # type: ignore[valid-type]
    evaluation: OutputArtifact[ModelEvaluation],  # type: ignore[valid-type]
    blessing: OutputArtifact[ModelBlessing],  # type: ignore[valid-type]
    dataset: Parameter[str],  # type: ignore[valid-type]
    plan: Parameter[str],  # type: ignore[valid-type]
    settings: Parameter[str],  # type: ignore[valid-type]
    baseline_model: InputArtifact[Model] = None,  # type: ignore[valid-type]
    schema: InputArtifact[Schema] = None,  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
) -> None:
    """Reviews a model slice by slice on the test split, and blesses it or not; a refusal stops nothing.

    Args:
        examples: with the splits eval and test, and probe where there are records that never train.
        model: to be reviewed.
        evaluation: gets TFMA's result files, `predictions-<split>.parquet`, `metrics.json` and
            `verdict.json`; of probes also `probes.json`.
        blessing: BLESSED when no gate failed, or when gates are only reported.
        dataset: the dataset, as JSON.
        plan: the content of `evaluation.yaml`, or the same as JSON.
        settings: the evaluator's section of the settings, as JSON.
        baseline_model: what it is compared with.
        schema: not read; TFX's Evaluator has this input too.
        code: a fingerprint of the code, part of the cache key only.

    Raises:
        CascadaError: the plan, the examples or the model are damaged.
    """
    described = Dataset.model_validate_json(dataset)
    options = sections.Evaluator.model_validate_json(settings)
    baseline = _baseline(baseline_model, described) if baseline_model else "there is no baseline yet"
    judged = Review(
        described,
        parse_plan(plan, described),
        options,
        load_scorer(serving_model_path(model.uri)),
        baseline,
        has_probes=PROBE in artifact_utils.decode_split_names(examples.split_names),
    )
    read = functools.partial(read_split, examples, described)
    verdict = judged.run(read, evaluation.uri)
    blessed = verdict.passed or options.gates == "report"
    write_blessing(blessing, blessed, model, baseline_model)


def _baseline(model: Model, dataset: Dataset) -> Scorer | str:
    """The model to compare with, or why it cannot be used: an old champion must not stop a new one."""
    try:
        scorer = load_scorer(serving_model_path(model.uri))
    except ModelError as error:
        return f"the baseline cannot be used: {error.what}"
    if set(scorer.classes) != set(dataset.classes):
        return f"the baseline knows other classes: {', '.join(scorer.classes)}"
    known = {(feature.name, feature.shape) for feature in dataset.features}
    missing = [f.name for f in scorer.dataset.inputs if (f.name, f.shape) not in known]
    return f"the baseline needs {', '.join(missing)}, which the examples lack" if missing else scorer
