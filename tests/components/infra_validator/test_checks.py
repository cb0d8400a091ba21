"""A sound model passes every check; each defect fails the check that is made for it, with a sentence."""

import pytest

from components.gates import Outcome
from components.infra_validator.core import CHECKS, examine


@pytest.fixture
def gates(make_model, server, requests, limits):
    """Examines a model with a defect; gates by name."""

    def examine_model(defect="", **changed):
        settings = limits.model_copy(update=changed)
        return {gate.name: gate for gate in examine(server, make_model(defect), requests, settings)}

    return examine_model


def failed(gates):
    return {name for name, gate in gates.items() if gate.outcome is Outcome.FAILED}


def test_a_sound_model_passes_every_check(gates):
    found = gates()
    assert set(found) == {"serves", *CHECKS}
    assert {gate.outcome for gate in found.values()} == {Outcome.PASSED}
    assert found["equals_trainer"].measured < 1e-6
    assert found["serving_default_latency"].measured > 0


@pytest.mark.parametrize(
    ("defect", "wanted"),
    [
        ("class order", {"class_order"}),
        ("label", {"label_is_argmax"}),
        ("sums", {"sums_to_one", "equals_trainer"}),
        ("drift", {"equals_trainer"}),
        ("batch", {"equals_trainer", "singles_equal_batch"}),
        ("garbage accepted", {"refuses_garbage"}),
        ("no score", {"signatures", "equals_trainer"}),
    ],
)
def test_a_defect_fails_its_check(gates, defect, wanted):
    assert failed(gates(defect)) == wanted


def test_a_value_that_is_not_a_number_fails_every_comparison_it_is_in(gates):
    found = gates("not a number")
    assert {"finite", "sums_to_one", "equals_trainer", "examples_equal_columns"} <= failed(found)
    assert "serving_default.probabilities" in found["finite"].sentence
    assert found["sums_to_one"].measured is None


def test_a_missing_signature_is_named(gates):
    found = gates("signature")
    assert (
        "predict takes nothing where muons: float32, zenith: float32 was agreed"
        in found["signatures"].sentence
    )
    assert "equals_trainer" in failed(found)


def test_a_slow_model_fails_on_latency_alone(gates):
    found = gates("slow", max_p99_milliseconds=3.0)
    assert failed(found) == {"serving_default_latency", "predict_latency"}
    assert "(allowed: 3 ms)" in found["predict_latency"].sentence


def test_memory_above_the_limit_fails(gates):
    assert failed(gates(max_memory_megabytes=100)) == {"memory"}


def test_a_model_that_cannot_be_loaded_is_refused_and_nothing_else_is_compared(
    server, requests, limits, tmp_path
):
    (tmp_path / "saved_model.pb").write_bytes(b"nothing")
    first, *rest = examine(server, tmp_path, requests, limits)
    assert (first.name, first.outcome) == ("serves", Outcome.FAILED)
    assert "Cannot parse file" in first.sentence
    assert {gate.outcome for gate in rest} == {Outcome.NOT_COMPARED}
