"""The service account of runs. A package has no field for it: the variables of its tasks carry it.

Without it Kubeflow starts a run with its own account, which may do far more.
"""

from collections.abc import Mapping
from typing import Any

VARIABLE = "KUBEFLOW_SERVICE_ACCOUNT"


def variables(account: str | None) -> dict[str, str]:
    """What the tasks of a package are given, so that `of` finds it there; nothing for None."""
    return {VARIABLE: account} if account else {}


def of(spec: Mapping[str, Any]) -> str | None:
    """The service account that a package wants its runs to have.

    Args:
        spec: of a version, as the server gives it: the package, or its pipeline under `pipeline_spec`.
    """
    pipeline = spec.get("pipeline_spec", spec)
    executors = pipeline.get("deploymentSpec", {}).get("executors", {})
    for one in executors.values():
        for given in one.get("container", {}).get("env", []):
            if given["name"] == VARIABLE:
                return str(given["value"])
    return None
