"""The contract of the Kubeflow Pipelines 2 API: routes and messages, as data.

Read from the server's own swagger file where that is at hand, otherwise from the generated client that is
installed (kfp-server-api), which was made from the same file.
"""

import dataclasses
import inspect
import json
import pathlib
import re
from typing import Any

SWAGGER = pathlib.Path(__file__).resolve().parents[4] / "shared" / "kfp" / "kfp_api_v2beta1.swagger.json"
NOISE = re.compile(r"[^a-z0-9]")
PLACEHOLDER = re.compile(r"\{([^}]+)\}")


@dataclasses.dataclass(frozen=True)
class Route:
    """One method of one path.

    `operation` is its name in lower case without the service, such as `createrun`; `query` has the type of
    each parameter, `body` and `answer` are schemas, None where there is none; `upload`: a form with a file.
    """

    method: str
    path: str
    operation: str
    query: dict[str, str]
    body: dict[str, Any] | None
    answer: dict[str, Any] | None
    upload: bool

    def match(self, path: str) -> dict[str, str] | None:
        """The values in a path that is meant for this route; None for another one."""
        names = PLACEHOLDER.findall(self.path)
        pattern = re.sub(r"\\\{[^}]+\\\}", "([^/:]+)", re.escape(self.path))
        found = re.fullmatch(pattern, path)
        return dict(zip(names, found.groups(), strict=True)) if found else None


@dataclasses.dataclass(frozen=True)
class Contract:
    """All routes, and the schema of every message by its name."""

    routes: tuple[Route, ...]
    messages: dict[str, dict[str, Any]]

    def message(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A schema with its reference followed."""
        name = schema.get("$ref", "").rpartition("/")[2]
        return self.messages[NOISE.sub("", name.lower())] if name else schema


def load() -> Contract:
    """The server's own file, or the installed client."""
    return from_swagger(SWAGGER) if SWAGGER.is_file() else from_client()


def from_swagger(file: pathlib.Path) -> Contract:
    """The contract as the server publishes it."""
    content = json.loads(file.read_text(encoding="utf-8"))
    routes = [
        _swagger_route(method.upper(), path, one)
        for path, methods in content["paths"].items()
        for method, one in methods.items()
    ]
    messages = {NOISE.sub("", name.lower()): schema for name, schema in content["definitions"].items()}
    return Contract(_literal_first(routes), messages)


def _swagger_route(method: str, path: str, one: dict[str, Any]) -> Route:
    given = one.get("parameters", [])
    bodies = [p["schema"] for p in given if p["in"] == "body"]
    return Route(
        method,
        path,
        _operation(one["operationId"]),
        {p["name"]: p["type"] for p in given if p["in"] == "query"},
        bodies[0] if bodies else None,
        one["responses"]["200"].get("schema"),
        any(p["in"] == "formData" for p in given),
    )


def from_client() -> Contract:
    """The contract as the generated client was made from it."""
    import kfp_server_api
    from kfp_server_api import models

    routes = [
        _client_route(name, function)
        for service in vars(kfp_server_api).values()
        if inspect.isclass(service) and service.__name__.endswith("ServiceApi")
        for name, function in inspect.getmembers(service, inspect.isfunction)
        if name.endswith("_with_http_info")
    ]
    found = {name: one for name, one in vars(models).items() if hasattr(one, "openapi_types")}
    messages = {NOISE.sub("", name.lower()): _client_message(one) for name, one in found.items()}
    return Contract(_literal_first(routes), messages)


def _client_route(name: str, function: Any) -> Route:
    source, words = inspect.getsource(function), function.__doc__
    path, method = re.search(r"call_api\(\s*'([^']+)', '([A-Z]+)'", source).groups()
    types = dict(re.findall(r":type (\w+): (.+)", words))
    body = re.search(r"body_params = local_var_params\['(\w+)'\]", source)
    answer = re.search(r"response_type='([^']+)'", source).group(1)
    return Route(
        method,
        path,
        _operation(name.removesuffix("_with_http_info")),
        {key: _schema(types[key])["type"] for key in re.findall(r"query_params.append\(\('(\w+)'", source)},
        _schema(types[body.group(1)]) if body else None,
        _schema(answer),
        "local_var_files['uploadfile']" in source,
    )


def _client_message(model: Any) -> dict[str, Any]:
    if hasattr(model, "allowable_values"):
        return {"type": "string", "enum": list(model.allowable_values)}
    properties = {}
    for name, kind in model.openapi_types.items():
        words = (getattr(model, name).__doc__ or "").partition("# noqa: E501")[2].strip()
        form = {"format": "int64"} if name in LONG else {}
        properties[model.attribute_map[name]] = {**_schema(kind), **form, "description": words}
    return {"type": "object", "properties": properties}


# What the generated client calls a string and is a number of 64 bits.
LONG = ("interval_second", "long_value", "max_concurrency", "pipeline_context_id", "pipeline_run_context_id")
PLAIN = {"str": "string", "int": "integer", "bool": "boolean", "object": "object", "file": "file"}


def _schema(kind: str) -> dict[str, Any]:
    """The schema of a type in the words of the generated client, such as `list[V2beta1Run]`."""
    if inner := re.fullmatch(r"list\[(.+)\]", kind):
        return {"type": "array", "items": _schema(inner.group(1))}
    if inner := re.fullmatch(r"dict\(str, (.+)\)", kind):
        return {
            "type": "object",
            "additionalProperties": {} if inner.group(1) == "object" else _schema(inner.group(1)),
        }
    if kind == "datetime":
        return {"type": "string", "format": "date-time"}
    return {"type": PLAIN[kind]} if kind in PLAIN else {"$ref": f"#/definitions/{kind}"}


def _operation(name: str) -> str:
    return NOISE.sub("", name.lower().replace("_", " ").split("service", 1)[-1])


def _literal_first(routes: list[Route]) -> tuple[Route, ...]:
    """Paths without placeholders first: `pipelines/upload` is no pipeline of that name."""
    return tuple(sorted(routes, key=lambda route: len(PLACEHOLDER.findall(route.path))))
