"""The manifest of a model finds any change to its files and names the file."""

import json
import pathlib

import pytest

from components.errors import ModelError
from components.models.manifest import (
    MANIFEST_FILE,
    Manifest,
    Source,
    content_of,
    take_inventory,
    verify,
)


@pytest.fixture
def model(tmp_path) -> pathlib.Path:
    (tmp_path / "variables").mkdir()
    (tmp_path / "saved_model.pb").write_text("graph")
    (tmp_path / "variables" / "data").write_text("numbers")
    files = take_inventory(tmp_path)
    source = Source(artifact=1, uri="/trained")
    manifest = Manifest(
        version=3, created="2026-01-01T00:00:00Z", source=source, content=content_of(files), files=files
    )
    (tmp_path / MANIFEST_FILE).write_text(manifest.model_dump_json())
    return tmp_path


def test_an_untouched_model_is_intact(model):
    assert verify(model).version == 3
    assert verify(model).size == len("graph") + len("numbers")


def test_a_changed_file_is_named(model):
    (model / "variables" / "data").write_text("nunbers")
    with pytest.raises(ModelError, match=r"variables/data: the file is damaged"):
        verify(model)


def test_a_missing_file_is_named(model):
    (model / "variables" / "data").unlink()
    with pytest.raises(ModelError, match=r"variables/data: the file is missing"):
        verify(model)


def test_a_file_too_many_is_named(model):
    (model / "variables" / "more").write_text("")
    with pytest.raises(ModelError, match=r"variables/more: the file is not in the manifest"):
        verify(model)


def test_a_missing_manifest_is_told_from_a_damaged_one(model):
    (model / MANIFEST_FILE).write_text('{"version": 3')
    with pytest.raises(ModelError, match="cannot be read"):
        verify(model)
    (model / MANIFEST_FILE).unlink()
    with pytest.raises(ModelError, match="there is no manifest"):
        verify(model)


def test_a_manifest_whose_list_of_files_was_changed_contradicts_itself(model):
    written = json.loads((model / MANIFEST_FILE).read_text())
    written["files"]["saved_model.pb"]["sha256"] = "0" * 64
    (model / MANIFEST_FILE).write_text(json.dumps(written))
    with pytest.raises(ModelError, match="contradicts itself"):
        verify(model)


def test_the_content_depends_on_names_and_bytes_and_not_on_times(model):
    before = content_of(take_inventory(model))
    (model / "saved_model.pb").write_text("graph")
    assert content_of(take_inventory(model)) == before
    (model / "saved_model.pb").rename(model / "renamed.pb")
    assert content_of(take_inventory(model)) != before
