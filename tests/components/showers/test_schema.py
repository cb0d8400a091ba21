"""The curated schema says what the registry says."""

import pytest
from google.protobuf import text_format
from tensorflow_metadata.proto.v0 import schema_pb2

from components.errors import DatasetError
from components.showers.dataset import SCHEMAS, load_dataset
from components.showers.schema import SERVING, expected_in, read_schema, schema_of, schema_text


def without_thresholds(schema: schema_pb2.Schema) -> schema_pb2.Schema:
    """The schema without what a person adds to what the registry implies."""
    for feature in schema.feature:
        feature.ClearField("drift_comparator")
        feature.ClearField("skew_comparator")
    return schema


@pytest.mark.parametrize("dataset", ["ground", "wcd"])
def test_the_curated_schema_agrees_with_the_registry(dataset):
    _, curated = read_schema(SCHEMAS / dataset / "schema.pbtxt")
    assert without_thresholds(curated) == schema_of(load_dataset(dataset))


def test_nobody_asks_a_measured_shower_for_its_label_group_sample_or_truth():
    def in_training_only(dataset: str) -> set[str]:
        schema = schema_of(load_dataset(dataset))
        assert list(schema.default_environment) == ["TRAINING", "SERVING"]
        serving = {feature.name for feature in expected_in(schema, SERVING).feature}
        assert expected_in(schema, "TRAINING") == schema
        return {feature.name for feature in schema.feature} - serving

    assert in_training_only("ground") == {"primary", "shower_group", "xmax", "first_interaction"}
    assert in_training_only("wcd") == {
        *("primary", "shower_id", "sample"),
        *("hadronic_model", "true_primary", "true_energy", "xmax", "muon_scale"),
    }


def test_everything_that_a_prediction_needs_is_expected_in_serving():
    for name in ("ground", "wcd"):
        dataset = load_dataset(name)
        serving = {feature.name for feature in expected_in(schema_of(dataset), SERVING).feature}
        assert {feature.name for feature in dataset.measured} <= serving


def test_a_vector_has_its_shape_and_every_other_feature_one_value():
    shapes = {f.name: [dim.size for dim in f.shape.dim] for f in schema_of(load_dataset("wcd")).feature}
    assert shapes.pop("traces") == [6, 40]
    assert shapes.pop("stations") == [6, 4]
    assert set(map(tuple, shapes.values())) == {(1,)}


@pytest.mark.parametrize("task", [None, "mass_groups"])
def test_a_vector_that_is_not_chosen_is_not_in_the_schema(task):
    chosen = load_dataset("wcd", inputs=["s1000", "energy", "stations"], task=task)
    schema = text_format.Parse(schema_text(SCHEMAS / "wcd", chosen), schema_pb2.Schema())
    assert without_thresholds(schema) == schema_of(chosen)
    names = {feature.name for feature in schema.feature}
    assert {"stations", "risetime_1"} < names
    assert "traces" not in names


def test_domains_follow_from_ranges():
    features = {feature.name: feature for feature in schema_of(load_dataset("ground")).feature}
    assert (features["zenith"].float_domain.min, features["zenith"].float_domain.max) == (0, 89)
    assert features["xmax"].float_domain.disallow_nan
    assert not features["xmax"].float_domain.HasField("max")
    assert features["shower_group"].int_domain.max == features["event_id"].int_domain.max // 10
    assert features["primary"].domain == "primary"


def test_a_coarser_question_changes_the_classes_of_the_label_alone():
    curated, coarse = (
        text_format.Parse(schema_text(SCHEMAS / "wcd", load_dataset("wcd", task=task)), schema_pb2.Schema())
        for task in (None, "mass_groups")
    )
    assert list(coarse.string_domain[0].value) == ["photon", "light", "heavy", "oxygen", "silicon"]
    assert coarse.feature == curated.feature


def test_without_a_curated_schema_the_registry_says_it(tmp_path):
    ground = load_dataset("ground")
    assert text_format.Parse(schema_text(tmp_path, ground), schema_pb2.Schema()) == schema_of(ground)


@pytest.mark.parametrize("content", [b"feature [", b"colour: 1", b"\xff\xfe\x00"])
def test_a_file_that_is_no_schema_is_refused(tmp_path, content):
    (tmp_path / "schema.pbtxt").write_bytes(content)
    with pytest.raises(DatasetError, match="not a schema"):
        schema_text(tmp_path, load_dataset("ground"))
