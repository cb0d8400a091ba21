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
LISTING = "Failed to create list options: Invalid input error: "


def page(contract: Contract, rows: list[dict[str, Any]], query: dict[str, Any]) -> tuple[list[Any], str, int]:
    """One page of the rows that pass the filter, the token of the next page, and how many there are.

    Raises:
        Refusal: a filter, an order, a size or a token that the server does not understand.
    """
    size = query.get("page_size") or DEFAULT_SIZE
    if size < 0:
        raise Refusal(f"The page size should be greater than 0. Got {size}", within=LISTING)
    asked = query.get("sort_by", ""), query.get("filter", "")
    start, order, text = _start(query.get("page_token", ""), *asked)
    predicates = _predicates(contract, text)
    found = _sorted([row for row in rows if all(_holds(row, one) for one in predicates)], order)
    more = start + size < len(found)
    return found[start : start + size], _token(start + size, order, text) if more else "", len(found)


def _predicates(contract: Contract, text: str) -> list[dict[str, Any]]:
    if not text:
        return []
    try:
        content = json.loads(text)
    except ValueError:
        raise Refusal(f"failed to parse valid filter from {text!r}", within=LISTING) from None
    wanted = checked(contract, {"$ref": "#/definitions/v2beta1Filter"}, content)
    return list(wanted.get("predicates", []))


def _holds(row: dict[str, Any], predicate: dict[str, Any]) -> bool:
    key, values = predicate.get("key", ""), [predicate[name] for name in VALUES if name in predicate]
    if key not in row or len(values) != 1 or predicate.get("operation") not in OPERATIONS:
        what = f"no support for filtering on {key!r}, or a predicate without one value"
        raise Refusal(what, within=LISTING)
    return bool(OPERATIONS[predicate["operation"]](row[key], values[0]))


def _sorted(rows: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    key, _, direction = (order or "created_at").partition(" ")
    if direction not in ("", "asc", "desc") or any(key not in row for row in rows):
        raise Refusal(f'Invalid sorting field: "{key}"', within=LISTING)
    return sorted(rows, key=lambda row: row[key], reverse=direction == "desc")


def _token(start: int, order: str, text: str) -> str:
    return base64.b64encode(json.dumps([start, order, text]).encode()).decode()


def _start(token: str, order: str, text: str) -> tuple[int, str, str]:
    """Where a page starts, in which order, by which filter: the token knows, and is not contradicted."""
    if not token:
        return 0, order, text
    try:
        start, *made_for = json.loads(base64.b64decode(token, validate=True))
    except ValueError:
        raise Refusal("Invalid page token", within=LISTING) from None
    if (order or text) and made_for != [order, text]:
        what = "page token does not match the supplied sort by and/or filtering criteria"
        raise Refusal(what, within=LISTING)
    return int(start), *made_for
