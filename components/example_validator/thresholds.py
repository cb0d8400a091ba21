"""The largest distance that passes: of the feature in `schema.pbtxt`, else of the settings."""

from tensorflow_metadata.proto.v0 import schema_pb2

from components.example_validator.distances import CHEBYSHEV, JENSEN_SHANNON
from components.findings import Kind
from components.settings import ExampleValidator


def limits_of(
    feature: str, kind: Kind, schema: schema_pb2.Schema, settings: ExampleValidator
) -> dict[str, float | None]:
    """The limit of each distance; None where that distance does not gate.

    Args:
        feature: its name; the schema need not know it.
        kind: drift, for which `drift_comparator` counts, or distribution skew, with `skew_comparator`.
        schema: with TensorFlow Metadata's standard comparators, each distance of which counts by itself:
            `infinity_norm.threshold` and `jensen_shannon_divergence.threshold`.
        settings: what counts where a comparator is silent.
    """
    defaults = settings.drift if kind is Kind.DRIFT else settings.skew
    limits = {CHEBYSHEV: defaults.chebyshev, JENSEN_SHANNON: defaults.jensen_shannon}
    return {**limits, **_stated(feature, kind, schema)}


def _stated(feature: str, kind: Kind, schema: schema_pb2.Schema) -> dict[str, float]:
    """The limits that the schema states."""
    described = next((one for one in schema.feature if one.name == feature), schema_pb2.Feature())
    comparator = described.drift_comparator if kind is Kind.DRIFT else described.skew_comparator
    norms = {CHEBYSHEV: comparator.infinity_norm, JENSEN_SHANNON: comparator.jensen_shannon_divergence}
    return {measure: norm.threshold for measure, norm in norms.items() if norm.HasField("threshold")}
