"""A search comes to the same whoever runs it, and goes on where it stopped."""

import functools
import multiprocessing
import os
import signal
import time

import pytest
from optuna.trial import TrialState

from components.tuner.database import open_storage
from components.tuner.search import best_of, search
from tests.components.tuner import cheap
from tests.components.tuner.conftest import told


@pytest.fixture(scope="module")
def alone(plan, tmp_path_factory):
    """The usual search by one worker."""
    place = str(tmp_path_factory.mktemp("alone") / "studies")
    return search(plan(), "alone", cheap.prepare_bowl, open_storage(place), lambda trials: None)


def test_two_workers_come_to_the_same_trials_as_one(plan, run, alone):
    assert told(run(plan(workers=2), cheap.prepare_bowl)) == told(alone)
    assert len(alone) == 12


def test_tpe_gains_on_the_settings_as_they_stand(plan, alone):
    assert alone[0].params == {"max_depth": 4, "learning_rate": 0.2}
    assert best_of(plan(), alone).values[0] < alone[0].values[0] / 10


def test_a_trial_that_is_worse_than_those_of_earlier_rounds_is_stopped(plan, alone):
    pruned = [trial for trial in alone if trial.state is TrialState.PRUNED]
    assert pruned
    assert all(trial.last_step < plan().steps and trial.values is None for trial in pruned)
    assert all(trial.state is TrialState.COMPLETE for trial in alone[:4])


def test_without_a_pruner_no_trial_is_stopped(plan, run):
    trials = run(plan(pruner="none", trials=8), cheap.prepare_bowl)
    assert all(trial.last_step == plan().steps for trial in trials)


def test_hyperband_stops_trials_and_is_as_repeatable(plan, run):
    first = run(plan(pruner="hyperband", trials=8, workers=2), cheap.prepare_bowl, "first")
    assert any(trial.state is TrialState.PRUNED for trial in first)
    assert told(first) == told(run(plan(pruner="hyperband", trials=8), cheap.prepare_bowl, "second"))


def test_a_finished_study_is_not_run_again(plan, run):
    trials = run(plan(trials=4), cheap.prepare_bowl)
    assert told(run(plan(trials=4), cheap.prepare_broken)) == told(trials)


def test_more_trials_go_on_with_the_study_and_end_as_if_asked_for_at_once(plan, run, alone):
    run(plan(trials=6), cheap.prepare_bowl)
    assert told(run(plan(trials=12), cheap.prepare_bowl)) == told(alone)


def test_a_worker_that_is_killed_takes_nothing_with_it(plan, run, alone, tmp_path):
    deadly = functools.partial(cheap.prepare_deadly, tmp_path, 1)
    trials = run(plan(workers=2), deadly)
    deep = [trial for trial in trials if trial.params["max_depth"] >= 6]
    assert len(list(tmp_path.glob("*-*"))) == len(deep) > 0
    assert told(trials) == told(alone)


def test_a_trial_that_kills_its_process_again_and_again_is_given_up(plan, run, tmp_path):
    trials = run(plan(trials=4), functools.partial(cheap.prepare_deadly, tmp_path, 99))
    given_up = [trial for trial in trials if trial.params["max_depth"] >= 6]
    assert given_up
    assert all("lost 3 times" in trial.user_attrs["reason"] for trial in given_up)
    assert sum(trial.state is TrialState.COMPLETE for trial in trials) == 4 - len(given_up)


def _lead(plan, place):
    search(
        plan, "killed", functools.partial(cheap.prepare_slow, 0.1), open_storage(place), lambda trials: None
    )


def test_a_search_whose_leader_was_killed_goes_on_where_it_stopped(plan, alone, tmp_path):
    place = str(tmp_path / "studies")
    leader = multiprocessing.get_context("spawn").Process(target=_lead, args=(plan(), place))
    leader.start()
    storage = open_storage(place)
    before = _wait_for_some(storage)
    os.kill(leader.pid, signal.SIGKILL)
    leader.join()
    trials = search(plan(), "killed", cheap.prepare_bowl, storage, lambda trials: None)
    assert told(trials) == told(alone)
    kept = {trial.number: trial.datetime_complete for trial in trials}
    assert before
    assert all(kept[trial.number] == trial.datetime_complete for trial in before)
    rows = storage.get_all_trials(storage.get_study_id_from_name("killed"))
    assert not any(row.state in (TrialState.RUNNING, TrialState.WAITING) for row in rows)


def _wait_for_some(storage):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        names = [study.study_name for study in storage.get_all_studies()]
        if "killed" in names:
            rows = storage.get_all_trials(storage.get_study_id_from_name("killed"))
            done = [row for row in rows if row.state is TrialState.COMPLETE]
            if len(done) >= 2:
                return done
        time.sleep(0.02)
    raise AssertionError("no trial was done")


def test_two_leaders_on_one_study_share_it(plan, alone, tmp_path):
    place = str(tmp_path / "studies")
    open_storage(place)
    leader = multiprocessing.get_context("spawn").Process(target=_lead, args=(plan(), place))
    leader.start()
    _wait_for_some(open_storage(place))
    trials = search(
        plan(), "killed", functools.partial(cheap.prepare_slow, 0.1), open_storage(place), lambda trials: None
    )
    leader.join()
    assert leader.exitcode == 0
    assert told(trials) == told(alone)


def test_the_budget_of_time_ends_a_search_after_a_whole_round(plan, run):
    trials = run(plan(seconds=0.3), functools.partial(cheap.prepare_slow, 0.2))
    assert len(trials) == 4


def test_a_trial_that_cannot_be_fails_with_its_reason_and_the_search_goes_on(plan, run):
    trials = run(plan(trials=8), cheap.prepare_fussy)
    failed = [trial for trial in trials if trial.state is TrialState.FAIL]
    assert failed
    assert all("diverged" in trial.user_attrs["reason"] for trial in failed)
    assert all(trial.params["max_depth"] > 4 for trial in failed)
    assert len(trials) == 8


def test_a_mistake_in_the_program_ends_the_search_with_its_traceback(plan, run):
    with pytest.raises(RuntimeError, match="ZeroDivisionError: a mistake"):
        run(plan(), cheap.prepare_broken)


def test_a_grid_is_run_once_and_whole(plan, run):
    space = {
        "max_depth": {"type": "int", "low": 4, "high": 6},
        "learning_rate": {"type": "categorical", "choices": [0.1, 0.2]},
    }
    trials = run(plan(space=space, sampler="grid", trials=50, pruner="none"), cheap.prepare_bowl)
    points = {(t.params["max_depth"], t.params["learning_rate"]) for t in trials}
    assert points == {(depth, rate) for depth in (4, 5, 6) for rate in (0.1, 0.2)}
    assert len(trials) == 6


def test_it_is_told_how_many_are_finished(plan, run):
    counts = []
    run(plan(trials=6), cheap.prepare_bowl, tell=lambda trials: counts.append(len(trials)))
    assert counts == sorted(counts)
    assert counts[-1] == 6
