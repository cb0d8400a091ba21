"""Nobody talks to anybody, but for what is named here."""

import pytest

from tests.kubeflow.manifests.rendered import OVERLAYS, of_kind
from tests.kubeflow.manifests.traffic import may_leave, may_talk

RUN = {"pipelines.kubeflow.org/v2_component": "true"}
KUBEFLOW = {"application-crd-id": "kubeflow-pipelines"}
DATABASE = {"app.kubernetes.io/name": "cascada-mysql"}
SERVER = {"serving.kserve.io/inferenceservice": "cascada"}
CLIENT = {"cascada/model": "client"}
STRANGER = {"app": "stranger"}
WORKPLACE = {"app.kubernetes.io/name": "cascada-dev", "cascada/database": "client", **CLIENT}
EVERYBODY = (RUN, KUBEFLOW, DATABASE, SERVER, CLIENT, STRANGER)
ANYWHERE = "0.0.0.0/0"


@pytest.fixture(params=OVERLAYS)
def policies(request):
    return list(of_kind(request.param, "NetworkPolicy").values())


def test_nothing_is_allowed_that_is_not_named(policies):
    (deny,) = [one["spec"] for one in policies if one["metadata"]["name"] == "cascada-deny"]
    assert deny == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert not any(
        may_talk(policies, STRANGER, other, 80) for other in (*EVERYBODY,) if other is not KUBEFLOW
    )


def test_a_run_reaches_the_database(policies):
    assert may_talk(policies, RUN, DATABASE, 3306)


@pytest.mark.parametrize("who", [SERVER, CLIENT, STRANGER])
def test_nobody_else_reaches_the_database(policies, who):
    assert not may_talk(policies, who, DATABASE, 3306)


@pytest.mark.parametrize("port", [22, 80, 443, 3307])
def test_a_run_reaches_nothing_else_there(policies, port):
    assert not may_talk(policies, RUN, DATABASE, port)


@pytest.mark.parametrize("port", [8887, 8080, 8333])
def test_a_run_reports_to_kubeflow(policies, port):
    assert may_talk(policies, RUN, KUBEFLOW, port)


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_reaches_a_run_but_kubeflow_itself(policies, who):
    assert not any(may_talk(policies, who, RUN, port) for port in (22, 80, 443, 3306, 8080))


def test_a_run_reaches_the_api_of_kubernetes_and_no_other_port_of_the_world(policies):
    assert may_leave(policies, RUN, ANYWHERE, 443)
    assert not any(may_leave(policies, RUN, ANYWHERE, port) for port in (22, 25, 80, 3306))


def test_no_run_gets_the_rights_of_its_machine(policies):
    (runs,) = [one["spec"] for one in policies if one["metadata"]["name"] == "cascada-runs"]
    blocks = [peer["ipBlock"] for rule in runs["egress"] for peer in rule["to"] if "ipBlock" in peer]
    assert [block["except"] for block in blocks] == [["169.254.0.0/16"]]


@pytest.mark.parametrize("who", [DATABASE, SERVER])
@pytest.mark.parametrize("other", EVERYBODY)
def test_a_server_calls_nobody(policies, who, other):
    assert not any(may_talk(policies, who, other, port) for port in (80, 443, 3306, 8080, 8888))
    assert not may_leave(policies, who, ANYWHERE, 443)


def test_a_client_that_is_labelled_so_may_be_asked_in(policies):
    servers = [one["spec"] for one in policies if one["metadata"]["name"] == "cascada-server"]
    assert {"podSelector": {"matchLabels": CLIENT}} in servers[0]["ingress"][0]["from"]
    assert {"namespaceSelector": {"matchLabels": CLIENT}} in servers[0]["ingress"][0]["from"]


@pytest.mark.parametrize(("other", "port"), [(DATABASE, 3306), (KUBEFLOW, 8888), (SERVER, 8080)])
def test_the_pod_to_work_in_reaches_what_it_is_for(policies, other, port):
    assert may_talk(policies, WORKPLACE, other, port)
    assert not may_talk(policies, WORKPLACE, other, port + 1)


def test_everybody_may_ask_for_names(policies):
    (names,) = [one["spec"] for one in policies if one["metadata"]["name"] == "cascada-names"]
    assert names["podSelector"] == {}
    assert all({port["port"] for port in rule["ports"]} == {53} for rule in names["egress"])


def test_kubeflow_itself_is_left_as_it_was(policies):
    (own,) = [one["spec"] for one in policies if one["metadata"]["name"] == "cascada-kubeflow"]
    assert own["podSelector"] == {"matchLabels": KUBEFLOW}
    assert own["ingress"] == own["egress"] == [{}]
