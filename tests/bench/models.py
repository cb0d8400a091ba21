"""Speed of training and serving, on the published showers; every function returns figures."""

import pathlib
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
import xgboost as xgb

from components.example_gen.encode import encode
from components.models.forest import read_forest
from components.models.leaf_masks import leaf_masks
from components.models.scorer import load_scorer
from components.models.trees import Trees
from components.showers.dataset import load_dataset
from components.showers.records import read_records
from components.trainer import autoencoder, gradient_boosting
from pipeline.settings import load_settings
from tests.bench.published import PUBLISHED

ROUNDS, CLASSES, FEATURES, DEPTH = 400, 5, 10, 6
BATCH = 1024
RUN_FNS = {"gradient_boosting": gradient_boosting.run_fn, "autoencoder": autoencoder.run_fn}


def measure(folder: pathlib.Path) -> dict[str, float]:
    """Everything below.

    Args:
        folder: an empty one to work in.
    """
    figures = {"xgboost_" + name: value for name, value in traversal().items()}
    prepare(folder)
    for family in RUN_FNS:
        figures |= {f"{family}_{name}": value for name, value in train(family, folder).items()}
        figures |= {f"{family}_{name}": value for name, value in serve(folder / family / "model").items()}
    return figures


def traversal() -> dict[str, float]:
    """Rows per second of 400 rounds x 5 classes of depth 6, in TensorFlow and in XGBoost itself."""
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(40_000, FEATURES)).astype(np.float32)
    labels = np.abs(inputs[:, 0] * inputs[:, 1] * 3 + inputs[:, 2] + inputs[:, 3] ** 2).astype(int) % CLASSES
    parameters = {"objective": "multi:softprob", "num_class": CLASSES, "max_depth": DEPTH, "eta": 0.1}
    booster = xgb.train(parameters, xgb.QuantileDMatrix(inputs, labels), ROUNDS)
    trees = Trees(leaf_masks(read_forest(booster)))
    spec = tf.TensorSpec([None, FEATURES], tf.float32)
    margins = tf.function(trees.margins, input_signature=[spec])
    batches = np.split(inputs[: 30 * BATCH], 30)
    own = _rates(lambda batch: margins(tf.constant(batch)).numpy(), batches)
    theirs = _rates(booster.inplace_predict, batches)
    return {"trees_in_tensorflow_rows_per_second": own, "trees_in_xgboost_rows_per_second": theirs}


def prepare(folder: pathlib.Path) -> None:
    """Writes examples and the transform graph of the published showers into a folder."""
    from tfx.components.transform.executor import Executor
    from tfx.proto.transform_pb2 import SplitsConfig
    from tfx.types import artifact_utils, standard_artifacts
    from tfx.utils import json_utils, proto_utils

    from components.example_gen.outputs import write_examples

    settings, dataset = load_settings(dataset__name="ground"), load_dataset("ground")
    tables = (batch.table for batch in read_records(PUBLISHED, dataset, bad_records="stop"))
    write_examples(tables, dataset, settings.split, str(folder / "examples"))
    examples, schema = standard_artifacts.Examples(), standard_artifacts.Schema()
    graph = standard_artifacts.TransformGraph()
    examples.uri, examples.split_names = (
        str(folder / "examples"),
        artifact_utils.encode_split_names(["train"]),
    )
    schema.uri, graph.uri = str(folder / "schema"), str(folder / "graph")
    (folder / "schema").mkdir()
    curated = pathlib.Path(__file__).resolve().parents[2] / "schemas" / "ground" / "schema.pbtxt"
    (folder / "schema" / "schema.pbtxt").write_text(curated.read_text())
    properties = {
        "preprocessing_fn": "components.transform.preprocessing.preprocessing_fn",
        "custom_config": json_utils.dumps({"dataset": dataset.model_dump_json()}),
        "splits_config": proto_utils.proto_to_json(SplitsConfig(analyze=["train"])),
        "disable_statistics": 1,
    }
    context = Executor.Context(beam_pipeline_args=list(settings.beam), tmp_dir=str(folder / "tmp"))
    Executor(context).Do(
        {"examples": [examples], "schema": [schema]}, {"transform_graph": [graph]}, properties
    )


def train(family: str, folder: pathlib.Path) -> dict[str, float]:
    """Seconds of the training and of the whole run_fn, and test accuracy, of one split."""
    import json

    from tfx.components.trainer.fn_args_utils import FnArgs

    settings, dataset = load_settings(dataset__name="ground"), load_dataset("ground")
    config = {
        "dataset": dataset.model_dump_json(),
        "settings": getattr(settings, family).model_dump_json(),
        "seed": settings.seed,
    }
    fn_args = FnArgs(
        train_files=[f"{folder}/examples/Split-train/*"],
        eval_files=[f"{folder}/examples/Split-eval/*"],
        transform_graph_path=str(folder / "graph"),
        serving_model_dir=str(folder / family / "model"),
        model_run_dir=str(folder / family / "run"),
        custom_config=config,
    )
    started = time.perf_counter()
    RUN_FNS[family](fn_args)
    seconds = time.perf_counter() - started
    record = json.loads((folder / family / "run" / "training.json").read_text())
    return {
        "training_seconds": record["seconds"],
        "run_fn_seconds": seconds,
        "eval_accuracy": record["eval_accuracy"],
        "model_megabytes": sum(f.stat().st_size for f in (folder / family / "model").rglob("*")) / 1e6,
    }


def serve(model: pathlib.Path) -> dict[str, float]:
    """Milliseconds of one example (p50, p99) and rows per second in batches of 1024, by signature."""
    started = time.perf_counter()
    dataset = load_scorer(str(model)).dataset
    figures = {"load_seconds": time.perf_counter() - started}
    signatures = (loaded := tf.saved_model.load(str(model))).signatures
    table = next(iter(read_records(PUBLISHED, dataset, bad_records="stop"))).table.slice(0, 8 * BATCH)
    columns = {f.name: table[f.name].to_numpy() for f in dataset.inputs}
    records = _records(table.select(list(columns)), model.parent)
    for name, feeds in (("predict", columns), ("serving_default", {"examples": records})):
        figures |= {f"{name}_{k}": v for k, v in _times(signatures[name], feeds).items()}
    del loaded
    return figures


def _records(table: Any, folder: pathlib.Path) -> np.ndarray:
    (folder / "records").write_bytes(encode(table))
    return np.array(list(tf.data.TFRecordDataset(str(folder / "records")).as_numpy_iterator()), object)


def _times(signature: Callable[..., Any], feeds: dict[str, np.ndarray]) -> dict[str, float]:
    rows = len(next(iter(feeds.values())))

    def call(rows: slice) -> None:
        outputs = signature(**{name: tf.constant(column[rows]) for name, column in feeds.items()})
        outputs["probabilities"].numpy()

    ones = _seconds(call, [slice(i, i + 1) for i in range(1000)])
    rate = _rates(call, [slice(i, i + BATCH) for i in range(0, rows, BATCH)] * 5, size=BATCH)
    return {
        "p50_milliseconds": float(np.median(ones) * 1e3),
        "p99_milliseconds": float(np.quantile(ones, 0.99) * 1e3),
        "rows_per_second": rate,
    }


def _rates(call: Callable[[Any], Any], batches: list[Any], size: int = BATCH) -> float:
    return size / float(np.median(_seconds(call, batches)))


def _seconds(call: Callable[[Any], Any], inputs: list[Any]) -> np.ndarray:
    for one in inputs[:10]:  # the first calls trace and warm up
        call(one)
    seconds = []
    for one in inputs:
        started = time.perf_counter()
        call(one)
        seconds.append(time.perf_counter() - started)
    return np.array(seconds)
