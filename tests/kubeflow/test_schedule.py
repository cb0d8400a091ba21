"""`cascada schedule --endpoint`: recurring runs of Kubeflow Pipelines."""

import os

import pytest
from kfp.client import Client

from pipeline import cli
from tests.kubeflow.server import small
from tests.kubeflow.server.serving import serving

DAILY = ("--cron", "0 3 * * 7", "--name", "weekly")


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server with the pipeline, as `tfx pipeline create` leaves it."""
    monkeypatch.setattr(Client, "_LOCAL_KFP_CONTEXT", str(tmp_path / "context.json"))
    with serving() as running:
        client = Client(host=running.url)
        spec = small.changed(small.SPEC, "pipelineInfo/name", "cascada-wcd")
        account = [{"name": "KUBEFLOW_SERVICE_ACCOUNT", "value": "cascada-runner"}]
        spec = small.changed(spec, "deploymentSpec/executors/exec-one/container/env", account)
        client.upload_pipeline(small.write(tmp_path, spec), "cascada-wcd")
        client.create_experiment("cascada-wcd")
        yield running


@pytest.fixture
def cascada(server, monkeypatch, capfd):
    for name in [name for name in os.environ if name.startswith("KF_")]:
        monkeypatch.delenv(name)

    def call(*words, code=0, endpoint=server.url):
        with pytest.raises(SystemExit) as ended:
            cli.main(["schedule", *words, "--endpoint", endpoint])
        said = "".join(capfd.readouterr())
        assert ended.value.code == code, said
        return said

    return call


def test_a_schedule_is_a_recurring_run_of_the_newest_version(server, cascada):
    cascada("create", *DAILY)
    (made,) = server.memory.recurring.values()
    (version,) = server.memory.versions.values()
    _, experiment = server.memory.experiments
    assert made["trigger"] == {"cron_schedule": {"cron": "0 0 3 * * 0"}}
    assert (made["max_concurrency"], made["no_catchup"], made["mode"]) == ("1", True, "ENABLE")
    assert made["pipeline_version_reference"]["pipeline_version_id"] == version["pipeline_version_id"]
    assert made["experiment_id"] == experiment
    fired = server.memory.fire(made["recurring_run_id"])
    assert (fired["state"], fired["service_account"]) == ("PENDING", "cascada-runner")


def test_from_creation_to_deletion(server, cascada):
    assert "nothing is scheduled" in cascada("list")
    cascada("create", *DAILY)
    cascada("create", "--every", "6h")
    listed = cascada("list")
    assert "weekly  cron 0 0 3 * * 0" in listed
    assert "cascada-wcd  every 21600 s" in listed
    cascada("pause", "weekly")
    assert "weekly  cron 0 0 3 * * 0  paused" in cascada("list")
    cascada("resume", "weekly")
    assert "paused" not in cascada("list")
    cascada("delete", "weekly")
    assert [one["display_name"] for one in server.memory.recurring.values()] == ["cascada-wcd"]


def test_a_schedule_is_not_deleted_under_a_run_that_goes_on(server, cascada):
    cascada("create", *DAILY)
    (key,) = server.memory.recurring
    run = server.memory.fire(key)
    said = cascada("delete", "weekly", code=1)
    assert "a run of the schedule weekly is going on" in said
    assert f"--run_id={run['run_id']}" in said
    server.memory.runs[run["run_id"]]["state"] = "SUCCEEDED"
    cascada("delete", "weekly")
    assert not server.memory.recurring


def test_mistakes(server, cascada):
    cascada("create", *DAILY)
    assert "cascada-wcd has a schedule weekly" in cascada("create", *DAILY, code=1)
    assert "has no schedule daily" in cascada("pause", "daily", code=1)
    assert "There are: weekly." in cascada("delete", "daily", code=1)
    ground = cascada("create", *DAILY, "--dataset", "ground", code=1)
    assert 'Cannot find pipeline "cascada-ground"' in ground
    assert "There: cascada-wcd." in ground
    nobody = cascada("list", code=1, endpoint="http://127.0.0.1:9")
    assert "http://127.0.0.1:9 does not answer: " in nobody


def test_settings_that_a_server_would_not_see_are_refused(cascada):
    said = cascada("create", *DAILY, "--set", "seed=3", "--data", "/data", code=1)
    assert "means nothing with --endpoint: --data, --set seed=3" in said
    assert "tfx pipeline update" in said
