"""Sign-offs of models, as ML Metadata keeps them.

A sign-off is of the content of a model: one that was trained again needs another, one that has only been
pushed under another number does not. Nothing is ever rewritten: whoever takes a sign-off back adds another
record, and the latest record of a person in a role counts.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pydantic

NODE, TYPE, CHANNEL = "Approve", "Approval", "approval"
"""The node that ML Metadata has them from, the type of the artifacts, and the name of the output."""


class Approval(pydantic.BaseModel):
    """What one person said of one model.

    Attributes:
        content: one SHA-256 over the files of the model (`components/models/manifest.py`).
        by: the person.
        role: in which they sign, one of the checklist's.
        reason: why.
        time: UTC, ISO 8601.
        withdrawn: they take back what they signed before.
        execution: id in ML Metadata; 0 for one that is not there yet.
    """

    model_config = pydantic.ConfigDict(frozen=True)

    content: str
    by: str
    role: str
    reason: str
    time: str
    withdrawn: bool = False
    execution: int = 0

    def properties(self) -> dict[str, str | int]:
        """The custom properties of its artifact."""
        return {**self.model_dump(exclude={"withdrawn", "execution"}), "withdrawn": int(self.withdrawn)}

    def sentence(self) -> str:
        """For people, such as `A. Curie signed as physics on 2026-01-31: slices seen`."""
        verb = "withdrew the sign-off" if self.withdrawn else "signed"
        return f"{self.by} {verb} as {self.role} on {self.time[:10]}: {self.reason}"

    @classmethod
    def of_artifact(cls, artifact: Any) -> "Approval":
        """From an artifact of TFX or of ML Metadata."""
        found = getattr(artifact, "mlmd_artifact", artifact).custom_properties
        values = {name: _value(found[name]) for name in cls.model_fields if name in found}
        return cls.model_validate(values)


def _value(value: Any) -> str | int:
    return int(value.int_value) if value.WhichOneof("value") == "int_value" else str(value.string_value)


def counted(approvals: Iterable[Approval], content: str) -> tuple[Approval, ...]:
    """The sign-offs of a model that hold: the latest of each person in each role, unless withdrawn.

    Args:
        approvals: of any model, in the order they were made.
        content: of the model.
    """
    latest: dict[tuple[str, str], Approval] = {}
    for approval in approvals:
        if approval.content == content:
            latest[approval.role, approval.by] = approval
    return tuple(one for one in latest.values() if not one.withdrawn)


def missing(roles: Iterable[str], approvals: Iterable[Approval]) -> tuple[str, ...]:
    """The roles in which nobody has signed, in their order; `approvals` are those that count."""
    signed = {approval.role for approval in approvals}
    return tuple(role for role in roles if role not in signed)


def approvals_of(store: Any, content: str) -> tuple[Approval, ...]:
    """The sign-offs of a model that hold, oldest first.

    Args:
        store: an ML Metadata store.
        content: of the model.
    """
    return counted(all_approvals(store), content)


def all_approvals(store: Any) -> tuple[Approval, ...]:
    """Every record of every model, withdrawn ones too, in the order they were made."""
    found = sorted(store.get_artifacts_by_type(TYPE), key=lambda artifact: int(artifact.id))
    events = store.get_events_by_artifact_ids([artifact.id for artifact in found]) if found else []
    makers = {event.artifact_id: event.execution_id for event in events if event.type == event.OUTPUT}
    return tuple(
        Approval.of_artifact(artifact).model_copy(update={"execution": makers.get(artifact.id, 0)})
        for artifact in found
    )


def record(store: Any, model: int, pipeline: str, approval: Approval) -> Approval:
    """Writes a sign-off into ML Metadata: an execution that used the model and made an Approval.

    It stands in the context of the pipeline and of a node of its own, where a Resolver of that pipeline
    finds it.

    Args:
        store: an ML Metadata store.
        model: id of the Model or PushedModel artifact.
        pipeline: name of the pipeline that made it.
        approval: what is signed.

    Returns:
        The same with the id of its execution.
    """
    from components.audit.recorded import put

    return approval.model_copy(update={"execution": put(store, model, pipeline, approval.properties())})


def to_manifest(approvals: Iterable[Approval]) -> list[Mapping[str, str]]:
    """What the manifest of a pushed model says of them: by whom, in which role, when and why."""
    return [approval.model_dump(include={"by", "role", "time", "reason"}) for approval in approvals]
