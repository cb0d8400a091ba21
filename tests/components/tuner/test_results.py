"""What a search leaves says everything about it, and is the same for the same search."""

import io
import json
import xml.etree.ElementTree

import numpy as np
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from optuna.trial import TrialState

from components.errors import ModelError
from components.tuner.data import thinned
from components.tuner.database import open_storage
from components.tuner.objective import Trained, scores
from components.tuner.proposals import frozen, propose
from components.tuner.results import importance, table, write_results
from components.tuner.search import best_of, search
from components.tuner.words import ProgressLine
from tests.components.tuner import cheap


@pytest.fixture(scope="module")
def searched(plan, tmp_path_factory):
    place = str(tmp_path_factory.mktemp("searched") / "studies")
    return search(plan(), "study", cheap.prepare_bowl, open_storage(place), lambda trials: None)


@pytest.fixture(scope="module")
def written(plan, searched, tmp_path_factory):
    folder = tmp_path_factory.mktemp("written")
    write_results(plan(), "study", searched, f"{folder}/best", f"{folder}/results")
    return folder


def test_the_best_settings_stand_alone_in_their_folder_as_tfx_wants_it(written, plan, searched):
    (file,) = (written / "best").iterdir()
    assert json.loads(file.read_text()) == plan().searched.decode(best_of(plan(), searched).params)


def test_the_table_has_a_row_for_each_trial(written, searched):
    rows = pq.read_table(written / "results" / "trials.parquet")
    assert rows["trial"].to_pylist() == list(range(12))
    assert rows["state"].to_pylist() == [trial.state.name.lower() for trial in searched]
    assert rows["max_depth"].to_pylist() == [trial.params["max_depth"] for trial in searched]
    text = pyarrow.csv.read_csv(io.BytesIO((written / "results" / "trials.csv").read_bytes()))
    assert text.column_names == rows.column_names
    assert text["loss"].to_pylist() == rows["loss"].to_pylist()


def test_the_summary_names_the_study_the_best_and_what_mattered(written, searched, plan):
    summary = json.loads((written / "results" / "study.json").read_text())
    best = best_of(plan(), searched)
    assert summary["best"]["objectives"] == {"loss": best.value}
    assert searched[summary["best"]["trial"]] is best
    assert set(summary["importance"]) == {"max_depth", "learning_rate"}
    assert sum(summary["importance"].values()) == pytest.approx(1)
    assert sum(summary["trials"].values()) == 12


def test_the_setting_that_decides_is_the_most_important(plan):
    parameters = propose(plan(sampler="random", batch=60), [])
    trials = [
        frozen(plan(), p, TrialState.COMPLETE, value=float((p["max_depth"] - 5) ** 2)) for p in parameters
    ]
    found = importance(plan(), trials)
    assert found["max_depth"] > 0.8 > found["learning_rate"]


def test_tfx_s_own_table_has_complete_trials_the_best_first(written, plan, searched):
    records = json.loads((written / "results" / "tuner_results.json").read_text())
    assert records[0]["score"] == best_of(plan(), searched).value
    assert [record["score"] for record in records] == sorted(record["score"] for record in records)


def test_the_plot_is_an_svg_with_history_and_importance_and_always_the_same(
    written, plan, searched, tmp_path
):
    svg = (written / "results" / "study.svg").read_text()
    xml.etree.ElementTree.fromstring(svg)
    for words in ("least so far", "pruned", "max_depth", "loss, eval split"):
        assert words in svg
    write_results(plan(), "study", searched, f"{tmp_path}/best", f"{tmp_path}/results")
    assert (tmp_path / "results" / "study.svg").read_text() == svg


def test_few_trials_are_drawn_without_importance(plan, searched, tmp_path):
    write_results(plan(trials=3), "study", searched[:3], f"{tmp_path}/best", f"{tmp_path}/results")
    assert "max_depth" not in (tmp_path / "results" / "study.svg").read_text()


def test_where_no_trial_was_complete_the_reason_is_told(plan, tmp_path, run):
    space = {"max_depth": {"type": "int", "low": 6, "high": 8}}
    trials = run(plan(space=space, trials=4), cheap.prepare_fussy)
    assert table(plan(space=space), trials)["reason"].to_pylist() == ["bowl: the training diverged"] * 4
    with pytest.raises(ModelError, match="no trial was complete: bowl: the training diverged"):
        write_results(plan(space=space), "study", trials, f"{tmp_path}/best", f"{tmp_path}/results")


def test_the_line_says_how_far_it_is_and_the_best_so_far(plan, searched):
    line = ProgressLine(plan()).line(searched)
    best = best_of(plan(), searched)
    assert line.startswith("gradient boosting: 12 of 12 trials (")
    assert f"max_depth={best.params['max_depth']}" in line
    assert f"best loss {best.value:.5g}" in line


def test_scores_are_as_worked_by_hand():
    probabilities = np.array([[0.5, 0.5], [0.25, 0.75]], np.float32)
    found = scores(Trained(probabilities, 7), np.array([0, 0]), ["loss", "error", "size"])
    assert found == pytest.approx([np.log(8) / 2, 0.5, 7])


def test_a_thinned_split_is_a_part_of_it_in_its_order(splits):
    part = thinned(splits["train"], 100, seed=3)
    places = [np.flatnonzero((splits["train"].inputs == row).all(axis=1))[0] for row in part.inputs]
    assert len(places) == 100
    assert places == sorted(places)
    assert thinned(splits["train"], None, seed=3) is splits["train"]
