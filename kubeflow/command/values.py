"""The runtime parameters of a run: words on a command line, turned into what the package declares."""

import json
import re
from collections.abc import Mapping
from typing import Any

from kubeflow.errors import KubeflowError

BOOLEANS = {"true": True, "false": False}
READERS: dict[str, Any] = {
    "STRING": str,
    "NUMBER_INTEGER": int,
    "NUMBER_DOUBLE": float,
    "BOOLEAN": lambda word: BOOLEANS[word.lower()],
    "LIST": json.loads,
    "STRUCT": json.loads,
}


def read(package: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """The values of the parameters.

    Args:
        package: what the server has of a version of a pipeline.
        words: value by name, as they were typed.

    Raises:
        KubeflowError: the pipeline has no such parameter, it is of another kind, or it has to be given.
    """
    spec = package.get("pipeline_spec", package)
    declared = spec["root"].get("inputDefinitions", {}).get("parameters", {})
    # TFX's names may hold characters that KFP's may not.
    named = {re.sub(r"\W", "_", name): word for name, word in words.items()}
    found = {name: _value(declared, name, word) for name, word in named.items()}
    needed = [
        name for name, one in declared.items() if "defaultValue" not in one and not one.get("isOptional")
    ]
    if missing := sorted(set(needed) - set(found)):
        fix = " ".join(f"--runtime_parameter {name}=VALUE" for name in missing)
        raise KubeflowError(f"no value for {', '.join(missing)}", f"Give {fix}.")
    return found


def _value(declared: Mapping[str, Any], name: str, word: str) -> Any:
    if name not in declared:
        known = ", ".join(declared) or "none"
        raise KubeflowError(f"the pipeline has no runtime parameter {name}", f"It has: {known}.")
    kind = declared[name]["parameterType"]
    try:
        return READERS[kind](word)
    except (KeyError, ValueError):
        what = kind.lower().replace("_", " ")
        raise KubeflowError(
            f"{word!r} is not a {what}", f"Give another --runtime_parameter {name}=."
        ) from None
