"""Trains the gradient boosting, for TFX's Trainer."""

from typing import Any

from components.files import write_text
from components.models.export import export_model, write_expected
from components.models.forest import read_forest
from components.models.gradient_boosting import FAMILY, Boosted, train_gradient_boosting
from components.models.importance import importance_of, to_json
from components.models.importance_plot import importance_plot
from components.models.leaf_masks import leaf_masks
from components.models.trees import Trees
from components.settings import GradientBoosting
from components.trainer.core import Job, accuracy, read_job, report_progress, write_training

IMPORTANCE_FILE, IMPORTANCE_PLOT = "importance.json", "importance.svg"


def run_fn(fn_args: Any) -> None:
    """What TFX's Trainer calls.

    Writes the SavedModel to `serving_model_dir` with the booster as XGBoost saves it, and to `model_run_dir`
    `training.json`, and the importance of the inputs as `importance.json` and `importance.svg`.

    Args:
        fn_args: TFX's FnArgs; see `components.trainer.core.read_job`.

    Raises:
        CascadaError: the examples, the transform graph or the machine are not what is needed.
    """
    job = read_job(fn_args, GradientBoosting)
    classes = job.dataset.classes
    boosted = train_gradient_boosting(
        job.train,
        job.held_out,
        job.settings,
        inputs=_names(job),
        classes=len(classes),
        seed=job.seed,
        progress=report_progress,
    )
    network = Trees(leaf_masks(read_forest(boosted.booster)))
    export_model(fn_args.serving_model_dir, network, job.preprocessing, job.describe(FAMILY))
    predicted = boosted.predict(job.held_out.inputs)
    write_expected(fn_args.serving_model_dir, job.held_out, {"probabilities": predicted}, classes)
    boosted.keep(fn_args.serving_model_dir)
    record = {
        "family": FAMILY,
        "device": boosted.device,
        "seconds": boosted.seconds,
        "rounds": boosted.booster.num_boosted_rounds(),
        "train_accuracy": accuracy(boosted.predict(job.train.inputs), job.train.labels),
        "eval_accuracy": accuracy(predicted, job.held_out.labels),
        "curve": boosted.curve,
    }
    write_training(fn_args.model_run_dir, job, record)
    _write_importance(fn_args.model_run_dir, boosted, job)


def _names(job: Job[GradientBoosting]) -> tuple[str, ...]:
    """The scalar model inputs; vectors stand behind them and are for other families."""
    return tuple(derived.name for derived in job.dataset.model_inputs)


def _write_importance(folder: str, boosted: Boosted, job: Job[GradientBoosting]) -> None:
    settings = job.settings.importance
    found = importance_of(boosted.booster, boosted.predict, job.held_out, _names(job), settings, job.seed)
    write_text(f"{folder}/{IMPORTANCE_FILE}", to_json(found))
    write_text(f"{folder}/{IMPORTANCE_PLOT}", importance_plot(found))
