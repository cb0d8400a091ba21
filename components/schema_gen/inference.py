"""Schemas from statistics, by TensorFlow Data Validation, with what only the registry knows."""

import math

import tensorflow_data_validation as tfdv
from tensorflow_data_validation.api import validation_api
from tensorflow_metadata.proto.v0.schema_pb2 import DEPRECATED, Feature, Schema
from tensorflow_metadata.proto.v0.statistics_pb2 import DatasetFeatureStatisticsList

from components.showers.dataset import Dataset
from components.showers.schema import schema_of


def inferred(statistics: DatasetFeatureStatisticsList, dataset: Dataset) -> Schema:
    """The schema that data suggest: types, presence, shapes, and the texts that were found.

    Data cannot show environments, how a vector is folded, nor the classes without an event: these are the
    registry's. Ranges are nobody's: a person adds them.

    Args:
        statistics: of the data.
        dataset: its registry.
    """
    schema = tfdv.infer_schema(statistics)
    registry = schema_of(dataset)
    schema.default_environment[:] = registry.default_environment
    known = {feature.name: feature for feature in registry.feature}
    for feature in schema.feature:
        if feature.name in known:
            _complete(feature, known[feature.name])
    for domain in schema.string_domain:
        every = next((tuple(d.value) for d in registry.string_domain if d.name == domain.name), ())
        if set(domain.value) <= set(every):
            domain.value[:] = every
    return schema


def widened(schema: Schema, statistics: DatasetFeatureStatisticsList, dataset: Dataset) -> Schema:
    """The schema changed as little as data need to agree with it; features that they lack are gone.

    Args:
        schema: what the data should be.
        statistics: of the data.
        dataset: its registry.
    """
    seen = inferred(statistics, dataset)
    found = {feature.name: feature for feature in seen.feature}
    changed = validation_api.update_schema(schema, statistics)
    before = {feature.name: feature for feature in schema.feature}
    for feature in tuple(changed.feature):
        name, old = feature.name, before.get(feature.name, Feature())
        # The library calls a feature deprecated that is not in the data, or is of another type there.
        given_up = feature.lifecycle_stage == DEPRECATED != old.lifecycle_stage
        if given_up and name in found:
            feature.CopyFrom(found[name])
            changed.string_domain.extend(d for d in seen.string_domain if d.name == name)
        elif given_up:
            changed.feature.remove(feature)
        elif old.HasField("shape") and not feature.HasField("shape"):
            _take_extent(feature, found[name])
    return changed


def _take_extent(feature: Feature, found: Feature) -> None:
    """Says how many values there are, where the library says nothing any more."""
    if found.HasField("shape"):
        feature.shape.CopyFrom(found.shape)
    else:
        feature.value_count.CopyFrom(found.value_count)


def _complete(feature: Feature, registered: Feature) -> None:
    """Adds to an inferred feature where it is expected, and the shape of a vector."""
    feature.not_in_environment[:] = registered.not_in_environment
    width, wanted = (math.prod(dim.size for dim in f.shape.dim) for f in (feature, registered))
    if feature.HasField("shape") and width == wanted:
        feature.shape.CopyFrom(registered.shape)
