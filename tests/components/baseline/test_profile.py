"""The profile that new data is compared with, picked among artifacts."""

import pytest
from tfx.types.standard_artifacts import Examples

from components.artifacts import DataProfile
from components.baseline.profile import ExamplesOfProfile, LatestProfileBefore


def profile(number: int, fingerprint: str) -> DataProfile:
    artifact = DataProfile()
    artifact.id = number
    artifact.set_string_custom_property("fingerprint", fingerprint)
    artifact.set_string_custom_property("examples", f"examples/{fingerprint}")
    return artifact


def span(fingerprint: str) -> Examples:
    artifact = Examples()
    artifact.uri = f"examples/{fingerprint}"
    return artifact


@pytest.fixture
def examples() -> Examples:
    artifact = Examples()
    artifact.id = 20
    artifact.set_string_custom_property("input_fingerprint", "new")
    return artifact


def resolved(examples, *profiles):
    found = LatestProfileBefore().resolve_artifacts(None, {"examples": [examples], "profile": list(profiles)})
    assert found["examples"] == []
    return [one.id for one in found["profile"]]


def test_it_is_the_latest_that_is_older_than_the_examples(examples):
    assert resolved(examples, profile(12, "b"), profile(3, "a"), profile(21, "c")) == [12]


def test_the_same_files_are_no_other_data(examples):
    assert resolved(examples, profile(3, "a"), profile(12, "new")) == [3]


def test_the_first_span_has_none(examples):
    assert resolved(examples) == []
    assert resolved(examples, profile(21, "a")) == []


def test_its_examples_are_found_by_their_place():
    given = {"profile": [profile(12, "b")], "examples": [span("a"), span("b"), span("c")]}
    found = ExamplesOfProfile().resolve_artifacts(None, given)
    assert found["profile"] == []
    assert [one.uri for one in found["examples"]] == ["examples/b"]


def test_of_no_profile_there_are_no_examples():
    given = {"profile": [], "examples": [span("a")]}
    assert ExamplesOfProfile().resolve_artifacts(None, given)["examples"] == []
