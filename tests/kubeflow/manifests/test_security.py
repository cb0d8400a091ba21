"""What stands on the cluster can do nothing but its work."""

import json
import re

import pytest

from tests.kubeflow.manifests.rendered import OVERLAYS, containers, of_kind, pods, render

each_overlay = pytest.mark.parametrize("folder", OVERLAYS)


@each_overlay
def test_no_process_is_root(folder):
    for name, pod, container in containers(folder):
        context = pod["securityContext"] | container["securityContext"]
        assert context["runAsNonRoot"] is True, name
        assert context["runAsUser"] > 0 < context["runAsGroup"], name


@each_overlay
def test_no_process_can_gain_rights(folder):
    for name, pod, container in containers(folder):
        context = pod["securityContext"] | container["securityContext"]
        assert context["allowPrivilegeEscalation"] is False, name
        assert context["capabilities"] == {"drop": ["ALL"]}, name
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert "privileged" not in context, name
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod), name
        assert not [volume for volume in pod["volumes"] if "hostPath" in volume], name


@each_overlay
def test_every_root_file_system_is_read_only(folder):
    for name, _, container in containers(folder):
        assert container["securityContext"]["readOnlyRootFilesystem"] is True, name


@each_overlay
def test_every_container_has_limits(folder):
    for name, _, container in containers(folder):
        for kind in ("requests", "limits"):
            assert set(container["resources"][kind]) == {"cpu", "memory"}, name


@each_overlay
def test_what_is_written_beside_volumes_is_limited_too(folder):
    for name, pod in pods(folder):
        scratch = [volume["emptyDir"] for volume in pod["volumes"] if "emptyDir" in volume]
        assert all("sizeLimit" in one for one in scratch), name


@each_overlay
def test_containers_without_limits_get_some(folder):
    (limits,) = of_kind(folder, "LimitRange")["cascada"]["spec"]["limits"]
    assert limits["type"] == "Container"
    assert set(limits["default"]) == set(limits["defaultRequest"]) == {"cpu", "memory"}


@each_overlay
def test_no_process_can_talk_to_kubernetes(folder):
    for name, pod in pods(folder):
        assert pod["automountServiceAccountToken"] is False, name


@each_overlay
def test_runs_have_the_rights_that_argo_and_kubeflow_need_and_no_more(folder):
    rules = of_kind(folder, "Role")["cascada-runner"]["rules"]
    assert {(*rule["resources"], *rule.get("resourceNames", ()), *rule["verbs"]) for rule in rules} == {
        ("workflowtaskresults", "create", "patch"),
        ("pods", "get"),
        ("configmaps", "kfp-launcher", "get"),
        ("secrets", "mlpipeline-minio-artifact", "get"),
    }
    assert not {"ClusterRole", "ClusterRoleBinding"} & {one["kind"] for one in render(folder)}


@each_overlay
def test_secrets_are_named_and_never_said(folder):
    assert not of_kind(folder, "Secret")
    for name, _, container in containers(folder):
        for variable in container.get("env", ()):
            if re.search("USER|PASSWORD", variable["name"]):
                value = variable.get("value", "")
                assert "valueFrom" in variable or value.startswith("/run/secrets/"), name
    assert not re.search(r"(?i)(password|token)\W{1,4}\w{8,}", json.dumps(of_kind(folder, "ConfigMap")))


@each_overlay
def test_every_image_of_others_is_of_one_version(folder):
    for name, _, container in containers(folder):
        if not container["image"].startswith("cascada"):
            assert re.search(r":\d+(\.\d+){2}$|@sha256:[0-9a-f]{64}$", container["image"]), name


def test_on_gke_every_image_is_of_one_version():
    images = {container["image"] for _, _, container in containers("overlays/gke-gpu")}
    assert all(re.search(r":\d+(\.\d+){2}$", image) for image in images), images


def test_the_namespace_says_what_is_not_restricted():
    (namespace,) = render("namespace")
    labels = namespace["metadata"]["labels"]
    said = {name.rpartition("/")[2]: value for name, value in labels.items()}
    assert said == {"enforce": "baseline", "audit": "restricted", "warn": "restricted"}


def test_on_gke_the_cluster_makes_the_root_of_tasks_read_only():
    policy = of_kind("overlays/gke-gpu", "MutatingAdmissionPolicy")["cascada-read-only"]["spec"]
    assert policy["matchConstraints"]["objectSelector"]["matchLabels"] == {
        "pipelines.kubeflow.org/v2_component": "true"
    }
    assert '"/tmp"' in policy["matchConditions"][0]["expression"]
    assert "readOnlyRootFilesystem: true" in policy["mutations"][0]["applyConfiguration"]["expression"]
    (binding,) = of_kind("overlays/gke-gpu", "MutatingAdmissionPolicyBinding").values()
    assert binding["spec"] == {"policyName": "cascada-read-only"}
