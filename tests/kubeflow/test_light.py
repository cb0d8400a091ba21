"""What a node of Cascada's package has imported when it is ready to run, and no more."""

import pytest

from tests.kubeflow.starting import Package

HEAVY = frozenset(
    {"IPython", "apache_beam", "keras", "kfp", "kubernetes", "matplotlib", "mlflow", "optuna", "pandas"}
    | {"scipy", "sklearn", "tensorflow", "tensorflow_data_validation", "tensorflow_model_analysis"}
    | {"tensorflow_transform", "tf_keras", "xgboost"}
)
BEAM = {"apache_beam", "pandas"}
TRAINS = {*BEAM, "scipy", "tensorflow", "tensorflow_data_validation"}
TRANSFORMS = {"pandas", "scipy", "tensorflow", "tensorflow_transform", "tf_keras"}
NEEDED = {
    "ExampleGen": set(),
    "StatisticsGen": BEAM,
    "SchemaGen": TRAINS,
    "ExampleValidator": {*BEAM, "scipy"},
    "LastChampion": set(),
    "Transform": TRAINS | TRANSFORMS,
    "GradientBoostingTuner": {*TRANSFORMS, "matplotlib", "optuna"},
    "AutoencoderTrainer": TRAINS,
    "GradientBoostingEvaluator": {"scipy"},
    "Reference": {"scipy"},
    "Champion": set(),
    "InfraValidator": TRANSFORMS,
    "Report": {"matplotlib"},
    "Pusher": set(),
}
"""Node -> the heavy packages that it may import; one of a kind stands for all."""


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return Package(tmp_path_factory.mktemp("package"))


@pytest.mark.parametrize("node", NEEDED)
def test_a_node_imports_what_it_needs_and_no_more(package, node):
    assert package.start(node).modules & HEAVY <= NEEDED[node]


def test_no_node_is_forgotten(package):
    kinds = {name.replace("Autoencoder", "").replace("GradientBoosting", "") for name in NEEDED}
    known = kinds | {"ImportSchemaGen", "LastProfile", "LastSpan", "Baseline", "Approvals"}
    nodes = {name.replace("Autoencoder", "").replace("GradientBoosting", "") for name in package.nodes}
    assert nodes == known
