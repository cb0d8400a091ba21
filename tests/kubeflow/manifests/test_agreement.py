"""The manifests and the settings mean the same things by the same names."""

import re

import pytest

from pipeline import places
from pipeline.settings import load_settings
from tests.kubeflow.manifests.rendered import MANIFESTS, OVERLAYS, containers, of_kind, pods

GPU_NODES = ("GradientBoostingTuner", "GradientBoostingTrainer", "AutoencoderTuner", "AutoencoderTrainer")
CLUSTER = (MANIFESTS / "overlays/gke-gpu/cluster.sh").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def settings():
    return load_settings(["kubeflow"])


@pytest.mark.parametrize("folder", OVERLAYS)
def test_the_database_is_where_runs_look_for_it(folder, settings):
    host, port, database = re.fullmatch(r"mysql://([^:/@]+):(\d+)/(\w+)", settings.metadata).groups()
    (served,) = of_kind(folder, "Service")[host]["spec"]["ports"]
    assert served["port"] == int(port)
    (container,) = of_kind(folder, "StatefulSet")[host]["spec"]["template"]["spec"]["containers"]
    assert {"name": "MARIADB_DATABASE", "value": database} in container["env"]


@pytest.mark.parametrize("folder", OVERLAYS)
def test_runs_log_in_with_what_the_database_was_made_with(folder, settings):
    secrets = dict(entry.split("/") for entry in settings.kubeflow.secrets.values())
    pod = of_kind(folder, "StatefulSet")["cascada-mysql"]["spec"]["template"]["spec"]
    assert [volume["secret"]["secretName"] for volume in pod["volumes"] if "secret" in volume] == [*secrets]
    files = {
        variable["name"]: variable["value"].rpartition("/")[2] for variable in pod["containers"][0]["env"]
    }
    for name, entry in settings.kubeflow.secrets.items():
        assert files[f"MARIADB_{name.removeprefix('CASCADA_METADATA_')}_FILE"] == entry.split("/")[1]


@pytest.mark.parametrize("folder", OVERLAYS)
def test_the_volumes_of_runs_are_claimed(folder, settings):
    assert set(settings.kubeflow.volumes) == set(of_kind(folder, "PersistentVolumeClaim"))


@pytest.mark.parametrize("folder", OVERLAYS)
def test_who_writes_to_the_volume_is_who_tasks_run_as(folder, settings):
    writers = [pod for name, pod in pods(folder) if name != "StatefulSet cascada-mysql"]
    assert {pod["securityContext"]["runAsUser"] for pod in writers} == {settings.kubeflow.user}


@pytest.mark.parametrize("folder", OVERLAYS)
def test_what_is_pushed_is_what_is_served(folder, settings):
    (service,) = of_kind(folder, "InferenceService").values()
    claim, _, path = service["spec"]["predictor"]["model"]["storageUri"].removeprefix("pvc://").partition("/")
    assert f"{settings.kubeflow.volumes[claim]}/{path}" == places.models_folder(settings)
    made = of_kind(folder, "Job")["cascada-volume"]["spec"]["template"]["spec"]["containers"][0]["command"]
    assert {places.models_folder(settings), places.absolute(settings.data)} <= set(made)


def test_the_highest_version_is_served_because_nothing_else_is_said():
    (runtime,) = of_kind("overlays/kind", "ServingRuntime").values()
    words = runtime["spec"]["containers"][0]["args"]
    assert "--model_base_path=/mnt/models" in words  # where KServe mounts `storageUri`
    assert not [word for word in words if "config_file" in word and "monitoring" not in word]


@pytest.mark.parametrize("folder", OVERLAYS)
def test_runs_are_who_the_manifests_give_rights_to(folder, settings):
    assert settings.kubeflow.service_account in of_kind(folder, "ServiceAccount")
    (subject,) = of_kind(folder, "RoleBinding")["cascada-runner"]["subjects"]
    assert subject["name"] == settings.kubeflow.service_account


@pytest.mark.parametrize("node", ["default", *GPU_NODES])
def test_every_pool_that_a_node_asks_for_is_made(node, settings):
    (pool,) = settings.kubeflow.resources(node)["pool"].items()
    assert f"--node-labels {'='.join(pool)}" in CLUSTER


@pytest.mark.parametrize("node", GPU_NODES)
def test_every_taint_of_the_gpu_pool_is_tolerated(node, settings):
    resources = settings.kubeflow.resources(node)
    (line,) = re.findall(r"--node-taints (\S+)", CLUSTER)
    taints = {taint.split("=")[0] for taint in line.split(",")}
    spot = {settings.kubeflow.spot_label} if resources["spot"] else set()
    assert taints == {one["key"] for one in resources["tolerations"]} | spot


def test_what_stays_up_is_kept_off_the_gpus():
    for name, pod in pods("overlays/gke-gpu"):
        if name.startswith(("StatefulSet", "Deployment")):
            assert pod["nodeSelector"] == {"cascada.pool": "cpu"}, name


def test_the_quota_counts_what_nodes_ask_for(settings):
    counted = of_kind("overlays/gke-gpu", "ResourceQuota")["cascada-gpus"]["spec"]["hard"]
    asked = {settings.kubeflow.resources(node)["gpu_type"] for node in GPU_NODES}
    assert set(counted) == {f"requests.{name}" for name in asked}


def test_on_kind_no_node_asks_for_what_a_laptop_has_not():
    overlaid = load_settings(["kubeflow", str(MANIFESTS / "overlays/kind/settings.yaml")]).kubeflow
    for node in ("default", *overlaid.nodes):
        resources = overlaid.resources(node)
        assert not resources.get("gpus"), node
        assert not resources.get("spot"), node
        assert resources["pool"] == {"cascada.pool": "cpu"}, node


def test_prometheus_reads_what_the_server_counts():
    (monitor,) = of_kind("overlays/gke-gpu", "ServiceMonitor").values()
    (endpoint,) = monitor["spec"]["endpoints"]
    said = of_kind("overlays/gke-gpu", "ConfigMap")["cascada-monitoring"]["data"]["monitoring.config"]
    assert f'path: "{endpoint["path"]}"' in said
    (runtime,) = of_kind("overlays/gke-gpu", "ServingRuntime").values()
    assert endpoint["port"] in {port["name"] for port in runtime["spec"]["containers"][0]["ports"]}


@pytest.mark.parametrize("folder", OVERLAYS)
def test_the_pod_to_work_in_sees_what_runs_see(folder, settings):
    (container,) = [one for name, _, one in containers(folder) if name.endswith("dev/cascada")]
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert settings.kubeflow.volumes.items() <= mounts.items()
    assert settings.kubeflow.secrets.keys() <= {variable["name"] for variable in container["env"]}
