"""A schema becomes the curated one whole, with its comments, and not against the registry."""

import pytest
from google.protobuf import text_format
from tensorflow_metadata.proto.v0 import schema_pb2

from components.errors import DatasetError
from components.schema_gen.freeze import contradictions, freeze
from components.showers.dataset import SCHEMAS
from components.showers.schema import read_schema, schema_of
from tests.components.schema_gen.schemas import GROUND, WCD, changed, feature, without


def set_type(feature):
    feature.type = schema_pb2.BYTES


def write(schema, path):
    path.write_text(text_format.MessageToString(schema))
    return path


def other_range(feature):
    feature.float_domain.max = 2400


WRONG = {
    "type": (changed("energy", set_type), "energy: type text, dataset.yaml says number"),
    "shape": (
        changed("energy", lambda f: f.shape.dim.add(size=2)),
        "energy: shape 1 x 2 values, dataset.yaml says one value",
    ),
    "missing": (without("muons"), "muons: missing, and every example has it"),
    "truth in serving": (
        changed("xmax", lambda f: f.ClearField("not_in_environment")),
        "xmax: a truth that is expected in SERVING, where nobody knows it",
    ),
    "label in serving": (
        changed("primary", lambda f: f.ClearField("not_in_environment")),
        "primary: a label that is expected in SERVING, where nobody knows it",
    ),
    "not in training": (
        changed("muons", lambda f: f.not_in_environment.append("TRAINING")),
        "muons: not expected in TRAINING",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_schema_may_not_contradict_the_registry(name, tmp_path):
    schema, sentence = WRONG[name]
    assert contradictions(schema, GROUND) == [sentence]
    with pytest.raises(DatasetError, match=r"contradicts the dataset\.yaml of ground") as caught:
        freeze(write(schema, tmp_path / "new.pbtxt"), tmp_path / "ground", GROUND)
    assert sentence in str(caught.value)
    assert not (tmp_path / "ground").exists()


def test_a_feature_that_the_registry_does_not_know_contradicts_it():
    schema = schema_of(GROUND)
    schema.feature.add(name="colour", type=schema_pb2.BYTES)
    assert contradictions(schema, GROUND) == ["colour: not in dataset.yaml, so no example will have it"]


def test_every_class_must_be_allowed_and_more_may_be():
    schema = schema_of(GROUND)
    schema.string_domain[0].value.remove("iron")
    assert contradictions(schema, GROUND) == ["primary: without the values iron of dataset.yaml"]
    schema.string_domain[0].value.extend(["iron", "oxygen"])
    assert contradictions(schema, GROUND) == []


def test_ranges_presence_and_thresholds_are_for_a_person_to_say():
    schema = changed("energy", other_range)
    feature(schema, "muons").presence.min_fraction = 0.9
    feature(schema, "zenith").drift_comparator.infinity_norm.threshold = 0.3
    assert contradictions(schema, GROUND) == []


@pytest.mark.parametrize("dataset", [GROUND, WCD])
def test_the_curated_schemas_contradict_nothing(dataset):
    _, schema = read_schema(SCHEMAS / dataset.name / "schema.pbtxt")
    assert contradictions(schema, dataset) == []


def test_of_many_contradictions_the_first_are_told_and_all_are_counted(tmp_path):
    with pytest.raises(DatasetError, match=r"event_id: missing.*; and 5 more"):
        freeze(write(schema_pb2.Schema(), tmp_path / "new.pbtxt"), tmp_path, GROUND)


def test_what_was_frozen_counts_and_keeps_the_comment_at_the_top(tmp_path):
    old = tmp_path / "ground" / "schema.pbtxt"
    old.parent.mkdir()
    old.write_text(
        "# What every example must be.\n# Second line.\n" + text_format.MessageToString(schema_of(GROUND))
    )
    new = changed("energy", other_range)
    assert freeze(write(new, tmp_path / "new.pbtxt"), old.parent, GROUND) == old
    text, schema = read_schema(old)
    assert schema == new
    assert text.startswith("# What every example must be.\n# Second line.\nfeature {")
    assert [path.name for path in old.parent.iterdir()] == ["schema.pbtxt"]


def test_a_schema_with_comments_of_its_own_is_written_as_it_is(tmp_path):
    source = write(schema_of(GROUND), tmp_path / "new.pbtxt")
    source.write_text(f"# Since the new electronics.\n{source.read_text()}# The end.\n")
    path = freeze(source, tmp_path / "ground", GROUND)
    assert path.read_text() == source.read_text()


def test_the_first_schema_of_a_dataset_gets_a_comment(tmp_path):
    path = freeze(write(schema_of(GROUND), tmp_path / "new.pbtxt"), tmp_path / "ground", GROUND)
    assert path.read_text().startswith("# What every example of the ground dataset must be")


def test_a_place_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "ground").write_text("a file")
    with pytest.raises(DatasetError, match="cannot be written"):
        freeze(write(schema_of(GROUND), tmp_path / "new.pbtxt"), tmp_path / "ground", GROUND)
