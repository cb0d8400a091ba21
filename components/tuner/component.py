"""The Tuner node, of TFX's inputs and outputs, for every family."""

import functools
import pathlib
import tempfile

from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types import artifact_utils, standard_artifacts

from components.models.examples import load_examples
from components.models.preprocessing import Preprocessing
from components.showers.dataset import Dataset
from components.tuner.data import thinned, write_matrices
from components.tuner.database import open_storage
from components.tuner.objective import prepare
from components.tuner.plan import Plan
from components.tuner.results import write_results
from components.tuner.search import search
from components.tuner.words import ProgressLine


@component
def Tuner(  # noqa: N802
    examples: InputArtifact[standard_artifacts.Examples],  # type: ignore[valid-type]
    transform_graph: InputArtifact[standard_artifacts.TransformGraph],  # type: ignore[valid-type]
    best_hyperparameters: OutputArtifact[standard_artifacts.HyperParameters],  # type: ignore[valid-type]
    tuner_results: OutputArtifact[standard_artifacts.TunerResults],  # type: ignore[valid-type]
    dataset: Parameter[str],  # type: ignore[valid-type]
    settings: Parameter[str],  # type: ignore[valid-type]
    storage: Parameter[str],  # type: ignore[valid-type]
    schema: InputArtifact[standard_artifacts.Schema] = None,  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
) -> None:
    """Searches the hyperparameters of one family.

    A study that its database knows is not searched again: not after a kill, nor when only code, the seed
    of training or the number of trials has changed.

    Args:
        examples: with the splits train and eval.
        transform_graph: of the examples.
        best_hyperparameters: gets the best settings, for a Trainer of TFX.
        tuner_results: gets a table of all trials, a summary and a plot.
        dataset: the dataset, as JSON.
        settings: `components.tuner.plan.Plan`, as JSON.
        storage: where studies live: a SQLite file, or `$NAME` for the URL in an environment variable.
        schema: not read; TFX's Tuner has this input too.
        code: a fingerprint of the code, part of the cache key only.

    Raises:
        CascadaError: the database, the examples or the transform graph are not what is needed, or no trial
            was complete.
    """
    plan, described = Plan.model_validate_json(settings), Dataset.model_validate_json(dataset)
    database = open_storage(storage)
    preprocessing = Preprocessing(transform_graph.uri, described)
    train, held_out = (
        load_examples([f"{artifact_utils.get_split_uri([examples], split)}/*"], described, preprocessing)
        for split in ("train", "eval")
    )
    with tempfile.TemporaryDirectory(prefix="cascada-tuner-") as folder:
        place = pathlib.Path(folder)
        digest = write_matrices(place, described, thinned(train, plan.rows, plan.seed), held_out)
        objective = functools.partial(prepare, place, plan.family, plan.objectives)
        study = plan.study(digest)
        trials = search(plan, study, objective, database, ProgressLine(plan))
    write_results(plan, study, trials, best_hyperparameters.uri, tuner_results.uri)
    best_hyperparameters.set_string_custom_property("study", study)
