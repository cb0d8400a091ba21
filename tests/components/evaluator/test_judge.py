"""How rules become gates."""

import pytest

from components.evaluator.judge import judge
from components.evaluator.measured import Band, Figures, Measured
from components.evaluator.plan_file import parse_plan
from components.gates import Outcome

CLASSES = ("photon", "proton", "iron")


def review(accuracy=0.9, examples=1000, baseline=None, reason="", **more):
    support = {"support_photon": 0.0, "support_proton": 5.0, "support_iron": 300.0}
    metrics = {"accuracy": accuracy, "recall_iron": 0.8, **support, **more}
    bands = {"0-20": (40, 0.2), "20-40": (500, 0.7), "40-60": (300, 0.65), "outside": (400, 0.1)}
    zenith = [
        Band("zenith", name, count, Figures({"accuracy": value}), ("zenith",), (name,))
        for name, (count, value) in bands.items()
    ]
    before = Figures(metrics | baseline) if baseline else None
    return Measured(
        Band("", "", examples, Figures(metrics), baseline=before), tuple(zenith), baseline_reason=reason
    )


@pytest.fixture
def gates(dataset):
    """Gates of some rules, by name."""

    def of(*rules, measured=None):
        text = (
            "{slices: [{feature: zenith, edges: [0, 20, 40, 60]}], minimum_examples: 100, "
            "separations: [{name: far, signal: [iron], background: [proton]}, "
            "{name: near, signal: [proton], background: [photon]}], mass_numbers: {iron: 56}, "
            f"gates: [{', '.join(rules)}]}}"
        )
        found = judge(parse_plan(text, dataset), CLASSES, measured or review(reason="there is none"))
        return {gate.name: gate for gate in found}

    return of


def test_a_value_on_its_limit_passes(gates):
    found = gates("{metric: accuracy, at_least: 0.9, at_most: 0.9}")
    assert {gate.outcome for gate in found.values()} == {Outcome.PASSED}


def test_a_value_below_its_limit_fails_in_words(gates):
    gate = gates("{metric: accuracy, at_least: 0.95}")["accuracy>=0.95"]
    assert (gate.outcome, gate.measured, gate.threshold) == (Outcome.FAILED, 0.9, 0.95)
    assert gate.sentence == "accuracy is 0.9000, and must be at least 0.95"


def test_a_value_that_is_too_good_fails_and_says_why(gates):
    rule = "{metric: accuracy, at_most: 0.995, because: look for a leak}"
    gate = gates(rule, measured=review(accuracy=0.999))["accuracy<=0.995"]
    assert gate.outcome is Outcome.FAILED
    assert gate.sentence.endswith("at most 0.995 (look for a leak)")


def test_a_rule_without_a_class_or_a_band_holds_for_each(gates):
    found = gates("{metric: recall, at_least: 0.5}", "{metric: accuracy, slice: zenith, at_least: 0.5}")
    assert list(found) == [
        *(f"recall[{name}]>=0.5" for name in CLASSES),
        "accuracy[zenith 0-20]>=0.5",
        "accuracy[zenith 20-40]>=0.5",
        "accuracy[zenith 40-60]>=0.5",
    ]


def test_too_few_examples_are_not_compared(gates):
    found = gates("{metric: accuracy, slice: zenith, at_least: 0.5}", "{metric: recall, at_least: 0.5}")
    assert found["accuracy[zenith 0-20]>=0.5"].outcome is Outcome.NOT_COMPARED
    assert found["recall[proton]>=0.5"].outcome is Outcome.NOT_COMPARED
    assert "5 examples, fewer than 100" in found["recall[proton]>=0.5"].sentence
    assert found["recall[iron]>=0.5"].outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("before", "outcome"), [(0.91, Outcome.PASSED), (0.9101, Outcome.FAILED), (0.5, Outcome.PASSED)]
)
def test_a_change_is_held_against_the_baseline(gates, before, outcome):
    found = gates("{metric: accuracy, may_fall: 0.01}", measured=review(baseline={"accuracy": before}))
    gate = found["accuracy change>=-0.01"]
    assert gate.outcome is outcome
    assert gate.measured == pytest.approx(0.9 - before)


def test_a_rise_is_held_against_the_baseline(gates):
    found = gates(
        "{metric: calibration_error, may_rise: 0.01}",
        measured=review(calibration_error=0.05, baseline={"calibration_error": 0.03}),
    )
    gate = found["calibration_error change<=0.01"]
    assert gate.outcome is Outcome.FAILED
    assert gate.sentence == "calibration error is 0.0500 after 0.0300, and may rise by 0.01"


def test_without_a_baseline_a_change_is_not_compared_and_says_why(gates):
    measured = review(reason="it was damaged")
    gate = gates("{metric: accuracy, may_fall: 0.01}", measured=measured)["accuracy change>=-0.01"]
    assert gate.outcome is Outcome.NOT_COMPARED
    assert gate.sentence == "accuracy was not compared: it was damaged"


def test_a_review_in_which_nothing_could_be_compared_fails(gates):
    found = gates("{metric: accuracy, at_least: 0.5}", measured=review(examples=99))
    assert found["accuracy>=0.5"].outcome is Outcome.NOT_COMPARED
    assert found["compared"].outcome is Outcome.FAILED


FAR = {"signal_far": 300.0, "background_far": 200.0, "auc_far": 0.97, "merit_far": 1.5}
NEAR = {"signal_near": 5.0, "background_near": 400.0, "auc_near": 0.7}


def test_an_area_above_its_band_is_a_suspected_leak(gates):
    rules = (
        "{metric: auc, separation: far, at_least: 0.9, because: too weak}",
        "{metric: auc, separation: far, at_most: 0.96, because: a suspected leak}",
    )
    found = gates(*rules, measured=review(**FAR))
    assert found["auc[far]>=0.9"].outcome is Outcome.PASSED
    leak = found["auc[far]<=0.96"]
    assert leak.outcome is Outcome.FAILED
    assert leak.sentence == "AUC of far is 0.9700, and must be at most 0.96 (a suspected leak)"


def test_an_area_of_a_class_is_not_one_of_a_separation(gates):
    found = gates("{metric: auc, at_least: 0.5}", measured=review(auc_iron=0.9, **FAR))
    assert list(found) == [f"auc[{name}]>=0.5" for name in CLASSES]
    assert found["auc[iron]>=0.5"].outcome is Outcome.PASSED


def test_a_rule_without_a_separation_holds_for_each_and_counts_the_smaller_side(gates):
    found = gates("{metric: merit, at_least: 1}", measured=review(**FAR, **NEAR, merit_near=0.5))
    assert found["merit[far]>=1"].outcome is Outcome.PASSED
    assert found["merit[near]>=1"].outcome is Outcome.NOT_COMPARED
    assert "5 examples, fewer than 100" in found["merit[near]>=1"].sentence


def test_the_bias_of_ln_a_may_be_off_to_either_side_and_rests_on_nuclei(gates):
    rule = "{metric: ln_a_bias, at_least: -0.3, at_most: 0.3}"
    found = gates(rule, measured=review(ln_a_bias=-0.4, ln_a_examples=700.0))
    assert found["ln_a_bias>=-0.3"].outcome is Outcome.FAILED
    assert found["ln_a_bias>=-0.3"].sentence == "ln A bias is -0.4000, and must be at least -0.3"
    assert found["ln_a_bias<=0.3"].outcome is Outcome.PASSED
    few = gates(rule, measured=review(ln_a_bias=-0.4, ln_a_examples=7.0))
    assert few["ln_a_bias>=-0.3"].outcome is Outcome.NOT_COMPARED


def test_a_predicted_fraction_rests_on_all_examples(gates):
    rule = "{metric: predicted_fraction, class: proton, at_most: 0.3}"
    gate = gates(rule, measured=review(predicted_fraction_proton=0.4))["predicted_fraction[proton]<=0.3"]
    assert gate.outcome is Outcome.FAILED


def test_what_is_undefined_is_not_compared(gates):
    gate = gates("{metric: rejection, separation: far, at_least: 0.9}", measured=review(**FAR))
    assert gate["rejection[far]>=0.9"].outcome is Outcome.NOT_COMPARED
    assert gate["rejection[far]>=0.9"].sentence.endswith("it is undefined")


def test_a_gap_is_between_the_bands_with_enough_examples(gates):
    rule = "{metric: accuracy, slice: zenith, largest_gap: LIMIT, because: bands are left behind}"
    gate = gates(rule.replace("LIMIT", "0.05"))["gap accuracy[zenith]<=0.05"]
    assert (gate.outcome, gate.measured, gate.threshold) == (Outcome.PASSED, pytest.approx(0.05), 0.05)
    gate = gates(rule.replace("LIMIT", "0.04"))["gap accuracy[zenith]<=0.04"]
    assert gate.outcome is Outcome.FAILED
    assert gate.sentence == (
        "accuracy differs by 0.0500 between zenith 20-40 (0.7000) and 40-60 (0.6500), and may differ by 0.04 "
        "(bands are left behind)"
    )


def test_a_rule_may_ask_for_more_or_fewer_examples_than_the_plan(gates):
    found = gates(
        "{metric: accuracy, slice: zenith, largest_gap: 0.3, minimum_examples: 20}",
        "{metric: accuracy, at_least: 0.5, minimum_examples: 2000}",
        "{metric: recall, class: proton, at_least: 0.5, minimum_examples: 5}",
    )
    assert found["gap accuracy[zenith]<=0.3"].measured == pytest.approx(0.5)
    assert "1000 examples, fewer than 2000" in found["accuracy>=0.5"].sentence
    assert found["recall[proton]>=0.5"].sentence.endswith("it is undefined")


def test_a_gap_between_fewer_than_two_bands_is_not_compared(gates):
    rule = "{metric: accuracy, slice: zenith, largest_gap: 0.3, minimum_examples: 400}"
    gate = gates(rule)["gap accuracy[zenith]<=0.3"]
    assert gate.outcome is Outcome.NOT_COMPARED
    assert gate.sentence == (
        "accuracy between the bands of zenith was not compared: 1 of them with 400 examples or more, "
        "fewer than two"
    )


def test_a_gate_says_what_it_is_of_and_where(gates):
    found = gates(
        "{metric: recall, class: iron, at_least: 0.5}",
        "{metric: accuracy, slice: zenith, band: 20-40, at_least: 0.5}",
        "{metric: recall, class: iron, slice: zenith, largest_gap: 0.1}",
    )
    assert [(gate.metric, gate.place) for gate in found.values()] == [
        ("recall_iron", ""),
        ("accuracy", "zenith|20-40"),
        ("recall_iron", "zenith|"),
    ]
