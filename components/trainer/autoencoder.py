"""Trains the autoencoder, for TFX's Trainer."""

from typing import Any

from components.models.autoencoders.classifiers import FAMILY
from components.models.autoencoders.training import checkpoints_of, train_autoencoder
from components.models.export import export_model, write_expected
from components.models.layout import Layout
from components.settings import Autoencoder
from components.trainer.core import accuracy, read_job, report_progress, write_training


def run_fn(fn_args: Any) -> None:
    """What TFX's Trainer calls.

    Writes the SavedModel to `serving_model_dir` and `training.json` to `model_run_dir`. Where the
    custom_config names a folder for `checkpoints`, a training that was killed goes on from there and ends
    with the same files. It must not be in `model_run_dir`, which is another folder for every execution.

    Args:
        fn_args: TFX's FnArgs; see `components.trainer.core.read_job`.

    Raises:
        CascadaError: the examples or the transform graph are not what is needed, or the training failed.
    """
    job = read_job(fn_args, Autoencoder)
    config, classes = fn_args.custom_config, job.dataset.classes
    checkpoints = checkpoints_of(
        *(config.get("checkpoints"), job.train, job.held_out, job.settings, job.seed), config.get("code", "")
    )
    trained = train_autoencoder(
        job.train,
        job.held_out,
        job.settings,
        layout=Layout.of(job.dataset),
        classes=len(classes),
        seed=job.seed,
        checkpoints=checkpoints,
        checked=True,
        progress=report_progress,
    )
    export_model(fn_args.serving_model_dir, trained.network, job.preprocessing, job.describe(FAMILY))
    predicted = trained.predict(job.held_out.inputs)
    write_expected(fn_args.serving_model_dir, job.held_out, predicted, classes)
    record = {
        "family": FAMILY,
        "classes": classes,
        "seconds": trained.seconds,
        "parameters": trained.parameters,
        "epochs": trained.epochs,
        "train_accuracy": accuracy(trained.predict(job.train.inputs)["probabilities"], job.train.labels),
        "eval_accuracy": accuracy(predicted["probabilities"], job.held_out.labels),
        "curve": trained.curve,
    }
    write_training(fn_args.model_run_dir, job, record)
    checkpoints.discard()
