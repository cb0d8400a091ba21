"""How the items of a checklist stand after a run."""

import dataclasses

import pytest

from components.audit import Approval, Checklist, status
from components.findings import Estimate, Finding, Kind
from components.gates import Gate, Outcome, Verdict

METRICS = {
    "classes": ["proton", "iron"],
    "overall": {"accuracy": 0.55, "recall_proton": 0.5, "recall_iron": 0.7},
    "intervals": {"accuracy": [0.53, 0.57], "recall_iron": [0.66, 0.74]},
    "slices": [
        {"slice": "zenith", "band": "0-30", "metrics": {"accuracy": 0.6}, "intervals": {}},
        {"slice": "zenith", "band": "30-60", "metrics": {"accuracy": 0.4}, "intervals": {}},
        {"slice": "energy", "band": "1-10", "metrics": {"accuracy": 0.1}, "intervals": {}},
    ],
    "gaps": [
        {
            "slice": "zenith",
            "metric": "accuracy",
            "value": 0.2,
            "interval": [0.15, 0.25],
            "highest": "0-30",
            "lowest": "30-60",
        }
    ],
}
PROBES = {
    "samples": [
        {
            "sample": "ageing",
            "shift": {"proton": {"value": -0.01, "error": 0.01}, "iron": {"value": 0.08, "error": 0.02}},
            "largest_shift": {"class": "iron", "value": 0.08, "error": 0.02},
        },
        {"sample": "unseen", "primary": "oxygen", "ln_a_bias": {"value": -0.6, "error": 0.05}},
    ]
}


def gate(metric, place="", outcome=Outcome.PASSED):
    return Gate("name", "compared", 0.5, 0.4, outcome, "sentence", metric, place)


def finding(feature, value, outcome=Outcome.PASSED):
    estimate = Estimate(value, value - 0.01, value + 0.01, None)
    return Finding(Kind.DRIFT, "train", feature, "span 1", "distance", estimate, 0.05, outcome, feature)


def standing(*evidence, **given):
    content = {"id": "a", "fear": "f", "shown_by": evidence, "control": "c", "sign": "physics"}
    given = {"metrics": METRICS, "probes": PROBES, **given}
    (found,) = status(Checklist.model_validate({"items": [content]}), **given)
    return found


def verdict(*gates):
    return [Verdict("Evaluator", gates)]


def test_a_metric_is_shown_with_its_interval_and_the_gates_on_it():
    watched = gate("accuracy")
    found = standing({"metric": "accuracy"}, verdicts=verdict(watched, gate("accuracy", "zenith|0-30")))
    (reading,) = found.readings
    assert (reading.words, reading.value, reading.interval) == ("accuracy", 0.55, (0.53, 0.57))
    assert reading.gates == (watched,)
    assert found.outcome is Outcome.PASSED


def test_a_metric_of_classes_is_shown_for_each_unless_one_is_named():
    assert [one.words for one in standing({"metric": "recall"}).readings] == [
        "recall of proton",
        "recall of iron",
    ]
    (reading,) = standing({"metric": "recall", "class": "iron"}).readings
    assert reading.value == 0.7


def test_a_slice_is_shown_band_by_band_with_the_gap_between_them():
    failed = verdict(
        gate("accuracy", "zenith|30-60", Outcome.FAILED), gate("accuracy", "zenith|"), gate("accuracy")
    )
    found = standing({"metric": "accuracy", "slice": "zenith"}, verdicts=failed)
    assert [(one.value, one.outcome) for one in found.readings] == [
        (0.6, Outcome.NOT_COMPARED),
        (0.4, Outcome.FAILED),
        (0.2, Outcome.PASSED),
    ]
    assert found.readings[2].words == "accuracy in zenith, gap between 30-60 and 0-30"
    assert found.outcome is Outcome.FAILED


def test_one_band_can_be_named():
    (reading,) = standing({"metric": "accuracy", "slice": "zenith", "band": "0-30"}).readings
    assert reading.words == "accuracy in zenith 0-30"


def test_what_no_gate_watches_is_not_compared_and_never_passed():
    assert standing({"metric": "accuracy"}).outcome is Outcome.NOT_COMPARED


def test_a_finding_is_shown_by_the_one_nearest_its_limit_and_a_failure_goes_first():
    near, far = finding("zenith", 0.04), finding("energy", 0.01)
    found = standing({"finding": "drift"}, findings=[far, near])
    assert found.readings[0].sentence == "zenith"
    assert found.outcome is Outcome.PASSED
    failed = finding("energy", 0.01, Outcome.FAILED)
    found = standing({"finding": "drift"}, findings=[near, failed])
    assert found.readings[0].sentence == "energy"
    assert found.outcome is Outcome.FAILED


def test_a_finding_of_one_feature_leaves_the_others_out():
    both = [finding("zenith", 0.01), finding("energy", 0.9, Outcome.FAILED)]
    found = standing({"finding": "drift", "feature": "zenith"}, findings=both)
    assert found.outcome is Outcome.PASSED
    assert found.readings[0].words == "drift of zenith"


def test_a_failure_that_a_person_allowed_says_so_and_is_still_a_failure():
    allowed = dataclasses.replace(finding("zenith", 0.9, Outcome.FAILED), allowed="the array grew")
    found = standing({"finding": "drift"}, findings=[allowed])
    assert found.readings[0].sentence.endswith("allowed: the array grew")
    assert found.outcome is Outcome.FAILED


def test_a_probe_shows_how_a_fraction_shifts_and_without_a_class_where_most():
    (proton,) = standing({"probe": "ageing", "class": "proton"}).readings
    assert proton.value == -0.01
    (largest,) = standing({"probe": "ageing"}).readings
    assert largest.words == "shift of the predicted fraction of iron in the probe ageing"
    assert largest.interval == pytest.approx((0.0408, 0.1192))


def test_an_unseen_primary_shows_the_bias_of_its_mass():
    (reading,) = standing({"probe": "unseen"}).readings
    assert (reading.words, reading.value) == ("bias of ln A of oxygen in the probe unseen", -0.6)


@pytest.mark.parametrize(
    "evidence",
    [{"metric": "merit", "separation": "a_b"}, {"finding": "drift"}, {"probe": "ageing"}, {"metric": "auc"}],
)
def test_what_a_run_has_not_measured_is_shown_as_that(evidence):
    found = standing(evidence, metrics=None, probes=None)
    assert [one.sentence for one in found.readings] == ["not measured in this run"]
    assert found.outcome is Outcome.NOT_COMPARED


def test_an_item_shows_the_sign_offs_in_its_role():
    one = Approval(content="c", by="M. Curie", role="physics", reason="seen", time="2026-01-31T00:00:00Z")
    other = one.model_copy(update={"role": "operations"})
    assert standing({"metric": "accuracy"}, approvals=[one, other]).signed == (one,)
