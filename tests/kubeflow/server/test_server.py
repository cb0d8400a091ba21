"""The contract server: what the real kfp client asks of it, and what it refuses as the real server does."""

import json
import logging
import urllib.error
import urllib.request

import kfp_server_api
import pytest
from kfp.client import Client

from tests.kubeflow.server import contract, small
from tests.kubeflow.server.contract import SWAGGER, from_client, from_swagger
from tests.kubeflow.server.serving import serving

CONTRACTS = {"swagger": lambda: from_swagger(SWAGGER), "client": from_client}


@pytest.fixture(scope="module", params=CONTRACTS)
def agreed(request):
    if request.param == "swagger" and not SWAGGER.is_file():
        pytest.skip(f"the server's own contract is not at {SWAGGER}")
    return CONTRACTS[request.param]()


@pytest.fixture
def server(agreed, monkeypatch, tmp_path):
    monkeypatch.setattr(Client, "_LOCAL_KFP_CONTEXT", str(tmp_path / "context.json"))
    with serving(contract=agreed) as running:
        yield running


@pytest.fixture
def client(server):
    return Client(host=server.url)


@pytest.fixture
def package(tmp_path):
    return small.write(tmp_path, small.SPEC, small.PLATFORM)


def _ask(server, method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        server.url + path, data, {"Content-Type": "application/json"}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def _started(client, package, **more):
    made = client.upload_pipeline(package, "showers")
    experiment = client.create_experiment("showers")
    version = client.list_pipeline_versions(made.pipeline_id).pipeline_versions[0]
    reference = {"pipeline_id": made.pipeline_id, "version_id": version.pipeline_version_id}
    return experiment.experiment_id, reference | more


def test_the_swagger_file_and_the_installed_client_are_the_same_contract():
    if not SWAGGER.is_file():
        pytest.skip(f"the server's own contract is not at {SWAGGER}")
    published, installed = (CONTRACTS[name]() for name in ("swagger", "client"))
    routes = [
        {(one.method, one.path, one.operation) for one in made.routes} for made in (published, installed)
    ]
    fields = [
        {
            name: set(schema.get("properties", ()))
            for name, schema in made.messages.items()
            if "inline" not in name
        }
        for made in (published, installed)
    ]
    assert routes[0] == routes[1]
    assert fields[0] == fields[1]


def test_create_update_run_and_wait(client, package):
    experiment, reference = _started(client, package)
    client.upload_pipeline_version(package, "second", pipeline_id=reference["pipeline_id"])
    run = client.run_pipeline(experiment, "a run", params={"span": 3}, **reference)
    assert run.state == "PENDING"
    assert client.wait_for_run_completion(run.run_id, timeout=60, sleep_duration=0).state == "SUCCEEDED"
    assert [one.run_id for one in client.list_runs(experiment_id=experiment).runs] == [run.run_id]


def test_a_run_can_fail_be_terminated_and_deleted(server, client, package):
    experiment, reference = _started(client, package)
    server.memory.outcome = "FAILED"
    failed = client.run_pipeline(experiment, "fails", **reference)
    assert client.wait_for_run_completion(failed.run_id, timeout=60, sleep_duration=0).error.message
    stopped = client.run_pipeline(experiment, "stops", **reference)
    client.terminate_run(stopped.run_id)
    assert [client.get_run(stopped.run_id).state for _ in range(2)] == ["CANCELING", "CANCELED"]
    with pytest.raises(kfp_server_api.ApiException, match="Row not found"):
        client.terminate_run(stopped.run_id)
    client.delete_run(stopped.run_id)
    with pytest.raises(kfp_server_api.ApiException, match="not found") as refused:
        client.get_run(stopped.run_id)
    assert refused.value.status == 404


def test_a_recurring_run_makes_one_run_at_a_time(server, client, package):
    experiment, reference = _started(client, package)
    made = client.create_recurring_run(
        experiment, "nightly", cron_expression="0 0 3 * * *", max_concurrency=1, no_catchup=True, **reference
    )
    key = made.recurring_run_id
    first = server.memory.fire(key)
    assert server.memory.fire(key) is None, "one run is going on"
    client.wait_for_run_completion(first["run_id"], timeout=60, sleep_duration=0)
    client.disable_recurring_run(key)
    assert client.get_recurring_run(key).status == "DISABLED"
    assert server.memory.fire(key) is None, "the schedule is paused"
    client.enable_recurring_run(key)
    assert server.memory.fire(key)["recurring_run_id"] == key
    assert [one.display_name for one in client.list_recurring_runs().recurring_runs] == ["nightly"]
    client.delete_recurring_run(key)
    assert not client.list_recurring_runs().recurring_runs


def test_a_pipeline_is_deleted_after_its_versions(client, package):
    made = client.upload_pipeline(package, "showers")
    with pytest.raises(kfp_server_api.ApiException, match="existing pipeline versions"):
        client.delete_pipeline(made.pipeline_id)
    for one in client.list_pipeline_versions(made.pipeline_id).pipeline_versions:
        client.delete_pipeline_version(made.pipeline_id, one.pipeline_version_id)
    client.delete_pipeline(made.pipeline_id)
    assert client.get_pipeline_id("showers") is None


RESOLVER = {"resolver": {"outputArtifactQueries": {}}}
BAD_SPECS = {
    "another schema version": ("schemaVersion", "2.0.0", "only supports schema version 2.1.0"),
    "an empty name": ("pipelineInfo/name", "", "unknown template format"),
    "a name that Argo cannot have": ("pipelineInfo/name", "My Showers", "lowercase alphanumeric"),
    "an unknown field": ("root/dagg", {}, "unknown template format"),
    "no root": ("root", None, "unknown template format"),
}


@pytest.mark.parametrize("what", BAD_SPECS)
def test_a_package_is_refused_for(what, client, tmp_path):
    path, value, words = BAD_SPECS[what]
    package = small.write(tmp_path, small.changed(small.SPEC, path, value))
    with pytest.raises(kfp_server_api.ApiException) as refused:
        client.upload_pipeline(package, "showers")
    assert refused.value.status == 400
    assert words in json.loads(refused.value.body)["error_message"]


def test_a_package_is_refused_for_two_platform_documents_and_for_unknown_fields_in_one(client, tmp_path):
    two = small.write(tmp_path, small.SPEC, small.PLATFORM, small.PLATFORM)
    with pytest.raises(kfp_server_api.ApiException, match="multiple platform specs"):
        client.upload_pipeline(two, "showers")
    executor = "platforms/kubernetes/deploymentSpec/executors/exec-one/nodeSelektor"
    misspelt = small.write(tmp_path, small.SPEC, small.changed(small.PLATFORM, executor, {}))
    with pytest.raises(kfp_server_api.ApiException, match="nodeSelektor"):
        client.upload_pipeline(misspelt, "showers")


def test_a_name_is_taken_once(client, package):
    client.upload_pipeline(package, "showers")
    with pytest.raises(kfp_server_api.ApiException) as refused:
        client.upload_pipeline(package, "showers")
    assert refused.value.status == 409


@pytest.mark.parametrize(
    ("change", "parameters", "status", "words"),
    [
        (("deploymentSpec/executors/exec-one", RESOLVER), {}, 500, "non-importer executor not implemented"),
        (None, {"spam": 1}, 400, "not required by pipeline: spam"),
        (None, {"span": "3"}, 400, "requires type double or integer"),
        (
            ("root/inputDefinitions/parameters/span", {"parameterType": "NUMBER_INTEGER"}),
            {},
            400,
            "neither default value nor user provided value",
        ),
    ],
)
def test_a_run_is_refused_for(change, parameters, status, words, client, tmp_path):
    spec = small.changed(small.SPEC, *change) if change else small.SPEC
    experiment, reference = _started(client, small.write(tmp_path, spec))
    with pytest.raises(kfp_server_api.ApiException, match=words) as refused:
        client.run_pipeline(experiment, "a run", params=parameters, **reference)
    assert refused.value.status == status


def test_an_importer_may_have_no_condition(client, tmp_path):
    task = small.SPEC["root"]["dag"]["tasks"]["one"] | {"triggerPolicy": {"condition": "1 == 1"}}
    importer = {"importer": {"typeSchema": {"schemaTitle": "system.Model", "schemaVersion": "0.0.1"}}}
    spec = small.changed(small.SPEC, "deploymentSpec/executors/exec-one", importer)
    spec = small.changed(spec, "root/dag/tasks/one", task)
    experiment, reference = _started(client, small.write(tmp_path, spec))
    with pytest.raises(kfp_server_api.ApiException, match="condition on importer task is not supported"):
        client.run_pipeline(experiment, "a run", **reference)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("POST", "/apis/v2beta1/experiments", {"display_name": "one", "colour": "red"}, 400, "colour"),
        ("POST", "/apis/v2beta1/experiments", {"display_name": ""}, 500, "must be non-empty"),
        ("POST", "/apis/v2beta1/experiments", {"display_name": 7}, 400, "invalid value for"),
        ("GET", "/apis/v2beta1/runs?page_token=nonsense", None, 400, "Invalid page token"),
        ("GET", "/apis/v2beta1/runs?filter=nonsense", None, 400, "filter"),
        ("GET", "/apis/v2beta1/runs/none", None, 404, "not found"),
        ("GET", "/apis/v2beta1/spam", None, 404, "Not Found"),
    ],
)
def test_a_request_is_refused_with_the_body_of_the_gateway(method, path, body, status, words, server):
    code, answer = _ask(server, method, path, body)
    assert code == status
    assert words in answer["message"]
    assert "error" not in answer
    for one in answer.get("details", []):  # none where the gateway itself refuses
        assert (one["@type"], one["code"]) == ("type.googleapis.com/google.rpc.Status", answer["code"])


@pytest.mark.parametrize("value", [1, "1"])
def test_a_64_bit_integer_may_be_a_number_or_a_string(value, server, client, package):
    experiment, reference = _started(client, package)
    body = {
        "display_name": "nightly",
        "experiment_id": experiment,
        "pipeline_version_reference": {"pipeline_id": reference["pipeline_id"]},
        "max_concurrency": value,
        "mode": "ENABLE",
        "trigger": {"periodic_schedule": {"interval_second": value}},
        "runtime_config": {},
    }
    code, answer = _ask(server, "POST", "/apis/v2beta1/recurringruns", body)
    assert (code, answer["max_concurrency"]) == (200, "1")


def test_cron_has_seconds_first_and_five_fields_are_taken_for_them_too(client, package):
    experiment, reference = _started(client, package)
    made = client.create_recurring_run(experiment, "hourly!", cron_expression="0 3 * * *", **reference)
    assert made.trigger.cron_schedule.cron == "0 3 * * *"
    with pytest.raises(kfp_server_api.ApiException, match="Expected 5 to 6 fields, found 1"):
        client.create_recurring_run(experiment, "never", cron_expression="daily", **reference)


def test_lists_come_in_pages(client):
    for number in range(5):
        client.create_experiment(f"number {number}")
    first = client.list_experiments(page_size=3, sort_by="display_name desc")
    rest = client.list_experiments(first.next_page_token, page_size=3, sort_by="display_name desc")
    names = [one.display_name for one in first.experiments + rest.experiments]
    assert names == [*(f"number {number}" for number in (4, 3, 2, 1, 0)), "Default"]
    assert not rest.next_page_token
    assert client.list_experiments(first.next_page_token, page_size=3).experiments == rest.experiments
    with pytest.raises(kfp_server_api.ApiException, match="does not match"):
        client.list_experiments(first.next_page_token, page_size=3, sort_by="created_at")


def test_without_the_token_nobody_is_answered(agreed):
    logging.getLogger("kfp").setLevel(logging.ERROR)
    with serving(token="secret", contract=agreed) as running:
        assert _ask(running, "GET", "/apis/v2beta1/healthz")[0] == 401


def test_the_contract_is_there_without_the_servers_file(monkeypatch, tmp_path):
    monkeypatch.setattr(contract, "SWAGGER", tmp_path / "nowhere.json")
    assert contract.load().routes
