"""Showers that look like real ones, and what the pipeline makes of them: examples, transform graph, models.

Nothing heavy is imported before a test asks for it.
"""

import dataclasses
import pathlib

import numpy as np
import pyarrow as pa
import pytest

from components.settings import Autoencoder, GradientBoosting, Importance, Split

BEAM = ["--runner=FnApiRunner", "--direct_running_mode=in_memory", "--sdk_container_image=none"]
PREPROCESSING = "components.transform.preprocessing.preprocessing_fn"
SHARES = Split(seed=1, train=0.8, eval=0.1, test=0.1)
BOOSTING = GradientBoosting(
    rounds=12,
    max_depth=4,
    learning_rate=0.3,
    min_child_weight=1,
    subsample=0.8,
    colsample_bytree=1,
    reg_lambda=1,
    max_bin=64,
    early_stopping_rounds=None,
    class_weights="none",
    monotone=None,
    interactions=None,
    importance=Importance(rows=200, repeats=2),
    device="cpu",
)
NETWORK = Autoencoder(
    kind="denoising",
    use="head",
    hidden=[32],
    code=8,
    activation="silu",
    code_activation="linear",
    tied=False,
    unit_norm=False,
    orthogonality=0,
    corruption="gaussian",
    noise=0.01,
    rho=0.1,
    beta=0.01,
    trace_filters=[4],
    trace_units=4,
    head=[16],
    reconstruction_weight=1,
    pretraining_epochs=0,
    epochs=4,
    batch_size=128,
    learning_rate=0.01,
    schedule="one_cycle",
    patience=None,
    class_weights="none",
    false_positive_rate=0.05,
    mixed_precision=False,
)


def _showers(groups: int, seed: int) -> pa.Table:
    """Five showers a group, one of each primary; heavier ones have more muons."""
    rng = np.random.default_rng(seed)
    mass = np.tile(np.arange(5), groups)
    energy = np.repeat(10 ** rng.uniform(0, 2.5, groups), 5)
    zenith = np.repeat(rng.uniform(0, 60, groups), 5)
    muons = energy * 1e6 * np.array([0.8, 4, 4.8, 5.6, 7])[mass] * rng.lognormal(0, 0.05, len(mass))
    electrons = energy * 1e8 * np.cos(np.deg2rad(zenith)) ** 3 * rng.lognormal(0, 0.2, len(mass))
    floats = {
        "particles": electrons + muons * 1.1,
        "muons": muons,
        "electrons": electrons,
        "xmax": 850 - 20 * mass + rng.normal(0, 20, len(mass)),
        "zenith": zenith,
        "energy": energy,
        "first_interaction": rng.uniform(2e4, 6e4, len(mass)),
    }
    group = np.repeat(np.arange(groups), 5) + 1000
    names = np.array(["photon", "proton", "helium", "nitrogen", "iron"])
    return pa.table(
        {
            "event_id": group * 10 + mass,
            **{name: values.astype(np.float32) for name, values in floats.items()},
            "primary": names[mass],
            "shower_group": group,
        }
    )


@pytest.fixture(scope="session")
def ground():
    from components.showers.dataset import load_dataset

    return load_dataset("ground")


@pytest.fixture(scope="session")
def make_showers():
    return _showers


@pytest.fixture(scope="session")
def write_examples(ground):
    """Writes a table as an Examples artifact; the splits depend on the shower group alone."""

    def write(table: pa.Table, folder: pathlib.Path, dataset=ground) -> pathlib.Path:
        from components.example_gen.outputs import write_examples

        write_examples([table], dataset, SHARES, str(folder))
        return folder

    return write


@pytest.fixture(scope="session")
def split_shares():
    return SHARES


@pytest.fixture(scope="session")
def showers(make_showers):
    return make_showers(groups=500, seed=1)


@pytest.fixture(scope="session")
def examples(showers, write_examples, made_once):
    return made_once("examples", lambda folder: write_examples(showers, folder))


@pytest.fixture(scope="session")
def run_transform():
    """Runs the executor of the Transform component; returns the folder of the transform graph."""

    def run(examples: pathlib.Path, dataset, folder: pathlib.Path) -> pathlib.Path:
        from google.protobuf import text_format
        from tfx.proto.transform_pb2 import SplitsConfig
        from tfx.types import artifact_utils, standard_artifacts
        from tfx.utils import json_utils, proto_utils

        from components.showers.schema import schema_of
        from components.transform.component import Executor

        data, schema, graph = (
            standard_artifacts.Examples(),
            standard_artifacts.Schema(),
            standard_artifacts.TransformGraph(),
        )
        data.uri, data.split_names = str(examples), artifact_utils.encode_split_names(["train", "eval"])
        schema.uri, graph.uri = str(folder / "schema"), str(folder / "graph")
        (folder / "schema").mkdir(parents=True)
        (folder / "schema" / "schema.pbtxt").write_text(text_format.MessageToString(schema_of(dataset)))
        properties = {
            "preprocessing_fn": PREPROCESSING,
            "custom_config": json_utils.dumps({"dataset": dataset.model_dump_json(), "code": ""}),
            "splits_config": proto_utils.proto_to_json(SplitsConfig(analyze=["train"])),
            "disable_statistics": 1,
        }
        context = Executor.Context(beam_pipeline_args=list(BEAM), tmp_dir=str(folder / "tmp"))
        Executor(context).Do(
            {"examples": [data], "schema": [schema]}, {"transform_graph": [graph]}, properties
        )
        return folder / "graph"

    return run


@pytest.fixture(scope="session")
def transform_graph(examples, ground, run_transform, made_once):
    return made_once("transform", lambda folder: run_transform(examples, ground, folder)) / "graph"


@pytest.fixture(scope="session")
def preprocessing(transform_graph, ground):
    from components.models.preprocessing import Preprocessing

    return Preprocessing(str(transform_graph), ground)


@pytest.fixture(scope="session")
def splits(examples, ground, preprocessing):
    """Split name -> Examples in memory."""
    from components.models.examples import load_examples

    return {
        name: load_examples([f"{examples}/Split-{name}/*"], ground, preprocessing)
        for name in ("train", "eval", "test")
    }


@dataclasses.dataclass(frozen=True)
class Run:
    """What a Trainer wrote into a folder."""

    family: str
    folder: pathlib.Path

    @property
    def model(self) -> pathlib.Path:
        """The SavedModel."""
        return self.folder / "model" / "Format-Serving"

    @property
    def record(self) -> pathlib.Path:
        """The artifact of the training."""
        return self.folder / "run"


@pytest.fixture(scope="session")
def run_trainer(examples, transform_graph, ground):
    """Runs the executor of TFX's Trainer component with the run_fn of a family."""

    def run(family: str, folder: pathlib.Path, examples=examples, more=None, **changes) -> Run:
        from tfx.components.trainer.executor import GenericExecutor
        from tfx.types import artifact_utils, standard_artifacts
        from tfx.utils import json_utils

        data, graph = standard_artifacts.Examples(), standard_artifacts.TransformGraph()
        model, record = standard_artifacts.Model(), standard_artifacts.ModelRun()
        data.uri, data.split_names = str(examples), artifact_utils.encode_split_names(["train", "eval"])
        graph.uri, model.uri, record.uri = str(transform_graph), str(folder / "model"), str(folder / "run")
        settings = {"gradient_boosting": BOOSTING, "autoencoder": NETWORK}[family].model_copy(update=changes)
        config = {"dataset": ground.model_dump_json(), "settings": settings.model_dump_json(), "seed": 7}
        properties = {
            "run_fn": f"components.trainer.{family}.run_fn",
            "train_args": "{}",
            "eval_args": "{}",
            "custom_config": json_utils.dumps({**config, "code": "", **(more or {})}),
        }
        GenericExecutor().Do(
            {"examples": [data], "transform_graph": [graph]},
            {"model": [model], "model_run": [record]},
            properties,
        )
        return Run(family, folder)

    return run


@pytest.fixture(scope="session")
def trained_as(run_trainer, made_once):
    """Gives a trained and exported model of a family, for reading."""
    return lambda family: Run(
        family, made_once(f"trained {family}", lambda folder: run_trainer(family, folder))
    )


@pytest.fixture(scope="session", params=["gradient_boosting", "autoencoder"])
def trained(request, trained_as):
    """A trained and exported model of each family."""
    return trained_as(request.param)


@pytest.fixture(scope="session")
def boosting_settings():
    return BOOSTING


@pytest.fixture(scope="session")
def network_settings():
    return NETWORK
