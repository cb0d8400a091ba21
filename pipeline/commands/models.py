"""`cascada models`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from pipeline import places
from pipeline.commands.options import with_settings
from pipeline.registry import PushedVersion
from pipeline.settings import Settings

if TYPE_CHECKING:
    from components.audit.approvals import Approval

COLUMNS = ("version", "state", "family", "dataset", "accuracy on eval", "created", "MB", "files")


@click.command()
@click.option("--check", is_flag=True, help="Compare every file with its SHA-256.")
@with_settings
def command(settings: Settings, check: bool) -> None:
    """List the pushed models, newest first."""
    from rich.table import Table

    from pipeline.approval import signatures
    from pipeline.registry import list_models
    from pipeline.terminal import console

    folder = places.models_folder(settings)
    found = list_models(folder, check)
    if not found:
        click.echo(f"no model was pushed to {folder} yet; `cascada run` pushes one")
        return
    signed_by = signatures(settings)
    signed = [_signed(version, signed_by) for version in found]
    more = ("signed by",) if any(signed) else ()
    table = Table(title=folder, title_justify="left")
    for name in (*COLUMNS, *more):
        table.add_column(name, overflow="fold")
    for version, people in zip(found, signed, strict=True):
        table.add_row(*_row(version), *(people for _ in more))
    console().print(table)
    if any(version.damage for version in found):
        raise click.exceptions.Exit(1)


def _signed(version: PushedVersion, signatures: "Mapping[str, tuple[Approval, ...]]") -> str:
    """Whose sign-offs count: those in ML Metadata, or where it is not there those of the manifest."""
    if version.manifest is None:
        return ""
    known = signatures.get(version.manifest.content)
    people = version.manifest.signed if known is None else (f"{one.by} ({one.role})" for one in known)
    return ", ".join(people)


def _row(version: PushedVersion) -> list[str]:
    state = "[green]live[/]" if version.live else "kept"
    if version.withdrawn is not None:
        state = f"withdrawn: {version.withdrawn}" if version.withdrawn else "withdrawn"
    known: list[str] = ["", "", "", "", ""]
    if manifest := version.manifest:
        accuracy = f"{version.accuracy:.4f}" if version.accuracy is not None else ""
        known = [manifest.family, manifest.dataset, accuracy, manifest.created, f"{manifest.size / 1e6:.1f}"]
    files = {None: "", True: "[green]intact[/]", False: f"[red]{version.damage}[/]"}[version.intact]
    return [str(version.version), state, *known, files]
