"""Every overlay builds, and a cluster knows every field in it."""

import copy

import kubernetes_validate
import pytest

from tests.kubeflow.manifests.rendered import OVERLAYS, of_kind, render, served

VERSIONS = ("1.36", "1.37")  # the oldest that has everything, and the newest the validator knows
CUSTOM = {"InferenceService", "ServingRuntime", "ServiceMonitor"}
# What KServe and the Prometheus operator document; the pods inside are checked as pods.
FIELDS = {
    "ServingRuntime": {"supportedModelFormats", "protocolVersions", "containers", "volumes"},
    "modelFormat": {"name", "version", "autoSelect"},
    "InferenceService": {"predictor"},
    "model": {"modelFormat", "runtime", "protocolVersion", "storageUri"},
    "ServiceMonitor": {"selector", "namespaceSelector", "endpoints"},
    "endpoint": {"port", "path", "interval", "scrapeTimeout"},
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("folder", ["namespace", *OVERLAYS])
def test_a_cluster_knows_every_field(folder, version):
    for one in render(folder):
        if one["kind"] not in CUSTOM:
            kubernetes_validate.validate(one, version, strict=True)


def test_a_misspelt_field_would_be_found():
    wrong = copy.deepcopy(of_kind("overlays/kind", "StatefulSet")["cascada-mysql"])
    wrong["spec"]["template"]["spec"]["containers"][0]["securityContext"]["readOnlyRootFileSystem"] = True
    with pytest.raises(kubernetes_validate.ValidationError, match="readOnlyRootFileSystem"):
        kubernetes_validate.validate(wrong, VERSIONS[0], strict=True)


@pytest.mark.parametrize("folder", OVERLAYS)
def test_kserve_knows_every_field(folder):
    (runtime,) = of_kind(folder, "ServingRuntime").values()
    assert runtime["apiVersion"] == "serving.kserve.io/v1alpha1"
    assert set(runtime["spec"]) == FIELDS["ServingRuntime"]
    assert set(runtime["spec"]["supportedModelFormats"][0]) == FIELDS["modelFormat"]
    (service,) = of_kind(folder, "InferenceService").values()
    assert service["apiVersion"] == "serving.kserve.io/v1beta1"
    assert set(service["spec"]) == FIELDS["InferenceService"]
    assert set(service["spec"]["predictor"]["model"]) == FIELDS["model"]
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": served(folder, service)}
    kubernetes_validate.validate(pod, VERSIONS[0], strict=True)


def test_the_prometheus_operator_knows_every_field():
    (monitor,) = of_kind("overlays/gke-gpu", "ServiceMonitor").values()
    assert monitor["apiVersion"] == "monitoring.coreos.com/v1"
    assert set(monitor["spec"]) == FIELDS["ServiceMonitor"]
    assert all(set(one) == FIELDS["endpoint"] for one in monitor["spec"]["endpoints"])


@pytest.mark.parametrize("folder", OVERLAYS)
def test_what_lives_in_a_namespace_says_in_which(folder):
    everywhere = {"MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"}
    for one in render(folder):
        namespace = one["metadata"].get("namespace")
        assert namespace == (None if one["kind"] in everywhere else "kubeflow"), one["metadata"]["name"]
