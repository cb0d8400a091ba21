"""A study is searched again when data or space change, and not for less."""

import pytest

SAME = {"trials": 99, "seconds": 5.0, "workers": 7, "slack": 0.5}
OTHER = {
    "space": {"max_depth": {"type": "int", "low": 2, "high": 9}},
    "sampler": "random",
    "pruner": "none",
    "batch": 8,
    "seed": 2,
    "version": 2,
    "threads": 2,
}


@pytest.mark.parametrize("name", SAME)
def test_how_far_a_search_goes_does_not_make_another_study(name, plan):
    assert plan(**{name: SAME[name]}).study("data") == plan().study("data")


@pytest.mark.parametrize("name", OTHER)
def test_what_trials_follow_from_makes_another_study(name, plan):
    assert plan(**{name: OTHER[name]}).study("data") != plan().study("data")


def test_other_data_or_other_settings_make_another_study(plan):
    assert plan().study("data") != plan().study("other")
    assert plan().study("data") != plan(rounds=10).study("data")


def test_every_trial_has_a_seed_of_its_own_that_all_libraries_take(plan):
    seeds = [plan().seed_of(number, 1) for number in range(1000)]
    assert len(set(seeds)) == 1000
    assert all(0 <= seed < 2**30 for seed in seeds)


def test_the_longest_training_is_that_of_the_space_or_of_the_settings(plan):
    assert plan(rounds=60).steps == 60
    assert plan(rounds=60).every == 3
    assert plan(space={"rounds": {"type": "int", "low": 10, "high": 200}}).steps == 200
