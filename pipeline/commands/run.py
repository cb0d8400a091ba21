"""`cascada run`: the whole pipeline, with its progress, its log, its manifest and its summary."""

import contextlib
import datetime
import logging
import pathlib
import sys
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

import click

from components.errors import WaitingError
from components.showers.dataset import load_dataset
from pipeline import places, simulated
from pipeline.commands.options import with_allowances, with_settings
from pipeline.settings import Settings

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@click.command()
@with_settings
@with_allowances
def command(settings: Settings) -> None:
    """Run the whole pipeline and push a model. Running it again repeats only what has changed."""
    sys.exit(run_and_report(settings))


def run_and_report(settings: Settings) -> int:
    """Runs once; gives the exit code: 0 when a model was pushed, 1 when something refused.

    Raises:
        CascadaError: before the run could start, or when a gate refused.
    """
    from pipeline.terminal import console as make_console

    console = make_console()
    load_dataset(**settings.dataset.model_dump())
    data = places.data_folder(settings)
    console.print(f"[bold]Cascada[/]: {settings.dataset.name} from {data} to {places.absolute(settings.out)}")
    if settings.data is None:
        simulated.ensure_data(settings, data, console)
    run_id = new_run_id()
    folder = places.run_folder(settings, run_id)
    with _logged_to(folder / "log.txt"):
        return _run(settings, run_id, folder, console)


def new_run_id() -> str:
    """A run id that sorts by time, in UTC."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3]


def _run(settings: Settings, run_id: str, folder: pathlib.Path, console: Any) -> int:
    with console.status("starting TFX"):
        from pipeline import local, manifest, summary, tracking
        from pipeline.progress import Progress
        from pipeline.schedule import news

    record = manifest.describe_start(settings, run_id, sys.argv)
    manifest.write_manifest(folder, record)
    progress = Progress(console)
    try:
        local.run(settings, run_id, progress)
        record["status"] = "pushed"
    except BaseException as error:
        status = "waiting" if isinstance(error, WaitingError) else "failed"
        record |= {"status": status, "error": str(error) or type(error).__name__}
        logging.getLogger().error("%s", traceback.format_exc())
        raise
    finally:
        record |= summary.describe_end(settings, run_id, progress)
        record["news"] = news.sentence(record)
        path = manifest.write_manifest(folder, record)
        if record["report"] is None:
            record["report"] = _report(settings, run_id, folder)
            manifest.write_manifest(folder, record)
        summary.show(console, record, path)
        tracking.send(settings, record, folder, console)
    return 0


def _report(settings: Settings, run_id: str, folder: pathlib.Path) -> str | None:
    """The page of a run that ended before its Report node; whatever goes wrong here must not hide why."""
    from components.files import write_text
    from components.report.core import page
    from pipeline.review import sources_of_run

    path = folder / "report.html"
    try:
        write_text(str(path), page(sources_of_run(settings, run_id)))
    except Exception:
        logging.getLogger().warning("no report could be written: %s", traceback.format_exc())
        return None
    return str(path)


@contextlib.contextmanager
def _logged_to(path: pathlib.Path) -> Iterator[None]:
    """Sends what Python logs, and what native code prints, to the log of the run."""
    from pipeline.terminal import native_messages_to

    warnings.filterwarnings("ignore")
    path.parent.mkdir(parents=True, exist_ok=True)
    with native_messages_to(path):
        logging.basicConfig(filename=path, level=logging.INFO, format=FORMAT, force=True)
        try:
            yield
        finally:
            logging.basicConfig(handlers=[logging.NullHandler()], force=True)
