"""The schema of a dataset as its registry implies it; `schemas/<dataset>/schema.pbtxt` must say the same."""

from tensorflow_metadata.proto.v0 import schema_pb2

from components.showers.dataset import Dataset, Feature

TYPES = {"float": schema_pb2.FLOAT, "int": schema_pb2.INT, "string": schema_pb2.BYTES}


def schema_of(dataset: Dataset) -> schema_pb2.Schema:
    """Types, presence, shape and domains of all features; each has exactly one value in every example.

    A range that only flags is no domain: such values are kept, and counted by ExampleGen.
    """
    schema = schema_pb2.Schema()
    for feature in dataset.features:
        described = schema.feature.add(name=feature.name, type=TYPES[feature.dtype])
        described.presence.min_fraction = 1
        described.presence.min_count = 1
        described.shape.dim.add(size=1)
        _add_domain(described, feature, dataset)
    schema.string_domain.add(name=dataset.label.name, value=(*dataset.classes, *dataset.unseen))
    return schema


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
