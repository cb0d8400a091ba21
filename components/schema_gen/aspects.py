"""What a schema says of a feature, aspect by aspect, in words."""

from collections.abc import Callable

from tensorflow_metadata.proto.v0 import schema_pb2
from tensorflow_metadata.proto.v0.schema_pb2 import Feature, Schema

TYPES = {
    schema_pb2.TYPE_UNKNOWN: "of unknown type",
    schema_pb2.FLOAT: "number",
    schema_pb2.INT: "whole number",
    schema_pb2.BYTES: "text",
    schema_pb2.STRUCT: "structure",
}
DOMAINS = {schema_pb2.FLOAT: "float_domain", schema_pb2.INT: "int_domain"}
MEASURES = {"infinity_norm": "Chebyshev", "jensen_shannon_divergence": "Jensen-Shannon"}


def kind(feature: Feature, schema: Schema) -> str:
    """The type of its values."""
    del schema
    return TYPES[feature.type]


def presence(feature: Feature, schema: Schema) -> str:
    """In how many examples it must be."""
    del schema
    fraction = feature.presence.min_fraction
    if fraction >= 1:
        return "in all examples"
    if fraction > 0:
        return f"in at least {100 * fraction:.4g} % of the examples"
    return "in some examples" if feature.presence.min_count else "perhaps in none"


def extent(feature: Feature, schema: Schema) -> str:
    """How many values an example has of it."""
    del schema
    if feature.HasField("shape"):
        sizes = [dimension.size for dimension in feature.shape.dim]
        return "one value" if sizes in ([], [1]) else f"{' x '.join(map(str, sizes))} values"
    count = feature.value_count
    if count.min == count.max == 1:
        return "one value"
    return f"{count.min} to {count.max} values" if count.max else "any number of values"


def limits(feature: Feature, schema: Schema) -> str:
    """The range of a number, `any` where it has none; empty for what is no number."""
    del schema
    if feature.type not in DOMAINS:
        return ""
    domain = getattr(feature, DOMAINS[feature.type])
    low, high = (_number(getattr(domain, end)) if domain.HasField(end) else "any" for end in ("min", "max"))
    return f"{low} to {high}" if low != high else low


def not_finite(feature: Feature, schema: Schema) -> str:
    """Whether it may have values that are no finite numbers; empty for what is never one of them."""
    del schema
    if feature.type != schema_pb2.FLOAT:
        return ""
    domain = feature.float_domain
    words = {(True, True): "refused", (False, True): "NaN allowed", (True, False): "infinity allowed"}
    return words.get((domain.disallow_nan, domain.disallow_inf), "allowed")


def environments(feature: Feature, schema: Schema) -> str:
    """Where it is expected."""
    every = {*schema.default_environment, *feature.in_environment} - {*feature.not_in_environment}
    return ", ".join(sorted(every)) or "none"


def threshold(comparator: str) -> Callable[[Feature, Schema], str]:
    """What gives the thresholds of one comparator of a feature."""

    def words(feature: Feature, schema: Schema) -> str:
        del schema
        found = getattr(feature, comparator)
        present = {name: measure for measure, name in MEASURES.items() if found.HasField(measure)}
        parts = [f"{name} {getattr(found, measure).threshold:g}" for name, measure in present.items()]
        return ", ".join(parts) or "the default"

    return words


def categories(feature: Feature, schema: Schema) -> tuple[str, ...] | None:
    """The texts that it may have; None where it may have any."""
    if feature.HasField("string_domain"):
        return tuple(feature.string_domain.value)
    if not feature.HasField("domain"):
        return None
    return next((tuple(d.value) for d in schema.string_domain if d.name == feature.domain), None)


def _number(value: float) -> str:
    # Numbers of a float_domain have 32 bits, and seven digits tell them apart.
    return str(value) if isinstance(value, int) else f"{value:.7g}"


ASPECTS: dict[str, Callable[[Feature, Schema], str]] = {
    "type": kind,
    "presence": presence,
    "shape": extent,
    "range": limits,
    "NaN and infinity": not_finite,
    "environments": environments,
    "threshold of drift": threshold("drift_comparator"),
    "threshold of skew": threshold("skew_comparator"),
}
FIELDS = frozenset(
    {
        *("name", "type", "presence", "shape", "value_count", "float_domain", "int_domain", "domain"),
        *("string_domain", "in_environment", "not_in_environment", "drift_comparator", "skew_comparator"),
    }
)
"""The fields of a feature that the aspects and its categories put into words."""
