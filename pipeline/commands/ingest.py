"""`cascada ingest`."""

import click

from pipeline.terminal import console

SOURCES = ("auger", "corsika", "table")


@click.command()
@click.argument("source", type=click.Choice(SOURCES))
@click.argument("path", metavar="INPUT")
@click.option("-o", "--output", required=True, metavar="SPAN", help="The folder to write, new or empty.")
@click.option("--dataset", metavar="NAME", help="Of a table: a folder under schemas/, or a path.")
@click.option(
    "--bad-records",
    type=click.Choice(("quarantine", "stop")),
    default="quarantine",
    show_default=True,
    help="Set bad records aside with their reasons, or convert nothing when there is one.",
)
def command(source: str, path: str, output: str, dataset: str | None, bad_records: str) -> None:
    """Turn INPUT, a file or a folder, into a span of data.

    \b
    auger    Pierre Auger Open Data: event files (.json), also in .zip, with their summaries (.csv);
             events without a label, for predictions
    corsika  CORSIKA 7 particle files, thinned or not; rows of the dataset ground
    table    ROOT, Parquet, CSV or text tables of the dataset that --dataset names
    """
    with console().status(f"reading {path}") as status:
        from components.showers.ingest.core import ingest

        summary = ingest(
            source,
            path,
            output,
            dataset=dataset,
            bad_records="stop" if bad_records == "stop" else "quarantine",
            progress=lambda good, refused: status.update(f"{good:,} converted, {refused:,} refused"),
        )
    click.echo(f"{summary.good:,} records of {summary.dataset} converted, {summary.refused:,} refused")
    if summary.refused:
        click.echo(f"What was refused, and why, is in {summary.refusals}: {_counts(summary.fields)}")
    if summary.outside:
        what = f"{sum(summary.outside.values()):,} of them lie outside the ranges of {summary.dataset}"
        click.echo(f"{what}, where the pipeline will refuse them: {_counts(summary.outside)}")
    click.echo(str(summary.folder))


def _counts(fields: dict[str, int]) -> str:
    return ", ".join(f"{field} {count:,}" for field, count in sorted(fields.items()))
