"""Runs TensorFlow Model Analysis over predictions."""

import json
from collections.abc import Iterator
from typing import Any

import apache_beam as beam
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import tensorflow_model_analysis as tfma
from tensorflow_model_analysis.proto import config_pb2
from tensorflow_model_analysis.writers import metrics_plots_and_validations_writer as tfma_writer

from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.bands import rows_by_band
from components.evaluator.plan import Plan
from components.evaluator.predictions import BASELINE, CANDIDATE, columns_kept, probabilities
from components.showers.dataset import Dataset

Extracts = dict[str, Any]
SliceKey = tuple[tuple[str, str], ...]


def analyze(pipeline: beam.Pipeline, predictions: str, output: str, dataset: Dataset, plan: Plan) -> None:
    """Computes every metric for every band and writes TFMA's result files into `output`.

    The files are those that `tfma.load_eval_result(output)` reads. There is no validation file: what
    is demanded stands in the plan, and the verdict beside the results.

    Args:
        pipeline: a Beam pipeline that has not run; runs when this returns.
        predictions: Parquet as written by `predictions.score`; a row group is read at a time.
        output: a folder.
        dataset: names the classes.
        plan: names the slices.
    """
    has_baseline = f"{BASELINE}p_{dataset.classes[0]}" in pq.read_schema(predictions).names
    config = _config(dataset, plan, has_baseline)
    evaluator = tfma.evaluators.MetricsPlotsAndValidationsEvaluator(config, run_after=None)
    groups = range(pq.read_metadata(predictions).num_row_groups)
    with pipeline:
        evaluation = (
            pipeline
            | "RowGroups" >> beam.Create(groups, reshuffle=False)
            | "Extract" >> beam.FlatMap(_extracts_of, predictions, dataset, plan, has_baseline)
            | "Evaluate" >> tfma.ExtractAndEvaluate(extractors=[], evaluators=[evaluator])
        )
        _ = evaluation | "Write" >> tfma.WriteResults(_writers(config, predictions, output))


def _config(dataset: Dataset, plan: Plan, has_baseline: bool) -> config_pb2.EvalConfig:
    asked = Asked.by(plan, dataset.classes).model_dump(mode="json")
    review = config_pb2.MetricConfig(
        class_name="ClassReview",
        module="components.evaluator.tfma_metric",
        config=json.dumps({"classes": len(dataset.classes), "asked": asked}),
    )
    config = config_pb2.EvalConfig(
        model_specs=[config_pb2.ModelSpec(label_key="label", prediction_key="probabilities")],
        metrics_specs=[config_pb2.MetricsSpec(metrics=[review])],
        slicing_specs=[{}, *({"feature_keys": [one.feature]} for one in plan.slices)],
    )
    return tfma.utils.update_eval_config_with_defaults(config, has_baseline=has_baseline)


def _writers(config: config_pb2.EvalConfig, predictions: str, output: str) -> list[Any]:
    paths = {key: f"{output}/{key}" for key in (tfma.METRICS_KEY, tfma.PLOTS_KEY)}
    described = tfma.writers.EvalConfigWriter(
        output, eval_config=config, data_location=predictions, data_file_format="parquet"
    )
    return [described, tfma_writer.MetricsPlotsAndValidationsWriter(paths, config)]


def _extracts_of(
    group: int, predictions: str, dataset: Dataset, plan: Plan, has_baseline: bool
) -> Iterator[Extracts]:
    """One extract for each band in a row group: its labels and predictions, and what it is a slice of."""
    table = pq.ParquetFile(predictions).read_row_group(group)
    labels = pc.index_in(table["label"], pa.array(dataset.classes)).to_numpy()
    models = {tfma.CANDIDATE_KEY: probabilities(table, dataset.classes, CANDIDATE)}
    if has_baseline:
        models[tfma.BASELINE_KEY] = probabilities(table, dataset.classes, BASELINE)
    for key, rows in _slices(table, dataset, plan):
        chosen = {name: p[rows] for name, p in models.items()}
        yield {
            tfma.LABELS_KEY: labels[rows],
            tfma.PREDICTIONS_KEY: chosen if has_baseline else chosen[tfma.CANDIDATE_KEY],
            tfma.SLICE_KEY_TYPES_KEY: [key],
        }


def _slices(table: pa.Table, dataset: Dataset, plan: Plan) -> Iterator[tuple[SliceKey, Array]]:
    """TFMA's key of each slice in a table, with the rows of it; the empty key is everything."""
    yield (), np.arange(table.num_rows)
    columns = columns_kept(dataset, plan)
    for one in plan.slices:
        for band, rows in rows_by_band(table[columns[one.feature]].to_numpy(), one):
            yield ((one.feature, band),), rows
