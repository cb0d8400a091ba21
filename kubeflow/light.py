"""TFX's launcher without what a node does not need: 0.6 s of CPU in place of 8.

Importing the launcher imports TensorFlow for the decorators of the API's documentation and for files that are
not on a local disk, TensorFlow Model Analysis and the client of Kubernetes because all of TFX's components
stand in one package, and Beam for nodes that run on Beam. TFX itself does without TensorFlow and Beam where
they are not installed (its distribution `ml-pipelines-sdk`); here that is so until somebody asks for them.
Keras does without scikit-learn, IPython and matplotlib, which it wraps and draws with, in the same way.
"""

import contextlib
import importlib
import importlib.abc
import importlib.util
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any

PACKAGE = "tfx.components"
GFILE = "tfx.dsl.io.plugins.tensorflow_gfile"
DECORATORS = "tfx.dsl.component.experimental.decorators"
OF_KERAS = ("IPython", "matplotlib", "sklearn")
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
    sys.meta_path.insert(0, _Refusal(OF_KERAS, by="keras"))
    _put_off(PACKAGE)
    with _without("tensorflow", *([] if on_beam else ["apache_beam"])):
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


class _Refusal(importlib.abc.MetaPathFinder):
    """Says of some packages that they are not installed; where `by` names a package, to that one only."""

    def __init__(self, names: Sequence[str], by: str = "") -> None:
        self._names, self._by = names, by

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """Refuses a package and what is in it."""
        if name.partition(".")[0] in self._names and (not self._by or _asker() == self._by):
            raise ModuleNotFoundError(f"{name} is put off", name=name)


def _asker() -> str:
    """The package whose code imports something just now."""
    frame = sys._getframe(2)
    while frame.f_back is not None and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


@contextlib.contextmanager
def _without(*names: str) -> Iterator[None]:
    """As if some packages were not installed; one that is imported already stays."""
    finder = _Refusal([name for name in names if name not in sys.modules])
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Later(types.ModuleType):
    """A package whose parts can be imported, and whose own code runs when it is asked for a name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or self.__dict__.get("_loaded"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        self.__dict__["_loaded"] = True
        self.__spec__.loader.exec_module(self)  # type: ignore[union-attr]
        return getattr(self, name)


def _put_off(name: str) -> None:
    """Imports a package without running it."""
    if name in sys.modules:
        return
    spec = importlib.util.find_spec(name)
    if spec is None or spec.submodule_search_locations is None:
        return
    module = _Later(name)
    module.__spec__, module.__file__, module.__loader__ = spec, spec.origin, spec.loader
    module.__path__, module.__package__ = spec.submodule_search_locations, name
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    setattr(sys.modules[parent], child, module)


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
        if self._local is not None and name in SAME and "tensorflow" not in sys.modules:
            return getattr(self._local, name)
        return getattr(importlib.import_module(GFILE).TensorflowFilesystem, name)


def _offer_files() -> None:
    registry = importlib.import_module("tfx.dsl.io.filesystem_registry").DEFAULT_FILESYSTEM_REGISTRY
    local = importlib.import_module("tfx.dsl.io.plugins.local").LocalFilesystem
    registry.register(_Files(("",), local), priority=5)
    registry.register(_Files(("gs://", "hdfs://", "s3://")), priority=5, use_as_fallback=True)
