"""`cascada report`."""

import pathlib

import click

from pipeline.commands.options import with_settings
from pipeline.settings import Settings


@click.command()
@click.argument("run", default="latest")
@click.option(
    "-o", "--output", metavar="FILE", help="A .html or .md file. [default: report.html in the run's folder]"
)
@with_settings
def command(settings: Settings, run: str, output: str | None) -> None:
    """Write the report of RUN, its id or the beginning of it, also of one that was refused."""
    from pipeline import places
    from pipeline.review import find_run, sources_of_run

    found = find_run(settings, run)
    path = pathlib.Path(output) if output else places.run_folder(settings, found) / "report.html"
    _require_kind(path, ".html", ".md")
    from components.files import write_text
    from components.report.core import markdown, page

    make = markdown if path.suffix == ".md" else page
    write_text(str(path), make(sources_of_run(settings, found)))
    click.echo(str(path))


def _require_kind(path: pathlib.Path, *kinds: str) -> None:
    if path.suffix not in kinds:
        from components.errors import SettingsError

        raise SettingsError(
            f"{path} is of no known kind", where="--output", fix=f"End it in {' or '.join(kinds)}."
        )
