"""`cascada ui`."""

import logging
import os

import click

from pipeline import places
from pipeline.commands.options import with_settings
from pipeline.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where it listens.")
@click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 for any that is free."
)
@click.option(
    "--expose",
    multiple=True,
    metavar="NAME",
    help="Let other machines read it, by this name of this machine. There is no password.",
)
@click.option("--open", "opens", is_flag=True, help="Open it in a browser.")
@with_settings
def command(settings: Settings, host: str, port: int, expose: tuple[str, ...], opens: bool) -> None:
    """Show runs, models, verdicts, reports and lineage in a browser. It only reads."""
    from pipeline.terminal import native_messages_to
    from pipeline.ui.guard import is_loopback
    from pipeline.ui.server import address_of, listen

    server = listen(settings, host, port, expose)
    address = address_of(server, host)
    if not is_loopback(host):
        click.secho("warning: ", fg="yellow", bold=True, nl=False, err=True)
        click.echo("everybody who can reach this machine can read all of it, without a password", err=True)
    click.echo(f"{places.absolute(settings.out)} is shown at {address} until Ctrl-C")
    if opens:
        import webbrowser

        webbrowser.open(address)
    with native_messages_to(os.devnull) as terminal:  # a comparison loads TensorFlow, which talks
        logging.basicConfig(stream=terminal, level=logging.ERROR, force=True)
        server.run()
    click.echo("ended")
