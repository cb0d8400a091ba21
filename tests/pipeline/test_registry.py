"""The pushed models as people see them."""

import pathlib
import re

import pytest

from components.errors import ModelError
from components.models.manifest import Source
from components.pusher.core import push
from components.pusher.folder import ModelsFolder
from pipeline import registry


@pytest.fixture
def models(tmp_path) -> pathlib.Path:
    """Three pushed versions."""
    for name in ("a", "b", "c"):
        source = tmp_path / "trained" / name
        source.mkdir(parents=True)
        (source / "saved_model.pb").write_text(name)
        folder = ModelsFolder(tmp_path / "models")
        push(source, folder, Source(artifact=1, uri=str(source)), keep=5, metrics={"accuracy": 0.97})
    return tmp_path / "models"


def test_models_are_listed_newest_first_with_the_live_one_marked(models):
    listed = registry.list_models(str(models))
    assert [(found.version, found.live) for found in listed] == [(3, True), (2, False), (1, False)]
    assert listed[0].accuracy == 0.97
    assert listed[0].manifest.size == 1
    assert listed[0].intact is None


def test_checking_finds_the_damaged_file(models):
    (models / "2" / "saved_model.pb").write_text("x")
    intact = {found.version: found.intact for found in registry.list_models(str(models), check=True)}
    assert intact == {3: True, 2: False, 1: True}
    damaged = registry.list_models(str(models), check=True)[1]
    assert damaged.damage.startswith(str(models / "2" / "saved_model.pb"))


def test_withdrawn_versions_are_listed_with_the_reason(models):
    registry.rollback(str(models), to=1, reason="helium is lost")
    listed = [(found.version, found.live, found.withdrawn) for found in registry.list_models(str(models))]
    assert listed == [(3, False, "helium is lost"), (2, False, "helium is lost"), (1, True, None)]


def test_a_version_without_a_manifest_is_listed_as_damaged(models):
    (models / "9").mkdir()
    listed = registry.list_models(str(models))[0]
    assert (listed.version, listed.intact, listed.accuracy) == (9, False, None)


def test_an_empty_folder_lists_nothing_and_cannot_be_rolled_back(tmp_path):
    assert registry.list_models(str(tmp_path / "nowhere")) == []
    with pytest.raises(ModelError, match="no model was pushed"):
        registry.rollback(str(tmp_path / "nowhere"))
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(("name", "version"), [("latest", 3), (2, 2), ("1", 1)])
def test_a_model_is_named_by_version_or_as_the_latest(models, name, version):
    assert registry.resolve(str(models), name) == models / str(version)


def test_after_a_rollback_the_latest_is_the_older_one(models):
    registry.rollback(str(models))
    assert registry.resolve(str(models)) == models / "2"


def test_a_model_is_named_by_any_path_that_holds_one(models, tmp_path):
    artifact = tmp_path / "artifact"
    (artifact / "Format-Serving").mkdir(parents=True)
    (artifact / "Format-Serving" / "saved_model.pb").write_text("")
    anywhere = str(tmp_path / "unused")
    assert registry.resolve(anywhere, models / "2") == models / "2"
    assert registry.resolve(anywhere, str(artifact)) == artifact / "Format-Serving"
    assert registry.resolve(anywhere, artifact / "Format-Serving") == artifact / "Format-Serving"
    assert registry.resolve(anywhere, models) == models / "3"


@pytest.mark.parametrize(
    ("name", "what", "fix"),
    [
        (7, "there is no version 7", "There are: 1, 2"),
        (3, "version 3 was withdrawn", "cascada rollback --to 3"),
        ("nonsense", "no such model", "Give a version number"),
        (".", r"there is no saved_model\.pb", "cascada models"),
    ],
)
def test_a_model_that_is_not_there_is_refused_with_a_way_out(models, name, what, fix, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    registry.rollback(str(models))
    with pytest.raises(ModelError, match=what) as error:
        registry.resolve(str(models), name)
    assert re.search(re.escape(fix), error.value.fix)


def test_a_withdrawn_model_is_found_by_those_who_ask_for_it(models):
    registry.rollback(str(models))
    assert registry.resolve(str(models), 3, withdrawn=True) == models / ".withdrawn" / "3"


def test_verify_names_the_damaged_file(models):
    assert registry.verify(models / "3").version == 3
    (models / "3" / "saved_model.pb").write_text("x")
    with pytest.raises(ModelError, match=r"3/saved_model\.pb: the file is damaged"):
        registry.verify(models / "3")


def test_the_identity_is_that_of_the_folder(models, tmp_path):
    assert registry.identity(str(models)) == registry.identity(str(models))
    assert registry.identity(str(models)) != registry.identity(str(tmp_path / "other"))
