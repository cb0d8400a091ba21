"""`cascada run`: the whole pipeline, with its progress, its log, its manifest and its summary."""

import logging
import os
import pathlib
import sys
import traceback
from typing import Any

import click

from components.showers.dataset import load_dataset
from pipeline import places
from pipeline.commands.options import with_settings
from pipeline.settings import Settings


@click.command()
@with_settings
def command(settings: Settings) -> None:
    """Run the whole pipeline and push a model. Running it again repeats only what has changed."""
    sys.exit(run_and_report(settings))


def run_and_report(settings: Settings) -> int:
    """Runs once; gives the exit code: 0 when a model was pushed, 1 when something refused.

    Raises:
        CascadaError: before the run could start, or when a gate refused.
    """
    from rich.console import Console

    console = Console(highlight=False)
    load_dataset(settings.dataset.name, settings.dataset.inputs)
    data = places.data_folder(settings)
    console.print(f"[bold]Cascada[/]: {settings.dataset.name} from {data} to {places.absolute(settings.out)}")
    with console.status("starting TFX"):
        _quieten()
        from pipeline import local
    run_id = local.new_run_id()
    folder = places.run_folder(settings, run_id)
    _log_to(folder / "log.txt")
    return _run(settings, run_id, folder, console)


def _run(settings: Settings, run_id: str, folder: pathlib.Path, console: Any) -> int:
    from pipeline import local, manifest, summary
    from pipeline.progress import Progress

    record = manifest.describe_start(settings, run_id, sys.argv)
    manifest.write_manifest(folder, record)
    progress = Progress(console)
    try:
        local.run(settings, run_id, progress)
        record["status"] = "pushed"
    except BaseException as error:
        record |= {"status": "failed", "error": str(error) or type(error).__name__}
        logging.getLogger().error("%s", traceback.format_exc())
        raise
    finally:
        record |= summary.describe_end(settings, run_id, progress)
        path = manifest.write_manifest(folder, record)
        summary.show(console, record, path)
    return 0


def _quieten() -> None:
    """Keeps what TensorFlow and TFX print out of sight; the log of the run has what Python logs."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
    import warnings

    warnings.filterwarnings("ignore")
    from absl import logging as absl_logging

    absl_logging.use_absl_handler()
    absl_logging.get_absl_handler().setLevel(logging.CRITICAL)


def _log_to(path: pathlib.Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    for other in list(root.handlers):
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
