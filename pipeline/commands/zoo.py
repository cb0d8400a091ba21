"""`cascada zoo`."""

import json
import pathlib

import click

from pipeline.commands.options import with_settings
from pipeline.settings import Settings


@click.command()
@click.option("--variant", "names", multiple=True, metavar="NAME", help="Only these. [default: all]")
@click.option("--seeds", default=3, type=click.IntRange(min=1), show_default=True, help="How many splits.")
@with_settings
def command(settings: Settings, names: tuple[str, ...], seeds: int) -> None:
    """Train every kind of model on one dataset, and print and write one table.

    Figures are means over splits with 99 % intervals; those of anomalies are of models that saw proton and
    iron alone. The table goes to OUT/zoo-<dataset>.json.
    """
    from pipeline import places, simulated
    from pipeline.terminal import console, native_messages_to

    shown = console()
    data = places.data_folder(settings)
    if settings.data is None:
        simulated.ensure_data(settings, data, shown)
    out = pathlib.Path(places.absolute(settings.out))
    out.mkdir(parents=True, exist_ok=True)
    with native_messages_to(out / "zoo.log"), shown.status("reading") as status:
        from pipeline.zoo.contest import contest
        from pipeline.zoo.table import markdown

        def tell(name: str, seed: int) -> None:
            status.update(f"split {seed}: {name}")

        found = contest(settings, data, list(names), list(range(1, seeds + 1)), tell)
    path = out / f"zoo-{settings.dataset.name}.json"
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    click.echo(markdown(found, settings.dataset.name))
    click.echo(str(path))
