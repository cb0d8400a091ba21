"""`cascada explain`."""

import os
import pathlib
from typing import Any

import click

from components.errors import SettingsError
from pipeline import places
from pipeline.commands.options import with_settings
from pipeline.settings import Settings

SUFFIXES = (".html", ".png", ".svg")
SHOWN = 10


@click.command()
@click.argument("model")
@click.argument("event", type=int)
@click.option("-o", "--output", metavar="PAGE.html", help="A page with pictures; or a picture, .png or .svg.")
@with_settings
def command(settings: Settings, model: str, event: int, output: str | None) -> None:
    """Say why MODEL calls the shower of the id EVENT what it does.

    MODEL is a version number, `latest`, or the path of a model. The shower is looked for in the newest span
    of the data, or in the file or folder that --data names; a label is not needed.
    """
    from pipeline.registry import resolve
    from pipeline.terminal import console, native_messages_to

    _check(output)
    path = resolve(places.models_folder(settings), model)
    with native_messages_to(os.devnull) as terminal, console(terminal).status(f"asking {path}"):
        found = _explain(settings, path, event)
        if output:
            _write(pathlib.Path(output), *found, str(path))
    _show(*found, str(path))
    if output:
        click.echo(output)


def _check(output: str | None) -> None:
    if output and pathlib.Path(output).suffix not in SUFFIXES:
        fix = "Name a page, such as why.html, or a picture."
        raise SettingsError(f"the output does not end in {', '.join(SUFFIXES)}", where=output, fix=fix)


def _explain(settings: Settings, path: pathlib.Path, event: int) -> tuple[Any, Any, Any]:
    """The explanation, the shower, and the dataset of the model."""
    from components.explain.explanation import explain
    from components.models.description import read_description
    from components.models.manifest import MANIFEST_FILE
    from components.showers.lookup import find_shower
    from pipeline.registry import verify

    dataset = read_description(str(path)).dataset
    shower = find_shower(_source(settings, dataset.name), dataset, event)
    if (path / MANIFEST_FILE).is_file():
        verify(path)
    return explain(str(path), shower.columns, shower.undefined), shower, dataset


def _source(settings: Settings, dataset: str) -> pathlib.Path:
    """The file that was named, or the newest span."""
    from components.example_gen.spans import find_span
    from components.showers.dataset import load_dataset

    if settings.data is None and load_dataset(**settings.dataset.model_dump()).name != dataset:
        fix = "Name the folder of the showers: --data FOLDER"
        raise SettingsError(f"no data was named, and the model is of {dataset}", where="data", fix=fix)
    return find_span(places.data_folder(settings), settings.example_gen.span).folder


def _write(output: pathlib.Path, explanation: Any, shower: Any, dataset: Any, model: str) -> None:
    from components.explain.page import page
    from components.explain.plots import save_picture
    from components.files import write_text

    if output.suffix == ".html":
        write_text(str(output), page(explanation, shower, dataset, model))
    else:
        save_picture(output, explanation, shower, dataset)


def _show(explanation: Any, shower: Any, dataset: Any, model: str) -> None:
    from components.explain import words
    from pipeline.terminal import console

    shown = console()
    shown.print(f"[bold]{words.headline(explanation, shower)}[/]  ({explanation.family} {model})")
    shown.print(words.origin(shower, dataset))
    told = words.truths(shower, dataset)
    if told:
        shown.print(", ".join(f"{name} {value}" for name, value in told.items()))
    shown.print(_probabilities(explanation))
    shown.print(_contributions(explanation))
    shown.print(words.method(explanation))
    if explanation.strangeness is not None:
        _show_strangeness(shown, explanation)


def _probabilities(explanation: Any) -> Any:
    from rich.table import Table

    table = Table(*explanation.classes)
    table.add_row(*(f"{value:.4f}" for value in explanation.probabilities))
    return table


def _contributions(explanation: Any) -> Any:
    from rich.table import Table

    from components.explain.page import row

    first, second = (explanation.classes[k] for k in (explanation.predicted, explanation.runner_up))
    table = Table("input", title=f"the {SHOWN} inputs that moved it most", title_justify="left")
    for name in ("measured", "usual", f"towards {first}", f"against {second}"):
        table.add_column(name, justify="right")
    for place in explanation.strongest(SHOWN):
        table.add_row(*row(explanation, place))
    return table


def _show_strangeness(shown: Any, explanation: Any) -> None:
    from components.explain import words
    from components.explain.page import missed

    found = explanation.strangeness
    shown.print(words.strange(found))
    shown.print(", ".join(f"{name}: {value}" for name, value in words.parts(found).items()))
    worst = ", ".join(f"{name} ({share})" for name, *_, share in missed(explanation, found))
    shown.print(f"The reconstruction misses most in {worst}.")
