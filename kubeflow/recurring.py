"""Schedules on a Kubeflow Pipelines server: recurring runs, by name instead of by id.

They are those of one pipeline: its experiment holds them. They run the version that was the newest when they
were created, one run at a time, and what was missed is not made up for.
"""

import dataclasses
from typing import Any

from kubeflow import account
from kubeflow.client import Server
from kubeflow.errors import KubeflowError

ENABLED = "ENABLED"
GOING = ("PENDING", "RUNNING", "PAUSED", "CANCELING")


@dataclasses.dataclass(frozen=True)
class Recurring:
    """A schedule on a server.

    Attributes:
        name: of the schedule.
        when: it fires, as the server has it.
        enabled: False when it is paused.
        key: its id.
        created: when.
    """

    name: str
    when: str
    enabled: bool
    key: str
    created: Any


def create(
    server: Server, pipeline: str, name: str, cron: str | None = None, seconds: int | None = None
) -> Recurring:
    """Runs a pipeline again and again.

    Args:
        server: where.
        pipeline: whose newest version runs.
        name: of the schedule.
        cron: six fields, seconds first; or
        seconds: between two runs.

    Raises:
        KubeflowError: there is no such pipeline, or there is such a schedule.
    """
    version = server.newest_version(pipeline)
    experiment = server.require_experiment(pipeline)
    if any(one.name == name for one in listed(server, pipeline)):
        raise KubeflowError(
            f"{pipeline} has a schedule {name} at {server.where}", "Choose another name, or delete that one."
        )
    made = server.call(
        server.client.create_recurring_run,
        experiment_id=experiment,
        job_name=name,
        cron_expression=cron,
        interval_second=seconds,
        max_concurrency=1,
        no_catchup=True,
        pipeline_id=version.pipeline_id,
        version_id=version.pipeline_version_id,
        service_account=account.of(version.pipeline_spec),
    )
    return _recurring(made)


def listed(server: Server, pipeline: str) -> list[Recurring]:
    """The schedules of a pipeline."""
    experiment = server.experiment_id(pipeline)
    return [_recurring(one) for one in server.recurring_runs(experiment)] if experiment else []


def pause(server: Server, pipeline: str, name: str) -> None:
    """Lets a schedule rest."""
    server.call(server.client.disable_recurring_run, find(server, pipeline, name).key)


def resume(server: Server, pipeline: str, name: str) -> None:
    """Lets a schedule fire again."""
    server.call(server.client.enable_recurring_run, find(server, pipeline, name).key)


def delete(server: Server, pipeline: str, name: str) -> None:
    """Ends a schedule; its runs stay.

    Raises:
        KubeflowError: one of them is going on. Its workflow belongs to the schedule and would end with it.
    """
    key = find(server, pipeline, name).key
    runs = server.runs(server.require_experiment(pipeline))
    going = [one.run_id for one in runs if one.recurring_run_id == key and one.state in GOING]
    if going:
        fix = f"Pause it until the run has ended, or end that: tfx run terminate --run_id={going[0]}."
        raise KubeflowError(f"a run of the schedule {name} is going on", fix)
    server.call(server.client.delete_recurring_run, key)


def find(server: Server, pipeline: str, name: str) -> Recurring:
    """One schedule of a pipeline.

    Raises:
        KubeflowError: there is none of that name, or more than one.
    """
    found = listed(server, pipeline)
    named = [one for one in found if one.name == name]
    if not named:
        known = ", ".join(one.name for one in found) or "none"
        raise KubeflowError(f"{pipeline} has no schedule {name} at {server.where}", f"There are: {known}.")
    if len(named) > 1:
        raise KubeflowError(
            f"{pipeline} has {len(named)} schedules {name} at {server.where}",
            "They were not all made by this command: delete all but one in the user interface.",
        )
    return named[0]


def _recurring(made: Any) -> Recurring:
    trigger = made.trigger
    if trigger.cron_schedule:
        when = f"cron {trigger.cron_schedule.cron}"
    else:
        when = f"every {trigger.periodic_schedule.interval_second} s"
    return Recurring(made.display_name, when, made.status == ENABLED, made.recurring_run_id, made.created_at)
