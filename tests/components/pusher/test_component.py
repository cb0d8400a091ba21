"""The node: blessings are asked for, and the artifact says what TFX's own Pusher would say."""

import json
import pathlib

import pytest
from tfx.types import standard_artifacts

from components.artifacts import Approval, ChampionChoice
from components.audit import approvals as sign_off
from components.blessing import crown, write_blessing
from components.errors import GateError, SettingsError, WaitingError
from components.models.manifest import content_of, take_inventory, verify
from components.pusher.component import Pusher


@pytest.fixture
def model(make_model, tmp_path):
    artifact = standard_artifacts.Model()
    artifact.uri, artifact.id = str(tmp_path / "artifact"), 12
    (tmp_path / "artifact").mkdir()
    make_model("first").rename(tmp_path / "artifact" / "Format-Serving")
    return artifact


@pytest.fixture
def blessing(model, tmp_path):
    artifact = standard_artifacts.ModelBlessing()
    artifact.uri = str(tmp_path / "blessing")
    write_blessing(artifact, True, model)
    return artifact


@pytest.fixture
def infra_blessing():
    artifact = standard_artifacts.InfraBlessing()
    artifact.set_int_custom_property("blessed", 1)
    return artifact


@pytest.fixture
def run(model, blessing, infra_blessing, folder, tmp_path):
    def call(**changed):
        pushed = standard_artifacts.PushedModel()
        pushed.uri = str(tmp_path / "pushed")
        (tmp_path / "pushed").mkdir(exist_ok=True)
        arguments = {
            "pushed_model": pushed,
            "model": model,
            "model_blessing": blessing,
            "infra_blessing": infra_blessing,
            "destination": str(folder.root),
            "settings": '{"keep": 5}',
            "provenance": '{"revision": "abc"}',
            **changed,
        }
        Pusher.test_call(**arguments)
        return pushed

    return call


def test_a_blessed_model_is_pushed_and_the_artifact_says_where(run, folder, model):
    pushed = run()
    assert pushed.get_int_custom_property("pushed") == 1
    assert pushed.get_string_custom_property("pushed_version") == "1"
    assert pushed.get_string_custom_property("pushed_destination") == str(folder.root / "1")
    manifest = verify(folder.root / "1")
    assert (manifest.source.artifact, manifest.source.uri) == (12, model.uri)
    assert manifest.provenance == {"revision": "abc"}


def test_the_artifact_holds_the_model_as_with_tfx(run, folder, tmp_path):
    run()
    assert take_inventory(tmp_path / "pushed") == take_inventory(folder.root / "1")


@pytest.mark.parametrize("which", ["model_blessing", "infra_blessing"])
def test_a_model_that_is_not_blessed_is_not_pushed(run, folder, which, blessing, infra_blessing):
    refused = {"model_blessing": blessing, "infra_blessing": infra_blessing}[which]
    refused.set_int_custom_property("blessed", 0)
    with pytest.raises(GateError, match=f"no {which.removesuffix('_blessing')} blessing"):
        run()
    assert folder.versions() == []


def test_a_blessing_of_another_model_does_not_count(run, blessing, folder):
    blessing.set_string_custom_property("current_model", "/another")
    with pytest.raises(GateError, match="of another model"):
        run()
    assert folder.versions() == []


def test_a_champion_is_blessed_by_the_place_of_its_copy(run, blessing, model, folder):
    blessing.set_string_custom_property("current_model", "/the/candidate")
    crown(blessing, model, "seed 1")
    run()
    assert folder.live == 1


def test_a_model_that_changed_after_its_validation_is_not_pushed(run, infra_blessing, folder):
    infra_blessing.set_string_custom_property("model_content", "of other files")
    with pytest.raises(GateError, match="its files have changed"):
        run()
    assert folder.versions() == []


def test_the_scores_of_the_champion_stand_in_the_manifest(run, folder, tmp_path):
    choice = ChampionChoice()
    choice.uri = str(tmp_path / "choice")
    (tmp_path / "choice").mkdir()
    scores = {"accuracy": 0.97, "macro_f1": 0.96}
    latency = {"request_milliseconds": 1.0}
    candidates = [
        {"name": "gradient_boosting", "scores": {"accuracy": 0.5}, "latency": latency},
        {"name": "autoencoder", "scores": scores, "latency": latency},
    ]
    choice_file = tmp_path / "choice" / "choice.json"
    choice_file.write_text(json.dumps({"winner": "autoencoder", "candidates": candidates}))
    run(choice=choice)
    assert verify(folder.root / "1").metrics == scores


REQUIRED = '{"keep": 5, "approval": "required"}'


@pytest.fixture
def sign(model):
    """Makes the artifact of a sign-off of the model, or of another content."""

    def make(role, content=None, withdrawn=False):
        found = content or content_of(take_inventory(pathlib.Path(model.uri) / "Format-Serving"))
        signed = sign_off.Approval(
            content=found,
            by="M. Curie",
            role=role,
            reason="slices seen",
            time="2026-01-31T12:00:00Z",
            withdrawn=withdrawn,
        )
        artifact = Approval()
        for name, value in signed.properties().items():
            kind = "int" if isinstance(value, int) else "string"
            getattr(artifact, f"set_{kind}_custom_property")(name, value)
        return artifact

    return make


def test_a_required_approval_holds_the_push_back_until_every_role_has_signed(run, sign, folder):
    waits = {"settings": REQUIRED, "signers": '["physics", "operations"]'}
    with pytest.raises(WaitingError, match="sign-off of operations"):
        run(**waits, approvals=[sign("physics")])
    assert folder.versions() == []
    run(**waits, approvals=[sign("physics"), sign("operations")])
    assert folder.live == 1


@pytest.mark.parametrize("which", ["another model", "withdrawn", "nobody"])
def test_a_sign_off_that_does_not_count_does_not_push(run, sign, folder, which):
    given = {
        "another model": [sign("physics", content="another")],
        "withdrawn": [sign("physics"), sign("physics", withdrawn=True)],
        "nobody": None,
    }[which]
    with pytest.raises(WaitingError, match="sign-off of physics"):
        run(settings=REQUIRED, signers='["physics"]', approvals=given)
    assert folder.versions() == []


def test_a_required_approval_that_nobody_is_to_give_is_refused(run, folder):
    with pytest.raises(SettingsError, match="nobody is named who gives it"):
        run(settings=REQUIRED)
    assert folder.versions() == []


def test_the_manifest_says_who_signed_also_where_nobody_had_to(run, sign, folder):
    run(approvals=[sign("physics")])
    manifest = verify(folder.root / "1")
    assert manifest.signed == ("M. Curie (physics)",)
    assert manifest.provenance["revision"] == "abc"
