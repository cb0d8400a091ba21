"""What a task may use and where it runs, written into a KFP task by kfp and kfp-kubernetes."""

from typing import Any

from kubeflow import account
from kubeflow.config import Config, Resources, Toleration

TEMPORARY, SHARED = "/tmp", "/dev/shm"


def apply(task: Any, config: Config, resources: Resources, *, retried: bool = True) -> None:
    """Limits, machines, volumes, variables and rights of one task."""
    _limit(task, resources)
    _place(task, config, resources)
    _mount(task, config, resources)
    _fill_environment(task, config)
    _secure(task, config)
    if retried and resources.retries:
        task.set_retry(resources.retries, f"{config.backoff}s", 2.0, "600s")


def _limit(task: Any, resources: Resources) -> None:
    from kfp import kubernetes

    task.set_cpu_limit(resources.cpu).set_cpu_request(resources.cpu_request or resources.cpu)
    task.set_memory_limit(resources.memory).set_memory_request(resources.memory_request or resources.memory)
    if resources.gpus:
        task.set_accelerator_type(resources.gpu_type).set_accelerator_limit(resources.gpus)
    kubernetes.set_timeout(task, resources.timeout)


def _place(task: Any, config: Config, resources: Resources) -> None:
    from kfp import kubernetes

    pool, tolerations = dict(resources.pool), [*resources.tolerations]
    if resources.spot:
        pool[config.spot_label] = "true"
        tolerations.append(Toleration(config.spot_label, "Equal", "true"))
    for name in sorted(pool):
        kubernetes.add_node_selector(task, name, pool[name])
    for one in tolerations:
        value = None if one.operator == "Exists" else one.value
        kubernetes.add_toleration(task, one.key, one.operator, value, one.effect)  # type: ignore[arg-type]


def _mount(task: Any, config: Config, resources: Resources) -> None:
    from kfp import kubernetes

    for volume in config.volumes:
        kubernetes.mount_pvc(task, volume.claim, volume.path)
    kubernetes.empty_dir_mount(task, "scratch", TEMPORARY, size_limit=config.scratch)
    if resources.shared_memory:
        kubernetes.empty_dir_mount(task, "shared-memory", SHARED, "Memory", resources.shared_memory)


def _fill_environment(task: Any, config: Config) -> None:
    from kfp import kubernetes

    given = {**config.environment, **account.variables(config.service_account)}
    task.container_spec.env = dict(sorted(given.items()))
    for one in config.secrets:
        kubernetes.use_secret_as_env(task, one.secret, {one.key: one.name})


def _secure(task: Any, config: Config) -> None:
    """Not root. KFP drops all capabilities itself; nothing in a package can make the root read-only."""
    from kfp import kubernetes

    kubernetes.set_security_context(task, config.user, config.user, run_as_non_root=True)
    if config.image_pull_policy:
        kubernetes.set_image_pull_policy(task, config.image_pull_policy)  # type: ignore[arg-type]
