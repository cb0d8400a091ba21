"""`cascada lineage`."""

import pathlib

import click

from pipeline import places
from pipeline.commands.options import with_settings
from pipeline.settings import Settings


@click.command()
@click.argument("model")
@click.option("-o", "--output", metavar="PICTURE", help="Draw it too: a .svg or .png file.")
@with_settings
def command(settings: Settings, model: str, output: str | None) -> None:
    """Walk from MODEL, a version number, `latest` or a path, back to its data."""
    from pipeline import lineage, runs
    from pipeline.lineage_words import tree
    from pipeline.registry import resolve

    path = resolve(places.models_folder(settings), model, withdrawn=True)
    found = lineage.trace(runs.open_store(places.metadata_file(settings)), path)
    click.echo(tree(found))
    if output:
        from pipeline.lineage_picture import draw

        draw(found, pathlib.Path(output))
        click.echo(output)
