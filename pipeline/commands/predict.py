"""`cascada predict`."""

import os
import pathlib

import click

from pipeline import places
from pipeline.commands.options import with_settings
from pipeline.settings import Settings


@click.command()
@click.argument("model")
@click.argument("source", metavar="INPUT")
@click.option("-o", "--output", required=True, metavar="OUTPUT.parquet", help="Where the scores go.")
@with_settings
def command(settings: Settings, model: str, source: str, output: str) -> None:
    """Score the showers of INPUT, a file or folder, with MODEL.

    MODEL is a version number, `latest`, or the path of a model. Labels are not needed.
    """
    from pipeline.registry import resolve
    from pipeline.terminal import console, native_messages_to

    path = resolve(places.models_folder(settings), model)
    with native_messages_to(os.devnull) as terminal, console(terminal).status(f"loading {path}") as status:
        from components.bulk_inferrer.core import predict_files

        summary = predict_files(
            path,
            pathlib.Path(source),
            pathlib.Path(output),
            bad_records=settings.example_gen.bad_records,
            progress=lambda rows: status.update(f"{rows:,} showers scored"),
        )
    counts = ", ".join(f"{count:,} {label}" for label, count in summary.labels.items())
    click.echo(f"{summary.rows:,} showers scored with {path}: {counts}")
    if summary.bad:
        click.echo(f"{summary.bad:,} bad records were put aside, with their reasons, in {summary.quarantine}")
    click.echo(str(summary.output))
