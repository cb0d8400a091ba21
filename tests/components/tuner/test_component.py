"""The node, on artifacts in folders, and what the Trainer makes of its output."""

import json
import pathlib
import shutil

import pyarrow.parquet as pq
import pytest
from tfx.components.trainer.executor import GenericExecutor
from tfx.types import artifact_utils, standard_artifacts
from tfx.utils import json_utils

from components.errors import SettingsError
from components.trainer.core import overlaid
from components.tuner.component import Tuner
from components.tuner.data import thinned, write_matrices
from components.tuner.objective import prepare
from components.tuner.outcome import Task
from components.tuner.worker import run_trial


@pytest.fixture(scope="module")
def artifacts(examples, transform_graph):
    data, graph = standard_artifacts.Examples(), standard_artifacts.TransformGraph()
    data.uri, data.split_names = str(examples), artifact_utils.encode_split_names(["train", "eval"])
    graph.uri = str(transform_graph)
    return {"examples": [data], "transform_graph": [graph]}


@pytest.fixture(scope="module")
def search(artifacts, ground, plan):
    """Runs the node with a database; gives the folder of its outputs."""

    def run(folder: pathlib.Path, database: pathlib.Path, **changes):
        best, results = standard_artifacts.HyperParameters(), standard_artifacts.TunerResults()
        best.uri, results.uri = str(folder / "best"), str(folder / "results")
        Tuner.test_call(
            **{name: artifact for name, (artifact,) in artifacts.items()},
            best_hyperparameters=best,
            tuner_results=results,
            dataset=ground.model_dump_json(),
            settings=plan(rounds=4, trials=4, rows=800, workers=2, **changes).model_dump_json(),
            storage=str(database),
        )
        return folder, best

    return run


@pytest.fixture(scope="module")
def searched(search, tmp_path_factory):
    folder = tmp_path_factory.mktemp("searched")
    return search(folder, folder / "studies.sqlite")


def test_it_writes_both_artifacts(searched):
    folder, best = searched
    found = json.loads((folder / "best" / "best_hyperparameters.txt").read_text())
    assert set(found) == {"max_depth", "learning_rate"}
    summary = json.loads((folder / "results" / "study.json").read_text())
    assert summary["best"]["settings"] == found
    assert summary["study"] == best.get_string_custom_property("study")
    assert {file.name for file in (folder / "results").iterdir()} == {
        *("study.json", "study.svg", "trials.csv", "trials.parquet", "tuner_results.json")
    }


def test_a_study_that_is_known_is_not_searched_again(searched, search, tmp_path):
    import optuna

    database = shutil.copy(searched[0] / "studies.sqlite", tmp_path / "studies.sqlite")
    storage = f"sqlite:///{database}"
    (study,) = optuna.get_all_study_names(storage)
    before = optuna.load_study(study_name=study, storage=storage).trials
    again, _ = search(tmp_path, database)
    assert optuna.load_study(study_name=study, storage=storage).trials == before
    for name in ("best/best_hyperparameters.txt", "results/trials.csv", "results/study.svg"):
        assert (again / name).read_bytes() == (searched[0] / name).read_bytes()


def test_a_trial_comes_to_the_same_in_any_process(searched, splits, ground, plan, tmp_path):
    usual = plan(rounds=4, trials=4, rows=800)
    write_matrices(tmp_path, ground, thinned(splits["train"], 800, usual.seed), splits["eval"])
    rows = pq.read_table(searched[0] / "results" / "trials.parquet").to_pylist()
    for row in rows:
        found = {name: row[name] for name in ("max_depth", "learning_rate")}
        task = Task(row["trial"], {**usual.base, **found}, row["seed"], [])
        outcome = run_trial(usual, task, prepare(tmp_path, "gradient_boosting", ["loss"]))
        assert outcome.values == [row["loss"]]
    assert len(rows) == 4


@pytest.mark.parametrize("family", ["gradient_boosting", "autoencoder"])
def test_tfx_s_trainer_trains_with_what_was_found_and_says_so(
    family, artifacts, ground, boosting_settings, network_settings, tmp_path
):
    settings = {"gradient_boosting": boosting_settings, "autoencoder": network_settings}[family]
    tuned = {"gradient_boosting": {"max_depth": 2, "rounds": 3}, "autoencoder": {"epochs": 1, "code": 5}}[
        family
    ]
    (tmp_path / "best").mkdir()
    (tmp_path / "best" / "best_hyperparameters.txt").write_text(json.dumps(tuned))
    best, model, record = (
        standard_artifacts.HyperParameters(),
        standard_artifacts.Model(),
        standard_artifacts.ModelRun(),
    )
    best.uri, model.uri, record.uri = (str(tmp_path / name) for name in ("best", "model", "run"))
    config = {
        "dataset": ground.model_dump_json(),
        "settings": settings.model_dump_json(),
        "seed": 7,
        "code": "",
    }
    GenericExecutor().Do(
        {**artifacts, "hyperparameters": [best]},
        {"model": [model], "model_run": [record]},
        {
            "run_fn": f"components.trainer.{family}.run_fn",
            "train_args": "{}",
            "eval_args": "{}",
            "custom_config": json_utils.dumps(config),
        },
    )
    training = json.loads((tmp_path / "run" / "training.json").read_text())
    assert training["tuned"] == tuned
    assert training["settings"] == settings.model_dump(mode="json") | tuned
    assert all(len(values) == tuned.get("rounds", 1) for values in training["curve"].values())
    said = json.loads(next((tmp_path / "model").rglob("cascada.json")).read_text())
    assert said["parameters"].items() >= tuned.items()


@pytest.mark.parametrize(
    ("tuned", "expected"),
    [({"depth": 3}, "depth: Extra inputs"), ({"max_depth": 99}, "less than or equal to 16")],
)
def test_hyperparameters_that_the_family_cannot_take_are_refused(tuned, expected, boosting_settings):
    with pytest.raises(SettingsError, match=expected):
        overlaid(boosting_settings, tuned)
