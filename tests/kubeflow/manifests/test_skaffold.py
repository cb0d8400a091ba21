"""`skaffold dev` builds, deploys and keeps in step what is there."""

import pathlib
import re

import yaml

from tests.kubeflow.manifests.rendered import ROOT, of_kind, render

SKAFFOLD = yaml.safe_load((ROOT / "skaffold.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "kubeflow/Dockerfile").read_text(encoding="utf-8")
(ARTIFACT,) = SKAFFOLD["build"]["artifacts"]
PROFILES = {profile["name"]: profile for profile in SKAFFOLD["profiles"]}


def values(profile):
    return {patch["path"]: patch["value"] for patch in PROFILES[profile]["patches"]}


def test_it_is_of_the_fourth_version():
    assert re.fullmatch(r"skaffold/v4beta\d+", SKAFFOLD["apiVersion"])


def test_it_builds_the_image_that_the_manifests_run():
    assert (ROOT / ARTIFACT["context"] / ARTIFACT["docker"]["dockerfile"]).is_file()
    images = {one["name"]: one for one in load("overlays/gke-gpu/kustomization.yaml")["images"]}
    assert ARTIFACT["image"] in images


def test_every_argument_is_one_that_the_image_takes():
    arguments = set(re.findall(r"^ARG (\w+)", DOCKERFILE, re.MULTILINE))
    assert set(ARTIFACT["docker"]["buildArgs"]) <= arguments


def test_its_profiles_are_those_of_the_image_and_of_the_overlays():
    variant, path = "/build/artifacts/0/docker/buildArgs/VARIANT", "/manifests/kustomize/paths/0"
    assert (values("cpu")[variant], values("cuda")[variant]) == ("cpu", "cuda")
    for name, overlay in (("kind", "kind"), ("gke", "gke-gpu")):
        assert values(name)[path] == f"kubeflow/manifests/overlays/{overlay}"
        assert (ROOT / values(name)[path] / "kustomization.yaml").is_file()


def test_what_its_profiles_change_is_there():
    for profile in PROFILES.values():
        for patch in profile["patches"]:
            found = SKAFFOLD
            for word in patch["path"].strip("/").split("/"):
                found = found[int(word) if word.isdecimal() else word]


def test_what_is_saved_lands_where_the_pod_to_work_in_imports_from():
    (workdir,) = set(re.findall(r"^WORKDIR (\S+)", DOCKERFILE, re.MULTILINE))
    dev = of_kind("overlays/kind", "Deployment")["cascada-dev"]["spec"]["template"]["spec"]
    assert workdir in {mount["mountPath"] for mount in dev["containers"][0]["volumeMounts"]}
    assert {rule["dest"] for rule in ARTIFACT["sync"]["manual"]} == {workdir}


def test_every_folder_of_source_is_kept_in_step():
    rules = [rule["src"] for rule in ARTIFACT["sync"]["manual"]]
    assert {rule.partition("/")[0] for rule in rules} == {"components", "pipeline", "schemas", "kubeflow"}
    assert all(
        any(path.is_file() for path in ROOT.glob(f"{rule}/*")) or any(ROOT.glob(rule)) for rule in rules
    )


def test_it_forwards_to_services_that_are_there():
    own = set(
        of_kind(SKAFFOLD["manifests"]["kustomize"]["paths"][0].removeprefix("kubeflow/manifests/"), "Service")
    )
    kubeflow = {"ml-pipeline-ui", "ml-pipeline"}
    assert {one["resourceName"] for one in SKAFFOLD["portForward"]} == own | kubeflow
    assert {one["namespace"] for one in SKAFFOLD["portForward"]} == {
        render("namespace")[0]["metadata"]["name"]
    }


def load(path):
    return yaml.safe_load((ROOT / "kubeflow/manifests" / pathlib.Path(path)).read_text(encoding="utf-8"))
