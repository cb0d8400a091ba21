"""Settings: defaults, overlays, and errors that say what to write instead."""

import pytest

from components.errors import SettingsError
from pipeline import places
from pipeline.settings import load_settings


def test_the_defaults_are_complete():
    settings = load_settings()
    assert settings.dataset.name == "wcd"
    assert settings.split.train + settings.split.eval + settings.split.test == pytest.approx(1)


def test_a_file_overlays_the_defaults_and_words_overlay_the_file(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("gradient_boosting: {rounds: 7, max_depth: 3}\nseed: 5\n")
    settings = load_settings([str(file)], ["gradient_boosting.rounds=9"])
    assert (settings.gradient_boosting.rounds, settings.gradient_boosting.max_depth, settings.seed) == (
        9,
        3,
        5,
    )


def test_named_values_come_last_and_none_changes_nothing():
    settings = load_settings(words=["out=a"], out="b", data=None, dataset__name="ground")
    assert (settings.out, settings.data, settings.dataset.name) == ("b", None, "ground")


def test_a_list_can_be_given_as_a_word():
    assert load_settings(words=["dataset.inputs=[muons, zenith]"]).dataset.inputs == ["muons", "zenith"]


def test_files_beside_the_defaults_are_found_by_name():
    assert load_settings(["ci"]).gradient_boosting.rounds < load_settings().gradient_boosting.rounds


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("roundz=3", "no setting roundz"),
        ("gradient_boosting.roundz=3", "no setting gradient_boosting.roundz"),
        ("gradient_boosting.rounds=many", "gradient_boosting.rounds"),
        ("gradient_boosting.rounds=0", "greater than 0"),
        ("gradient_boosting=3", "is a section"),
        ("split.train=0.5", "add up to"),
        ("seed", "not of the form key=value"),
        ("=3", "not of the form key=value"),
        ("seed=[", "not YAML"),
    ],
)
def test_a_wrong_word_is_refused_with_its_reason(word, expected):
    with pytest.raises(SettingsError, match=expected):
        load_settings(words=[word])


@pytest.mark.parametrize(
    ("content", "expected"),
    [("- a\n", "not a mapping"), ("a: [\n", "not valid YAML"), ("a: 1\n", "no setting a")],
)
def test_a_wrong_file_is_refused_by_name(tmp_path, content, expected):
    file = tmp_path / "mine.yaml"
    file.write_text(content)
    with pytest.raises(SettingsError, match=expected) as caught:
        load_settings([str(file)])
    assert str(file) in str(caught.value)


def test_a_file_that_is_not_there_is_refused():
    with pytest.raises(SettingsError, match="no such settings file"):
        load_settings(["nowhere.yaml"])


def test_what_suits_a_dataset_comes_over_the_defaults_and_under_everything_else():
    ground = load_settings(dataset__name="ground")
    assert ground.autoencoder.epochs == 60
    assert load_settings(words=["autoencoder.epochs=3"], dataset__name="ground").autoencoder.epochs == 3
    assert load_settings(["ci"], dataset__name="ground").autoencoder.epochs == 15


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("out=gs://bucket/out", "out: gs://bucket/out: not a folder of a file system"),
        ("models=gs://bucket/models", "models: gs://bucket/models: not a folder"),
        ("data=gs://bucket/data", "data: gs://bucket/data: not a folder"),
        ("example_validator.serving=gs://bucket/now", "example_validator.serving: gs://bucket/now"),
        ("root=s3://bucket/root", "root: s3://bucket/root: TensorFlow's file layer does not reach it"),
    ],
)
def test_places_that_a_run_would_fail_on_are_refused(word, expected):
    with pytest.raises(SettingsError) as caught:
        load_settings(words=[word])
    assert expected in str(caught.value)
    assert "root" in str(caught.value) or "gs://" in caught.value.fix


def test_artifacts_may_stand_elsewhere():
    assert places.pipeline_root(load_settings(words=["root=gs://bucket/a/"])) == "gs://bucket/a"
    assert places.pipeline_root(load_settings(words=["out=/x", "root=/y/../z"])) == "/z"
    assert places.pipeline_root(load_settings(words=["out=/x"])) == "/x/pipeline"
