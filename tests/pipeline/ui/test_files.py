"""Files are served from folders of artifacts only."""

import re

import pytest
from werkzeug.exceptions import NotFound

from components.errors import CascadaError
from pipeline.ui import files
from pipeline.ui.app import create_app
from tests.pipeline.ui.conftest import FIRST
from tests.pipeline.ui.small_pipeline import settings_of

SECRET = "known to nobody"


@pytest.fixture
def folder(tmp_path):
    """The folder of an artifact, with something beside it that is none of its own."""
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / "artifact-2").mkdir()
    (tmp_path / "artifact-2" / "secret.txt").write_text(SECRET)
    inside = tmp_path / "artifact"
    (inside / "below").mkdir(parents=True)
    (inside / "below" / "a.json").write_text("{}")
    return inside


def test_a_file_below_the_folder_is_found(folder):
    assert files.file_in(folder, "below/a.json") == folder / "below" / "a.json"
    assert files.file_in(folder, "below/../below/a.json") == folder / "below" / "a.json"


@pytest.mark.parametrize(
    "name",
    [
        *("../secret.txt", "below/../../secret.txt", "../artifact-2/secret.txt", "/etc/passwd", "..", "."),
        *("below", "no", "a\0b", "x" * 5000, ""),
    ],
)
def test_no_name_leads_out_of_it_and_only_files_are_served(folder, name):
    with pytest.raises(NotFound):
        files.file_in(folder, name)


def test_an_absolute_path_is_no_way_out_either(folder):
    with pytest.raises(NotFound):
        files.file_in(folder, str(folder.parent / "secret.txt"))


def test_a_link_that_leads_out_is_not_followed_and_not_listed(folder):
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "folder").symlink_to(folder.parent / "artifact-2")
    for name in ("link.txt", "folder/secret.txt"):
        with pytest.raises(NotFound):
            files.file_in(folder, name)
    assert [name for name, _ in files.files_below(folder)] == ["below/a.json"]


def test_a_link_that_stays_inside_is_a_file(folder):
    (folder / "again.json").symlink_to(folder / "below" / "a.json")
    assert files.file_in(folder, "again.json") == folder / "below" / "a.json"


def test_a_folder_that_is_elsewhere_is_named(tmp_path):
    with pytest.raises(CascadaError, match="not on this machine"):
        files.folder_of("gs://bucket/artifact")
    with pytest.raises(CascadaError, match="not there any more"):
        files.folder_of(str(tmp_path / "gone"))


@pytest.mark.parametrize("way", ["../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "%2fetc/passwd"])
def test_no_address_leads_out_of_an_artifact(copied, way):
    page = create_app(settings_of(copied)).test_client()
    evaluation = re.search(r"href='(/artifacts/\d+/)'>evaluation", page.get(f"/runs/{FIRST}").text)[1]
    answer = page.get(evaluation + way, follow_redirects=True)
    assert answer.status_code == 404
    assert SECRET not in answer.text


@pytest.mark.parametrize("name", ["other.txt", "../../metadata.sqlite", "..%2f..%2fmetadata.sqlite"])
def test_of_a_run_only_the_log_and_the_manifest_are_served(client, name):
    assert client.get(f"/runs/{FIRST}/{name}").status_code == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.html", "text/html"), ("a.pbtxt", "text/plain"), ("a.tfrecord", "application/octet-stream")],
)
def test_a_browser_is_told_what_a_file_is(folder, name, kind):
    assert files.kind_of(folder / name).startswith(kind)
