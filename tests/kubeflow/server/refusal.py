"""What the server answers when it refuses."""

import http
from typing import Any

# The code of gRPC, and the HTTP status that its gateway makes of it.
GRPC = {
    "InvalidArgument": (3, http.HTTPStatus.BAD_REQUEST),
    "NotFound": (5, http.HTTPStatus.NOT_FOUND),
    "AlreadyExists": (6, http.HTTPStatus.CONFLICT),
    "FailedPrecondition": (9, http.HTTPStatus.BAD_REQUEST),
    "Unimplemented": (12, http.HTTPStatus.NOT_IMPLEMENTED),
    "Unauthenticated": (16, http.HTTPStatus.UNAUTHORIZED),
}


class Refusal(Exception):  # noqa: N818
    """The request is not carried out."""

    def __init__(self, message: str, code: str = "InvalidArgument") -> None:
        super().__init__(message)
        self.message, self.code = message, code

    @property
    def status(self) -> int:
        return GRPC[self.code][1]

    def body(self, upload: bool) -> dict[str, Any]:
        """The gateway's error, or that of the upload service, which speaks plain HTTP."""
        if upload:
            return {"error_message": self.message, "error_details": self.message}
        number = GRPC[self.code][0]
        details = {"@type": "type.googleapis.com/google.rpc.Status", "code": number, "message": self.message}
        return {"error": self.message, "code": number, "message": self.message, "details": [details]}
