"""What a round proposes follows from the plan and the rounds before; which trial is the best, from all."""

import pytest
from optuna.trial import TrialState

from components.tuner.proposals import frozen, propose
from components.tuner.search import best_of


@pytest.fixture
def rounds(plan):
    """Runs rounds without workers, by a function of Optuna's parameters."""

    def run(value, count=2, **changes):
        made = plan(**changes)
        history = []
        for _ in range(count):
            proposed = propose(made, history)
            history += [frozen(made, p, TrialState.COMPLETE, values=value(p)) for p in proposed]
        return history

    return run


def bowl(parameters):
    return [float((parameters["max_depth"] - 5) ** 2)]


def flat(parameters):
    return [1.0]


def settings(trials):
    return [trial.params for trial in trials]


@pytest.mark.parametrize("sampler", ["tpe", "random"])
def test_the_first_trial_is_the_settings_as_they_stand(rounds, sampler):
    first, *others = settings(rounds(flat, sampler=sampler))
    assert first == {"max_depth": 4, "learning_rate": 0.2}
    assert first not in others


def test_settings_outside_the_space_are_no_trial(rounds):
    space = {"max_depth": {"type": "int", "low": 5, "high": 8}}
    assert all(trial.params["max_depth"] >= 5 for trial in rounds(flat, space=space))


@pytest.mark.parametrize("sampler", ["tpe", "random"])
def test_the_same_seed_proposes_the_same_and_another_seed_does_not(rounds, sampler):
    assert settings(rounds(bowl, sampler=sampler)) == settings(rounds(bowl, sampler=sampler))
    assert settings(rounds(bowl, sampler=sampler, seed=2))[1:] != settings(rounds(bowl, sampler=sampler))[1:]


def test_tpe_learns_from_earlier_rounds_and_random_does_not(rounds):
    assert settings(rounds(bowl, 4)) != settings(rounds(flat, 4))
    assert settings(rounds(bowl, 4, sampler="random")) == settings(rounds(flat, 4, sampler="random"))


def test_tpe_comes_closer_than_chance(rounds):
    def late(sampler):
        trials = [t for seed in range(5) for t in rounds(bowl, 8, sampler=sampler, seed=seed)[16:]]
        return sum(trial.value for trial in trials) / len(trials)

    assert late("tpe") < 0.8 * late("random")


def test_of_several_objectives_the_first_may_be_given_up_by_the_slack(plan, rounds):
    options = {"objectives": ["loss", "size"], "pruner": "none"}
    trials = rounds(lambda p: [10 - p["max_depth"] / 100, float(p["max_depth"])], **options)
    depths = [trial.params["max_depth"] for trial in trials]
    assert best_of(plan(**options), trials).params["max_depth"] == max(depths)
    assert best_of(plan(**options, slack=0.1), trials).params["max_depth"] == min(depths) < max(depths)


def test_of_equals_the_earlier_is_the_best(plan, rounds):
    trials = rounds(flat)
    assert best_of(plan(), trials) is trials[0]


def test_without_a_complete_trial_none_is_the_best(plan):
    assert best_of(plan(), []) is None
