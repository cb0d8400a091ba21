"""`cascada rollback`."""

import click

from pipeline import places
from pipeline.commands.options import with_settings
from pipeline.settings import Settings


@click.command()
@click.option("--to", type=int, metavar="VERSION", help="The version to go to. [default: the one before]")
@click.option("--reason", default="", metavar="TEXT", help="Why; kept in the history.")
@with_settings
def command(settings: Settings, to: int | None, reason: str) -> None:
    """Make an older version live, or bring a withdrawn one back. Nothing is deleted."""
    from pipeline.registry import rollback

    done = rollback(places.models_folder(settings), to, reason)
    click.echo(f"version {done.to} is live; before it was {done.live}")
