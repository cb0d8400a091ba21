"""What is said of one shower, with small models of both families."""

import shutil

import keras
import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from components.errors import ModelError
from components.explain.explanation import explain
from components.models.description import read_description
from components.models.export import export_model
from components.models.scorer import load_scorer
from components.showers.lookup import find_shower
from tests.components.explain.small import Scaled


def test_the_probabilities_are_those_that_are_served(explanation, model, shower):
    np.testing.assert_array_equal(
        explanation.probabilities, load_scorer(model).predict(shower.columns).probabilities[0]
    )


def test_base_and_contributions_add_up_to_them(explanation):
    margins = explanation.base + explanation.contributions.sum(axis=0)
    powers = np.exp(margins - margins.max())
    allowed = 1e-4 if explanation.family == "gradient_boosting" else 1e-2
    np.testing.assert_allclose(powers / powers.sum(), explanation.probabilities, atol=allowed)


def test_what_is_pushed_towards_one_class_is_pushed_away_from_the_others(explanation):
    of_classes = explanation.contributions - explanation.contributions.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(of_classes[:, explanation.predicted], explanation.towards)
    odds = np.log(
        explanation.probabilities[explanation.predicted] / explanation.probabilities[explanation.runner_up]
    )
    base = explanation.base[explanation.predicted] - explanation.base[explanation.runner_up]
    assert base + explanation.against.sum() == pytest.approx(odds, abs=0.02)


def test_the_strongest_come_first(explanation):
    pushes = np.abs(explanation.towards[explanation.strongest(10)])
    assert len(pushes) == 10
    assert (np.diff(pushes) <= 0).all()
    assert pushes[0] == np.abs(explanation.towards).max() > 0


def test_inputs_are_told_in_the_units_of_the_detector(explanation, shower):
    energy = next(one for one in explanation.inputs if one.name == "log10_energy")
    assert (energy.quantity, energy.unit) == ("energy", "EeV")
    assert energy.value == pytest.approx(shower.columns["energy"][0])
    low, high = energy.usual
    share = np.mean((explanation.reference["energy"] >= low) & (explanation.reference["energy"] <= high))
    assert share == pytest.approx(0.68, abs=0.03)


def test_trees_look_at_numbers_and_networks_at_each_station_too(explanation, wcd):
    singles = [derived.name for derived in wcd.model_inputs]
    stations = [f"{name} {number}" for name in ("traces", "stations") for number in range(1, 7)]
    wanted = singles if explanation.family == "gradient_boosting" else singles + stations
    assert [one.name for one in explanation.inputs] == wanted


def test_the_fewer_stations_a_shower_has_the_fewer_push(ask, span, wcd):
    found = [find_shower(span, wcd, number) for number in few_stations(span)]
    assert found
    for shower in found:
        stations = len(shower.event.station["signal"])
        explained = ask("autoencoder", shower.columns)
        pushes = {one.name: push for one, push in zip(explained.inputs, explained.towards, strict=True)}
        assert all(pushes[f"stations {number + 1}"] == 0 for number in range(stations, 6))
        assert pushes["stations 1"] != 0
        way = explained.contributions.sum(axis=0)
        assert explained.gap <= 0.01 * np.abs(way).max()


def few_stations(span, count=2):
    table = pq.read_table(span / "nominal.parquet", columns=["event_id", "triggered_stations"])
    return table.filter(pc.less(table["triggered_stations"], 5))["event_id"].to_pylist()[:count]


def test_only_a_network_has_an_anomaly_score_and_it_is_the_larger_of_its_parts(explanation, model, shower):
    served = load_scorer(model).predict(shower.columns).anomaly_score
    found = explanation.strangeness
    assert (found is None) == (served is None) == (explanation.family == "gradient_boosting")
    if found is not None:
        assert found.score == served[0]
        assert max(found.outside, found.between) == pytest.approx(found.score, rel=1e-5)


def test_the_input_that_is_out_of_all_bounds_has_the_error_of_the_reconstruction(ask, shower):
    odd = {**shower.columns, "curvature": np.float32([9.0])}
    found = ask("autoencoder", odd)
    assert found.inputs[int(found.strangeness.shares.argmax())].name == "curvature"
    assert found.strangeness.shares.sum() == pytest.approx(1)
    assert found.strangeness.outside > 1


def test_what_a_shower_does_not_have_is_said(ask, shower):
    found = ask("gradient_boosting", shower.columns, frozenset({"risetime_1"}))
    assert [one.name for one in found.inputs if not one.defined] == ["risetime_1"]


def test_a_missing_input_is_named(model, shower):
    with pytest.raises(ModelError, match="needs curvature"):
        explain(model, {name: value for name, value in shower.columns.items() if name != "curvature"})


class Silent(keras.layers.Layer):
    """A network as it was exported before: it answers, and gives no reasons."""

    def __init__(self, classes):
        super().__init__()
        self.bias = self.add_weight(shape=(classes,), initializer="zeros")
        self.built = True

    def call(self, inputs):
        return {"probabilities": keras.ops.softmax(inputs[:, :5] + self.bias)}


def test_a_network_that_gives_no_reasons_has_to_be_trained_again(models, explanation, shower, wcd, tmp_path):
    description = read_description(str(models["autoencoder"]))
    export_model(str(tmp_path), Silent(5), Scaled(wcd, explanation.reference), description)
    expected = "assets.extra/expected.parquet"
    shutil.copy(models["autoencoder"] / expected, tmp_path / expected)
    with pytest.raises(ModelError, match=r"has no signature explain\n  -> Train and push it again"):
        explain(str(tmp_path), shower.columns)
