"""`tfx pipeline ...` and `tfx run ...` with --engine=kubeflow, on a server as strict as the real one."""

import http.server
import pathlib
import threading

import pytest
import yaml

from tests.kubeflow.command.conftest import PIPELINE, ROOT
from tests.kubeflow.server.serving import serving


def _ends_with(result, *expected):
    """A mistake: a code, its message, no stack trace."""
    assert result.exit_code != 0
    assert isinstance(result.exception, SystemExit), result.exception
    said = result.output + str(result.exception)
    assert all(words in said for words in expected), said
    assert "Traceback" not in said


@pytest.fixture
def created(tfx):
    result = tfx("pipeline", "create", f"--pipeline_path={PIPELINE}")
    assert result.exit_code == 0, result.output + str(result.exception)
    return result


def _run(tfx, server, *words):
    result = tfx("run", "create", "--pipeline_name=two-nodes", *words)
    assert result.exit_code == 0, result.output + str(result.exception)
    return result, next(reversed(server.memory.runs))


def test_create_uploads_the_package_and_makes_an_experiment(created, server):
    assert 'Pipeline "two-nodes" created successfully.' in created.output
    (pipeline,) = server.memory.pipelines.values()
    assert f"{server.url}/#/pipelines/details/{pipeline['pipeline_id']}" in created.output
    (version,) = server.memory.versions.values()
    assert version["pipeline_spec"]["pipeline_spec"]["schemaVersion"] == "2.1.0"
    assert [one["display_name"] for one in server.memory.experiments.values()] == ["Default", "two-nodes"]
    assert not list(pathlib.Path().glob("*.yaml")), "the package was a temporary file"


def test_a_name_is_taken_once(created, tfx):
    _ends_with(
        tfx("pipeline", "create", f"--pipeline_path={PIPELINE}"),
        'Pipeline "two-nodes" already exists',
        "tfx pipeline update",
    )


def test_update_adds_a_version_which_runs_use(created, tfx, server, monkeypatch):
    monkeypatch.setenv("IMAGE", "two-nodes:2")
    result = tfx("pipeline", "update", f"--pipeline_path={PIPELINE}")
    assert 'Pipeline "two-nodes" updated successfully.' in result.output, result.exception
    first, second = server.memory.versions.values()
    _run(tfx, server)
    (run,) = server.memory.runs.values()
    assert run["service_account"] == "pipeline-runner", "the server's own, where a pipeline names none"
    assert run["pipeline_version_reference"]["pipeline_version_id"] == second["pipeline_version_id"]
    assert "two-nodes:2" not in yaml.safe_dump(first)
    assert "two-nodes:2" in yaml.safe_dump(second)


def test_compile_needs_no_server(tfx):
    result = tfx("pipeline", "compile", f"--pipeline_path={PIPELINE}")
    assert "Pipeline compiled successfully." in result.output
    assert "Pipeline package path: two-nodes.yaml" in result.output
    assert "pipelineInfo" in pathlib.Path("two-nodes.yaml").read_text()


def test_cascadas_own_pipeline(home, tfx, server, monkeypatch):
    (home / "data").mkdir()
    (home / "mine.yaml").write_text(f"metadata: {home}/metadata.sqlite\n")
    monkeypatch.setenv("CASCADA_SETTINGS", str(home / "mine.yaml"))
    monkeypatch.setenv("CASCADA_DATA", str(home / "data"))
    monkeypatch.setenv("CASCADA_OUT", str(home / "out"))
    result = tfx("pipeline", "create", f"--pipeline_path={ROOT}/kubeflow/cascada_runner.py")
    assert 'Pipeline "cascada-wcd" created successfully.' in result.output, result.exception
    run = tfx("run", "create", "--pipeline_name=cascada-wcd")
    assert "Run created for pipeline: cascada-wcd" in run.output, run.exception
    (made,) = server.memory.runs.values()
    assert made["service_account"] == "cascada-runner"


def test_list(tfx):
    assert "No pipelines to display." in tfx("pipeline", "list").output
    tfx("pipeline", "create", f"--pipeline_path={PIPELINE}")
    assert "-" * 30 + "\ntwo-nodes\n" + "-" * 30 in tfx("pipeline", "list").output


def test_delete_takes_versions_schedules_and_the_experiment_too(created, tfx, server):
    _, experiment = server.memory.experiments
    (version,) = server.memory.versions.values()
    server.memory.create_recurring_run(
        {
            "display_name": "nightly",
            "experiment_id": experiment,
            "max_concurrency": "1",
            "mode": "ENABLE",
            "trigger": {"cron_schedule": {"cron": "0 0 3 * * *"}},
            "pipeline_version_reference": {"pipeline_id": version["pipeline_id"]},
        }
    )
    result = tfx("pipeline", "delete", "--pipeline_name=two-nodes")
    assert 'Pipeline "two-nodes" deleted successfully.' in result.output
    assert "nightly" in result.output
    assert not any(getattr(server.memory, name) for name in ("pipelines", "versions", "recurring"))
    assert [one["display_name"] for one in server.memory.experiments.values()] == ["Default"]


def test_schema_comes_from_the_newest_run(home, created, tfx):
    assert "Create a run before inferring schema" in str(
        tfx("pipeline", "schema", "--pipeline_name=two-nodes").exception
    )
    known = home / "tfx/kubeflow/two-nodes/pipeline_args.json"
    known.write_text(known.read_text().replace("/mnt/root", str(home / "root")))
    for number, text in (("3", "old"), ("12", "new")):
        path = home / "root/SchemaGen/schema" / number / "schema.pbtxt"
        path.parent.mkdir(parents=True)
        path.write_text(f"# {text}")
    result = tfx("pipeline", "schema", "--pipeline_name=two-nodes")
    assert "# new" in result.output, result.exception


def test_a_run_from_its_beginning_to_its_deletion(created, tfx, server):
    result, key = _run(tfx, server, "--runtime_parameter", "events=5")
    assert "Run created for pipeline: two-nodes" in result.output
    assert server.memory.runs[key]["runtime_config"]["parameters"] == {"events": 5}
    assert f"{server.url}/#/runs/details/{key}" in result.output
    status = [tfx("run", "status", "--pipeline_name=two-nodes", f"--run_id={key}").output for _ in range(3)]
    states = ("PENDING", "RUNNING", "SUCCEEDED")
    assert all(state in said for state, said in zip(states, status, strict=True))
    assert key in tfx("run", "list", "--pipeline_name=two-nodes").output
    assert "Run deleted." in tfx("run", "delete", f"--run_id={key}").output
    assert "No runs found." in tfx("run", "list", "--pipeline_name=two-nodes").output


def test_a_run_is_terminated(created, tfx, server):
    _, key = _run(tfx, server)
    assert "Run terminated." in tfx("run", "terminate", f"--run_id={key}").output
    assert server.memory.runs[key]["state"] == "CANCELING"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("spam=1", "no runtime parameter spam\n  -> It has: events"),
        ("events=many", "'many' is not a number integer"),
    ],
)
def test_a_wrong_runtime_parameter(word, expected, created, tfx):
    _ends_with(tfx("run", "create", "--pipeline_name=two-nodes", "--runtime_parameter", word), expected)


def test_an_unknown_pipeline_or_run(created, tfx):
    _ends_with(tfx("run", "create", "--pipeline_name=three"), 'Cannot find pipeline "three"', "two-nodes")
    _ends_with(tfx("run", "list", "--pipeline_name=three"), 'Cannot find pipeline "three"')
    _ends_with(tfx("pipeline", "delete", "--pipeline_name=three"), 'Cannot find pipeline "three"')
    _ends_with(tfx("run", "status", "--pipeline_name=two-nodes", "--run_id=x"), "Run x not found")
    _ends_with(tfx("pipeline", "schema", "--pipeline_name=three"), "does not exist")


def test_update_of_a_pipeline_that_is_not_there(tfx):
    result = tfx("pipeline", "update", f"--pipeline_path={PIPELINE}")
    _ends_with(result, 'Cannot find pipeline "two-nodes"', "it has no pipelines")


def test_a_package_that_the_server_refuses(tfx, monkeypatch):
    monkeypatch.setenv("SCHEMA_VERSION", "2.0.0")
    result = tfx("pipeline", "create", f"--pipeline_path={PIPELINE}")
    _ends_with(result, "refuses (400): ", "only supports schema version 2.1.0")
    assert "created" not in result.output


def test_a_file_that_runs_nothing(home, tfx):
    (home / "empty.py").write_text("")
    _ends_with(tfx("pipeline", "create", "--pipeline_path=empty.py"), "Cannot find KubeflowDagRunner.run()")
    _ends_with(tfx("pipeline", "create", "--pipeline_path=none.py"), "Invalid pipeline path: none.py")


def test_an_endpoint_where_nobody_listens(tfx):
    _ends_with(
        tfx("pipeline", "list", endpoint="http://127.0.0.1:9"),
        "http://127.0.0.1:9 does not answer: ",
        "Connection refused",
        "port-forward",
    )


def test_no_endpoint(tfx):
    _ends_with(tfx("pipeline", "list", endpoint=None), "no Kubeflow Pipelines server was named", "--endpoint")


def test_an_endpoint_of_something_else(tfx):
    other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    where = f"http://127.0.0.1:{other.server_port}"
    _ends_with(tfx("pipeline", "list", endpoint=where), f"{where} is not a Kubeflow Pipelines 2 server")
    other.shutdown()
    other.server_close()


def test_a_token_comes_from_the_environment_or_from_a_file(home, tfx, monkeypatch):
    with serving(token="secret") as guarded:
        _ends_with(tfx("pipeline", "list", endpoint=guarded.url), "does not let you in", "KF_PIPELINES_TOKEN")
        monkeypatch.setenv("KF_PIPELINES_TOKEN", "secret")
        assert tfx("pipeline", "list", endpoint=guarded.url).exit_code == 0
        monkeypatch.setenv("KF_PIPELINES_TOKEN_FILE", str(home / "token"))
        _ends_with(tfx("pipeline", "list", endpoint=guarded.url), "No such file")
        (home / "token").write_text("secret\n")
        assert tfx("pipeline", "list", endpoint=guarded.url).exit_code == 0
