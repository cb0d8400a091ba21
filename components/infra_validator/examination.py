"""The questions put to a served model. Each is asked once, when the first check needs its answer."""

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np

from components.infra_validator.requests import Requests
from components.infra_validator.server import RequestFailed, Server
from components.infra_validator.wire import Array, Arrays
from components.settings import InfraValidator

SERVING, PREDICT, TRANSFORM = "serving_default", "predict", "transform_features"
ROUNDS = 3


class Examination:
    """A server that has loaded a model, its requests, its limits and the answers it gave so far.

    Attributes:
        signatures: inputs and outputs of each signature by name, as (type, shape).
    """

    def __init__(
        self, server: Server, signatures: Mapping[str, Any], requests: Requests, limits: InfraValidator
    ) -> None:
        self.server, self.signatures, self.requests, self.limits = server, signatures, requests, limits

    @functools.cached_property
    def trained(self) -> Arrays:
        """`predict` of the rows whose answers the trainer has left."""
        return self.ask(PREDICT, self.requests.expected_inputs)

    @functools.cached_property
    def served(self) -> Arrays:
        """`serving_default` of the real examples."""
        return self.ask(SERVING, self.examples(SERVING))

    @functools.cached_property
    def dense(self) -> Arrays:
        """`predict` of the columns of the real examples."""
        return self.ask(PREDICT, self.requests.columns)

    @functools.cached_property
    def transformed(self) -> Arrays:
        """`transform_features` of the real examples."""
        return self.ask(TRANSFORM, self.examples(TRANSFORM))

    @functools.cached_property
    def singles(self) -> Mapping[str, Arrays]:
        """Every signature, row by row; with the `seconds` of each call [rounds, requests]."""
        inputs = {
            SERVING: self.examples(SERVING),
            PREDICT: self.requests.columns,
            TRANSFORM: self.examples(TRANSFORM),
        }
        return {signature: self._one_by_one(signature, arrays) for signature, arrays in inputs.items()}

    def ask(self, signature: str, inputs: Arrays, call: str = "predict") -> Arrays:
        """The answer to any request."""
        return self.server.call(call, inputs, signature=signature)[1]

    def examples(self, signature: str, examples: Array | None = None) -> Arrays:
        """Serialized examples under the name that a signature has for them."""
        names = list(self.signatures.get(signature, {"inputs": {}})["inputs"])
        if len(names) != 1:
            raise RequestFailed(f"{signature} does not take one tensor of serialized examples")
        return {names[0]: self.requests.examples if examples is None else examples}

    def _one_by_one(self, signature: str, inputs: Arrays) -> Arrays:
        rows = np.arange(self.limits.requests) % len(next(iter(inputs.values())))
        few = {name: array[rows] for name, array in inputs.items()}
        rounds = 0 if signature == TRANSFORM else ROUNDS
        return self.server.call("singles", few, signature=signature, rounds=rounds)[1]
