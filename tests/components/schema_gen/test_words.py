"""What differs between two schemas is said in words, one sentence a feature, and nothing goes unsaid."""

import pytest
from google.protobuf import text_format
from tensorflow_metadata.proto.v0 import schema_pb2

from components.schema_gen.words import differences
from components.showers.schema import schema_of
from tests.components.schema_gen.schemas import GROUND, WCD, changed, without

SCHEMA = schema_of(GROUND)


def merged(text: str):
    """A change: the fields of a text over those of a feature."""
    return lambda feature: text_format.Merge(text, feature)


def cleared(field: str):
    return lambda feature: feature.ClearField(field)


CHANGES = {
    "presence": (
        merged("presence { min_fraction: 0.98 }"),
        "presence in all examples -> in at least 98 % of the examples",
    ),
    "no presence": (cleared("presence"), "presence in all examples -> perhaps in none"),
    "range": (merged("float_domain { max: 2400 }"), "range 0.1 to 1000 -> 0.1 to 2400"),
    "NaN": (
        merged("float_domain { disallow_nan: false }"),
        "NaN and infinity refused -> NaN allowed",
    ),
    "no range": (
        cleared("float_domain"),
        "range 0.1 to 1000 -> any; NaN and infinity refused -> allowed",
    ),
    "shape": (merged("shape { dim { size: 3 } }"), "shape one value -> 1 x 3 values"),
    "no shape": (cleared("shape"), "shape one value -> any number of values"),
    "environment": (
        merged('not_in_environment: "SERVING"'),
        "environments SERVING, TRAINING -> TRAINING",
    ),
    "drift": (
        merged("drift_comparator { infinity_norm { threshold: 0.05 } }"),
        "threshold of drift the default -> Chebyshev 0.05",
    ),
    "skew": (
        merged("skew_comparator { jensen_shannon_divergence { threshold: 0.1 } }"),
        "threshold of skew the default -> Jensen-Shannon 0.1",
    ),
    "what has no words": (
        merged('deprecated: true annotation { tag: "x" }'),
        "changed annotation, deprecated",
    ),
    "two things": (
        merged("presence { min_fraction: 0.5 } float_domain { min: 1 }"),
        "presence in all examples -> in at least 50 % of the examples; range 0.1 to 1000 -> 1 to 1000",
    ),
}  # fmt: skip


@pytest.mark.parametrize("dataset", [GROUND, WCD])
def test_a_schema_does_not_differ_from_itself(dataset):
    assert differences(schema_of(dataset), schema_of(dataset)) == []


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_a_feature_is_one_sentence(name):
    change, words = CHANGES[name]
    assert differences(SCHEMA, changed("energy", change)) == [f"energy: {words}"]


def test_every_change_is_seen_from_both_sides():
    for change, _ in CHANGES.values():
        assert len(differences(changed("energy", change), SCHEMA)) == 1


def test_another_type_is_told_and_what_no_longer_applies_is_not():
    def text(feature):
        feature.type = schema_pb2.BYTES
        feature.ClearField("float_domain")

    assert differences(SCHEMA, changed("energy", text)) == ["energy: type number -> text"]


def test_whole_numbers_differ_to_the_last_digit():
    other = changed("event_id", lambda feature: setattr(feature.int_domain, "max", 9_000_000_000_000_001))
    (sentence,) = differences(SCHEMA, other)
    assert sentence == "event_id: range 0 to 9000000000000000 -> 0 to 9000000000000001"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["photon", "proton", "helium", "nitrogen", "iron", "muon"], "new values muon"),
        (["photon", "proton", "nitrogen", "iron"], "without the values helium"),
        (["muon", "proton", "helium", "nitrogen", "iron"], "new values muon; without the values photon"),
        (
            ["iron", "proton", "helium", "nitrogen", "photon"],
            "order of values photon, proton, helium, nitrogen, iron"
            " -> iron, proton, helium, nitrogen, photon",
        ),
    ],
)
def test_the_values_of_a_category_are_compared_one_by_one(values, words):
    other = schema_of(GROUND)
    other.string_domain[0].value[:] = values
    assert differences(SCHEMA, other) == [f"primary: {words}"]


def test_a_category_may_become_any_text():
    other = changed("primary", cleared("domain"))
    assert differences(SCHEMA, other) == [
        "primary: values photon, proton, helium, nitrogen, iron -> any"
    ]  # fmt: skip


def test_where_the_values_stand_does_not_matter():
    inline = changed("primary", cleared("domain"))
    place = next(f for f in inline.feature if f.name == "primary")
    place.string_domain.value[:] = SCHEMA.string_domain[0].value
    assert differences(SCHEMA, inline) == []


def test_gone_and_new_features_are_told():
    assert differences(SCHEMA, without("xmax")) == ["xmax: gone"]
    assert differences(without("xmax"), SCHEMA) == ["xmax: new, number, one value, in all examples"]
    (sentence,) = differences(without("primary"), SCHEMA)
    assert sentence.endswith("in all examples, values photon, proton, helium, nitrogen, iron")
    (sentence,) = differences(without("traces", WCD), schema_of(WCD))
    assert sentence == "traces: new, number, 6 x 40 values, in all examples"


def test_the_order_of_features_does_not_matter():
    other = schema_of(GROUND)
    features = list(other.feature)[::-1]
    other.ClearField("feature")
    other.feature.extend(features)
    assert differences(SCHEMA, other) == []


def test_what_is_said_of_the_whole_comes_last():
    other = without("xmax")
    other.default_environment.append("TESTING")
    other.feature[0].not_in_environment.append("TESTING")
    found = differences(SCHEMA, other)
    assert found[-1] == "the schema: environments SERVING, TRAINING -> SERVING, TESTING, TRAINING"
    other.tensor_representation_group[""].SetInParent()
    assert differences(SCHEMA, other)[-1] == "the schema: changed tensor_representation_group"
