"""The `cascada` command. Each sub-command is imported only when it is called, so that help is instant."""

import importlib
import sys
from typing import Any, NoReturn

import click

from components.errors import CascadaError, WaitingError

COMMANDS = {
    "run": "Run the whole pipeline and push a model.",
    "simulate": "Simulate the events of a surface array.",
    "ingest": "Turn what others have written into a span of data.",
    "validate": "Hold data against the gates, without a run.",
    "report": "Write the report of a run.",
    "compare": "Compare two models or two runs on one page.",
    "explain": "Say why a model calls an event what it does.",
    "approve": "Sign a model off.",
    "ui": "Show runs, models and reports in a browser.",
    "predict": "Score showers with a model.",
    "schema": "See what data are, and what they have to be.",
    "models": "List the pushed models.",
    "zoo": "Train every kind of model and compare them.",
    "rollback": "Take the live model back.",
    "lineage": "Walk from a pushed model back to its data.",
    "compile": "Write the package for Kubeflow Pipelines.",
    "schedule": "Run again and again, here or on Kubeflow.",
    "doctor": "Say whether this machine can run Cascada.",
}


class LazyGroup(click.Group):
    """A group whose sub-commands live in `pipeline/commands/<name>.py`, as `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order a person meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Imports one sub-command."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"pipeline.commands.{name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the sub-commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cascada")
@click.option("--debug", is_flag=True, help="Show the stack trace of an unexpected error.")
def cascada(debug: bool) -> None:
    """Tell which primary particle made a cosmic-ray air shower."""


def main(arguments: list[str] | None = None) -> Any:
    """Runs the command; a mistake of the user's ends with one message and a non-zero code."""
    try:
        return cascada.main(arguments, prog_name="cascada", standalone_mode=True)
    except WaitingError as error:
        _fail("waiting", str(error), "yellow")
    except CascadaError as error:
        _fail("error", str(error))
    except Exception as error:
        if "--debug" in (arguments or sys.argv):
            raise
        fix = "This is a mistake in Cascada or below it. A run's log.txt has the stack trace; so has --debug."
        _fail("unexpected", f"{type(error).__name__}: {error}\n  -> {fix}")


def _fail(word: str, message: str, colour: str = "red") -> NoReturn:
    click.secho(f"{word}: ", fg=colour, bold=True, nl=False, err=True)
    click.echo(message, err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
