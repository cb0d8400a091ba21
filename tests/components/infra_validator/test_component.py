"""The node: TFX's file and properties when it blesses, a reason beside the output when it refuses."""

import pathlib
import shutil

import pytest
from tfx.components.util.model_utils import is_infra_validated
from tfx.types import standard_artifacts

from components.blessing import write_blessing
from components.errors import GateError
from components.gates import Verdict
from components.infra_validator.component import InfraValidator
from components.models.manifest import content_of, take_inventory


@pytest.fixture
def model(sound_model, tmp_path):
    artifact = standard_artifacts.Model()
    artifact.uri, artifact.id = str(tmp_path / "model"), 5
    shutil.copytree(sound_model, tmp_path / "model" / "Format-Serving")
    return artifact


@pytest.fixture
def run(model, split, limits, tmp_path):
    def call(**changed):
        examples, blessing = standard_artifacts.Examples(), standard_artifacts.InfraBlessing()
        examples.uri = str(split.parent)
        blessing.uri = str(tmp_path / "InfraValidator" / "blessing" / "17")
        settings = limits.model_dump_json()
        arguments = {
            "blessing": blessing,
            "model": model,
            "examples": examples,
            "settings": settings,
            **changed,
        }
        InfraValidator.test_call(**arguments)
        return blessing

    return call


def test_a_sound_model_is_blessed_as_tfx_knows_it(run, model):
    blessing = run()
    folder = pathlib.Path(blessing.uri)
    assert is_infra_validated(blessing)
    assert (folder / "INFRA_BLESSED").read_text() == ""
    assert Verdict.from_json((folder / "verdict.json").read_text()).passed
    files = take_inventory(pathlib.Path(model.uri) / "Format-Serving")
    assert blessing.get_string_custom_property("model_content") == content_of(files)


def test_a_refusal_stops_the_run_and_leaves_verdict_and_reason(run, limits, tmp_path):
    strict = limits.model_copy(update={"max_memory_megabytes": 100})
    with pytest.raises(GateError, match="100 MB"):
        run(settings=strict.model_dump_json())
    folder = tmp_path / "InfraValidator" / "refused" / "17"
    assert {path.name for path in folder.iterdir()} == {"INFRA_NOT_BLESSED", "reason.txt", "verdict.json"}
    assert "memory" in (folder / "reason.txt").read_text()


def test_a_model_that_is_not_blessed_is_not_even_served(run, model, tmp_path):
    refusal = standard_artifacts.ModelBlessing()
    refusal.uri = str(tmp_path / "refusal")
    write_blessing(refusal, False, model)
    with pytest.raises(GateError, match="not blessed"):
        run(model_blessing=refusal)
