"""The settings of a Kubeflow cluster: image, volumes, secrets, and what each node may use there."""

from typing import Annotated, Any, Literal

import pydantic
from pydantic import Field

from components.settings.base import Positive, Section

Quantity = Annotated[str, Field(pattern=r"^\d+(\.\d+)?(m|[kMGT]i?)?$")]
"""As Kubernetes writes amounts: `500m`, `4`, `8Gi`."""
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
DEFAULT = "default"


class Toleration(Section):
    """A taint of machines that a task does not mind."""

    key: str
    operator: Literal["Exists", "Equal"] = "Exists"
    value: str = ""
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] = "NoSchedule"


class NodeResources(Section):
    """What one node may use and where it runs; what is not said is as for `default`.

    `gpu_type` is a resource's name, `pool` labels that the machine must have. A task on `spot` machines may
    be ended at any time and is begun again. `shared_memory` is the size of /dev/shm, `timeout` in seconds.
    """

    cpu: Quantity | None = None
    memory: Quantity | None = None
    cpu_request: Quantity | None = None
    memory_request: Quantity | None = None
    gpus: Annotated[int, Field(ge=0)] | None = None
    gpu_type: str | None = None
    pool: dict[str, str] | None = None
    tolerations: list[Toleration] | None = None
    spot: bool | None = None
    shared_memory: Quantity | None = None
    timeout: Positive | None = None
    retries: Annotated[int, Field(ge=0)] | None = None


class Kubeflow(Section):
    """Where the tasks of a pipeline run on a cluster.

    `nodes` has resources by node id, `volumes` a path for each PersistentVolumeClaim, `secrets` a
    `secret/key` for each environment variable, `environment` values that anyone may read. `user` is the
    number that tasks run as; `scratch` is the size of /tmp, the only place outside of volumes that they may
    write to.
    """

    image: str
    image_pull_policy: Literal["Always", "IfNotPresent", "Never"] | None
    service_account: str | None
    nodes: dict[str, NodeResources]
    volumes: dict[str, Annotated[str, Field(pattern=r"^/.+[^/]$")]]
    secrets: dict[Name, Annotated[str, Field(pattern=r"^[^/]+/[^/]+$")]]
    environment: dict[Name, str]
    user: Positive
    scratch: Quantity
    spot_label: str
    backoff: Positive

    @pydantic.field_validator("environment")
    @classmethod
    def _has_no_secrets(cls, environment: dict[str, str]) -> dict[str, str]:
        words = ("PASSWORD", "SECRET", "TOKEN", "CREDENTIAL")
        for name in environment:
            if any(word in name.upper() for word in words):
                raise ValueError(f"anyone can read {name} here: name a secret in `secrets`")
        return environment

    def resources(self, node: str) -> dict[str, Any]:
        """What is said of a node, over what is said of all."""
        layers = [self.nodes[name] for name in (DEFAULT, node) if name in self.nodes]
        return {
            name: value for layer in layers for name, value in layer.model_dump(exclude_none=True).items()
        }
