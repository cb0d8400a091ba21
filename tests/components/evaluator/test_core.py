"""A whole review, held against scikit-learn on the same predictions."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
import tensorflow_model_analysis as tfma
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
    assert len(metrics["slices"]) == 8
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
    ]


def test_tfma_reads_the_results_metrics_and_plots(reviewed, metrics):
    result = tfma.load_eval_result(str(reviewed))
    assert len(result.slicing_metrics) == len(result.plots) == 9
    overall = dict(result.slicing_metrics)[()][""][""]
    assert overall["accuracy"]["doubleValue"] == pytest.approx(metrics["overall"]["accuracy"])
    assert overall["accuracy_diff"]["doubleValue"] > 0
    buckets = dict(result.plots)[()][""]["classId:2"]["calibrationHistogramBuckets"]["buckets"]
    labels = sum(b.get("totalWeightedLabel", 0) for b in buckets)
    assert labels == metrics["overall"]["support_iron"]


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
    for name in ("metrics.json", "verdict.json", "predictions-test.parquet", "predictions-eval.parquet"):
        assert (tmp_path / name).read_bytes() == (reviewed / name).read_bytes()


def test_a_model_of_other_classes_is_refused(tmp_path, review, gaussian):
    with pytest.raises(ModelError, match="knows photon, muon"):
        review(tmp_path, gaussian(classes=("photon", "muon")))


def test_a_model_that_gives_no_numbers_is_refused(tmp_path, review, gaussian):
    with pytest.raises(ModelError, match="gives no number for 400 of 400 showers"):
        review(tmp_path, gaussian(shift=float("nan")))


def test_a_plan_that_asks_for_nothing_gets_predicted_fractions_and_nothing_else_new(metrics):
    of_class = ("support", "precision", "recall", "f1", "auc", "predicted_fraction")
    expected = {"accuracy", "macro_f1", "calibration_error"}
    expected |= {f"{name}_{class_}" for name in of_class for class_ in metrics["classes"]}
    assert set(metrics["overall"]) == expected
    assert set(metrics["intervals"]) == {f"predicted_fraction_{class_}" for class_ in metrics["classes"]}
