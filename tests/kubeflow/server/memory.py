"""What the server remembers: pipelines, versions, experiments, runs and recurring runs."""

import datetime
import uuid
from typing import Any

from tests.kubeflow.server.packages import check_job, read_package
from tests.kubeflow.server.refusal import Refusal

FINAL = ("SUCCEEDED", "FAILED", "CANCELED", "SKIPPED")
LONGEST_NAME = 128
NEVER = "1970-01-01T00:00:00Z"
ACCOUNT = "pipeline-runner"
CONVERTING = "Failed to create a recurring run due to conversion error: Invalid input error: "
TERMINATING = "Failed to terminate a run: Invalid input error"
Row = dict[str, Any]


class Memory:
    """Everything in memory, by id. Each method is one operation of the contract, by its name.

    `outcome` is the state in which the next runs end; a run that is asked for moves on by one state.
    """

    def __init__(self) -> None:
        self.pipelines: dict[str, Row] = {}
        self.versions: dict[str, Row] = {}
        self.experiments: dict[str, Row] = {}
        self.runs: dict[str, Row] = {}
        self.recurring: dict[str, Row] = {}
        self.outcome = "SUCCEEDED"
        self._clock = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
        self.create_experiment({"display_name": "Default"})

    # pipelines

    def upload_pipeline(self, file: bytes, name: str = "", **rest: str) -> Row:
        package, name = read_package(file), name or rest.get("display_name", "")
        if not name or len(name) > LONGEST_NAME:
            raise Refusal(f"Pipeline.Name length cannot be 0 or exceed {LONGEST_NAME}")
        if any(one["name"] == name for one in self.pipelines.values()):
            raise Refusal("Failed to create a pipeline and a pipeline version", "AlreadyExists")
        made = self._new(self.pipelines, "pipeline_id", name=name, display_name=name)
        self._version(made["pipeline_id"], name, package)
        return made

    def upload_pipeline_version(self, file: bytes, name: str = "", pipelineid: str = "", **_: str) -> Row:
        package = read_package(file)
        _get(self.pipelines, pipelineid, "Pipeline")
        if any(v["name"] == name for v in self._versions(pipelineid)):
            raise Refusal("Failed to create a pipeline version", "AlreadyExists")
        return self._version(pipelineid, name, package)

    def get_pipeline(self, pipeline_id: str) -> Row:
        return _get(self.pipelines, pipeline_id, "Pipeline")

    def list_pipelines(self, **_: Any) -> list[Row]:
        return list(self.pipelines.values())

    def delete_pipeline(self, pipeline_id: str, cascade: str = "false") -> Row:
        _get(self.pipelines, pipeline_id, "Pipeline")
        versions = self._versions(pipeline_id)
        if versions and cascade != "true":
            raise Refusal(
                f"Failed to delete pipeline with id {pipeline_id} as it has existing pipeline versions "
                f"(e.g. {versions[0]['pipeline_version_id']}). Set cascade=true to delete all versions",
                within=f"Failed to delete pipeline {pipeline_id}. Check error stack: Invalid input error: ",
            )
        for one in versions:
            del self.versions[one["pipeline_version_id"]]
        del self.pipelines[pipeline_id]
        return {}

    def list_pipeline_versions(self, pipeline_id: str, **_: Any) -> list[Row]:
        _get(self.pipelines, pipeline_id, "Pipeline")
        return self._versions(pipeline_id)

    def get_pipeline_version(self, pipeline_id: str, pipeline_version_id: str) -> Row:
        found = _get(self.versions, pipeline_version_id, "PipelineVersion")
        if found["pipeline_id"] != pipeline_id:
            raise Refusal(f"PipelineVersion {pipeline_version_id} not found", "NotFound")
        return found

    def delete_pipeline_version(self, pipeline_id: str, pipeline_version_id: str) -> Row:
        self.get_pipeline_version(pipeline_id, pipeline_version_id)
        del self.versions[pipeline_version_id]
        return {}

    # experiments

    def create_experiment(self, body: Row) -> Row:
        name = body["display_name"]
        if any(one["display_name"] == name for one in self.experiments.values()):
            what = f"Failed to create a new experiment. The name {name} already exists"
            raise Refusal(what, "AlreadyExists", "Failed to create a experiment: ")
        return self._new(self.experiments, "experiment_id", **body, storage_state="AVAILABLE")

    def get_experiment(self, experiment_id: str) -> Row:
        return _get(self.experiments, experiment_id, "Experiment")

    def list_experiments(self, **_: Any) -> list[Row]:
        return list(self.experiments.values())

    def delete_experiment(self, experiment_id: str) -> Row:
        _get(self.experiments, experiment_id, "Experiment")
        del self.experiments[experiment_id]
        return {}

    # runs

    def create_run(self, body: Row, experiment_id: str = "") -> Row:
        experiment_id = body.get("experiment_id") or experiment_id
        _get(self.experiments, experiment_id, "Experiment")
        check_job(self._package(body), body.get("runtime_config", {}).get("parameters", {}))
        given = {"service_account": ACCOUNT} | body | {"experiment_id": experiment_id, "state": "PENDING"}
        given |= {"storage_state": "AVAILABLE", "finished_at": NEVER}
        return self._new(self.runs, "run_id", **given)

    def get_run(self, run_id: str, **_: Any) -> Row:
        run = _get(self.runs, run_id, "Run")
        seen = dict(run)
        following = {"PENDING": "RUNNING", "RUNNING": self.outcome, "CANCELING": "CANCELED"}
        run["state"] = following.get(run["state"], run["state"])
        if run["state"] in FINAL and run["finished_at"] == NEVER:
            run["finished_at"] = self._now()
        if seen["state"] == "FAILED":
            seen["error"] = {"code": 13, "message": "a task of the run failed"}
        return seen

    def list_runs(self, experiment_id: str = "", **_: Any) -> list[Row]:
        return [run for run in self.runs.values() if experiment_id in ("", run["experiment_id"])]

    def terminate_run(self, run_id: str, **_: Any) -> Row:
        run = _get(self.runs, run_id, "Run")
        if run["state"] in FINAL:
            raise Refusal(f"Failed to terminate a run {run_id}. Row not found", within=f"{TERMINATING}: ")
        run["state"] = "CANCELING"
        return {}

    def delete_run(self, run_id: str, **_: Any) -> Row:
        _get(self.runs, run_id, "Run")
        del self.runs[run_id]
        return {}

    # recurring runs

    def create_recurring_run(self, body: Row) -> Row:
        _get(self.experiments, body.get("experiment_id", ""), "Experiment")
        check_job(self._package(body), body.get("runtime_config", {}).get("parameters", {}))
        _check_trigger(body["trigger"])
        if not 1 <= (most := int(body["max_concurrency"])) <= 10:
            what = "Max concurrency of a recurring run must be at least 1 and at most 10"
            raise Refusal(f"{what}. Received {most}", within=CONVERTING)
        mode = "ENABLE" if body.get("mode") == "ENABLE" else "DISABLE"
        return self._new(self.recurring, "recurring_run_id", **body | {"mode": mode}, status=f"{mode}D")

    def get_recurring_run(self, recurring_run_id: str) -> Row:
        return _get(self.recurring, recurring_run_id, "RecurringRun")

    def list_recurring_runs(self, experiment_id: str = "", **_: Any) -> list[Row]:
        return [one for one in self.recurring.values() if experiment_id in ("", one["experiment_id"])]

    def enable_recurring_run(self, recurring_run_id: str) -> Row:
        _get(self.recurring, recurring_run_id, "RecurringRun").update(mode="ENABLE", status="ENABLED")
        return {}

    def disable_recurring_run(self, recurring_run_id: str) -> Row:
        _get(self.recurring, recurring_run_id, "RecurringRun").update(mode="DISABLE", status="DISABLED")
        return {}

    def delete_recurring_run(self, recurring_run_id: str, **_: Any) -> Row:
        _get(self.recurring, recurring_run_id, "RecurringRun")
        del self.recurring[recurring_run_id]
        return {}

    def fire(self, recurring_run_id: str) -> Row | None:
        """What the server's own clock does; None where the schedule is paused or runs are still going on."""
        one = self.recurring[recurring_run_id]
        going = [
            run
            for run in self.runs.values()
            if run.get("recurring_run_id") == recurring_run_id and run["state"] not in FINAL
        ]
        if one["status"] != "ENABLED" or len(going) >= int(one["max_concurrency"]):
            return None
        kept = ("experiment_id", "display_name", "pipeline_version_reference", "runtime_config")
        kept += ("service_account",)
        body = {name: one[name] for name in kept if name in one} | {"recurring_run_id": recurring_run_id}
        return self.create_run(body)

    def get_healthz(self) -> Row:
        return {"multi_user": False, "pipeline_store": "database"}

    def _package(self, body: Row) -> Row:
        if spec := body.get("pipeline_spec"):
            return dict(spec)
        reference = body.get("pipeline_version_reference", {})
        pipeline = _get(self.pipelines, reference.get("pipeline_id", ""), "Pipeline")
        if version := reference.get("pipeline_version_id"):
            return dict(self.get_pipeline_version(pipeline["pipeline_id"], version)["pipeline_spec"])
        return dict(self._versions(pipeline["pipeline_id"])[-1]["pipeline_spec"])

    def _versions(self, pipeline_id: str) -> list[Row]:
        return [one for one in self.versions.values() if one["pipeline_id"] == pipeline_id]

    def _version(self, pipeline_id: str, name: str, package: Row) -> Row:
        names = {"name": name, "display_name": name}
        made = self._new(self.versions, "pipeline_version_id", pipeline_id=pipeline_id, **names)
        made["pipeline_spec"] = package
        return made

    def _new(self, table: dict[str, Row], key: str, **values: Any) -> Row:
        row = {**values, key: str(uuid.uuid4()), "created_at": self._now()}
        table[row[key]] = row
        return row

    def _now(self) -> str:
        self._clock += datetime.timedelta(seconds=1)
        return self._clock.strftime("%Y-%m-%dT%H:%M:%SZ")


def _get(table: dict[str, Row], key: str, what: str) -> Row:
    if key not in table:
        raise Refusal(f"{what} {key} not found", "NotFound", "ResourceNotFoundError: ")
    return table[key]


def _check_trigger(trigger: Row) -> None:
    cron, period = trigger.get("cron_schedule", {}).get("cron"), trigger.get("periodic_schedule", {})
    if cron is not None and not 5 <= (fields := len(cron.split())) <= 6:
        what = (
            f"Schedule cron is not a supported format. Error: Expected 5 to 6 fields, found {fields}: {cron}"
        )
        raise Refusal(what, within=CONVERTING)
    seconds = int(period.get("interval_second", 1))
    if cron is None and seconds < 1:
        what = f"Found invalid period schedule interval {seconds}. Set at interval to least 1 second"
        raise Refusal(what, within=CONVERTING)
