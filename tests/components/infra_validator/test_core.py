"""A model is refused, with the reason, whatever way its server dies; and a sound one is not."""

import shutil

import pytest

from components.errors import DataError
from components.gates import Outcome
from components.infra_validator.core import CHECKS, validate


def outcomes(verdict):
    return {gate.name: gate.outcome for gate in verdict.gates}


def test_a_sound_model_is_served_by_a_clean_process(sound_model, split, limits):
    verdict = validate(sound_model, split, limits, "InfraValidator")
    assert verdict.passed
    assert set(outcomes(verdict)) == {"serves", *CHECKS, "ends"}


def test_a_model_that_crashes_its_server_is_refused_and_the_rest_is_not_compared(make_model, split, limits):
    verdict = validate(make_model("crash"), split, limits, "InfraValidator")
    (gate,) = verdict.failed
    assert gate.name == "singles_equal_batch"
    assert "signal SIGABRT" in gate.sentence
    assert "a kernel gave up" in gate.sentence
    found = outcomes(verdict)
    assert found["equals_trainer"] is Outcome.PASSED
    assert found["memory"] is Outcome.NOT_COMPARED


def test_a_model_that_eats_memory_is_stopped(make_model, split, limits):
    tight = limits.model_copy(update={"max_memory_megabytes": 900})
    verdict = validate(make_model("memory"), split, tight, "InfraValidator")
    assert "took more than 900 MB of memory and was stopped" in verdict.failed[0].sentence


@pytest.mark.parametrize("file", ["cascada.json", "expected.parquet"])
def test_a_model_that_does_not_describe_itself_is_refused(sound_model, split, limits, tmp_path, file):
    shutil.copytree(sound_model, tmp_path / "model")
    (tmp_path / "model" / "assets.extra" / file).unlink()
    verdict = validate(tmp_path / "model", split, limits, "InfraValidator")
    assert f"no assets.extra/{file}" in verdict.failed[0].sentence


def test_without_examples_nothing_can_be_said(sound_model, limits, tmp_path):
    with pytest.raises(DataError, match="no examples"):
        validate(sound_model, tmp_path, limits, "InfraValidator")
