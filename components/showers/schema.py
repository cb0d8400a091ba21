"""The schema of a dataset as its registry implies it; a curated `schema.pbtxt` must say the same."""

import pathlib

from google.protobuf import text_format
from tensorflow_metadata.proto.v0 import schema_pb2

from components.errors import DatasetError
from components.showers.dataset import Dataset, Feature

SCHEMA_FILE = "schema.pbtxt"
TYPES = {"float": schema_pb2.FLOAT, "int": schema_pb2.INT, "string": schema_pb2.BYTES}

TRAINING, SERVING = "TRAINING", "SERVING"
"""The environments of a schema: what models are trained on, and what they are asked about."""


def schema_of(dataset: Dataset) -> schema_pb2.Schema:
    """Types, presence, shape and domains of all features; an example has one value, or vector, of each.

    A range that only flags is no domain: such values are kept, and counted by ExampleGen. In `SERVING` there
    is only what is measured. A curated schema may add the comparators of drift and skew.
    """
    schema = schema_pb2.Schema(default_environment=(TRAINING, SERVING))
    for feature in dataset.features:
        described = schema.feature.add(name=feature.name, type=TYPES[feature.dtype])
        described.presence.min_fraction = 1
        described.presence.min_count = 1
        for size in feature.shape or (1,):
            described.shape.dim.add(size=size)
        _add_domain(described, feature, dataset)
        if feature not in dataset.measured:
            described.not_in_environment.append(SERVING)
    schema.string_domain.add(name=dataset.label.name, value=(*dataset.classes, *dataset.unseen))
    return schema


def schema_text(folder: pathlib.Path, dataset: Dataset) -> str:
    """The curated `schema.pbtxt` of a dataset's folder, or what its registry implies where there is none.

    A coarser question changes the classes of the label, fewer inputs may leave out vectors, and nothing else.

    Raises:
        DatasetError: the file is no schema.
    """
    path = folder / SCHEMA_FILE
    if not path.is_file():
        return str(text_format.MessageToString(schema_of(dataset)))
    text, schema = read_schema(path)
    known = {feature.name for feature in dataset.features}
    dropped = [feature for feature in schema.feature if feature.name not in known and _is_vector(feature)]
    if not dataset.task and not dropped:
        return text
    for feature in dropped:
        schema.feature.remove(feature)
    for domain in schema.string_domain:
        if domain.name == dataset.label.name:
            domain.value[:] = (*dataset.classes, *dataset.unseen)
    return str(text_format.MessageToString(schema))


def read_schema(path: pathlib.Path) -> tuple[str, schema_pb2.Schema]:
    """A schema file: its text, with its comments, and what it says.

    Raises:
        DatasetError: the file is not there, or is no schema.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return text, text_format.Parse(text, schema_pb2.Schema())
    except (OSError, UnicodeDecodeError, text_format.ParseError) as error:
        fix = "Give a schema in the text form of TensorFlow Metadata, or correct the file."
        raise DatasetError(f"not a schema: {error}".splitlines()[0], where=str(path), fix=fix) from None


def expected_in(schema: schema_pb2.Schema, environment: str) -> schema_pb2.Schema:
    """The schema without the features that are not expected in an environment."""
    part = schema_pb2.Schema()
    part.CopyFrom(schema)
    for feature in schema.feature:
        if environment in feature.not_in_environment:
            part.feature.remove(feature)
    return part


def curated(folder: pathlib.Path, dataset: Dataset) -> schema_pb2.Schema:
    """The same, read."""
    return text_format.Parse(schema_text(folder, dataset), schema_pb2.Schema())


def _is_vector(described: schema_pb2.Feature) -> bool:
    """Whether a feature is more than one number: such a one is no part of a dataset that does not use it."""
    return [dimension.size for dimension in described.shape.dim] not in ([], [1])


def _add_domain(described: schema_pb2.Feature, feature: Feature, dataset: Dataset) -> None:
    limits = _limits(feature, dataset)
    if feature == dataset.label:
        described.domain = feature.name
    elif feature.dtype == "float":
        described.float_domain.disallow_nan = described.float_domain.disallow_inf = True
        if limits:
            described.float_domain.min, described.float_domain.max = limits
    elif feature.dtype == "int" and limits:
        described.int_domain.min, described.int_domain.max = int(limits[0]), int(limits[1])


def _limits(feature: Feature, dataset: Dataset) -> tuple[float, float] | None:
    """The range that values must be in; a computed feature has that of its source, divided."""
    if feature.source is not None:
        source = next(f for f in dataset.features if f.name == feature.source)
        limits = _limits(source, dataset)
        return limits and (limits[0] // (feature.floor_divide or 1), limits[1] // (feature.floor_divide or 1))
    return feature.range if feature.out_of_range == "error" else None
