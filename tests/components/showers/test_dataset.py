"""The registry of a dataset: what it promises, and what it refuses."""

import pytest
import yaml

from components.errors import DatasetError
from components.showers.dataset import DATASET_FILE, SCHEMAS, Dataset, Role, load_dataset

GROUND = load_dataset("ground")
TRUTH = ["xmax", "first_interaction"]
SEALED = [*TRUTH, "event_id", "primary", "shower_group"]


def described() -> dict:
    return yaml.safe_load((SCHEMAS / "ground" / DATASET_FILE).read_text())


def load(tmp_path, content) -> Dataset:
    (tmp_path / DATASET_FILE).write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return load_dataset(str(tmp_path))


class TestTruthNeverReachesAModel:
    """Nor do the label, the event id and the group."""

    def test_it_is_among_no_inputs(self):
        sources = {name for derived in GROUND.model_inputs for name in derived.of}
        assert sources == {feature.name for feature in GROUND.inputs}
        assert not sources & set(SEALED)
        assert {f.name for f in GROUND.by_role(Role.TRUTH)} == set(TRUTH)

    @pytest.mark.parametrize("name", SEALED)
    def test_nothing_can_be_derived_from_it(self, tmp_path, name):
        content = described()
        content["derived"].append({"name": "leak", "transform": "identity", "of": [name]})
        with pytest.raises(
            DatasetError, match=f"leak is of {name}, whose role is .*only features of role input"
        ):
            load(tmp_path, content)

    @pytest.mark.parametrize("name", SEALED)
    @pytest.mark.parametrize("transform", ["log_ratio", "log_difference"])
    def test_nor_as_a_second_argument(self, tmp_path, name, transform):
        content = described()
        content["derived"] = [{"name": "leak", "transform": transform, "of": ["muons", name]}]
        with pytest.raises(DatasetError, match="may reach a model"):
            load(tmp_path, content)

    @pytest.mark.parametrize("name", SEALED)
    def test_it_cannot_be_chosen_as_an_input(self, name):
        with pytest.raises(DatasetError, match=f"{name} is a .* column and may not reach a model"):
            GROUND.with_inputs(["muons", name])

    def test_it_is_no_input_where_no_derived_inputs_are_named(self, tmp_path):
        content = described()
        del content["derived"]
        names = [derived.name for derived in load(tmp_path, content).model_inputs]
        assert names == ["particles", "muons", "electrons", "zenith", "energy"]

    def test_a_json_that_smuggles_it_in_is_refused(self):
        content = GROUND.model_dump_json().replace('"of":["muons"]', '"of":["xmax"]')
        with pytest.raises(ValueError, match="whose role is truth"):
            Dataset.model_validate_json(content)


def test_fewer_inputs_take_their_derived_inputs_along():
    three = GROUND.with_inputs(["muons", "zenith", "energy"])
    assert [d.name for d in three.model_inputs] == [
        "log10_muons", "log10_energy", "zenith", "sec_zenith", "log10_muons_per_energy",
    ]  # fmt: skip
    assert [f.name for f in three.by_role(Role.SLICE)] == ["particles", "electrons"]
    assert three.read_features[0].name == "event_id"


def with_vector(**changes) -> dict:
    vector = {"name": "traces", "role": "input", "shape": [6, 40], "meaning": "made up"} | changes
    content = described()
    return {**content, "features": [*content["features"], vector]}


def test_a_vector_is_an_input_beside_those_of_single_numbers(tmp_path):
    dataset = load(tmp_path, with_vector(unit="1", range=[0, 1]))
    (vector,) = dataset.vectors
    assert (vector.name, vector.shape, vector.width) == ("traces", (6, 40), 240)
    assert dataset.inputs == (*GROUND.inputs, vector)
    assert dataset.model_inputs == GROUND.model_inputs
    assert Dataset.model_validate_json(dataset.model_dump_json()) == dataset
    assert not GROUND.vectors
    assert GROUND.inputs[0].width == 1


def test_a_vector_is_no_model_input_where_no_derived_inputs_are_named(tmp_path):
    content = with_vector()
    del content["derived"]
    assert [d.name for d in load(tmp_path, content).model_inputs] == [f.name for f in GROUND.inputs]


def test_a_vector_that_is_not_chosen_is_no_part_of_the_dataset(tmp_path):
    dataset = load(tmp_path, with_vector())
    assert [f.name for f in dataset.with_inputs(["muons", "traces"]).inputs] == ["muons", "traces"]
    without = dataset.with_inputs(["muons"])
    assert not without.vectors
    assert "traces" not in {feature.name for feature in without.features}


def test_vectors_alone_are_not_enough_to_choose(tmp_path):
    with pytest.raises(DatasetError, match="only vectors are named"):
        load(tmp_path, with_vector()).with_inputs(["traces"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"role": "slice"}, "only an input of type float may have a shape"),
        ({"dtype": "int"}, "only an input of type float may have a shape"),
        ({"undefined": 0}, "may be neither undefined nor computed"),
        ({"from": "muons"}, "may be neither undefined nor computed"),
        ({"shape": [6, 0]}, "shape"),
    ],
)
def test_a_vector_that_cannot_be_is_refused(tmp_path, change, message):
    with pytest.raises(DatasetError, match=message):
        load(tmp_path, with_vector(**change))


def test_nothing_is_derived_from_a_vector(tmp_path):
    content = with_vector()
    content["derived"].append({"name": "x", "transform": "log10", "of": ["traces"]})
    with pytest.raises(DatasetError, match="x is of traces, which is no single number"):
        load(tmp_path, content)


def test_vectors_alone_make_no_dataset(tmp_path):
    content = with_vector()
    for feature in content["features"][:-1]:
        feature["role"] = "truth" if feature["role"] == "input" else feature["role"]
    with pytest.raises(DatasetError, match="beside vectors a model needs a number"):
        load(tmp_path, content | {"derived": []})


def test_json_keeps_everything():
    assert Dataset.model_validate_json(GROUND.model_dump_json()) == GROUND


def test_files_hold_what_is_not_computed():
    assert [f.name for f in GROUND.features if f not in GROUND.read_features] == ["shower_group"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"extra": 1}, "extra"),
        ({"name": "No Name"}, "name"),
        ({"features": []}, "exactly one needs the role label"),
        ({"derived": [{"name": "x", "transform": "log_ratio", "of": ["muons"]}]}, "cannot take 1 features"),
        (
            {"derived": [{"name": "x", "transform": "log10", "of": ["mouns"]}]},
            "mouns, which is not a feature",
        ),
        ({"derived": [{"name": "x", "transform": "cube", "of": ["muons"]}]}, "transform"),
    ],
)
def test_a_wrong_registry_is_refused_by_file_and_field(tmp_path, change, message):
    with pytest.raises(DatasetError, match=message) as caught:
        load(tmp_path, described() | change)
    assert DATASET_FILE in str(caught.value)


def test_a_name_may_occur_once(tmp_path):
    content = described()
    content["features"].append(content["features"][1])
    with pytest.raises(DatasetError, match="a name occurs twice"):
        load(tmp_path, content)


@pytest.mark.parametrize("content", ["[", "a: [b", ""])
def test_what_is_no_yaml_mapping_is_refused(tmp_path, content):
    with pytest.raises(DatasetError, match=DATASET_FILE):
        load(tmp_path, content)


def test_an_unknown_dataset_is_answered_with_the_known_ones():
    with pytest.raises(DatasetError, match="ground"):
        load_dataset("grond")
