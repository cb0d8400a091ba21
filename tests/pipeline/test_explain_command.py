"""`cascada explain`: why a model calls a shower what it does."""

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from components.errors import BadRecordError, CascadaError, ModelError, SettingsError
from components.models.manifest import Source
from components.pusher.core import push
from components.pusher.folder import ModelsFolder
from pipeline import cli
from tests.components.explain.small import span_and_models
from tests.components.showers.ingest.auger_writer import content, release_event


@pytest.fixture(scope="module")
def out(tmp_path_factory, made_once):
    """An output folder with two pushed models, 1: gradient boosting, 2: autoencoder; and their data."""
    folder = tmp_path_factory.mktemp("out")
    span, made = span_and_models(made_once)
    (folder / "data").symlink_to(span.parent)
    models = ModelsFolder.at(str(folder / "models"))
    for number, family in enumerate(("gradient_boosting", "autoencoder"), 1):
        push(made[family], models, Source(artifact=number, uri=family), keep=5)
    return folder


@pytest.fixture(scope="module")
def event(out):
    table = pq.read_table(out / "data" / "span-1" / "nominal.parquet", columns=["event_id"])
    return str(table["event_id"][4].as_py())


@pytest.fixture
def explain(out):
    def call(*words: str):
        given = ["explain", *words, "--out", str(out)]
        given += [] if "--data" in words else ["--data", str(out / "data")]
        return CliRunner().invoke(cli.cascada, given)

    return call


@pytest.mark.parametrize(("model", "method"), [("1", "Shapley values"), ("latest", "integrated gradients")])
def test_it_says_what_moved_the_model_by_how_much_and_how_that_was_found(explain, event, model, method):
    result = explain(model, event)
    assert result.exit_code == 0, result.exception
    assert result.output.startswith(f"Shower {event}: ")
    assert "Synthetic: simulated by Cascada. In truth: " in result.output
    assert method in result.output
    assert "towards " in result.output
    assert "against " in result.output
    assert ("Anomaly score " in result.output) == (model == "latest")


@pytest.mark.parametrize("name", ["why.html", "why.png", "why.svg"])
def test_a_page_or_a_picture_is_written_where_it_is_wanted(explain, event, tmp_path, name):
    result = explain("1", event, "-o", str(tmp_path / name))
    assert result.exit_code == 0, result.exception
    assert result.output.splitlines()[-1] == str(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).stat().st_size > 20_000


def test_measured_events_without_label_will_do(explain, tmp_path):
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "1.json").write_bytes(content(release_event(81847956000)))
    span = str(tmp_path / "span-1")
    CliRunner().invoke(cli.cascada, ["ingest", "auger", str(tmp_path / "events"), "-o", span])
    result = explain("2", "81847956000", "--data", span)
    assert result.exit_code == 0, result.exception
    assert "The data tells no truth, as measured data does." in result.output


def failure(result, kind: type[CascadaError]) -> str:
    assert isinstance(result.exception, kind), result.exception
    return str(result.exception)


def test_an_unknown_id_is_an_error_with_the_nearest(explain, event):
    message = failure(explain("1", "77"), BadRecordError)
    assert "no shower 77 among the 300 there" in message
    assert "The nearest ids there are " in message


def test_an_unknown_model_or_output_is_an_error_before_anything_is_done(explain, event):
    assert "there is no version 9" in failure(explain("9", event), ModelError)
    message = failure(explain("1", event, "-o", "why.pdf"), SettingsError)
    assert message.startswith("why.pdf: the output does not end in .html, .png, .svg")


def test_a_damaged_model_is_not_asked(explain, out, event, tmp_path):
    import shutil

    bad = shutil.copytree(out / "models" / "1", tmp_path / "1")
    (bad / "assets.extra" / "booster.ubj").write_bytes(b"")
    assert "the file is damaged" in failure(explain(str(bad), event), ModelError)


def test_data_has_to_be_named_for_a_model_of_another_dataset(out, event):
    words = ["explain", "1", event, "--out", str(out), "--dataset", "ground"]
    message = failure(CliRunner().invoke(cli.cascada, words), SettingsError)
    assert message.startswith("data: no data was named, and the model is of wcd")
