"""Schemas to compare: that of the dataset ground, and copies of it with one change."""

from collections.abc import Callable

from tensorflow_metadata.proto.v0.schema_pb2 import Feature, Schema

from components.showers.dataset import load_dataset
from components.showers.schema import schema_of

GROUND = load_dataset("ground")
WCD = load_dataset("wcd")


def feature(schema: Schema, name: str) -> Feature:
    """The feature of that name."""
    return next(feature for feature in schema.feature if feature.name == name)


def changed(name: str, change: Callable[[Feature], object], dataset=GROUND) -> Schema:
    """The schema of the registry with one feature changed in place."""
    schema = schema_of(dataset)
    change(feature(schema, name))
    return schema


def without(name: str, dataset=GROUND) -> Schema:
    """The schema of the registry without a feature."""
    schema = schema_of(dataset)
    schema.feature.remove(feature(schema, name))
    return schema
