"""What the settings of an autoencoder refuse."""

import pydantic
import pytest

from components.settings import Autoencoder


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "denoising", "corruption": "dropout", "noise": 1.0}, "leaves nothing of the inputs"),
        ({"kind": "sparse", "code_activation": "relu"}, "code of a sparse one has its own"),
        ({"kind": "variational", "code_activation": "selu"}, "code of a variational one has its own"),
        ({"use": "per_class", "pretraining_epochs": 1}, "without a head"),
        ({"rho": 1.0}, "rho"),
        ({"rho": 0.0}, "rho"),
        ({"beta": -0.1}, "beta"),
        ({"noise": -0.1}, "noise"),
        ({"orthogonality": -1.0}, "orthogonality"),
        ({"code": 0}, "code"),
        ({"hidden": [0]}, "hidden"),
        ({"trace_filters": []}, "trace_filters"),
        ({"false_positive_rate": 1.0}, "false_positive_rate"),
        ({"patience": 0}, "patience"),
        ({"kind": "contractive"}, "kind"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_by_name(network_settings, changes, reason):
    with pytest.raises(pydantic.ValidationError, match=reason):
        Autoencoder.model_validate(network_settings.model_dump() | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"hidden": [], "tied": True},
        {"kind": "plain", "corruption": "dropout", "noise": 1.0},
        {"corruption": "dropout", "noise": 0.0},
        {"trace_filters": None, "patience": None},
    ],
    ids=str,
)
def test_what_can_be_is_taken(network_settings, changes):
    Autoencoder.model_validate(network_settings.model_dump() | changes)
