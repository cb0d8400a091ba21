"""`cascada schedule`: create, list, pause, resume, delete, serve, systemd."""

import pathlib
from typing import Any

import click

from components.errors import SettingsError
from pipeline.commands.options import with_settings
from pipeline.settings import Settings

ENDPOINT = click.option("--endpoint", metavar="URL", help="Of Kubeflow Pipelines; without it, this machine.")
NAMESPACE = click.option("--namespace", metavar="NAME", help="Of a Kubeflow with several users.")
HERE_ONLY = ("data", "out")
"""Options that mean nothing to a server: what it runs was decided when the pipeline was uploaded."""


@click.group()
def command() -> None:
    """Run again and again, here or on Kubeflow; each run takes the newest span.

    Where nothing is new, nothing is trained, and the run says so. Times are UTC. One run at a time; what was
    missed while the machine was off is not made up for.
    """


@command.command()
@click.option("--cron", metavar='"M H D M W"', help='Five fields, in UTC: "0 3 * * *" is daily at 3:00.')
@click.option("--every", metavar="TIME", help="Such as 6h, 90m or 1d12h; the first run is one TIME from now.")
@click.option("--name", metavar="NAME", help="[default: the name of the pipeline]")
@ENDPOINT
@NAMESPACE
@with_settings
def create(settings: Settings, cron: str | None, every: str | None, name: str | None, **where: Any) -> None:
    """Add a schedule with these settings; later changes of them do not touch it."""
    from pipeline.schedule.cron import Cron
    from pipeline.schedule.every import Every
    from pipeline.schedule.store import require_name

    if (cron is None) == (every is None):
        raise SettingsError("when?", where="schedule create", fix='Give --cron "0 3 * * *" or --every 6h.')
    when = Cron(cron) if cron is not None else Every.parse(every or "")
    chosen = name or _pipeline(settings)
    require_name(chosen)
    if where["endpoint"]:
        _create_there(settings, chosen, when, where)
    else:
        _create_here(settings, chosen, when)


@command.command(name="list")
@ENDPOINT
@NAMESPACE
@with_settings
def list_(settings: Settings, **where: Any) -> None:
    """Show the schedules."""
    from pipeline.schedule.store import Store
    from pipeline.terminal import console

    if where["endpoint"]:
        found = [(one.name, one.when, not one.enabled) for one in _there(settings, where, "listed")]
    else:
        schedules = Store(_out(settings)).all().values()
        found = [(one.name, str(one.when), one.paused) for one in schedules]
    if not found:
        click.echo("nothing is scheduled; `cascada schedule create` changes that")
        return
    shown = console()
    for name, when, paused in found:
        shown.print(f"[bold]{name}[/]  {when}{'  [yellow]paused[/]' if paused else ''}", soft_wrap=True)


def _changing(name: str, words: str, done: str) -> None:
    """Adds one of the commands that take the name of a schedule and nothing else."""

    @command.command(name=name, help=words)
    @click.argument("schedule")
    @ENDPOINT
    @NAMESPACE
    @with_settings
    def change(settings: Settings, schedule: str, **where: Any) -> None:
        from pipeline.schedule.store import Store

        if where["endpoint"]:
            _there(settings, where, name, schedule)
        else:
            store = Store(_out(settings))
            if name == "delete":
                store.delete(schedule)
            else:
                store.pause(schedule, name == "pause")
        click.echo(f"{schedule}: {done}")


_changing("pause", "Let a schedule rest.", "paused")
_changing("resume", "Let a schedule fire again.", "fires again")
_changing("delete", "Forget a schedule; its runs stay.", "deleted")


@command.command()
@with_settings
def serve(settings: Settings) -> None:
    """Fire the schedules of this machine, in the foreground, until Ctrl-C."""
    from pipeline import places
    from pipeline.schedule.service import Service
    from pipeline.schedule.store import Store

    out = _out(settings)
    click.echo(f"serving the schedules of {out}; Ctrl-C stops")
    Service(Store(out), places.runs_folder(settings), click.echo).serve()


@command.command()
@click.argument("schedule")
@click.option("-o", "--output", metavar="FOLDER", default=".", help="Where the units go. [default: .]")
@click.option("--user", metavar="NAME", help="Whom a run belongs to, never root. [default: you]")
@click.option("--environment-file", "environment", metavar="FILE", help="Variables, such as passwords.")
@with_settings
def systemd(
    settings: Settings, schedule: str, output: str, user: str | None, environment: str | None
) -> None:
    """Write a service and a timer of systemd that fire a schedule of this machine."""
    from pipeline import places
    from pipeline.schedule import systemd
    from pipeline.schedule.store import Store

    out, models = _out(settings), places.models_folder(settings)
    writable = [out] if pathlib.Path(models).is_relative_to(out) else [out, models]
    found = Store(out).get(schedule)
    paths = systemd.write(found, output, writable, user, environment and places.absolute(environment))
    unit = systemd.unit(schedule)
    click.echo(f"wrote {' and '.join(map(str, paths))}; {user or 'you'} must be able to write to {out}")
    click.echo(f"sudo install -m 644 {' '.join(map(str, paths))} /etc/systemd/system/")
    click.echo(f"sudo systemctl daemon-reload && sudo systemctl enable --now {unit}.timer")


def _create_here(settings: Settings, name: str, when: Any) -> None:
    import os

    from pipeline import places
    from pipeline.schedule.store import Schedule, Store

    places.data_folder(settings)  # so that a wrong folder is told now and not at night
    given = click.get_current_context().params
    words = [*_dataset(given["dataset"]), "--out", _out(settings)]
    words += ["--data", places.absolute(given["data"])] if given["data"] else []
    words += [word for one in given["words"] for word in ("--set", one)]
    asked = Schedule(name, when, tuple(words), os.getcwd())
    made = Store(_out(settings)).create(asked, given["files"])
    click.echo(f"{name}: {when}: cascada run {' '.join(made.words)}")
    click.echo("`cascada schedule serve` fires it, or systemd: `cascada schedule systemd`")


def _create_there(settings: Settings, name: str, when: Any, where: dict[str, Any]) -> None:
    from pipeline.schedule.cron import Cron

    given = click.get_current_context().params
    idle = [f"--{option}" for option in HERE_ONLY if given[option]]
    idle += [f"--set {word}" for word in given["words"] if not word.startswith("dataset.")]
    if idle:
        fix = "Settings are decided by `tfx pipeline create` and `tfx pipeline update`."
        raise SettingsError(f"means nothing with --endpoint: {', '.join(idle)}", where="schedule", fix=fix)
    timing = {"cron": when.six_fields()} if isinstance(when, Cron) else {"seconds": when.seconds}
    _there(settings, where, "create", name, **timing)
    click.echo(f"{name}: {when}: runs pipeline {_pipeline(settings)} as it is at {where['endpoint']} now")


def _there(settings: Settings, where: dict[str, Any], what: str, *given: Any, **named: Any) -> Any:
    """Does something with the schedules of the pipeline of these settings on a server."""
    from kubeflow import recurring
    from kubeflow.client import connect
    from kubeflow.errors import KubeflowError

    try:
        server = connect(where["endpoint"], where["namespace"])
        return getattr(recurring, what)(server, _pipeline(settings), *given, **named)
    except KubeflowError as error:
        raise SettingsError(error.what, fix=error.fix) from None


def _pipeline(settings: Settings) -> str:
    from components.showers.dataset import load_dataset
    from pipeline.candidate import pipeline_name

    return pipeline_name(load_dataset(**settings.dataset.model_dump()))


def _dataset(name: str | None) -> list[str]:
    """The option of a dataset; a path from the root, for a run begins in another folder perhaps."""
    if name is None:
        return []
    path = pathlib.Path(name)
    return ["--dataset", str(path.resolve()) if "/" in name and path.exists() else name]


def _out(settings: Settings) -> str:
    from pipeline import places

    return places.absolute(settings.out)
