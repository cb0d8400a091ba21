"""TFX's launcher without what a node does not need: 0.6 s of CPU in place of 8.

Importing the launcher imports TensorFlow for the decorators of the API's documentation and for files that are
not on a local disk, TensorFlow Model Analysis and the client of Kubernetes because all of TFX's components
stand in one package, and Beam for nodes that run on Beam. TFX itself does without TensorFlow and Beam where
they are not installed (its distribution `ml-pipelines-sdk`); here that is so until somebody asks for them.
Keras does without scikit-learn, IPython and matplotlib, which it wraps and draws with, in the same way, and
TensorFlow without Keras. From then on what few nodes use of a package that all import waits until it is used.
"""

import importlib
import sys
from collections.abc import Sequence
from typing import Any

from kubeflow import later

GFILE = "tfx.dsl.io.plugins.tensorflow_gfile"
DECORATORS = "tfx.dsl.component.experimental.decorators"
PUT_OFF = {
    "tfx.components": "*",
    "tensorflow": "core",
    "tf_keras": "",
    "tensorflow_model_analysis": "*",
    "tensorflow_data_validation": "*",
    "tensorflow_data_validation.skew.feature_skew_detector": "",
    "IPython": "*",
}
"""Package -> which of its parts can do without it."""
REFUSED = {
    "keras.*": ("IPython", "matplotlib", "sklearn"),
    "tensorflow": ("keras", "tf_keras"),
    "tqdm.*": ("IPython", "ipywidgets"),
}
"""Modules -> what they do as well without; those of TensorFlow that want Keras find it all the same."""
SAME = ("open", "copy", "exists", "isdir", "listdir", "makedirs", "mkdir", "remove", "rename", "rmtree")
"""What TFX's two file systems do alike on a local disk; what `stat` and `glob` give differs."""
BEAM = ("tfx.dsl.components.base.base_beam_executor", "tfx.orchestration.portable.beam_executor_operator")


def launcher(on_beam: bool = False) -> Any:
    """`tfx.orchestration.portable.launcher`.

    Args:
        on_beam: for a node that runs on Beam.
    """
    name = "tfx.orchestration.portable.launcher"
    if name in sys.modules:
        return importlib.import_module(name)
    for modules, names in REFUSED.items():
        later.refuse(*names, by=modules)
    later.put_off(PUT_OFF)
    with later.without("tensorflow", *([] if on_beam else ["apache_beam"])):
        module = importlib.import_module(name)
        importlib.import_module(DECORATORS)  # components that are functions
    _forget(GFILE, *([] if on_beam else BEAM))
    _offer_files()
    return module


def specs(pipeline: Any, node: str) -> tuple[Any, Any]:
    """The specs of executor and custom driver of a node; None where it has none."""
    utils = importlib.import_module("tfx.orchestration.local.runner_utils")
    deployment = utils.extract_local_deployment_config(pipeline)
    return utils.extract_executor_spec(deployment, node), utils.extract_custom_driver_spec(deployment, node)


def _forget(*names: str) -> None:
    """Lets modules be imported anew."""
    for name in names:
        sys.modules.pop(name, None)
        parent, _, child = name.rpartition(".")
        vars(sys.modules[parent]).pop(child, None)


class _Files:
    """TFX's file system of TensorFlow, which is imported when it is needed.

    Args:
        schemes: of the places.
        local: takes its place while nothing has imported TensorFlow, for what is the same in both.
    """

    def __init__(self, schemes: Sequence[str], local: Any = None) -> None:
        self.SUPPORTED_SCHEMES = schemes
        self._local = local

    def __getattr__(self, name: str) -> Any:
        if self._local is not None and name in SAME and not later.is_loaded("tensorflow"):
            return getattr(self._local, name)
        return getattr(importlib.import_module(GFILE).TensorflowFilesystem, name)


def _offer_files() -> None:
    registry = importlib.import_module("tfx.dsl.io.filesystem_registry").DEFAULT_FILESYSTEM_REGISTRY
    local = importlib.import_module("tfx.dsl.io.plugins.local").LocalFilesystem
    registry.register(_Files(("",), local), priority=5)
    registry.register(_Files(("gs://", "hdfs://", "s3://")), priority=5, use_as_fallback=True)
