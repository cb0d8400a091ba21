"""What a person lets pass, with a reason."""

import pytest

from components.errors import SettingsError
from components.example_validator.shifts.allowed import require_known, with_reasons
from components.findings import Finding, Kind
from components.gates import Outcome
from tests.components.showers.tables import GROUND


def finding(feature, outcome=Outcome.FAILED, kind=Kind.DRIFT):
    return Finding(kind, "train", feature, "span 1", "", None, None, outcome, f"{feature} moved")


@pytest.mark.parametrize("key", ["energy", "drift"])
def test_a_failure_is_allowed_by_feature_or_kind_and_stays_a_failure(key):
    (allowed,) = with_reasons([finding("energy")], {key: "the new array is larger"})
    assert (allowed.outcome, allowed.allowed) == (Outcome.FAILED, "the new array is larger")
    assert allowed.gate().outcome is Outcome.PASSED
    assert "the new array is larger" in allowed.gate().sentence


def test_the_feature_goes_before_the_kind():
    (allowed,) = with_reasons([finding("energy")], {"drift": "all", "energy": "this"})
    assert allowed.allowed == "this"


def test_nothing_else_is_allowed():
    given = (finding("zenith"), finding("energy", Outcome.PASSED), finding("energy", Outcome.NOT_COMPARED))
    assert with_reasons(given, {"energy": "known", "label shift": "known"}) == given


@pytest.mark.parametrize("name", ["muons", "drift", "label shift", "primary"])
def test_features_and_kinds_can_be_allowed(name):
    require_known({name: "why"}, GROUND)


def test_a_slip_is_named_with_what_was_meant():
    with pytest.raises(SettingsError, match="'moons' is neither") as caught:
        require_known({"moons": "why"}, GROUND)
    assert "muons" in caught.value.fix
