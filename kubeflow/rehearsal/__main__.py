"""`python -m kubeflow.rehearsal`: Cascada's package, task by task, without a cluster.

The tasks run in processes of their own with no more than a container would have, or with `--engine` in
containers of the built image, on a MariaDB server that is removed at the end and in a folder that is too,
unless a task has failed. It ends with 0 when a model was pushed.
"""

import pathlib
import shutil
import signal
import sys
import tempfile
import uuid
from typing import Any

import click

from components.errors import CascadaError
from kubeflow.errors import KubeflowError
from kubeflow.rehearsal.built import IMAGE
from kubeflow.rehearsal.stage import Rehearsal
from pipeline.settings import load_settings

OVERLAYS = ("kubeflow", "ci", "rehearsal")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--settings", "files", metavar="FILE", multiple=True, help="A YAML file over kubeflow, ci, rehearsal."
)
@click.option("--set", "words", metavar="KEY=VALUE", multiple=True, help="One setting over all files.")
@click.option("--dataset", metavar="NAME", help="A folder under schemas/. [default: wcd]")
@click.option("--data", type=click.Path(exists=True, file_okay=False), help="Events. [default: simulated]")
@click.option("--engine", type=click.Choice(["docker", "podman"]), help="Run tasks in the built image.")
@click.option("--image", default=IMAGE, show_default=True, help="That they run in there.")
@click.option("--kill", metavar="NODE", multiple=True, help="Kill a node half way, once; it is tried again.")
@click.option("--delay", default=0.0, show_default=True, help="Seconds of a node's work before it is killed.")
@click.option("--at-once", default=2, show_default=True, help="Tasks at the same time.")
@click.option("--keep", type=click.Path(file_okay=False), help="Leave everything but the database here.")
def main(keep: str | None, **given: Any) -> None:
    """Run every task of the compiled package in its order, as a cluster would."""
    signal.signal(signal.SIGTERM, lambda *_: _interrupt())
    folder = pathlib.Path(keep).resolve() if keep else pathlib.Path(tempfile.mkdtemp(prefix="rehearsal-"))
    failed = False
    try:
        named = {"dataset__name": given.pop("dataset")}
        settings = load_settings([*OVERLAYS, *given.pop("files")], given.pop("words"), **named)
        failed = not Rehearsal(settings, folder, **given).run(str(uuid.uuid4()))
    except (CascadaError, KubeflowError) as error:
        click.secho("error: ", fg="red", bold=True, nl=False, err=True)
        click.echo(str(error), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit("stopped")
    finally:
        if not keep and not failed:
            shutil.rmtree(folder, ignore_errors=True)
    if failed:
        sys.exit(f"a task failed; what all of them left is in {folder}")


def _interrupt() -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
