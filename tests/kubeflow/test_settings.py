"""The settings of a cluster: GPU pools for what trains, and names of their own that files can add to."""

import pytest

from components.errors import SettingsError
from kubeflow.cascada_runner import config_of
from pipeline.settings import load_settings

WITH_TUNERS = ("tuner.gradient_boosting.trials=1", "tuner.autoencoder.trials=1")


def _config(*words: str):
    return config_of(load_settings(["kubeflow"], words))


@pytest.mark.parametrize("family", ["GradientBoosting", "Autoencoder"])
@pytest.mark.parametrize("node", ["Tuner", "Trainer"])
def test_what_trains_runs_on_gpu_pools(family, node):
    resources = _config(*WITH_TUNERS).resources(f"{family}{node}")
    assert resources.gpus == 1
    assert resources.pool == {"cascada.pool": "gpu"}
    assert [one.key for one in resources.tolerations] == ["nvidia.com/gpu"]
    assert resources.spot
    assert resources.shared_memory == "2Gi"


@pytest.mark.parametrize("node", ["ExampleGen", "Transform", "Champion", "Report"])
def test_everything_else_runs_on_cpu_pools(node):
    resources = _config().resources(node)
    assert resources.gpus == 0
    assert resources.pool == {"cascada.pool": "cpu"}
    assert not resources.spot


def test_a_node_that_is_not_in_the_pipeline_is_left_out():
    assert "AutoencoderTuner" not in _config().nodes
    assert "AutoencoderTuner" in _config(*WITH_TUNERS).nodes


def test_one_word_changes_one_node_only():
    config = _config("kubeflow.nodes.AutoencoderTrainer.gpus=4")
    assert config.resources("AutoencoderTrainer").gpus == 4
    assert config.resources("GradientBoostingTrainer").gpus == 1
    assert config.resources("AutoencoderTrainer").timeout == 14400


def test_a_node_can_be_added_and_taken_away():
    config = _config('kubeflow.nodes.Report.cpu="3"', "kubeflow.nodes.AutoencoderTrainer=null")
    assert config.resources("Report").cpu == "3"
    assert config.resources("Report").memory == config.resources("ExampleGen").memory
    assert config.resources("AutoencoderTrainer").gpus == 0


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("kubeflow.nodes.Report.cpus=3", "kubeflow.nodes.Report.cpus"),
        ('kubeflow.nodes.Report.memory="much"', "kubeflow.nodes.Report.memory"),
        ('kubeflow.environment.MY_TOKEN="x"', "anyone can read MY_TOKEN"),
        ("kubeflow.user=0", "kubeflow.user"),
        ("kubeflow.nodse.Report=3", "no setting kubeflow.nodse"),
    ],
)
def test_what_is_wrong_is_said(word, said):
    with pytest.raises(SettingsError, match=said):
        load_settings(["kubeflow"], [word])


def test_secrets_are_references():
    (password,) = [one for one in _config().secrets if one.name == "CASCADA_METADATA_PASSWORD"]
    assert (password.secret, password.key) == ("cascada-mysql", "password")
