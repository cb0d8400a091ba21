"""The package that KubeflowDagRunner makes: what a KFP 2 backend takes, and what Kubernetes is told."""

import dataclasses
import pathlib

import pytest
import yaml
from tfx.dsl.compiler.compiler import Compiler
from tfx.orchestration.pipeline import Pipeline

from kubeflow import ir, staging
from kubeflow.config import Config, Resources, SecretVariable, Toleration, Volume
from kubeflow.errors import KubeflowError
from kubeflow.rehearsal import compiled
from kubeflow.runner import KubeflowDagRunner
from tests.kubeflow import small

GPU = Resources(
    cpu="4",
    memory="16Gi",
    gpus=2,
    pool={"pool": "gpu"},
    tolerations=(Toleration("nvidia.com/gpu"),),
    spot=True,
    shared_memory="2Gi",
    timeout=7200,
    retries=5,
)
CONFIG = Config(
    image="registry/image:1",
    metadata="mysql://mysql:3306/mlmd",
    nodes={"Count": GPU, "default": Resources(pool={"pool": "cpu"})},
    volumes=(Volume("shared", "/mnt/shared"),),
    secrets=(SecretVariable("METADATA_PASSWORD", "mysql", "password"),),
    environment={"LEVEL": "2"},
    image_pull_policy="IfNotPresent",
    database="some.module",
    finish=("python", "-m", "report"),
)


def _text(config: Config = CONFIG, folder: pathlib.Path = pathlib.Path("/mnt/shared")) -> str:
    from kubeflow.runner import Package

    return Package(Compiler().compile(small.create(folder)), config).text()


@pytest.fixture(scope="module")
def package() -> str:
    return _text()


@pytest.fixture(scope="module")
def documents(package):
    return list(yaml.safe_load_all(package))


@pytest.fixture(scope="module")
def tasks(package, tmp_path_factory):
    path = tmp_path_factory.mktemp("package") / "package.yaml"
    path.write_text(package)
    return {task.title: task for task in compiled.read(path, "run-1", {"word": "given"})}


def _words(task) -> list[str]:
    return [*task.container["command"], *task.container["args"]]


def test_it_has_one_pipeline_and_one_platform(documents):
    pipeline, platform = documents
    assert pipeline["schemaVersion"] == "2.1.0"
    assert list(platform) == ["platforms"]


def test_every_executor_is_a_plain_container(documents):
    executors = documents[0]["deploymentSpec"]["executors"]
    assert {kind for one in executors.values() for kind in one} == {"container"}


def test_nothing_is_cached_by_kfp_since_tfx_caches(documents):
    assert "enableCache" not in yaml.safe_dump(documents)


def test_the_same_pipeline_gives_the_same_bytes(package):
    assert _text() == package


def test_the_tasks_are_the_nodes_with_a_stage_before_and_a_finish_after(tasks):
    nodes = {"CsvExampleGen", "Latest", "Count", "Note", "Never", "Read"}
    assert set(tasks) == {"stage", "finish", *nodes}
    assert tasks["CsvExampleGen"].after == {"stage"}
    assert tasks["Read"].after == {"never", "count"}
    assert tasks["finish"].last
    assert tasks["finish"].after >= {"stage", "read", "never"}


def test_the_compiled_pipeline_travels_once_and_holds_no_database(tasks):
    words = _words(tasks["stage"])
    text = staging.unpack([words[i + 1] for i, word in enumerate(words) if word == "--piece"])
    assert words.count("--piece") == 1
    assert "metadata_connection_config" not in text
    assert sorted(ir.nodes_of(ir.from_text(text))) == sorted(
        [
            "CsvExampleGen",
            "Latest",
            "Count",
            "Note",
            "Never",
            "Read",
        ]
    )
    for name in ("Count", "Read"):
        assert staging.sha256(text) in _words(tasks[name])
        assert not any(word.startswith("H4sI") for word in _words(tasks[name]))


def test_runtime_parameters_reach_every_task_also_below_an_exit_handler(documents, tasks):
    inputs = documents[0]["root"]["inputDefinitions"]["parameters"]
    assert inputs == {"word": {"defaultValue": "count", "isOptional": True, "parameterType": "STRING"}}
    assert set(tasks["Count"].values.values()) == {"run-1", "given"}
    assert "given" in tasks["finish"].values.values()


def test_the_run_is_kfps_own(documents):
    assert "{{$.pipeline_job_uuid}}" in yaml.safe_dump(documents)


def test_a_gpu_node_asks_for_its_machine(tasks):
    count = tasks["Count"]
    assert count.container["resources"]["accelerator"]["resourceType"] == "nvidia.com/gpu"
    assert count.container["resources"]["accelerator"]["resourceCount"] == "2"
    assert count.container["resources"]["resourceMemoryLimit"] == "16Gi"
    spot = "cloud.google.com/gke-spot"
    assert count.kubernetes["nodeSelector"]["labels"] == {"pool": "gpu", spot: "true"}
    exists = {"effect": "NoSchedule", "key": "nvidia.com/gpu", "operator": "Exists"}
    equal = {"effect": "NoSchedule", "key": spot, "operator": "Equal", "value": "true"}
    assert count.kubernetes["tolerations"] == [exists, equal]
    assert {
        "mountPath": "/dev/shm",
        "medium": "Memory",
        "sizeLimit": "2Gi",
        "volumeName": "shared-memory",
    } in (count.kubernetes["emptyDirMounts"])
    assert count.timeout == 7200
    assert count.retries == 5


def test_the_others_ask_for_none(tasks):
    for name in set(tasks) - {"Count"}:
        assert "accelerator" not in tasks[name].container["resources"]
        assert tasks[name].kubernetes["nodeSelector"]["labels"] == {"pool": "cpu"}
        assert "tolerations" not in tasks[name].kubernetes


def test_every_container_has_limits_and_no_rights(tasks):
    for task in tasks.values():
        limits = task.container["resources"]
        assert {"resourceCpuLimit", "resourceMemoryLimit"} <= set(limits)
        context = {"runAsUser": "10001", "runAsGroup": "10001", "runAsNonRoot": True}
        assert task.kubernetes["securityContext"] == context
        assert task.timeout
        assert [one["mountPath"] for one in task.kubernetes["pvcMount"]] == ["/mnt/shared"]
        assert "/tmp" in [one["mountPath"] for one in task.kubernetes["emptyDirMounts"]]


def test_secrets_are_named_and_never_held(tasks, package, monkeypatch):
    (secret,) = tasks["Count"].kubernetes["secretAsEnv"]
    assert secret["secretName"] == "mysql"
    assert secret["keyToEnv"] == [{"envVar": "METADATA_PASSWORD", "secretKey": "password"}]
    monkeypatch.setenv("METADATA_PASSWORD", "hunter2")
    assert _text() == package
    assert "hunter2" not in package


def test_each_node_has_what_kfp_shows(tasks):
    assert set(tasks["Count"].outputs) == {"html", "markdown", "metrics", "classification"}


def test_the_runner_writes_the_package_and_says_where(tmp_path, package):
    path = tmp_path / "new" / "package.yaml"
    runner = KubeflowDagRunner(CONFIG, str(path))
    assert runner.run(small.create(pathlib.Path("/mnt/shared"))) == str(path)
    assert path.read_text() == package


@pytest.mark.parametrize(
    ("nodes", "said"),
    [({"Cuont": Resources()}, "no such nodes: Cuont"), ({"default": Resources(cpu="x")}, "cpu")],
)
def test_wrong_resources_are_refused(nodes, said):
    with pytest.raises((KubeflowError, ValueError), match=f"(?i){said}"):
        _text(dataclasses.replace(CONFIG, nodes=nodes))


def test_a_pipeline_without_nodes_is_refused():
    empty = Compiler().compile(Pipeline("empty", "/mnt/shared", components=[]))
    with pytest.raises(KubeflowError, match="no nodes"):
        KubeflowDagRunner(CONFIG).run_with_ir(empty)


def test_a_long_argument_is_refused():
    config = dataclasses.replace(CONFIG, finish=("python", "x" * 70_000))
    with pytest.raises(KubeflowError, match="an argument has 70000 bytes, at most 65536 fit"):
        _text(config)


def test_a_long_command_is_refused():
    config = dataclasses.replace(CONFIG, finish=("python", *["x" * 30_000] * 3))
    with pytest.raises(KubeflowError, match=r"a task's command has .* bytes, at most 65536 fit"):
        _text(config)


def test_a_large_package_is_refused():
    config = dataclasses.replace(CONFIG, environment={f"V{i}": "x" * 1000 for i in range(80)})
    with pytest.raises(KubeflowError, match=r"the package has .* bytes, at most 524288 fit"):
        _text(config)


def test_a_large_compiled_pipeline_travels_in_pieces():
    import random

    text = random.Random(1).randbytes(100_000).hex()
    pieces = staging.pack(text)
    assert len(pieces) > 1
    assert max(map(len, pieces)) < 64 * 1024
    assert staging.unpack(pieces) == text
