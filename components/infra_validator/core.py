"""Proves that an exported model can be served: by a clean process, to real requests, with right answers."""

import pathlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping

from components.errors import ModelError
from components.gates import Gate, Outcome, Verdict
from components.infra_validator import checks, limits
from components.infra_validator.examination import Examination
from components.infra_validator.requests import Requests, load_requests
from components.infra_validator.server import RequestFailed, Server, ServerGone
from components.settings import InfraValidator

CHECKS: Mapping[str, Callable[[Examination], Gate]] = {
    "signatures": checks.signatures,
    "class_order": checks.class_order,
    "finite": checks.finite,
    "sums_to_one": checks.sums_to_one,
    "label_is_argmax": checks.label_is_argmax,
    "equals_trainer": checks.equals_trainer,
    "examples_equal_columns": checks.examples_equal_columns,
    "singles_equal_batch": checks.singles_equal_batch,
    "session_equals_server": checks.session_equals_server,
    "refuses_garbage": checks.refuses_garbage,
    "serving_default_latency": limits.serving_latency,
    "predict_latency": limits.predict_latency,
    "memory": limits.memory,
}


def validate(model: pathlib.Path, examples: pathlib.Path, settings: InfraValidator, node: str) -> Verdict:
    """Serves a copy of a model from a process of its own and examines it.

    Args:
        model: the SavedModel.
        examples: the folder of a split with real tf.Examples.
        settings: limits, and how many requests.
        node: name of the node, for the verdict.

    Raises:
        DataError: there are no examples.
    """
    try:
        requests = load_requests(model, examples, settings.examples)
    except ModelError as error:
        return Verdict(node, tuple(_stopped("describes_itself", error.what, CHECKS)))
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "model"
        shutil.copytree(model, copy)
        memory = settings.max_memory_megabytes * 1e6
        with Server(pathlib.Path(folder), settings.timeout_seconds, memory) as server:
            gates = tuple(examine(server, copy, requests, settings))
            return Verdict(node, (*gates, _ends(server)) if server.alive else gates)


def examine(
    server: Server, model: pathlib.Path, requests: Requests, settings: InfraValidator
) -> Iterator[Gate]:
    """One gate after the other; when the server is gone, the rest is not compared."""
    try:
        seconds, signatures = server.load(model)
    except (ServerGone, RequestFailed) as problem:
        yield from _stopped("serves", str(problem), CHECKS)
        return
    sentence = f"a clean process serves the model after {seconds:.1f} s"
    yield limits.make_gate("serves", "seconds until ready", seconds, settings.timeout_seconds, sentence)
    exam = Examination(server, signatures, requests, settings)
    for number, (name, check) in enumerate(CHECKS.items(), start=1):
        try:
            yield check(exam)
        except RequestFailed as error:
            yield Gate(name, "a request with an answer", None, None, Outcome.FAILED, f"{name}: {error}")
        except ServerGone as gone:
            yield from _stopped(name, str(gone), list(CHECKS)[number:])
            return


def _ends(server: Server) -> Gate:
    try:
        status = server.stop()
    except ServerGone as gone:
        return next(_stopped("ends", str(gone), ()))
    return limits.make_gate(
        "ends", "exit status with 0", abs(status), 0, f"the server ended with status {status}"
    )


def _stopped(name: str, why: str, rest: Iterable[str]) -> Iterator[Gate]:
    yield Gate(name, "a server that lives", None, None, Outcome.FAILED, f"{name}: {why}")
    for other in rest:
        yield Gate(other, "", None, None, Outcome.NOT_COMPARED, f"{other} was not compared: no server")
