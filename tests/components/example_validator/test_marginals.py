"""Every feature of a split passes, fails or is not compared, and says why in words."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import tensorflow_data_validation as tfdv
from tensorflow_metadata.proto.v0 import schema_pb2

from components.example_validator.distances import CHEBYSHEV, JENSEN_SHANNON
from components.example_validator.marginals import compare
from components.example_validator.profile import bins_of, count, profile_of, profiled
from components.example_validator.shifts.allowed import with_reasons
from components.findings import Kind
from components.gates import Outcome
from tests.components.showers.tables import replace


@pytest.fixture(scope="module")
def before(make_showers, ground):
    """The profile of a span."""
    table = make_showers(groups=800, seed=1)
    bins = bins_of(tfdv.generate_statistics_from_dataframe(pd.DataFrame(table.to_pydict())), ground)
    return profile_of(bins, count([table], [bins], ground)[0])


@pytest.fixture(scope="module")
def after(make_showers):
    """The showers of the next span."""
    return make_showers(groups=600, seed=2)


@pytest.fixture
def judge(before, ground, validator_settings):
    """Findings of a table against the span before, by feature and measure."""

    def judged(table, kind=Kind.DRIFT, reference=before, schema=None, name="span 1", **changes):
        bins = {feature: counted.bins for feature, counted in before.items()}
        (current,) = count([table], [bins], ground)
        settings = validator_settings(**changes)
        schema = schema or schema_pb2.Schema()
        found = compare(kind, "train", name, reference, current, schema, settings, ground)
        return {(one.feature, one.measure): one for one in with_reasons(found, settings.allow)}

    return judged


def shifted(table: pa.Table, name: str, shift: float) -> pa.Table:
    values = table[name].to_numpy() + np.float32(shift)
    return replace(table, name, pa.array(values.astype(np.float32)))


def test_an_honest_span_passes_in_every_feature(judge, after, ground):
    found = judge(after)
    assert [feature for feature, _ in found] == [feature.name for feature in profiled(ground)]
    assert {one.outcome for one in found.values()} == {Outcome.PASSED}
    assert all(one.estimate.value <= 0.08 or one.estimate.p_value > 0.01 / 8 for one in found.values())


def test_only_the_feature_that_moved_fails(judge, after):
    found = judge(shifted(after, "zenith", 20))
    assert [one.feature for one in found.values() if one.outcome is Outcome.FAILED] == ["zenith"]
    zenith = found["zenith", CHEBYSHEV]
    assert zenith.estimate.low > zenith.threshold == 0.08
    assert zenith.estimate.p_value <= 0.01 / 8


def test_a_failure_is_told_in_one_sentence(judge, after):
    zenith = judge(shifted(after, "zenith", 20))["zenith", CHEBYSHEV]
    said, place = zenith.sentence.split("; most in ")
    low, value, high = zenith.estimate.low, zenith.estimate.value, zenith.estimate.high
    assert said == (
        f"train: zenith differs from span 1 by {value:.3g} ({low:.3g} to {high:.3g}) "
        "in Chebyshev distance, more than 0.08"
    )
    assert place.startswith("over 60 deg: 0.0 % there, 3")
    assert place.endswith(" % here")


def test_the_histograms_are_those_of_the_distance(judge, after):
    zenith = judge(shifted(after, "zenith", 20))["zenith", CHEBYSHEV]
    drawn = zenith.histogram
    assert drawn.unit == "deg"
    assert len(drawn.bins) == len(drawn.reference) == len(drawn.current) == 13
    assert sum(drawn.reference) == pytest.approx(1)
    largest = np.abs(np.subtract(drawn.reference, drawn.current)).max()
    assert largest == pytest.approx(zenith.estimate.value)


def test_a_class_that_is_gone_is_found(judge, after):
    found = judge(after.filter(pa.compute.not_equal(after["primary"], "iron")))
    primary = found["primary", CHEBYSHEV]
    assert primary.outcome is Outcome.FAILED
    assert primary.estimate.value == pytest.approx(0.2)
    assert primary.sentence.endswith("most in iron: 20.0 % there, 0.0 % here")


def test_missing_values_are_a_difference(judge, after):
    values = after["energy"].to_numpy().copy()
    values[::4] = np.nan
    energy = judge(replace(after, "energy", pa.array(values)))["energy", CHEBYSHEV]
    assert energy.outcome is Outcome.FAILED
    assert energy.sentence.endswith("most in missing: 0.0 % there, 25.0 % here")


def test_a_small_span_does_not_fail_for_being_small(judge, make_showers):
    found = judge(make_showers(groups=50, seed=5))
    beyond = [one for one in found.values() if one.estimate.value > 0.08]
    assert beyond
    assert {one.outcome for one in beyond} == {Outcome.PASSED}
    assert all("more than 0.08, but chance may give as much" in one.sentence for one in beyond)


def test_without_a_baseline_a_split_is_not_compared(judge, after):
    for nothing in (None, {}):
        (only,) = judge(after, reference=nothing, name="").values()
        assert (only.outcome, only.feature) == (Outcome.NOT_COMPARED, "")
        assert only.sentence == "train: drift is not compared, there is no baseline yet"


@pytest.mark.parametrize("rows", [0, 199])
def test_too_few_examples_are_not_compared(judge, after, rows):
    (only,) = judge(after.slice(0, rows)).values()
    assert only.outcome is Outcome.NOT_COMPARED
    assert f"{rows} examples here and 4000 there are too few; 200 are needed" in only.sentence


def test_too_few_groups_are_not_compared(judge, after):
    few = pa.concat_tables([after.slice(0, 50)] * 10)
    (only,) = judge(few).values()
    assert only.outcome is Outcome.NOT_COMPARED
    assert "too few groups" in only.sentence


def test_an_absent_feature_is_not_compared_and_the_others_are(judge, after, before):
    found = judge(after.drop_columns(["xmax"]))
    assert found["xmax", ""].sentence == "train: xmax is not compared with span 1, it has no value here"
    fewer = {name: counted for name, counted in before.items() if name != "muons"}
    there = judge(after, reference=fewer)
    assert there["muons", ""].sentence == "train: muons is not compared with span 1, it has no value there"
    for some in (found, there):
        outcomes = [one.outcome for one in some.values()]
        assert (outcomes.count(Outcome.PASSED), outcomes.count(Outcome.NOT_COMPARED)) == (7, 1)


@pytest.mark.parametrize(("limits", "measures"), [
    ({"chebyshev": 0.08, "jensen_shannon": None}, [CHEBYSHEV]),
    ({"chebyshev": None, "jensen_shannon": 0.02}, [JENSEN_SHANNON]),
    ({"chebyshev": 0.08, "jensen_shannon": 0.02}, [CHEBYSHEV, JENSEN_SHANNON]),
])  # fmt: skip
def test_each_distance_with_a_limit_gates(judge, after, limits, measures):
    found = judge(shifted(after, "zenith", 20), drift=limits)
    zenith = [one for (feature, _), one in found.items() if feature == "zenith"]
    assert [one.measure for one in zenith] == measures
    assert {one.outcome for one in zenith} == {Outcome.FAILED}
    for one in zenith:
        assert [row[0] for row in one.table] == ["measure", CHEBYSHEV, JENSEN_SHANNON]


def test_without_a_limit_a_distance_is_shown_and_not_gated(judge, after):
    nothing = {"chebyshev": None, "jensen_shannon": None}
    zenith = judge(shifted(after, "zenith", 20), drift=nothing)["zenith", CHEBYSHEV]
    assert zenith.outcome is Outcome.NOT_COMPARED
    assert zenith.threshold is None
    assert zenith.estimate.value > 0.2
    assert "not gated" in zenith.sentence


def test_the_schema_goes_before_the_settings(judge, after):
    schema = schema_pb2.Schema()
    schema.feature.add(name="zenith").drift_comparator.infinity_norm.threshold = 0.9
    drift = judge(shifted(after, "zenith", 20), schema=schema)["zenith", CHEBYSHEV]
    assert (drift.outcome, drift.threshold) == (Outcome.PASSED, 0.9)
    skew = judge(shifted(after, "zenith", 20), Kind.DISTRIBUTION_SKEW, schema=schema)["zenith", CHEBYSHEV]
    assert (skew.outcome, skew.threshold) == (Outcome.FAILED, 0.08)


@pytest.mark.parametrize("what", ["zenith", "drift"])
def test_a_reason_lets_a_failure_pass(judge, after, what):
    found = judge(shifted(after, "zenith", 20), allow={what: "the array was extended"})
    zenith = found["zenith", CHEBYSHEV]
    assert (zenith.outcome, zenith.allowed) == (Outcome.FAILED, "the array was extended")
    assert zenith.gate().outcome is Outcome.PASSED
    assert all(not one.allowed for one in found.values() if one is not zenith)


def test_a_reason_for_another_feature_does_not(judge, after):
    found = judge(shifted(after, "zenith", 20), allow={"energy": "a new spectrum"})
    assert found["zenith", CHEBYSHEV].gate().outcome is Outcome.FAILED


def test_few_draws_do_not_hide_a_difference(judge, after):
    found = judge(shifted(after, "zenith", 20), draws=100, significance=0.001)
    assert found["zenith", CHEBYSHEV].outcome is Outcome.FAILED
