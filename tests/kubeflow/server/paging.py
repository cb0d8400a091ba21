"""Lists, as the server gives them: filtered, sorted, in pages."""

import base64
import json
import operator
from typing import Any

from tests.kubeflow.server.check import checked
from tests.kubeflow.server.contract import Contract
from tests.kubeflow.server.refusal import Refusal

OPERATIONS = {
    "EQUALS": operator.eq,
    "NOT_EQUALS": operator.ne,
    "GREATER_THAN": operator.gt,
    "GREATER_THAN_EQUALS": operator.ge,
    "LESS_THAN": operator.lt,
    "LESS_THAN_EQUALS": operator.le,
    "IN": lambda value, values: value in values["values"],
    "IS_SUBSTRING": lambda value, part: part in value,
}
VALUES = tuple(f"{kind}_value{s}" for kind in ("string", "int", "long", "timestamp") for s in ("", "s"))
DEFAULT_SIZE = 20


def page(contract: Contract, rows: list[dict[str, Any]], query: dict[str, Any]) -> tuple[list[Any], str, int]:
    """One page of the rows that pass the filter, the token of the next page, and how many there are.

    Raises:
        Refusal: a filter, an order, a size or a token that the server does not understand.
    """
    size, order = query.get("page_size") or DEFAULT_SIZE, query.get("sort_by", "")
    if size < 0:
        raise Refusal(f"The page size should not be negative, found {size}")
    predicates = _predicates(contract, query.get("filter", ""))
    found = _sorted([row for row in rows if all(_holds(row, one) for one in predicates)], order)
    what = f"{order}|{query.get('filter', '')}"
    start = _start(query.get("page_token", ""), what)
    more = start + size < len(found)
    return found[start : start + size], _token(start + size, what) if more else "", len(found)


def _predicates(contract: Contract, text: str) -> list[dict[str, Any]]:
    if not text:
        return []
    try:
        content = json.loads(text)
    except ValueError:
        raise Refusal(f"failed to parse valid filter from {text!r}") from None
    wanted = checked(contract, {"$ref": "#/definitions/v2beta1Filter"}, content)
    return list(wanted.get("predicates", []))


def _holds(row: dict[str, Any], predicate: dict[str, Any]) -> bool:
    key, values = predicate.get("key", ""), [predicate[name] for name in VALUES if name in predicate]
    if key not in row or len(values) != 1 or predicate.get("operation") not in OPERATIONS:
        raise Refusal(f"no support for filtering on {key!r}, or a predicate without one value")
    return bool(OPERATIONS[predicate["operation"]](row[key], values[0]))


def _sorted(rows: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    key, _, direction = (order or "created_at").partition(" ")
    if direction not in ("", "asc", "desc") or any(key not in row for row in rows):
        raise Refusal(f"Invalid sort by field or order: {order!r}")
    return sorted(rows, key=lambda row: row[key], reverse=direction == "desc")


def _token(start: int, what: str) -> str:
    return base64.b64encode(json.dumps([start, what]).encode()).decode()


def _start(token: str, what: str) -> int:
    if not token:
        return 0
    try:
        start, made_for = json.loads(base64.b64decode(token, validate=True))
    except ValueError:
        raise Refusal("Invalid page token") from None
    if made_for != what:
        raise Refusal("The page token does not match the order or the filter of the request")
    return int(start)
