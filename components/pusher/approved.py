"""Whether the people who must sign a model have signed it."""

from collections.abc import Iterable
from typing import Any

from components.audit.approvals import Approval, counted, missing
from components.errors import SettingsError, WaitingError

REPORT_FILE = "report.html"


def sign_offs(artifacts: Iterable[Any] | None, content: str) -> tuple[Approval, ...]:
    """The sign-offs of a model that count.

    Args:
        artifacts: Approval artifacts, oldest first; None where nobody has signed.
        content: of the model.
    """
    return counted(map(Approval.of_artifact, artifacts or ()), content)


def require_signed(roles: tuple[str, ...], approvals: Iterable[Approval], report: str) -> None:
    """Stops a push that nobody has signed for.

    Args:
        roles: in which somebody must sign.
        approvals: of the model, those that count.
        report: where its report is; empty where that is not known.

    Raises:
        SettingsError: there is no role.
        WaitingError: somebody has not signed; says who, and how.
    """
    if not roles:
        raise SettingsError(
            "an approval is required and nobody is named who gives it",
            where="pusher.approval",
            fix="Write an audit.yaml for the dataset, or set it to none.",
        )
    if absent := missing(roles, approvals):
        fix = "\n     ".join((_read(report), *map(_command, absent), "and then `cascada run` again."))
        what = f"the model waits for the sign-off of {' and '.join(absent)}"
        raise WaitingError(what, where="Pusher", fix=fix)


def _read(report: str) -> str:
    where = f"{report}/{REPORT_FILE}" if report else "that `cascada report` writes"
    return f"Read the report {where}, then, with the --dataset and --out of this run:"


def _command(role: str) -> str:
    return f"cascada approve candidate --by NAME --role {role} --reason TEXT"
