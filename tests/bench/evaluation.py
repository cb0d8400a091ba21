"""TFX's own Evaluator against this one: seconds on the same showers, model, slices, metrics and machine."""

import functools
import itertools
import json
import pathlib
import time
from typing import Any

import numpy as np
import pyarrow as pa

from components.example_gen.encode import encode
from components.showers.dataset import Dataset, load_dataset
from tests.bench import models

ROWS, KEPT_ROWS = 60_000, 1_000
SMALL = {"rounds": 30, "max_depth": 4}
BANDS = {"zenith": [0, 20, 40, 60], "energy": [1, 10, 100, 317]}
PLAN = {"minimum_examples": 100, "gates": [{"metric": "accuracy", "at_least": 0.1}]}
THREE = [{"feature": "primary"}, *({"feature": name, "edges": edges} for name, edges in BANDS.items())]
CROSSED = [THREE[1], THREE[2], {"cross": ["zenith", "energy"]}]


def evaluation_seconds(folder: pathlib.Path) -> dict[str, Any]:
    """Seconds of both on 60 000 made-up showers and three slices, and of ours on 1 and 30 slices and a cross.

    Ours are of the whole review: reading and scoring (of 1 000 showers of the eval split too), intervals,
    files. The model is a small XGBoost as this project exports it; stock TFX gets the names of the bands as
    features, so that it has nothing to cut. Stock TFX computes the metrics of `tfma_config.py`, ours the
    others too. The first review, in which libraries are loaded, does not count.
    """
    dataset = load_dataset("ground")
    _write(folder, dataset)
    _train(folder, dataset)
    ours = functools.partial(_review, folder, dataset)
    figures = {
        "rows": ROWS,
        "seconds": [ours(THREE) for _ in range(2)][1],
        "one_slice_seconds": ours(THREE[1:2]),
        "thirty_slices_seconds": ours(_thirty()),
        "cross_slice_seconds": ours(CROSSED),
        "stock_seconds": _stock(folder, dataset),
    }
    return figures | {"ratio": figures["stock_seconds"] / figures["seconds"]}


def _thirty() -> list[dict[str, Any]]:
    """Thirty slices by numbers, of four bands each: those of the dataset, at other edges."""
    return [{"feature": f"slice_{k}", "edges": [0, 1, 2, 3, 4]} for k in range(30)]


def _train(folder: pathlib.Path, dataset: Dataset) -> None:
    """A small model of the published showers, exported."""
    from tfx.components.trainer.fn_args_utils import FnArgs

    from components.trainer.gradient_boosting import run_fn
    from pipeline.settings import load_settings

    models.prepare(folder / "published")
    settings = load_settings(dataset__name="ground")
    small = settings.gradient_boosting.model_copy(update=SMALL)
    config = {"dataset": dataset.model_dump_json(), "settings": small.model_dump_json(), "seed": 1}
    run_fn(
        FnArgs(
            train_files=[f"{folder}/published/examples/Split-train/*"],
            eval_files=[f"{folder}/published/examples/Split-eval/*"],
            transform_graph_path=str(folder / "published" / "graph"),
            serving_model_dir=str(folder / "model" / "Format-Serving"),
            model_run_dir=str(folder / "run"),
            custom_config=config,
        )
    )


def _review(folder: pathlib.Path, dataset: Dataset, slices: list[dict[str, Any]]) -> float:
    from components.evaluator.core import Review
    from components.evaluator.plan_file import parse_plan
    from components.models.scorer import load_scorer
    from components.settings import Evaluator

    sliced = _with_slices(dataset)
    plan = parse_plan(json.dumps(PLAN | {"slices": slices}), sliced)
    settings = Evaluator(gates="report", confidence=0.95, replicates=1000, seed=1)
    start = time.perf_counter()
    scorer = load_scorer(str(folder / "model" / "Format-Serving"))
    review = Review(sliced, plan, settings, scorer, "there is none")
    review.run(functools.partial(_read, folder, sliced), str(folder / f"ours-{time.time_ns()}"))
    return time.perf_counter() - start


def _read(folder: pathlib.Path, dataset: Dataset, split: str) -> Any:
    from components.evaluator.examples import read_columns

    return read_columns(str(folder / "examples" / f"Split-{split}"), dataset)


def _with_slices(dataset: Dataset) -> Dataset:
    """The dataset with thirty more features to slice on."""
    body = dataset.model_dump(by_alias=True)
    more = [{"name": f"slice_{k}", "role": "slice", "meaning": "made up"} for k in range(30)]
    return Dataset.model_validate(body | {"features": [*body["features"], *more]})


def _stock(folder: pathlib.Path, dataset: Dataset) -> float:
    from tfx.components.evaluator.executor import Executor
    from tfx.types import artifact_utils, standard_artifacts
    from tfx.utils import proto_utils

    from pipeline.settings import load_settings

    examples, model = standard_artifacts.Examples(), standard_artifacts.Model()
    evaluation, blessing = standard_artifacts.ModelEvaluation(), standard_artifacts.ModelBlessing()
    examples.uri, examples.split_names = str(folder / "examples"), artifact_utils.encode_split_names(["test"])
    model.uri, evaluation.uri, blessing.uri = (str(folder / n) for n in ("model", "stock", "blessing"))
    inputs = {"examples": [examples], "model": [model]}
    outputs = {"evaluation": [evaluation], "blessing": [blessing]}
    properties = {
        "eval_config": proto_utils.proto_to_json(_config(dataset)),
        "example_splits": json.dumps(["test"]),
        "fairness_indicator_thresholds": "null",
    }
    context = Executor.Context(
        beam_pipeline_args=list(load_settings().beam), tmp_dir=str(folder / "tmp"), unique_id="1"
    )
    start = time.perf_counter()
    Executor(context).Do(inputs, outputs, properties)
    return time.perf_counter() - start


def _config(dataset: Dataset) -> Any:
    """What the review's own TFMA config says, of the names of bands as features."""
    from components.evaluator.plan_file import parse_plan
    from components.evaluator.tfma_config import eval_config

    plan = parse_plan(json.dumps(PLAN | {"slices": THREE}), dataset)
    config = eval_config(len(dataset.classes), plan, has_baseline=False)
    config.model_specs[0].signature_name = "serving_default"
    for spec in config.slicing_specs:
        spec.feature_keys[:] = [f"{name}_band" if name in BANDS else name for name in spec.feature_keys]
    return config


def _write(folder: pathlib.Path, dataset: Dataset) -> None:
    for split, rows in (("test", ROWS), ("eval", KEPT_ROWS)):
        examples = folder / "examples" / f"Split-{split}"
        examples.mkdir(parents=True)
        (examples / "examples-00000-of-00001").write_bytes(encode(_showers(rows, dataset.classes)))


def _showers(rows: int, classes: tuple[str, ...]) -> pa.Table:
    """Made-up showers with the features of `ground`, thirty more to slice on, and what stock TFMA needs."""
    rng = np.random.default_rng(0)
    energy = 10 ** rng.uniform(0, 2.5, rows)
    truth = rng.integers(0, len(classes), rows)
    floats = {
        "particles": 1e9 * energy,
        "muons": energy * 10 ** (truth + rng.normal(0, 0.4, rows)),
        "electrons": 5e8 * energy,
        "xmax": rng.normal(700, 60, rows),
        "zenith": rng.uniform(0, 60, rows),
        "energy": energy,
        "first_interaction": rng.uniform(2e4, 5e4, rows),
        **{f"slice_{k}": rng.uniform(0, 4, rows) for k in range(30)},
    }
    columns = {name: column.astype(np.float32) for name, column in floats.items()}
    ids = {"event_id": np.arange(rows) * 10 + truth, "shower_group": np.arange(rows), "label": truth}
    named = {f"{name}_band": _band(floats[name], edges) for name, edges in BANDS.items()}
    return pa.table({**ids, **columns, **named, "primary": np.array(classes)[truth]})


def _band(values: np.ndarray, edges: list[int]) -> np.ndarray:
    names = np.array([f"{low}-{high}" for low, high in itertools.pairwise(edges)])
    return names[np.searchsorted(edges, values, side="right") - 1]
