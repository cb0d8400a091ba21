"""Pushing: the next version, whole, with its manifest, and never the same model twice."""

import json
import pathlib

import pytest

from components.errors import CascadaError, GateError, ModelError, SettingsError
from components.models.manifest import Source, read_manifest, take_inventory, verify
from components.pusher.core import push
from components.pusher.folder import ModelsFolder
from components.pusher.history import read_history
from components.pusher.rollback import roll_back

SOURCE = Source(artifact=7, uri="/trained")


def test_a_push_makes_the_next_version_with_every_file_of_the_model(folder, make_model):
    model = make_model("first")
    pushed = push(model, folder, SOURCE, keep=5)
    assert (pushed.path, pushed.new, folder.live) == (folder.root / "1", True, 1)
    assert take_inventory(pushed.path) == take_inventory(model)
    assert verify(pushed.path).version == 1


def test_the_manifest_says_what_the_model_is_and_where_it_came_from(folder, make_model):
    metrics, provenance = {"accuracy": 0.97}, {"revision": "abc", "seeds": {"training": 1}}
    path = push(make_model("first"), folder, SOURCE, 5, metrics, provenance).path
    written = json.loads((path / "manifest.json").read_text())
    assert written["family"] == "autoencoder"
    assert written["dataset"] == "ground"
    assert written["classes"] == ["proton", "iron"]
    assert written["metrics"] == metrics
    assert written["provenance"] == provenance
    assert written["source"] == {"artifact": 7, "uri": "/trained"}
    assert written["files"]["saved_model.pb"]["size"] == len("graph of first")


def test_the_same_model_again_makes_no_second_version(folder, make_model):
    model = make_model("first")
    assert push(model, folder, SOURCE, keep=5).new
    again = push(model, folder, SOURCE, keep=5)
    assert (again.new, again.path, folder.versions()) == (False, folder.root / "1", [1])


def test_a_damaged_live_version_is_replaced_by_a_push_of_the_same_model(folder, make_model):
    model = make_model("first")
    (push(model, folder, SOURCE, keep=5).path / "saved_model.pb").write_text("damaged")
    assert push(model, folder, SOURCE, keep=5).manifest.version == 2
    verify(folder.path(2))


def test_only_the_newest_are_kept(folder, push_named):
    for name in ("a", "b", "c", "d"):
        push_named(name, keep=2)
    assert folder.versions() == [3, 4]


def test_keeping_one_never_deletes_the_live_one(folder, push_named):
    for name in ("a", "b"):
        push_named(name, keep=1)
    assert folder.versions() == [2]
    verify(folder.path(2))


def test_what_others_put_into_the_folder_is_neither_deleted_nor_overwritten(folder, push_named):
    (folder.root / "4").mkdir(parents=True)
    (folder.root / "4" / "saved_model.pb").write_text("theirs")
    (folder.root / "notes").mkdir()
    assert [push_named(name, keep=1).manifest.version for name in ("a", "b")] == [5, 6]
    assert (folder.root / "4" / "saved_model.pb").read_text() == "theirs"
    assert folder.versions() == [4, 6]


def test_a_number_is_never_used_twice(folder, push_named):
    for name in ("a", "b", "c"):
        push_named(name, keep=1)
    for path in (folder.path(3),):
        folder.remove(path)
    assert push_named("d").manifest.version == 4


def test_a_model_that_was_withdrawn_does_not_come_back_by_itself(folder, push_named, make_model):
    push_named("good")
    bad = push_named("bad")
    roll_back(folder, to=None, reason="iron is called proton")
    with pytest.raises(GateError, match="withdrawn as version 2: iron is called proton") as error:
        push(bad.path.parent.parent / "trained" / "bad", folder, SOURCE, keep=5)
    assert "cascada rollback --to 2" in error.value.fix
    assert folder.live == 1


def test_a_folder_without_a_saved_model_is_refused(folder, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"no saved_model\.pb"):
        push(tmp_path / "empty", folder, SOURCE, keep=5)
    assert not folder.root.exists()


def test_a_link_is_not_followed(folder, make_model, tmp_path):
    model = make_model("first")
    (tmp_path / "secret").write_text("secret")
    (model / "assets.extra" / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(ModelError, match="neither a file nor a folder"):
        push(model, folder, SOURCE, keep=5)


def test_a_remote_folder_is_refused():
    with pytest.raises(SettingsError, match="gs://bucket/models"):
        ModelsFolder.at("gs://bucket/models")


def test_who_waits_too_long_is_told(folder):
    with folder.locked(), pytest.raises(CascadaError, match="for too long"), folder.locked(patience=0.1):
        pass


def test_a_wiped_folder_has_another_identity(folder):
    first = folder.identity()
    assert folder.identity() == first
    (folder.root / ".identity").unlink()
    assert folder.identity() != first


def test_the_history_has_every_push(folder, push_named):
    contents = [push_named(name).manifest.content for name in ("a", "b")]
    assert [(record.action, record.content) for record in read_history(folder)] == [
        ("push", contents[0]),
        ("push", contents[1]),
    ]
    assert all("@" in record.by and record.time.endswith("Z") for record in read_history(folder))


def test_a_torn_line_of_the_history_is_cut_off_by_the_next_push(folder, push_named):
    push_named("a")
    history = folder.root / "history.jsonl"
    history.write_bytes(history.read_bytes() + b'{"action": "pu')
    push_named("b")
    assert [record.version for record in read_history(folder)] == [1, 2]


def test_a_damaged_line_of_the_history_is_named(folder, push_named):
    push_named("a")
    (folder.root / "history.jsonl").write_text("nonsense\n")
    with pytest.raises(ModelError, match=r"history\.jsonl, line 1"):
        push_named("b")


def test_only_whole_numbers_are_versions(folder):
    for name in ("1", "02", "3.0", "-4", ".staging-5", "6"):
        (folder.root / name).mkdir(parents=True)
    pathlib.Path(folder.root / "7").write_text("a file")
    assert folder.versions() == [1, 6]


def test_manifests_of_equal_models_have_equal_content(folder, make_model, tmp_path):
    first = push(make_model("same"), folder, SOURCE, keep=5).path
    other = ModelsFolder(tmp_path / "other")
    second = push(tmp_path / "trained" / "same", other, SOURCE, keep=5).path
    assert read_manifest(first).content == read_manifest(second).content


def test_sign_offs_that_come_later_are_added_to_the_manifest_of_the_live_version(make_model, folder):
    model, source = make_model("first"), Source(artifact=7, uri="/trained")
    push(model, folder, source, keep=5, provenance={"seed": 1})
    signed = {"seed": 2, "approvals": [{"by": "M. Curie", "role": "physics"}]}
    again = push(model, folder, source, keep=5, provenance=signed)
    assert not again.new
    manifest = verify(folder.path(1))
    assert manifest == again.manifest
    assert manifest.provenance == {"seed": 1, "approvals": signed["approvals"]}
    assert sorted(p.name for p in folder.root.iterdir() if p.is_dir()) == ["1"]
    push(model, folder, source, keep=5, provenance={"seed": 3})
    assert verify(folder.path(1)).signed == ()
