"""`cascada validate`."""

import os
import pathlib

import click

from pipeline.commands.options import with_allowances, with_settings
from pipeline.settings import Settings


@click.command()
@click.argument("source", metavar="INPUT")
@click.option(
    "--against", metavar="SPAN", help="Events to compare with. [default: the last span that passed]"
)
@click.option("--serving", is_flag=True, help="INPUT has only what is known of measured showers.")
@click.option("-o", "--output", metavar="FOLDER", help="For the page. [default: OUT/validation/<name>]")
@with_settings
@with_allowances
def command(settings: Settings, source: str, against: str | None, serving: bool, output: str | None) -> None:
    """Hold INPUT, a file or folder of events, against the gates that a run holds its data against.

    Nothing is trained. Ends with an error when a gate fails; the page with the histograms is written in
    either case.
    """
    from pipeline import places
    from pipeline.terminal import console, native_messages_to

    folder = pathlib.Path(output or f"{places.absolute(settings.out)}/validation/{pathlib.Path(source).name}")
    shown = console()
    with native_messages_to(os.devnull), shown.status("counting"):
        from pipeline.validation import validate

        review = validate(settings, source, against, labelled=not serving, folder=folder)
    outcomes = [str(gate.outcome) for gate in review.verdict.gates]
    counts = ", ".join(f"{outcomes.count(name)} {name}" for name in sorted(set(outcomes)))
    click.echo(f"{source} may be used: {counts}")
    click.echo(str(folder / "index.html"))
