"""The same events with other values in training and in serving."""

import numpy as np
import pyarrow as pa
import pytest

from components.example_validator.shifts.feature_skew import feature_skew
from components.gates import Outcome
from components.showers.dataset import Dataset
from components.showers.vectors import to_arrow
from tests.components.example_validator.shifts.tables import moved, replaced, scaled, shuffled

SERVED = ["event_id", "particles", "muons", "electrons", "zenith", "energy"]


@pytest.fixture(scope="module")
def training(make_showers):
    return make_showers(groups=400, seed=5)


@pytest.fixture(scope="module")
def serving(training):
    """A third of the events as they are served: without label, in another order."""
    return shuffled(training.select(SERVED)).slice(0, 600)


def by_feature(findings):
    return {finding.feature: finding for finding in findings}


def test_the_same_values_pass_and_what_is_not_served_is_not_compared(training, serving, ground):
    found = by_feature(feature_skew([training], [serving], ground))
    assert {name: one.outcome for name, one in found.items()} == {
        **dict.fromkeys(SERVED[1:], Outcome.PASSED),
        **dict.fromkeys(("xmax", "first_interaction", "primary", "shower_group"), Outcome.NOT_COMPARED),
    }
    assert found["energy"].estimate.value == 0
    assert "serving has no primary" in found["primary"].sentence


def test_rounding_to_32_bits_and_other_batches_are_no_skew(training, serving, ground, as_examples):
    doubled = serving.set_column(1, "particles", pa.array(serving["particles"].to_numpy() * (1 + 1e-8)))
    found = feature_skew(as_examples(training, 101), doubled.to_batches(max_chunksize=50), ground)
    assert Outcome.FAILED not in {one.outcome for one in found}


def test_a_unit_slip_is_found_with_the_worst_events(training, serving, ground):
    found = by_feature(feature_skew([training], [scaled(serving, "energy", 1e9)], ground))
    assert [name for name, one in found.items() if one.outcome is Outcome.FAILED] == ["energy"]
    energy = found["energy"]
    assert energy.estimate.value == 1
    assert "600 of 600 common events (100.00%)" in energy.sentence
    header, *rows = energy.table
    assert header == ("event", "training", "serving")
    true = dict(zip(training["event_id"].to_pylist(), training["energy"].to_pylist(), strict=True))
    for event, here, there in rows:
        assert float(here) == pytest.approx(true[int(event)], rel=1e-6)
        assert float(there) == pytest.approx(1e9 * true[int(event)], rel=1e-6)


def test_two_events_of_six_hundred_are_enough_and_the_worst_comes_first(training, serving, ground):
    values = serving["muons"].to_numpy().copy()
    values[[7, 100]] *= [1.01, 2]
    (muons,) = (one for one in feature_skew([training], [replaced(serving, "muons", values)], ground)
                if one.feature == "muons")  # fmt: skip
    assert muons.outcome is Outcome.FAILED
    assert muons.estimate.value == pytest.approx(2 / 600)
    assert muons.estimate.low < 2 / 600 < muons.estimate.high
    assert [row[0] for row in muons.table[1:]] == [str(serving["event_id"][k]) for k in (100, 7)]


def test_one_of_two_thousand_is_below_the_limit_and_shown(training, ground):
    values = training["zenith"].to_numpy().copy()
    values[3] += 1
    zenith = by_feature(feature_skew([training], [replaced(training, "zenith", values)], ground))["zenith"]
    assert zenith.outcome is Outcome.PASSED
    assert "1 of 2000" in zenith.sentence
    assert len(zenith.table) == 2


def test_a_value_that_is_missing_on_one_side_differs(training, serving, ground):
    values = serving["energy"].to_numpy().copy()
    values[:10] = np.nan
    energy = by_feature(feature_skew([training], [replaced(serving, "energy", values)], ground))["energy"]
    assert energy.estimate.value == pytest.approx(10 / 600)
    assert {row[2] for row in energy.table[1:]} == {"nan"}


def test_other_labels_are_found(training, ground):
    names = training["primary"].to_pylist()
    swapped = replaced(training, "primary", [*names[:-20], *["proton"] * 20])
    found = by_feature(feature_skew([training], [swapped], ground))["primary"]
    assert found.outcome is Outcome.FAILED
    assert found.estimate.value == pytest.approx(16 / 2000)
    assert "proton" in found.table[1]


def test_a_number_of_a_vector_is_found_with_its_place(training, ground):
    content = ground.model_dump(by_alias=True)
    vector = {"name": "stations", "role": "input", "shape": (6, 4), "meaning": "made up"}
    dataset = Dataset.model_validate({**content, "features": [*content["features"], vector]})
    values = np.random.default_rng(1).random((len(training), 24)).astype(np.float32)
    other = values.copy()
    other[:5, 17] += 0.5
    sides = [training.append_column("stations", to_arrow(one)) for one in (values, other)]
    stations = by_feature(feature_skew([sides[0]], [sides[1]], dataset))["stations"]
    assert stations.estimate.value == pytest.approx(5 / 2000)
    assert all(cell.endswith(" at 17") for row in stations.table[1:] for cell in row[1:])
    same = by_feature(feature_skew([sides[0]], [sides[0]], dataset))["stations"]
    assert same.outcome is Outcome.PASSED


def test_without_common_events_nothing_is_compared(training, serving, ground):
    (finding,) = feature_skew([training], [moved(training)], ground)
    assert finding.outcome is Outcome.NOT_COMPARED
    assert "no event is in both" in finding.sentence
    (finding,) = feature_skew([], [serving], ground)
    assert finding.outcome is Outcome.NOT_COMPARED
