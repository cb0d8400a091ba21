"""The curated schema says what the registry says."""

import pytest
from google.protobuf import text_format
from tensorflow_metadata.proto.v0 import schema_pb2

from components.showers.dataset import SCHEMAS, load_dataset
from components.showers.schema import schema_of


@pytest.mark.parametrize("dataset", ["ground", "wcd"])
def test_the_curated_schema_agrees_with_the_registry(dataset):
    curated = text_format.Parse((SCHEMAS / dataset / "schema.pbtxt").read_text(), schema_pb2.Schema())
    assert curated == schema_of(load_dataset(dataset))


def test_domains_follow_from_ranges():
    features = {feature.name: feature for feature in schema_of(load_dataset("ground")).feature}
    assert (features["zenith"].float_domain.min, features["zenith"].float_domain.max) == (0, 89)
    assert features["xmax"].float_domain.disallow_nan
    assert not features["xmax"].float_domain.HasField("max")
    assert features["shower_group"].int_domain.max == features["event_id"].int_domain.max // 10
    assert features["primary"].domain == "primary"
