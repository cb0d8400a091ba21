"""A model server in a clean process: loads a SavedModel with nothing but TensorFlow and answers requests.

Requests come on standard input, answers go to standard output. The libraries that trained the model are
out of its reach, as if they were not installed.

    call        asks for                                       answers
    load        folder                                         its signatures: inputs and outputs by name
    predict     signature, arrays [rows, ...]                  its outputs for all rows at once
    singles     signature, arrays [rows, ...], rounds          outputs of the rows one by one, and the seconds
                                                               of each call [rounds, rows]
    session     signature, arrays [rows, ...]                  the outputs as a TF 1 session gives them
    memory                                                     the highest resident memory, bytes
"""

import os
import pathlib
import sys
import time
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

from components.infra_validator.wire import Arrays, read_message, write_message

ABSENT = frozenset(
    {"keras", "tf_keras", "xgboost", "tfx", "tfx_bsl", "tensorflow_transform", "tensorflow_text"}
    | {"sklearn", "pandas", "apache_beam", "components", "pipeline"}
)
Answer = tuple[dict[str, Any], Arrays]


class _Without:
    """A finder of modules that does not find the absent ones."""

    def __init__(self, finder: Any) -> None:
        self._finder = finder

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        return None if name.partition(".")[0] in ABSENT else self._finder.find_spec(name, path, target)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._finder, name)


class ModelServer:
    """What can be asked; one method for each call."""

    def __init__(self) -> None:
        import tensorflow as tf

        self._tf = tf
        self._folder = ""
        self._signatures: dict[str, Any] = {}

    def load(self, folder: str) -> Answer:
        """Loads a SavedModel; inputs and outputs of its signatures by name, as (type, shape)."""
        self._folder, self._signatures = folder, dict(self._tf.saved_model.load(folder).signatures)
        signatures = {
            name: {"inputs": _specs(f.structured_input_signature[1]), "outputs": _specs(f.structured_outputs)}
            for name, f in self._signatures.items()
        }
        return {"signatures": signatures}, {}

    def predict(self, signature: str, inputs: Arrays) -> Answer:
        """The outputs for all rows at once."""
        return {}, self._call(signature, inputs)

    def singles(self, signature: str, inputs: Arrays, rounds: int) -> Answer:
        """The outputs of the rows one by one, and how long each call took."""
        rows = len(next(iter(inputs.values())))
        single = [{name: array[row : row + 1] for name, array in inputs.items()} for row in range(rows)]
        answers = [self._call(signature, row) for row in single]
        seconds = [[self._clock(signature, row) for row in single] for _ in range(rounds)]
        outputs = {name: np.concatenate([answer[name] for answer in answers]) for name in answers[0]}
        return {}, {**outputs, "seconds": np.array(seconds)}

    def session(self, signature: str, inputs: Arrays) -> Answer:
        """The outputs as a TF 1 session gives them, which is how other servers load a model."""
        tf = self._tf.compat.v1
        with tf.Session(graph=self._tf.Graph()) as session:
            graph = tf.saved_model.load(session, ["serve"], self._folder).signature_def[signature]
            feeds = {graph.inputs[name].name: array for name, array in inputs.items()}
            return {}, session.run({name: output.name for name, output in graph.outputs.items()}, feeds)

    def memory(self) -> Answer:
        """The highest resident memory of this process so far, bytes."""
        return {"bytes": peak_memory(os.getpid())}, {}

    def _call(self, signature: str, inputs: Arrays) -> Arrays:
        tensors = {name: self._tf.constant(array) for name, array in inputs.items()}
        return {name: output.numpy() for name, output in self._signatures[signature](**tensors).items()}

    def _clock(self, signature: str, inputs: Arrays) -> float:
        started = time.perf_counter()
        self._call(signature, inputs)
        return time.perf_counter() - started


def _specs(tensors: Mapping[str, Any]) -> dict[str, tuple[str, list[int | None]]]:
    return {name: (spec.dtype.name, spec.shape.as_list()) for name, spec in tensors.items()}


def peak_memory(process: int) -> int:
    """The highest resident memory of a process of Linux, bytes.

    Raises:
        OSError: the process is gone.
    """
    lines = pathlib.Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return int(next((line.split()[1] for line in lines if line.startswith("VmHWM:")), 0)) * 1024


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers until the requests end; a request that fails is answered by its error."""
    server = ModelServer()
    write_message(answers, {"ready": True})
    while True:
        try:
            head, arrays = read_message(requests)
        except EOFError:
            return
        call = head.pop("call")
        if "signature" in head:
            head["inputs"] = arrays
        try:
            write_message(answers, *getattr(server, call)(**head))
        except Exception as error:
            write_message(answers, {"error": f"{type(error).__name__}: {error}"})


def main() -> None:
    """Serves; whatever else prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.meta_path[:] = [_Without(finder) for finder in sys.meta_path]
    serve(sys.stdin.buffer, answers)
