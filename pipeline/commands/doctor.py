"""`cascada doctor`."""

import sys

import click


@click.command()
def command() -> None:
    """Say in plain words whether this machine can run Cascada, with the fix beside every failure."""
    from pipeline.machine.doctor import main

    sys.exit(main())
