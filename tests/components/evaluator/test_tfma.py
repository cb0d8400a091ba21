"""Stock TFMA, told the config that stands beside the results, finds the same on the same predictions."""

import dataclasses
import math

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tensorflow_model_analysis as tfma
from apache_beam import Create, Pipeline
from apache_beam.options.pipeline_options import PipelineOptions

from components.evaluator.bands import OUTSIDE
from components.evaluator.core import Review
from components.evaluator.plan_file import parse_plan

PLAN = """
slices:
  - {feature: primary}
  - {feature: zenith, edges: [0, 20, 55]}
  - {cross: [zenith, primary]}
minimum_examples: 50
gates: [{metric: accuracy, at_least: 0.5}]
"""


@dataclasses.dataclass(frozen=True)
class Stepped:
    """Another model, with probabilities of exactly zero and one, at edges of bins, and no iron in places."""

    model: object

    @property
    def classes(self):
        return self.model.classes

    @property
    def family(self):
        return self.model.family

    def predict(self, columns):
        found = self.model.predict(columns)
        p = np.array(found.probabilities)
        p[::7] = np.eye(3, dtype=np.float32)[p[::7].argmax(axis=1)]
        p[1::7] = [0.15, 0.8, 0.05]
        p[columns["zenith"] > 50] = [0.5, 0.3, 0.2]
        return dataclasses.replace(found, probabilities=p)


@pytest.fixture(scope="module", params=["alone", "with a baseline"])
def both(request, tmp_path_factory, dataset, settings, showers, gaussian):
    """The folder of a review, and that of stock TFMA with the review's config."""
    folder = tmp_path_factory.mktemp("ours")
    baseline = gaussian(shift=0.4) if request.param == "with a baseline" else "there is none"

    def read(split):
        table = showers[split]
        for start in range(0, len(table["event"]), 600):
            yield {name: column[start : start + 600] for name, column in table.items()}

    review = Review(dataset, parse_plan(PLAN, dataset), settings, Stepped(gaussian()), baseline)
    review.run(read, str(folder))
    stock = str(tmp_path_factory.mktemp("stock"))
    batch = given(pq.read_table(folder / "predictions-test.parquet"), dataset.classes)
    config = tfma.load_eval_result(str(folder)).config
    with Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        evaluate = tfma.ExtractEvaluateAndWriteResults(eval_config=config, output_path=stock)
        _ = pipeline | Create([batch]) | evaluate
    return str(folder), stock


def given(predictions, classes):
    """What the config asks for: index of the class, probabilities, names of bands."""
    frame = predictions.to_pandas()
    edges = ((frame.zenith < 20, "0-20"), (frame.zenith <= 55, "20-55"))
    columns = {
        "label": [[classes.index(name)] for name in frame.label],
        "primary": [[name.encode()] for name in frame.label],
        "zenith": [[name.encode()] for name in np.select(*zip(*edges, strict=True), OUTSIDE)],
    }
    for prefix in ("", "baseline_"):
        if f"{prefix}p_{classes[0]}" in frame:
            p = frame[[f"{prefix}p_{name}" for name in classes]].to_numpy()
            columns[f"{prefix}probabilities"] = pa.array(list(p), pa.list_(pa.float32()))
    return pa.table(columns).combine_chunks().to_batches()[0]


def metrics(folder):
    return {
        (slice_of(part), str(item.key)): item.value.double_value.value
        for part in tfma.load_metrics(folder)
        for item in part.metric_keys_and_values
    }


def plots(folder):
    """Numbers of all plots, by slice, plot and place in the plot."""
    found = {}
    for part in tfma.load_plots(folder):
        for item in part.plot_keys_and_values:
            name = slice_of(part), str(item.key)
            for matrix in item.value.multi_class_confusion_matrix_at_thresholds.matrices:
                for e in matrix.entries:
                    found[*name, e.actual_class_id, e.predicted_class_id] = e.num_weighted_examples
            for bucket in item.value.calibration_histogram_buckets.buckets:
                place = bucket.lower_threshold_inclusive, bucket.upper_threshold_exclusive
                for kind in (
                    "num_weighted_examples",
                    "total_weighted_label",
                    "total_weighted_refined_prediction",
                ):
                    found[*name, *place, kind] = getattr(bucket, kind).value
    return found


def slice_of(part):
    return tuple((key.column, key.bytes_value.decode()) for key in part.slice_key.single_slice_keys)


def test_every_metric_of_stock_tfma_is_there_and_equal(both):
    ours, theirs = map(metrics, both)
    assert len(theirs) > 200
    assert {len(key[0]) for key in theirs} == {0, 1, 2}
    missing = set(theirs) - set(ours)
    assert not missing
    for key, value in theirs.items():
        assert ours[key] == pytest.approx(value, abs=1e-6, nan_ok=True), key


def test_every_plot_of_stock_tfma_is_there_and_equal(both):
    ours, theirs = map(plots, both)
    assert set(ours) == set(theirs)
    for key, value in theirs.items():
        assert ours[key] == pytest.approx(value, abs=1e-6), key


def test_slices_are_those_of_stock_tfma(both):
    ours, theirs = ({slice_of(part) for part in tfma.load_metrics(folder)} for folder in both)
    assert ours == theirs
    assert (("primary", "iron"), ("zenith", OUTSIDE)) in ours


def test_what_tfma_has_no_word_for_stands_beside_its_own(both):
    ours, theirs = map(metrics, both)
    more = {key for key in ours if key not in theirs}
    assert any('"macro_f1"' in key for _, key in more)
    assert any('"calibration_error"' in key for _, key in more)
    assert not any(math.isnan(ours[key]) for key in more if key[0] == ())


def test_the_view_of_a_notebook_reads_them(both):
    result = tfma.load_eval_result(both[0])
    overall = dict(result.slicing_metrics)[()][""]
    assert {"accuracy", "example_count", "macro_f1"} <= set(overall[""])
    assert "precision" in overall["classId:2 topK:1"]
    assert tfma.view.render_slicing_metrics(result, slicing_column="zenith") is not None
