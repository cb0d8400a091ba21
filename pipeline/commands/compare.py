"""`cascada compare`."""

import click

from pipeline.commands.options import with_settings
from pipeline.settings import Settings


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("-o", "--output", metavar="FILE.html", default="comparison.html", show_default=True)
@with_settings
def command(settings: Settings, first: str, second: str, output: str) -> None:
    """Compare two models or two runs on one page.

    A and B are versions of pushed models, `latest`, or ids of runs, also of runs that were refused.
    """
    from components.files import write_text
    from components.report.comparison import compare
    from pipeline.review import sources_of

    write_text(output, compare(sources_of(settings, first), sources_of(settings, second)))
    click.echo(output)
