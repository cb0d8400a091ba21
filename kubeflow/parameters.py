"""Runtime parameters: those that TFX's compiled pipeline asks for, and what a package calls them."""

import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import Any

from kubeflow.errors import KubeflowError

RUN_ID, ROOT = "pipeline-run-id", "pipeline-root"
"""TFX's own parameters: the id of the run, which the cluster gives, and what the package is made for."""
TYPES = {"INT": int, "DOUBLE": float, "STRING": str}


@dataclasses.dataclass(frozen=True)
class Parameter:
    """One runtime parameter.

    Attributes:
        name: in TFX.
        kind: int, float or str.
        default: None when a run has to give it.
    """

    name: str
    kind: type
    default: int | float | str | None

    @property
    def input(self) -> str:
        """The name of the package's input."""
        return re.sub(r"\W", "_", self.name)


def find(message: Any) -> list[Parameter]:
    """The runtime parameters of a compiled pipeline, but for TFX's own, by name.

    Raises:
        KubeflowError: two of them are not the same and have one name.
    """
    found: dict[str, Parameter] = {}
    for one in _walk(message):
        if one.name in (RUN_ID, ROOT):
            continue
        parameter = _parameter(one)
        if found.setdefault(parameter.input, parameter) != parameter:
            raise KubeflowError(
                f"the runtime parameter {one.name} is declared twice, in different ways",
                "Use one RuntimeParameter object wherever it is meant.",
            )
    return [found[name] for name in sorted(found)]


def bindings(parameters: Iterable[Parameter], words: Iterable[str]) -> dict[str, Any]:
    """The values that `name=value` words give to parameters."""
    kinds = {parameter.name: parameter.kind for parameter in parameters}
    pairs = (word.partition("=") for word in words)
    return {name: kinds[name](value) for name, _, value in pairs if name in kinds}


def _parameter(one: Any) -> Parameter:
    kind = TYPES[type(one).Type.Name(one.type)]
    value = one.default_value
    default = getattr(value, value.WhichOneof("value")) if value.WhichOneof("value") else None
    return Parameter(one.name, kind, None if default is None else kind(default))


def _walk(message: Any) -> Iterator[Any]:
    if message.DESCRIPTOR.name == "RuntimeParameter":
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        if field.message_type.GetOptions().map_entry:
            values: Iterable[Any] = [value[key] for key in value]
        else:
            values = value if field.is_repeated else [value]
        for one in values:
            if hasattr(one, "ListFields"):
                yield from _walk(one)
