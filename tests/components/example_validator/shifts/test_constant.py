"""Inputs with a single value."""

import numpy as np
import pytest
import tensorflow_data_validation as tfdv

from components.example_validator.shifts.constant import constant_features
from components.gates import Outcome
from components.statistics_gen.core import statistics_of


@pytest.fixture(scope="module")
def frame(make_showers):
    return make_showers(groups=60, seed=7).to_pandas()


def judged(frame, dataset, **more):
    return constant_features(tfdv.generate_statistics_from_dataframe(frame), dataset, split="train", **more)


def test_inputs_that_vary_pass(frame, ground):
    (finding,) = judged(frame, ground)
    assert finding.outcome is Outcome.PASSED


def test_an_input_that_is_stuck_fails_by_name(frame, ground):
    (finding,) = judged(frame.assign(zenith=np.float32(38)), ground)
    assert (finding.outcome, finding.feature) == (Outcome.FAILED, "zenith")
    assert finding.sentence == "train: zenith is 38 in every row"


def test_an_input_that_is_zero_everywhere_is_stuck_too(frame, ground):
    found = judged(frame.assign(zenith=np.float32(0), energy=np.float32(1)), ground)
    assert [finding.feature for finding in found] == ["zenith", "energy"]


def test_one_other_value_is_enough(frame, ground):
    frame = frame.assign(zenith=np.float32(38))
    frame.loc[5, "zenith"] = 38.1
    assert [finding.outcome for finding in judged(frame, ground)] == [Outcome.PASSED]


def test_what_no_model_sees_may_be_constant(frame, ground):
    assert [f.outcome for f in judged(frame.assign(xmax=np.float32(700)), ground)] == [Outcome.PASSED]


def test_an_input_without_values_is_a_matter_of_the_schema(frame, ground):
    assert [f.outcome for f in judged(frame.drop(columns=["energy"]), ground)] == [Outcome.PASSED]


def test_the_statistics_of_a_split_serve(examples, ground):
    found = constant_features(statistics_of(f"{examples}/Split-train"), ground)
    assert [finding.outcome for finding in found] == [Outcome.PASSED]


def test_of_few_rows_nothing_is_said(frame, ground):
    (finding,) = judged(frame.iloc[:1], ground)
    assert finding.outcome is Outcome.NOT_COMPARED
    (finding,) = judged(frame.iloc[:100], ground, minimum_examples=200)
    assert finding.outcome is Outcome.NOT_COMPARED
