"""Scoring columns with an exported model, and what is refused."""

import json
import shutil

import numpy as np
import pyarrow.parquet as pq
import pytest
import tensorflow as tf

from components.errors import ModelError
from components.models.scorer import BATCH, load_scorer


@pytest.fixture
def copy(trained, tmp_path):
    return shutil.copytree(trained.model, tmp_path / "model")


def test_scores_are_those_of_the_training_library(trained):
    expected = pq.read_table(trained.model / "assets.extra" / "expected.parquet")
    scorer = load_scorer(str(trained.model))
    scores = scorer.predict({name: expected[name].to_numpy() for name in expected.column_names})
    wanted = np.stack([expected[f"p_{name}"].to_numpy() for name in scorer.classes], axis=1)
    np.testing.assert_allclose(scores.probabilities, wanted, atol=1e-6)
    assert scores.probabilities.dtype == np.float32
    assert (scores.anomaly_score is not None) == (trained.family == "autoencoder")


def test_it_knows_what_it_is(trained, ground):
    scorer = load_scorer(str(trained.model))
    assert (scorer.family, scorer.dataset, scorer.classes) == (trained.family, ground, ground.classes)


def test_more_rows_than_a_batch_and_none_at_all(trained, splits):
    scorer = load_scorer(str(trained.model))
    few = splits["test"].raw
    many = {name: np.resize(column, BATCH + 3) for name, column in few.items()}
    rows = len(splits["test"].labels)
    scores, repeated = scorer.predict(few), scorer.predict(many)
    assert len(repeated.probabilities) == BATCH + 3
    np.testing.assert_allclose(repeated.probabilities[:rows], scores.probabilities, atol=1e-6)
    none = scorer.predict({name: column[:0] for name, column in few.items()})
    assert none.probabilities.shape == (0, 5)


def test_columns_of_64_bits_are_taken_too(trained, splits):
    scorer = load_scorer(str(trained.model))
    doubles = {name: column.astype(np.float64) for name, column in splits["test"].raw.items()}
    scores = [scorer.predict(columns).probabilities for columns in (splits["test"].raw, doubles)]
    np.testing.assert_array_equal(*scores)


def test_a_missing_input_is_named(trained, splits):
    columns = {name: column for name, column in splits["test"].raw.items() if name != "muons"}
    with pytest.raises(ModelError, match="needs muons"):
        load_scorer(str(trained.model)).predict(columns)


def test_no_model_at_all(tmp_path):
    with pytest.raises(ModelError, match="not a model of Cascada"):
        load_scorer(str(tmp_path / "nothing"))


def test_a_saved_model_of_somebody_else(tmp_path):
    tf.saved_model.save(tf.Module(), str(tmp_path / "model"))
    with pytest.raises(ModelError, match="not a model of Cascada"):
        load_scorer(str(tmp_path / "model"))


@pytest.mark.parametrize("trained", ["autoencoder"], indirect=True)
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda m: (m / "saved_model.pb").unlink(), "no saved_model.pb"),
        (lambda m: (m / "saved_model.pb").write_bytes(b"\x0a\xff\xff"), "damaged"),
        (lambda m: (m / "saved_model.pb").write_bytes(b""), "damaged|no signature"),
        (lambda m: shutil.rmtree(m / "variables"), "damaged"),
        (lambda m: cut(m / "variables" / "variables.data-00000-of-00001"), "damaged"),
        (lambda m: flip(m / "variables" / "variables.data-00000-of-00001"), "damaged"),
        (lambda m: (m / "assets.extra" / "cascada.json").unlink(), "not a model of Cascada"),
        (lambda m: (m / "assets.extra" / "cascada.json").write_text("{"), "cascada.json is damaged"),
        (lambda m: edit(m, family="forest"), "cascada.json is damaged"),
        (lambda m: edit(m, classes=["photon", "iron"]), "not those of the dataset"),
    ],
)
def test_a_damaged_model_is_refused(copy, damage, said):
    damage(copy)
    with pytest.raises(ModelError, match=said):
        load_scorer(str(copy))


def test_a_description_of_another_dataset_is_refused(copy):
    described = json.loads((copy / "assets.extra" / "cascada.json").read_text())
    for feature in described["dataset"]["features"]:
        feature["role"] = "slice" if feature["name"] == "electrons" else feature["role"]
    described["dataset"]["derived"] = []
    (copy / "assets.extra" / "cascada.json").write_text(json.dumps(described))
    with pytest.raises(ModelError, match="predict takes"):
        load_scorer(str(copy))


def test_a_model_without_a_signature_is_refused(copy):
    module = tf.Module()
    tf.saved_model.save(module, str(copy))
    with pytest.raises(ModelError, match="no signature"):
        load_scorer(str(copy))


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def edit(model, **changes):
    path = model / "assets.extra" / "cascada.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
