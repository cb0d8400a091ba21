"""A whole review, held against scikit-learn on the same predictions."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from sklearn import metrics as sklearn_metrics

from components.errors import ModelError
from components.gates import Outcome, Verdict


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory, review, gaussian):
    """The folder of a review of a good model against a shifted one."""
    folder = tmp_path_factory.mktemp("evaluation")
    review(folder, gaussian(), baseline=gaussian(shift=0.4))
    return folder


@pytest.fixture(scope="module")
def metrics(reviewed):
    return json.loads((reviewed / "metrics.json").read_text())


@pytest.fixture(scope="module")
def predictions(reviewed):
    return pq.read_table(reviewed / "predictions-test.parquet").to_pandas()


def parts(predictions):
    """Slice, band and predictions of each part of the plan, and of everything."""
    yield None, None, predictions
    for name in ("photon", "proton", "iron"):
        yield "primary", name, predictions[predictions.label == name]
    for low, high in ((0, 20), (20, 40), (40, 60)):
        chosen = (predictions.zenith >= low) & (predictions.zenith < high)
        yield "zenith", f"{low}-{high}", predictions[chosen]
        for name in ("photon", "proton", "iron"):
            crossed = chosen & (predictions.label == name)
            yield "zenith x primary", f"{low}-{high} x {name}", predictions[crossed]
    within = predictions.depth.between(500, 1000)
    yield "depth", "500-1000", predictions[within]
    yield "depth", "outside", predictions[~within]


def measured(metrics, slice_name, band):
    if slice_name is None:
        return metrics["overall"], metrics["examples"]
    found = next(s for s in metrics["slices"] if (s["slice"], s["band"]) == (slice_name, band))
    return found["metrics"], found["examples"]


def predicted(part, classes):
    return np.array(classes)[part[[f"p_{name}" for name in classes]].to_numpy().argmax(axis=1)]


def test_every_metric_of_every_band_is_scikit_learns(metrics, predictions):
    classes = metrics["classes"]
    assert len(metrics["slices"]) == 17
    for slice_name, band, part in parts(predictions):
        found, examples = measured(metrics, slice_name, band)
        guess = predicted(part, classes)
        assert examples == len(part)
        assert found["accuracy"] == pytest.approx(sklearn_metrics.accuracy_score(part.label, guess), abs=1e-6)
        macro = sklearn_metrics.f1_score(part.label, guess, average="macro")
        assert found["macro_f1"] == pytest.approx(macro, abs=1e-6)
        scores = sklearn_metrics.precision_recall_fscore_support(
            part.label, guess, labels=classes, zero_division=0
        )
        for values, name in zip(scores, ("precision", "recall", "f1", "support"), strict=True):
            for class_, value in zip(classes, values, strict=True):
                assert found.get(f"{name}_{class_}", 0.0) == pytest.approx(value, abs=1e-6)
        p = part[[f"p_{name}" for name in classes]].to_numpy().astype(float)
        loss = sklearn_metrics.log_loss(part.label, p[:, np.argsort(classes)], labels=sorted(classes))
        assert found["log_loss"] == pytest.approx(loss, abs=1e-5)


def test_the_area_under_the_curve_is_scikit_learns_but_for_buckets(metrics, predictions):
    for slice_name, band, part in parts(predictions):
        found, _ = measured(metrics, slice_name, band)
        for class_ in metrics["classes"]:
            of_class = part.label == class_
            if of_class.nunique() == 1:
                assert f"auc_{class_}" not in found
                continue
            auc = sklearn_metrics.roc_auc_score(of_class, part[f"p_{class_}"])
            assert found[f"auc_{class_}"] == pytest.approx(auc, abs=1e-4)


def test_the_confusion_matrix_has_truth_in_rows(metrics, predictions):
    guess = predicted(predictions, metrics["classes"])
    expected = sklearn_metrics.confusion_matrix(predictions.label, guess, labels=metrics["classes"])
    assert metrics["confusion"] == expected.tolist()


def test_slices_stand_in_the_order_of_the_plan(metrics):
    order = [(s["slice"], s["band"]) for s in metrics["slices"]]
    assert order == [
        *(("primary", name) for name in ("photon", "proton", "iron")),
        *(("zenith", band) for band in ("0-20", "20-40", "40-60")),
        *(("depth", band) for band in ("500-1000", "outside")),
        *(
            ("zenith x primary", f"{band} x {name}")
            for band in ("0-20", "20-40", "40-60")
            for name in ("photon", "proton", "iron")
        ),
    ]
    assert metrics["slices"][-1]["features"] == ["zenith", "primary"]


def test_predictions_hold_what_later_nodes_need(reviewed, showers):
    table = pq.read_table(reviewed / "predictions-eval.parquet")
    assert table.column_names[:3] == ["id", "group", "label"]
    assert {"p_photon", "p_proton", "p_iron", "anomaly_score"} <= set(table.column_names)
    assert {"baseline_p_photon", "baseline_p_proton", "baseline_p_iron"} <= set(table.column_names)
    assert table["id"].to_pylist() == showers["eval"]["event"].tolist()
    assert pq.read_metadata(reviewed / "predictions-test.parquet").num_row_groups == 3


def test_a_better_model_passes_and_the_verdict_says_with_what_it_was_compared(reviewed):
    verdict = Verdict.from_json((reviewed / "verdict.json").read_text())
    change = next(gate for gate in verdict.gates if gate.name == "accuracy change>=-0.01")
    assert verdict.passed
    assert change.outcome is Outcome.PASSED
    assert change.measured > 0


def test_a_worse_model_fails_and_a_missing_baseline_is_not_compared(tmp_path, review, gaussian):
    worse = review(tmp_path / "worse", gaussian(shift=0.4), baseline=gaussian())
    assert [gate.name for gate in worse.failed] == ["accuracy change>=-0.01"]
    alone = review(tmp_path / "alone", gaussian(shift=0.4))
    change = next(gate for gate in alone.gates if gate.name == "accuracy change>=-0.01")
    assert alone.passed
    assert change.outcome is Outcome.NOT_COMPARED
    assert "there is no baseline yet" in change.sentence


def test_the_same_review_gives_the_same_bytes(tmp_path, reviewed, review, gaussian):
    review(tmp_path, gaussian(), baseline=gaussian(shift=0.4))
    names = {path.name for path in reviewed.iterdir()} - {"eval_config.json"}
    assert {"metrics.json", "verdict.json", "predictions-test.parquet"} < names
    for name in names:
        assert (tmp_path / name).read_bytes() == (reviewed / name).read_bytes()


def test_a_model_of_other_classes_is_refused(tmp_path, review, gaussian):
    with pytest.raises(ModelError, match="knows photon, muon"):
        review(tmp_path, gaussian(classes=("photon", "muon")))


def test_a_model_that_gives_no_numbers_is_refused(tmp_path, review, gaussian):
    with pytest.raises(ModelError, match="gives no number for 400 of 400 showers"):
        review(tmp_path, gaussian(shift=float("nan")))


def test_every_metric_but_counts_has_an_interval_that_holds_it_and_a_change(metrics):
    for found, values in ((metrics, metrics["overall"]), *((s, s["metrics"]) for s in metrics["slices"])):
        measured = {name for name in values if not name.startswith("support_")}
        assert set(found["intervals"]) == measured
        for name, (low, high) in found["intervals"].items():
            assert low <= values[name] <= high
        for name, change in found["changes"].items():
            assert change["value"] == pytest.approx(values[name] - found["baseline"][name])
            assert change["interval"][0] <= change["value"] <= change["interval"][1]
    assert set(metrics["changes"]) == set(metrics["intervals"])


def test_a_better_model_is_surely_better(metrics):
    assert metrics["changes"]["accuracy"]["interval"][0] > 0
    assert metrics["changes"]["log_loss"]["interval"][1] < 0


def test_what_else_metrics_say_of_a_review(metrics):
    assert (metrics["split"], metrics["examples"], metrics["groups"]) == ("test", 1500, 1500)
    assert (metrics["confidence"], metrics["replicates"]) == (0.95, 200)
    assert metrics["baseline_reason"] == ""
    assert sum(s["groups"] for s in metrics["slices"] if s["slice"] == "zenith") == 1500


def test_gaps_are_between_the_bands_with_enough_examples(metrics):
    gap = next(g for g in metrics["gaps"] if (g["slice"], g["metric"]) == ("zenith", "recall_iron"))
    values = {s["band"]: s["metrics"]["recall_iron"] for s in metrics["slices"] if s["slice"] == "zenith"}
    assert gap["value"] == pytest.approx(max(values.values()) - min(values.values()))
    assert (values[gap["highest"]], values[gap["lowest"]]) == (max(values.values()), min(values.values()))
    assert gap["interval"][0] <= gap["value"] <= gap["interval"][1]
    assert not [g for g in metrics["gaps"] if g["slice"] == "depth"]


def test_bins_of_reliability_are_parts_of_the_showers(metrics, predictions):
    classes = metrics["classes"]
    p = predictions[[f"p_{name}" for name in classes]].to_numpy()
    chosen, right = p.max(axis=1), predicted(predictions, classes) == predictions.label
    assert sum(one["examples"] for one in metrics["reliability"]) == 1500
    for one in metrics["reliability"]:
        inside = (chosen >= one["low"]) & (chosen < one["high"] + (one["high"] == 1))
        assert one["examples"] == inside.sum()
        assert one["accuracy"] == pytest.approx(right[inside].mean())
        assert one["confidence"] == pytest.approx(chosen[inside].mean(), abs=1e-6)
        assert one["interval"][0] <= one["accuracy"] <= one["interval"][1]
    assert list(metrics["reliability_by_class"]) == list(classes)
    for name, bins in metrics["reliability_by_class"].items():
        assert sum(one["accuracy"] * one["examples"] for one in bins) == pytest.approx(
            metrics["overall"][f"support_{name}"]
        )


def test_without_a_baseline_there_is_a_reason_and_no_change(tmp_path, review, gaussian):
    review(tmp_path, gaussian())
    found = json.loads((tmp_path / "metrics.json").read_text())
    assert (found["baseline"], found["changes"]) == (None, {})
    assert found["baseline_reason"] == "there is no baseline yet"
    assert {s["baseline"] for s in found["slices"]} == {None}


def test_a_plan_that_asks_for_nothing_gets_what_every_review_has(metrics):
    of_class = ("support", "precision", "recall", "f1", "auc", "predicted_fraction")
    expected = {"accuracy", "macro_f1", "calibration_error", "log_loss"}
    expected |= {f"{name}_{class_}" for name in of_class for class_ in metrics["classes"]}
    assert set(metrics["overall"]) == expected
