"""What a tracking server is told of a run."""

import math

from pipeline import tracking_words

RECORD = {
    "run": "20260101T000000.000",
    "status": "pushed",
    "code": {"revision": "c0ffee", "dirty": False},
    "seeds": {"split": 1},
    "packages": {"tfx": "1.21.0", "click": "8"},
    "data": {"span": 2},
    "settings": {
        "data": None,
        "dataset": {"name": "wcd"},
        "gradient_boosting": {"rounds": 800},
        "beam": ["--runner=DirectRunner"],
    },
    "choice": {"winner": "autoencoder", "sentence": "autoencoder wins"},
    "pushed": {"destination": "/models/3", "version": "3"},
}
REVIEWED = {
    "overall": {"accuracy": 0.5, "support_iron": 10.0, "auc_iron": math.nan},
    "intervals": {"accuracy": [0.4, 0.6]},
    "slices": [
        {"slice": "energy", "band": "<1", "metrics": {"accuracy": 0.3, "macro_f1": None}},
        {"slice": "sec_zenith x energy", "band": "1-1.15 x 1-3.16", "metrics": {"accuracy": 0.7}},
        {"slice": "source", "band": "../a", "metrics": {"accuracy": 0.1}},
    ],
}


def test_settings_seeds_and_revision_are_flat_parameters():
    found = tracking_words.parameters(RECORD)
    assert found["gradient_boosting.rounds"] == "800"
    assert found["seeds.split"] == "1"
    assert found["revision"] == "c0ffee"
    assert found["dirty"] == "false"
    assert found["beam"] == '["--runner=DirectRunner"]'


def test_a_long_setting_is_cut_to_what_the_server_keeps():
    record = RECORD | {"settings": {"data": "x" * 10_000}}
    assert len(tracking_words.parameters(record)["data"]) == tracking_words.LONGEST


def test_metrics_are_there_overall_with_their_intervals_and_for_each_slice():
    found = tracking_words.metrics("autoencoder", REVIEWED)
    assert found["autoencoder/accuracy"] == 0.5
    assert (found["autoencoder/accuracy/low"], found["autoencoder/accuracy/high"]) == (0.4, 0.6)
    assert found["autoencoder/sec_zenith x energy/1-1.15 x 1-3.16/accuracy"] == 0.7


def test_names_that_the_server_refuses_are_changed_and_what_is_no_number_is_left_out():
    found = tracking_words.metrics("autoencoder", REVIEWED)
    assert found["autoencoder/energy/_1/accuracy"] == 0.3
    assert found["autoencoder/source/.._a/accuracy"] == 0.1
    assert not [name for name in found if "macro_f1" in name or "auc_iron" in name]


def test_tags_say_what_became_of_the_run():
    found = tracking_words.tags(RECORD)
    assert {name: found[name] for name in ("status", "dataset", "champion", "model_version")} == {
        "status": "pushed",
        "dataset": "wcd",
        "champion": "autoencoder",
        "model_version": "3",
    }
    assert found["package.tfx"] == "1.21.0"
    assert "error" not in found


def test_a_run_that_failed_early_has_tags_too():
    record = {"run": "1", "status": "failed", "error": "no such file", "choice": None, "pushed": None}
    assert tracking_words.tags(record) == {
        "status": "failed",
        "error": "no such file",
        "mlflow.note.content": "no such file",
    }


def test_no_password_gets_into_any_word():
    record = RECORD | {"settings": {"data": "http://me:secret@host/a"}, "error": "http://me:secret@host"}
    said = str(tracking_words.parameters(record)) + str(tracking_words.tags(record))
    assert "secret" not in said
    assert "http://host/a" in said
