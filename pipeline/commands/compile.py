"""`cascada compile`."""

import functools
import os
import pathlib
from typing import Any

import click

from pipeline.commands.options import with_settings
from pipeline.settings import Settings

OVERLAY = "kubeflow"


def _on_a_cluster(function: Any) -> Any:
    """`with_settings`, over those of a Kubeflow cluster."""
    inner = with_settings(function)

    @functools.wraps(inner)
    def wrapped(*, files: tuple[str, ...], **rest: Any) -> Any:
        return inner(files=(OVERLAY, *files), **rest)

    return wrapped


@click.command()
@click.option("-o", "--output", metavar="FILE", help="A .yaml file. [default: <pipeline>.yaml]")
@_on_a_cluster
def command(settings: Settings, output: str | None) -> None:
    """Write the package for Kubeflow Pipelines, without a server.

    The same settings give the same bytes. `tfx pipeline create --engine=kubeflow` uploads such a package;
    folders are those that the tasks see.
    """
    from pipeline.terminal import native_messages_to

    with native_messages_to(os.devnull):
        from kubeflow.cascada_runner import compile_package

        path = pathlib.Path(compile_package(settings, output))
    for line in describe(path):
        click.echo(line)


def describe(path: pathlib.Path) -> list[str]:
    """What is in a package: its name, how many tasks, how large it is, and which of them use GPUs."""
    import yaml

    text = path.read_text(encoding="utf-8")
    spec = next(yaml.load_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    tasks = spec["deploymentSpec"]["executors"]
    used = {
        name.removeprefix("exec-"): one["container"].get("resources", {}).get("accelerator")
        for name, one in tasks.items()
    }
    on = [f"{name} ({_gpus(one)})" for name, one in sorted(used.items()) if one]
    return [
        f"{spec['pipelineInfo']['name']}: {len(tasks)} tasks, {len(text.encode()) / 1024:.0f} KiB, in {path}",
        f"on GPUs: {', '.join(on) or 'none'}",
    ]


def _gpus(accelerator: dict[str, str]) -> str:
    count = accelerator.get("resourceCount", accelerator.get("count"))
    return f"{count} {accelerator.get('resourceType', accelerator.get('type'))}"
