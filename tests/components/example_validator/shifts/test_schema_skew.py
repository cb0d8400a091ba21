"""Serving data of another type, presence or shape than the schema of serving says."""

import numpy as np
import pandas as pd
import pytest
import tensorflow_data_validation as tfdv

from components.example_validator.shifts.schema_skew import schema_skew
from components.gates import Outcome
from components.showers.schema import schema_of

EXTRA = ("primary", "shower_group", "xmax", "first_interaction")


@pytest.fixture(scope="module")
def schema(ground):
    """The schema that the registry implies, where serving data need no label, group or truth."""
    made = schema_of(ground)
    for name in ("TRAINING", "SERVING"):
        if name not in made.default_environment:
            made.default_environment.append(name)
    for feature in made.feature:
        if feature.name in EXTRA and "SERVING" not in feature.not_in_environment:
            feature.not_in_environment.append("SERVING")
    return made


@pytest.fixture(scope="module")
def frame(make_showers):
    return make_showers(groups=100, seed=4).to_pandas()


@pytest.fixture
def judge(schema, ground):
    def run(frame: pd.DataFrame, **more):
        return schema_skew(tfdv.generate_statistics_from_dataframe(frame), schema, ground, **more)

    return run


def test_measured_events_agree_with_the_schema_of_serving(judge, frame):
    (finding,) = judge(frame.drop(columns=list(EXTRA)))
    assert finding.outcome is Outcome.PASSED
    assert finding.name == "schema skew:serving"


def test_simulated_events_may_bring_their_labels(judge, frame):
    assert [finding.outcome for finding in judge(frame)] == [Outcome.PASSED]


@pytest.mark.parametrize(
    ("change", "feature", "words"),
    [
        (lambda f: f.assign(energy=np.ones(len(f), np.int64)), "energy", "the input energy has another type"),
        (lambda f: f.drop(columns=["muons"]), "muons", "the input muons has no values"),
        (lambda f: f.assign(energy=[[1.0, 2.0]] * len(f)), "energy", "has another shape"),
        (lambda f: f.assign(energy=[None] * 10 + [1.0] * (len(f) - 10)), "energy", "missing values"),
        (lambda f: f.assign(zenith=f.zenith + 90), "zenith", "has values outside its range"),
        (lambda f: f.assign(weather="wet"), "weather", "weather has no place in the schema"),
        (lambda f: f.drop(columns=["event_id"]), "event_id", "the id event_id has no values"),
    ],
)
def test_a_feature_that_differs_is_named_with_what_differs(judge, frame, change, feature, words):
    (finding,) = judge(change(frame.drop(columns=list(EXTRA))))
    assert (finding.outcome, finding.feature) == (Outcome.FAILED, feature)
    assert words in finding.sentence
    assert finding.gate().outcome is Outcome.FAILED


def test_without_an_environment_nothing_is_compared(judge, frame):
    (finding,) = judge(frame, environment="ELSEWHERE")
    assert finding.outcome is Outcome.NOT_COMPARED
    assert "no environment ELSEWHERE" in finding.sentence
