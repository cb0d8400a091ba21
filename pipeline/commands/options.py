"""The words that every sub-command understands in the same way."""

import functools
from collections.abc import Callable
from typing import Any

import click

from components.errors import SettingsError
from pipeline.settings import Settings, load_settings

_WORDS = (
    click.option("--dataset", metavar="NAME", help="A folder under schemas/, or a path. [default: wcd]"),
    click.option("--data", metavar="FOLDER", help="The folder of the showers."),
    click.option("--out", metavar="FOLDER", help="Where everything goes. [default: out]"),
    click.option("--settings", "files", metavar="FILE", multiple=True, help="A YAML file over the defaults."),
    click.option("--set", "words", metavar="KEY=VALUE", multiple=True, help="One setting over all files."),
)

_ALLOWED = (
    click.option(
        "--allow-drift", "allowed", metavar="FEATURE", multiple=True, help="Let its failed gates pass."
    ),
    click.option("--reason", metavar="TEXT", help="Why; it stays in the lineage."),
)


def with_settings(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the common options to a command and gives it `settings`."""

    @functools.wraps(function)
    def wrapped(
        *,
        dataset: str | None,
        data: str | None,
        out: str | None,
        files: tuple[str, ...],
        words: tuple[str, ...],
        **rest: Any,
    ) -> Any:
        settings: Settings = load_settings(files, words, dataset__name=dataset, data=data, out=out)
        return function(settings=settings, **rest)

    for option in reversed(_WORDS):
        wrapped = option(wrapped)
    return wrapped


def with_allowances(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--allow-drift` and `--reason` to a command that has `with_settings` below.

    Raises:
        SettingsError: one was given without the other.
    """

    @functools.wraps(function)
    def wrapped(*, settings: Settings, allowed: tuple[str, ...], reason: str | None, **rest: Any) -> Any:
        if bool(allowed) != bool(reason and reason.strip()):
            raise SettingsError(
                "a failed gate passes only for a reason",
                where="--allow-drift",
                fix='Give both: --allow-drift FEATURE --reason "TEXT".',
            )
        gates = settings.example_validator
        allow = gates.allow | dict.fromkeys(allowed, reason or "")
        changed = {"example_validator": gates.model_copy(update={"allow": allow})}
        return function(settings=settings.model_copy(update=changed), **rest)

    for option in reversed(_ALLOWED):
        wrapped = option(wrapped)
    return wrapped
