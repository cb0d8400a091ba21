"""A comparator of the schema goes before the settings, each distance by itself."""

import pytest
from google.protobuf import text_format
from tensorflow_metadata.proto.v0 import schema_pb2

from components.example_validator.distances import CHEBYSHEV, JENSEN_SHANNON
from components.example_validator.thresholds import limits_of
from components.findings import Kind

SCHEMA = text_format.Parse(
    """
    feature { name: "zenith" drift_comparator { infinity_norm { threshold: 0.2 } } }
    feature { name: "energy" skew_comparator { jensen_shannon_divergence { threshold: 0.0 } } }
    feature { name: "muons" }
    """,
    schema_pb2.Schema(),
)


@pytest.mark.parametrize(
    ("feature", "kind", "chebyshev", "divergence"),
    [
        ("zenith", Kind.DRIFT, 0.2, None),
        ("zenith", Kind.DISTRIBUTION_SKEW, 0.1, 0.3),
        ("energy", Kind.DRIFT, 0.08, None),
        ("energy", Kind.DISTRIBUTION_SKEW, 0.1, 0.0),
        ("muons", Kind.DRIFT, 0.08, None),
        ("unknown", Kind.DISTRIBUTION_SKEW, 0.1, 0.3),
    ],
)
def test_limits(validator_settings, feature, kind, chebyshev, divergence):
    settings = validator_settings(skew={"chebyshev": 0.1, "jensen_shannon": 0.3})
    assert limits_of(feature, kind, SCHEMA, settings) == {CHEBYSHEV: chebyshev, JENSEN_SHANNON: divergence}
