"""What a server that is not there, or that refuses, says: turned into one error that a person understands."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

from kubeflow.errors import KubeflowError

BAD_REQUEST = 400
FORWARD = "kubectl -n kubeflow port-forward svc/ml-pipeline 8888, then --endpoint http://localhost:8888"


@contextlib.contextmanager
def explained(where: str) -> Iterator[None]:
    """Turns what the kfp client raises into a KubeflowError.

    Raises:
        KubeflowError: the server does not answer, is of another kind, or refuses.
    """
    from kfp_server_api.exceptions import OpenApiException
    from urllib3.exceptions import HTTPError

    try:
        yield
    except HTTPError as error:
        reason = getattr(error, "reason", None) or error
        raise KubeflowError(
            f"{where} does not answer: {_last(reason)}", f"Is it the endpoint of the API server? {FORWARD}."
        ) from None
    except OpenApiException as error:
        raise _refusal(where, error) from None


def _refusal(where: str, error: Any) -> KubeflowError:
    status, message = getattr(error, "status", None), _message(error)
    if status in (401, 403):
        fix = "Set KF_PIPELINES_TOKEN or KF_PIPELINES_TOKEN_FILE, or give --iap_client_id."
        return KubeflowError(f"{where} does not let you in: {message or status}", fix)
    if message is None:
        what = f"{where} is not a Kubeflow Pipelines 2 server: it answers {status or error}"
        return KubeflowError(what, f"Name its API server: {FORWARD}.")
    fixes = {404: "Is the name or the id right?", 409: "Choose another name, or update what is there."}
    return KubeflowError(f"{where} refuses ({status}): {message}", fixes.get(status or 0, ""))


def _message(error: Any) -> str | None:
    """What the server says, without the stack trace behind it; None when it is another kind of server."""
    try:
        body = json.loads(error.body)
        said = str(body.get("error_message") or body.get("message") or body["error"])
    except (AttributeError, KeyError, TypeError, ValueError):
        said = error.body or ""  # a name that is too long is refused in plain words
        if getattr(error, "status", None) != BAD_REQUEST or said.lstrip().startswith("<"):
            return None
    return said.partition("\ngithub.com/")[0].strip().replace("\n", ": ") or None


def _last(reason: object) -> str:
    """Without the object that urllib3 writes before its reason."""
    return str(reason).rpartition(": ")[2]
