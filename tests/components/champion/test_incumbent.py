"""The last champion stays unless it is replaced by the margin asked for."""

import json

import pytest

from components.champion.choice import to_json
from components.champion.incumbent import Incumbent, read_incumbent
from components.errors import GateError
from components.gates import Outcome


@pytest.fixture
def challenged(candidates, predicted, hold):
    """The better of two candidates with 60 errors or more, against a champion with so many."""

    def run(errors, **changes):
        old = predicted(0, 0, errors)[2]
        return hold(candidates(60, 300), incumbent=Incumbent(old), **changes)

    return run


def gate(held):
    return held.verdict.gates[1]


def test_a_better_one_replaces_it(challenged):
    held = challenged(200)
    assert gate(held).outcome is Outcome.PASSED
    assert "replaces the last champion: accuracy 0.9700 against its 0.9000" in held.sentence
    assert held.verdict.passed


def test_without_a_margin_a_tie_is_enough(challenged):
    assert gate(challenged(55)).outcome is Outcome.PASSED


def test_one_that_is_worse_by_more_than_the_noise_does_not(challenged, tmp_path):
    held = challenged(10)
    with pytest.raises(GateError, match=r"the last champion stays: accuracy 0\.9700 against its 0\.9950"):
        held.verdict.enforce(str(tmp_path / "Champion" / "choice" / "7"), "")


@pytest.mark.parametrize(("errors", "outcome"), [(62, "failed"), (110, "failed"), (130, "passed")])
def test_a_margin_asks_for_that_lead_beyond_the_noise(challenged, errors, outcome):
    held = challenged(errors, margin=0.03)
    assert gate(held).outcome == outcome
    assert gate(held).threshold == 0.03


def test_null_lets_every_winner_replace_it_and_says_so(challenged):
    held = challenged(10, margin=None)
    assert gate(held).outcome is Outcome.NOT_COMPARED
    assert "champion.margin is null" in gate(held).sentence
    assert held.verdict.passed


def test_the_first_champion_replaces_nobody_and_says_so(candidates, hold):
    held = hold(candidates(60, 300))
    assert gate(held).outcome is Outcome.NOT_COMPARED
    assert held.sentence.endswith("not compared with a last champion: there is no champion yet")
    assert json.loads(to_json(held))["incumbent"]["outcome"] == "not compared"


def test_its_predictions_stand_beside_those_of_the_candidate(predicted):
    new, old = predicted(60, 200)
    both = new
    for name in ("p_photon", "p_proton", "p_iron"):
        both = both.append_column(f"baseline_{name}", old[name])
    assert read_incumbent(both).predictions.equals(
        old.select(["id", "group", "label", "p_photon", "p_proton", "p_iron"])
    )


def test_without_its_predictions_it_is_not_compared_and_the_reason_is_given(candidates, predicted, hold):
    found = read_incumbent(predicted(60)[0])
    held = hold(candidates(60, 300), incumbent=found)
    assert gate(held).outcome is Outcome.NOT_COMPARED
    assert "the Evaluator could not use the last champion on these showers" in held.sentence


def test_the_comparison_is_in_the_choice(challenged):
    body = json.loads(to_json(challenged(200)))["incumbent"]
    assert body["outcome"] == "passed"
    assert body["value"] == pytest.approx(0.9)
    value, low, high = body["lead"]
    assert value == pytest.approx(0.07)
    assert 0 < low < 0.07 < high
