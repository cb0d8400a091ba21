"""A compiled package as KFP's driver sees it: the tasks, their order, and what each is given."""

import dataclasses
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from kubeflow.errors import KubeflowError

RUN_ID = "{{$.pipeline_job_uuid}}"
WHATEVER_HAPPENS = "ALL_UPSTREAM_TASKS_COMPLETED"


@dataclasses.dataclass(frozen=True)
class Status:
    """An input that is told how another task ended: KFP's `taskFinalStatus`."""

    task: str


@dataclasses.dataclass(frozen=True)
class Task:
    """One task.

    Attributes:
        name: of the task.
        title: what KFP shows, the node's id.
        after: the tasks it waits for.
        last: it runs even when some of them have failed.
        values: its inputs.
        outputs: the names of its output artifacts, with their type.
        container: image, command, args, env and resources.
        kubernetes: volumes, secrets and rights.
        retries: how often it is tried again.
        backoff: seconds before that.
    """

    name: str
    title: str
    after: frozenset[str]
    last: bool
    values: Mapping[str, Any]
    outputs: Mapping[str, Any]
    container: Mapping[str, Any]
    kubernetes: Mapping[str, Any]
    retries: int
    backoff: float

    @property
    def timeout(self) -> float | None:
        """Seconds; None for ever."""
        seconds = self.kubernetes.get("activeDeadlineSeconds")
        return float(seconds) if seconds else None


def read(path: pathlib.Path, run_id: str, arguments: Mapping[str, Any] | None = None) -> list[Task]:
    """The tasks of a package for one run, in an order in which they can run.

    Args:
        path: of the package.
        run_id: of the run.
        arguments: of the run, over the defaults of the package's inputs.

    Raises:
        KubeflowError: a KFP backend would not take it, or an argument is missing.
    """
    pipeline, *platform = list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
    if pipeline.get("schemaVersion") != "2.1.0":
        raise KubeflowError(f"{path}: schemaVersion is not 2.1.0", "KFP 2 takes no other.")
    if len(platform) > 1:
        raise KubeflowError(f"{path}: more than one platform document", "KFP 2 takes one.")
    kubernetes = platform[0]["platforms"]["kubernetes"] if platform else {}
    executors = kubernetes.get("deploymentSpec", {}).get("executors", {})
    inputs = _arguments(pipeline["root"], dict(arguments or {}))
    return _sorted(list(_Reader(pipeline, executors, run_id).tasks(pipeline["root"]["dag"], inputs)))


class _Reader:
    """Walks through a pipeline and the groups of tasks in it."""

    def __init__(self, pipeline: Mapping[str, Any], executors: Mapping[str, Any], run_id: str) -> None:
        self._pipeline, self._executors, self._run_id = pipeline, executors, run_id

    def tasks(self, dag: Mapping[str, Any], inputs: Mapping[str, Any]) -> Iterator[Task]:
        """The tasks of a group; one that waits for a group waits for all in it."""
        for name, spec in dag["tasks"].items():
            component = self._component(spec)
            values = {key: self._value(one, inputs) for key, one in _parameters(spec).items()}
            if "dag" in component:
                yield from self.tasks(component["dag"], values)
            else:
                yield self._task(name, spec, component, values, dag)

    def _component(self, spec: Mapping[str, Any]) -> Mapping[str, Any]:
        component: Mapping[str, Any] = self._pipeline["components"][spec["componentRef"]["name"]]
        return component

    def _task(
        self,
        name: str,
        spec: Mapping[str, Any],
        component: Mapping[str, Any],
        values: Mapping[str, Any],
        dag: Mapping[str, Any],
    ) -> Task:
        label, retry = component["executorLabel"], spec.get("retryPolicy", {})
        executor = self._pipeline["deploymentSpec"]["executors"][label]
        if "container" not in executor:
            raise KubeflowError(f"{name}: no container: {', '.join(executor)}", "KFP 2 runs nothing else.")
        after = (self._leaves(one, dag["tasks"][one]) for one in spec.get("dependentTasks", ()))
        return Task(
            name=name,
            title=spec["taskInfo"]["name"],
            after=frozenset(one for group in after for one in group),
            last=spec.get("triggerPolicy", {}).get("strategy") == WHATEVER_HAPPENS,
            values=values,
            outputs=component.get("outputDefinitions", {}).get("artifacts", {}),
            container=executor["container"],
            kubernetes=self._executors.get(label, {}),
            retries=int(retry.get("maxRetryCount", 0)),
            backoff=float(retry.get("backoffDuration", "0s").rstrip("s")),
        )

    def _leaves(self, name: str, spec: Mapping[str, Any]) -> Iterator[str]:
        dag = self._component(spec).get("dag")
        if dag is None:
            yield name
            return
        for inner, one in dag["tasks"].items():
            yield from self._leaves(inner, one)

    def _value(self, spec: Mapping[str, Any], inputs: Mapping[str, Any]) -> Any:
        if "componentInputParameter" in spec:
            return inputs[spec["componentInputParameter"]]
        if "taskFinalStatus" in spec:
            return Status(spec["taskFinalStatus"]["producerTask"])
        constant = spec["runtimeValue"]["constant"]
        return self._run_id if constant == RUN_ID else constant


def _parameters(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = spec.get("inputs", {}).get("parameters", {})
    return found


def _arguments(root: Mapping[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    wanted = root.get("inputDefinitions", {}).get("parameters", {})
    defaults = {name: one["defaultValue"] for name, one in wanted.items() if "defaultValue" in one}
    values = defaults | given
    missing, unknown = sorted(set(wanted) - set(values)), sorted(set(given) - set(wanted))
    if missing or unknown:
        raise KubeflowError(
            f"arguments: missing {missing}, unknown {unknown}", f"There are {sorted(wanted)}."
        )
    return values


def _sorted(tasks: list[Task]) -> list[Task]:
    done: list[Task] = []
    waiting = list(tasks)
    while waiting:
        ready = [one for one in waiting if one.after <= {before.name for before in done}]
        if not ready:
            raise KubeflowError(f"tasks wait for each other: {[one.name for one in waiting]}")
        done += ready
        waiting = [one for one in waiting if one not in ready]
    return done
