"""`cascada schema`."""

import itertools
import os
import pathlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from pipeline.terminal import console, native_messages_to

if TYPE_CHECKING:
    import pyarrow as pa
    from tensorflow_metadata.proto.v0.schema_pb2 import Schema

    from components.showers.dataset import Dataset

SCHEMA_SUFFIX = ".pbtxt"

of_dataset = click.option(
    "--dataset", metavar="NAME", help="A folder under schemas/, or a path. [default: wcd]"
)
serving = click.option("--serving", is_flag=True, help="INPUT has only what is known of measured showers.")


@click.group()
def command() -> None:
    """See what data are, and say what they have to be.

    \b
    cascada schema infer data/span-3 -o new.pbtxt    what that span says of itself
    cascada schema diff data/span-3                  what in it is not as the curated schema has it
    cascada schema freeze new.pbtxt                  make a schema the curated one
    """


@command.command()
@click.argument("source", metavar="INPUT")
@of_dataset
@serving
@click.option("-o", "--output", metavar="SCHEMA.pbtxt", help="Write it there and not to the screen.")
def infer(source: str, dataset: str | None, serving: bool, output: str | None) -> None:
    """Infer a schema from the values of INPUT, a file or folder of records.

    Types, presence, shapes and texts are those that were found. Ranges are left for a person to add.
    """
    from google.protobuf import text_format

    from components.files import write_text

    _, registry = _dataset(dataset)
    text = text_format.MessageToString(_inferred(source, registry, serving))
    if not output:
        click.echo(text, nl=False)
        return
    write_text(output, text)
    click.echo(output)


@command.command()
@click.argument("source", metavar="INPUT|SCHEMA.pbtxt")
@of_dataset
@serving
def diff(source: str, dataset: str | None, serving: bool) -> None:
    """Say in words what is not as the curated schema has it, one line a feature.

    Of data, what the schema would have to allow to take them; of a schema, everything that it says otherwise.
    Like diff, it ends with 0 where nothing differs and with 1 where something does. An error ends with 1 as
    well, with a message on the error stream and nothing else.
    """
    from components.schema_gen.words import differences
    from components.showers.schema import read_schema

    folder, registry = _dataset(dataset)
    schema = _curated(folder, registry, serving)
    path = pathlib.Path(source)
    other = (
        read_schema(path)[1] if path.suffix == SCHEMA_SUFFIX else _widened(source, schema, registry, serving)
    )
    found = differences(schema, other)
    for sentence in found:
        click.echo(sentence)
    if found:
        raise click.exceptions.Exit(1)
    click.echo("nothing differs")


@command.command()
@click.argument("source", metavar="SCHEMA.pbtxt")
@of_dataset
@click.option("--yes", is_flag=True, help="Do not ask.")
def freeze(source: str, dataset: str | None, yes: bool) -> None:
    """Make SCHEMA.pbtxt the curated schema of its dataset, after showing what changes.

    A schema that contradicts dataset.yaml is refused: another type or shape, a feature that is missing or
    unknown, or one that nobody knows of a measured shower and that is expected in SERVING all the same.
    """
    from components.schema_gen.freeze import freeze as write
    from components.schema_gen.freeze import require_agreement
    from components.schema_gen.words import differences
    from components.showers.schema import read_schema

    folder, registry = _dataset(dataset)
    path = pathlib.Path(source)
    schema = read_schema(path)[1]
    require_agreement(schema, registry, path)
    changes = differences(_curated(folder, registry, serving=False), schema)
    click.echo("\n".join(changes) or "nothing differs but, perhaps, comments and order")
    if not yes:
        click.confirm(f"Make this the schema of {registry.name}?", abort=True)
    click.echo(str(write(path, folder, registry)))


def _dataset(name: str | None) -> "tuple[pathlib.Path, Dataset]":
    """The folder of a dataset, and its registry."""
    from components.showers.dataset import dataset_folder, load_dataset
    from pipeline.settings import load_settings

    chosen = load_settings(dataset__name=name).dataset.name
    return dataset_folder(chosen), load_dataset(chosen)


def _curated(folder: pathlib.Path, dataset: "Dataset", serving: bool) -> "Schema":
    from components.showers.schema import SERVING, curated, expected_in

    schema = curated(folder, dataset)
    return expected_in(schema, SERVING) if serving else schema


def _inferred(source: str, dataset: "Dataset", serving: bool) -> "Schema":
    with native_messages_to(os.devnull) as terminal, console(terminal).status(f"reading {source}"):
        batches = _batches(source, dataset, serving)
        from components.schema_gen.inference import inferred
        from components.statistics_gen.core import statistics_of_batches

        return inferred(statistics_of_batches(batches), dataset)


def _widened(source: str, schema: "Schema", dataset: "Dataset", serving: bool) -> "Schema":
    with native_messages_to(os.devnull) as terminal, console(terminal).status(f"reading {source}"):
        batches = _batches(source, dataset, serving)
        from components.schema_gen.inference import widened
        from components.statistics_gen.core import statistics_of_batches

        return widened(schema, statistics_of_batches(batches), dataset)


def _batches(source: str, dataset: "Dataset", serving: bool) -> "Iterator[pa.RecordBatch]":
    """The data; a file that cannot be read is found before TensorFlow is loaded, which takes seconds."""
    from components.schema_gen.unchecked import read_unchecked

    batches = read_unchecked(source, dataset, serving=serving)
    return itertools.chain([next(batches)], batches)
