"""What TFX's Trainer makes of autoencoders that the other tests of exported models do not see."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
import tensorflow as tf

from components.models.scorer import load_scorer

SHAPES = {
    "per class": {"use": "per_class", "kind": "plain", "tied": True, "epochs": 1},
    "variational": {"kind": "variational", "pretraining_epochs": 1, "epochs": 1},
    "sparse": {"kind": "sparse", "unit_norm": True, "orthogonality": 0.1, "epochs": 1},
}


class KilledError(Exception):
    pass


def content(run):
    return {path.name: path.read_bytes() for path in sorted(run.model.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module", params=SHAPES)
def exported(request, run_trainer, tmp_path_factory):
    return run_trainer("autoencoder", tmp_path_factory.mktemp("model"), **SHAPES[request.param])


def test_it_is_served_as_it_was_trained(exported, splits):
    scorer = load_scorer(str(exported.model))
    scores = scorer.predict(splits["eval"].raw)
    expected = pq.read_table(exported.model / "assets.extra" / "expected.parquet")
    wanted = np.stack([expected[f"p_{name}"].to_numpy() for name in scorer.classes], axis=1)
    np.testing.assert_allclose(scores.probabilities[: len(wanted)], wanted, atol=1e-6)
    np.testing.assert_allclose(scores.anomaly_score[: len(wanted)], expected["anomaly_score"], rtol=1e-4)
    assert np.mean(scores.anomaly_score > 1) == pytest.approx(0.05, abs=0.01)


def test_a_tensorflow_1_session_gives_the_same(exported, splits, ground):
    v1 = tf.compat.v1
    raw = {feature.name: splits["eval"].raw[feature.name] for feature in ground.inputs}
    with v1.Session(graph=tf.Graph()) as session:
        loaded = v1.saved_model.loader.load(session, ["serve"], str(exported.model))
        signature = loaded.signature_def["predict"]
        names = {name: signature.outputs[name].name for name in ("probabilities", "anomaly_score")}
        outputs = session.run(names, {signature.inputs[name].name: column for name, column in raw.items()})
    scores = load_scorer(str(exported.model)).predict(raw)
    np.testing.assert_allclose(outputs["probabilities"], scores.probabilities, atol=1e-6)
    np.testing.assert_allclose(outputs["anomaly_score"], scores.anomaly_score, rtol=1e-4)


def test_a_killed_training_ends_with_the_same_files_and_leaves_no_checkpoints(
    run_trainer, tmp_path, monkeypatch
):
    kept, changes = tmp_path / "checkpoints", SHAPES["variational"]
    whole = run_trainer("autoencoder", tmp_path / "whole", **changes)
    more = {"more": {"checkpoints": str(kept)}, **changes}

    def kill(*words, **more):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr("components.models.export.export_model", kill)
        with pytest.raises(KilledError):
            run_trainer("autoencoder", tmp_path / "killed", **more)
    assert sorted(path.stem for path in kept.rglob("*.npz")) == ["head", "pretraining"]
    resumed = run_trainer("autoencoder", tmp_path / "resumed", **more)
    assert content(resumed) == content(whole)
    assert not list(kept.rglob("*.npz"))


def test_the_record_has_the_phases_their_epochs_and_the_number_of_parameters(exported):
    training = json.loads((exported.record / "training.json").read_text())
    assert training["parameters"] > 100
    assert training["classes"] == ["photon", "proton", "helium", "nitrogen", "iron"]
    assert all(epochs == {"trained": 1, "kept": 1} for epochs in training["epochs"].values())
    assert len(training["epochs"]) in (1, 2, 5)
