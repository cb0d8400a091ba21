"""Holds a message against its schema, as the JSON reader of protocol buffers does."""

import datetime
import re
from typing import Any

from tests.kubeflow.server.contract import Contract
from tests.kubeflow.server.refusal import Refusal


def checked(contract: Contract, schema: dict[str, Any], value: Any, where: str = "") -> Any:
    """The message with the contract's own names and without nulls.

    Raises:
        Refusal: an unknown field, or a value of another type.
    """
    schema = contract.message(schema)
    if "enum" in schema:
        return _of_enum(schema["enum"], value, where)
    kind = schema.get("type")
    if kind == "object":
        return _object(contract, schema, value, where)
    if kind == "array":
        _require(isinstance(value, list), where, "an array")
        return [checked(contract, schema["items"], one, where) for one in value]
    return _scalar(schema, value, where) if kind else value


def require_filled(schema: dict[str, Any], value: dict[str, Any]) -> None:
    """Refuses a message that lacks what the contract says is required of the user.

    Raises:
        Refusal: a required field is absent or empty.
    """
    for name, one in schema.get("properties", {}).items():
        if one.get("description", "").startswith("Required input") and value.get(name) in (None, ""):
            raise Refusal(f"{name} must be non-empty", "Internal", "Failed due to conversion error: ")


def _object(contract: Contract, schema: dict[str, Any], value: Any, where: str) -> dict[str, Any]:
    _require(isinstance(value, dict), where, "an object")
    known, rest = schema.get("properties"), schema.get("additionalProperties")
    if known is None:
        inner = rest or {}
        return {name: checked(contract, inner, one, f"{where}.{name}") for name, one in value.items()}
    twins = {_camel(name): name for name in known}
    found = {}
    for name, one in value.items():
        own = name if name in known else twins.get(name)
        if own is None:
            raise Refusal(f'proto: unknown field "{name}" in {where or "the message"}')
        if one is not None:
            found[own] = checked(contract, known[own], one, f"{where}.{own}".strip("."))
    return found


def _scalar(schema: dict[str, Any], value: Any, where: str) -> Any:
    kind, form = schema["type"], schema.get("format")
    if kind == "boolean":
        _require(isinstance(value, bool), where, "a boolean")
    elif kind == "integer" or form == "int64":
        whole = isinstance(value, int) and not isinstance(value, bool)
        _require(whole or re.fullmatch(r"-?\d+", str(value)), where, "an integer")
        return str(value) if kind == "string" else int(value)
    else:
        _require(isinstance(value, str), where, "a string")
        if form == "date-time":
            _require_time(value, where)
    return value


def _require_time(value: str, where: str) -> None:
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:
        _require(False, where, "a time in RFC 3339")


def _of_enum(names: list[str], value: Any, where: str) -> str:
    if isinstance(value, int) and 0 <= value < len(names):
        return names[value]
    _require(value in names, where, f"one of {', '.join(names)}")
    return str(value)


def _require(true: object, where: str, what: str) -> None:
    if not true:
        raise Refusal(f"proto: invalid value for {where or 'the message'}: expected {what}")


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)
