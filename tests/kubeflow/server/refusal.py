"""What the server answers when it refuses."""

import http
from typing import Any

# The code of gRPC, and the HTTP status that its gateway makes of it.
GRPC = {
    "InvalidArgument": (3, http.HTTPStatus.BAD_REQUEST),
    "NotFound": (5, http.HTTPStatus.NOT_FOUND),
    "AlreadyExists": (6, http.HTTPStatus.CONFLICT),
    "FailedPrecondition": (9, http.HTTPStatus.BAD_REQUEST),
    "Internal": (13, http.HTTPStatus.INTERNAL_SERVER_ERROR),
    "Unimplemented": (12, http.HTTPStatus.NOT_IMPLEMENTED),
    "Unauthenticated": (16, http.HTTPStatus.UNAUTHORIZED),
}


TRACE = "\ngithub.com/kubeflow/pipelines/backend/src/common/util.Wrap\n\tcommon/util/error.go:361"


class Refusal(Exception):  # noqa: N818
    """The request is not carried out.

    Args:
        message: why.
        code: of gRPC.
        within: what the server was about, written before the message.
    """

    def __init__(self, message: str, code: str = "InvalidArgument", within: str = "") -> None:
        super().__init__(message)
        self.message, self.code, self.within = message, code, within

    @property
    def status(self) -> int:
        return GRPC[self.code][1]

    def body(self, upload: bool) -> dict[str, Any]:
        """The gateway's error, or that of the upload service, which speaks plain HTTP.

        What the gateway itself refuses has no details; what breaks inside the server has a stack trace of Go.
        """
        if upload:
            return {"error_message": self.message, "error_details": self.message + TRACE}
        number, inside = GRPC[self.code][0], self.code == "Internal"
        body = {"code": number, "message": f"{self.within}{self.message}{TRACE if inside else ''}"}
        if not self.within:
            return body
        words = "Internal Server Error" if inside else self.message
        details = {"@type": "type.googleapis.com/google.rpc.Status", "code": number, "message": words}
        return body | {"details": [details]}
