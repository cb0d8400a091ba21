"""What a cluster looks like to a pipeline: image, volumes, secrets, and what each node may use."""

import dataclasses
from collections.abc import Mapping

DEFAULT = "default"
"""The key of `Config.nodes` that holds for every node not named there."""


@dataclasses.dataclass(frozen=True)
class Toleration:
    """A taint that a task does not mind; the fields are those of Kubernetes."""

    key: str
    operator: str = "Exists"
    value: str = ""
    effect: str = "NoSchedule"


@dataclasses.dataclass(frozen=True)
class Resources:
    """What one task may use, and where it may run.

    Attributes:
        cpu: limit of cores, as Kubernetes writes it: `500m`, `4`.
        memory: limit of memory: `8Gi`.
        cpu_request: what is set aside; None for the limit.
        memory_request: what is set aside; None for the limit.
        gpus: how many.
        gpu_type: the resource's name.
        pool: labels that the machine must have.
        tolerations: taints that do not matter.
        spot: runs on machines that may be taken away, and tries again when they are.
        shared_memory: size of /dev/shm, None for the engine's 64 MB; it counts as memory.
        timeout: seconds.
        retries: how often a failed task is tried again.
    """

    cpu: str = "1"
    memory: str = "4Gi"
    cpu_request: str | None = None
    memory_request: str | None = None
    gpus: int = 0
    gpu_type: str = "nvidia.com/gpu"
    pool: Mapping[str, str] = dataclasses.field(default_factory=dict)
    tolerations: tuple[Toleration, ...] = ()
    spot: bool = False
    shared_memory: str | None = None
    timeout: int = 3600
    retries: int = 2


@dataclasses.dataclass(frozen=True)
class Volume:
    """A volume that every task sees.

    Attributes:
        claim: the PersistentVolumeClaim.
        path: where it is mounted.
    """

    claim: str
    path: str


@dataclasses.dataclass(frozen=True)
class SecretVariable:
    """An environment variable that the cluster fills from a secret, so that no package holds it.

    Attributes:
        name: of the variable.
        secret: the Secret.
        key: in the secret.
    """

    name: str
    secret: str
    key: str


@dataclasses.dataclass(frozen=True)
class Config:
    """Everything that a package needs and a TFX pipeline does not say.

    Attributes:
        image: what all tasks run in; this package and the pipeline's own code must be in it.
        metadata: the ML Metadata database: `mysql://HOST:PORT/DATABASE` or the path of a SQLite file.
        image_pull_policy: `Always`, `IfNotPresent` or `Never`; None leaves it to the cluster.
        service_account: that runs are started with.
        nodes: resources by node id; `default` for the others.
        volumes: that every task mounts.
        secrets: variables whose values stand in secrets.
        environment: variables whose values may be read by anyone.
        user: the numeric user and group that tasks run as, never 0.
        python: how Python is called in the image.
        scratch: size of /tmp, the only other place a task may write to.
        spot_label: label and taint of machines that may be taken away.
        backoff: seconds before the first retry; they double.
        mistakes: classes of errors that a person can mend, as dotted paths: shown without stack trace.
        database: dotted name of the module that opens the database (`kubeflow.database.opener`); empty for
            one that knows SQLite files only.
        prepare: a command that runs before the first node, such as one that fetches data.
        finish: a command that runs when everything else has ended, well or not.
    """

    image: str
    metadata: str
    image_pull_policy: str | None = None
    service_account: str | None = None
    nodes: Mapping[str, Resources] = dataclasses.field(default_factory=dict)
    volumes: tuple[Volume, ...] = ()
    secrets: tuple[SecretVariable, ...] = ()
    environment: Mapping[str, str] = dataclasses.field(default_factory=dict)
    user: int = 10001
    python: tuple[str, ...] = ("python",)
    scratch: str = "10Gi"
    spot_label: str = "cloud.google.com/gke-spot"
    backoff: int = 30
    mistakes: tuple[str, ...] = ()
    database: str = ""
    prepare: tuple[str, ...] = ()
    finish: tuple[str, ...] = ()

    def resources(self, node: str) -> Resources:
        """Of one node."""
        return self.nodes.get(node) or self.nodes.get(DEFAULT) or Resources()
