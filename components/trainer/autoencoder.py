"""Trains the autoencoder, for TFX's Trainer."""

from typing import Any

from components.models.autoencoder import FAMILY
from components.models.autoencoder_training import train_autoencoder
from components.models.export import export_model, write_expected
from components.settings import Autoencoder
from components.trainer.core import accuracy, read_job, report_progress, write_training


def run_fn(fn_args: Any) -> None:
    """What TFX's Trainer calls.

    Writes the SavedModel to `serving_model_dir` and `training.json` to `model_run_dir`.

    Args:
        fn_args: TFX's FnArgs; see `components.trainer.core.read_job`.

    Raises:
        CascadaError: the examples or the transform graph are not what is needed, or the training diverged.
    """
    job = read_job(fn_args, Autoencoder)
    classes = job.dataset.classes
    trained = train_autoencoder(
        job.train, job.held_out, job.settings, classes=len(classes), seed=job.seed, progress=report_progress
    )
    export_model(fn_args.serving_model_dir, trained.network, job.preprocessing, job.describe(FAMILY))
    predicted = trained.predict(job.held_out.inputs)
    write_expected(fn_args.serving_model_dir, job.held_out, predicted, classes)
    record = {
        "family": FAMILY,
        "seconds": trained.seconds,
        "epochs": job.settings.epochs,
        "train_accuracy": accuracy(trained.predict(job.train.inputs)["probabilities"], job.train.labels),
        "eval_accuracy": accuracy(predicted["probabilities"], job.held_out.labels),
        "curve": trained.curve,
    }
    write_training(fn_args.model_run_dir, record)
