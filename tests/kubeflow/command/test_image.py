"""--build-image: what is asked of docker or podman.

No engine runs where these tests do: a program of that name takes its place and writes down what it is asked.
"""

import os

import pytest
import yaml

from kubeflow.command import image
from kubeflow.errors import KubeflowError
from tests.kubeflow.command.conftest import PIPELINE

ENGINE = """\
#!/bin/sh
echo "$@" >> {folder}/asked.txt
case "$1" in
inspect) echo "registry.example/showers@sha256:0123" ;;
{failing}) exit 3 ;;
esac
"""


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """Puts an engine on the PATH, alone; gives what was asked of it."""
    monkeypatch.delenv("CONTAINER_ENGINE", raising=False)
    monkeypatch.chdir(tmp_path)
    programs = tmp_path / "engines"
    programs.mkdir()

    def install(name="docker", failing="nothing"):
        (programs / name).write_text(ENGINE.format(folder=tmp_path, failing=failing))
        (programs / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
        (tmp_path / "Dockerfile").write_text("FROM scratch\n")
        return lambda: (tmp_path / "asked.txt").read_text().splitlines()

    return install


def test_an_image_of_a_registry_is_built_pushed_and_named_by_its_digest(engine):
    asked = engine()
    built = image.build("registry.example/showers:1", "pipeline.py", tell=lambda _: None)
    assert built == "registry.example/showers@sha256:0123"
    assert asked()[0] == "build --file Dockerfile --tag registry.example/showers:1 ."
    assert asked()[1] == "push registry.example/showers:1"


def test_an_image_without_registry_stays_here_and_that_is_said(engine):
    asked, said = engine("podman"), []
    assert image.build("showers:1", "pipeline.py", base="python:3.11", tell=said.append) == "showers:1"
    assert asked() == ["build --file Dockerfile --tag showers:1 --build-arg BASE=python:3.11 ."]
    assert "[podman] building showers:1" in said[0]
    assert "was not pushed" in said[1]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("showers:1", False),
        ("team/showers:1", False),
        ("localhost/showers:1", True),
        ("localhost:5000/showers", True),
        ("gcr.io/team/showers:1", True),
    ],
)
def test_which_names_have_a_registry(name, expected):
    assert image.has_registry(name) is expected


def test_a_dockerfile_beside_the_pipeline_file_will_do(engine, tmp_path):
    asked = engine()
    (tmp_path / "sub").mkdir()
    (tmp_path / "Dockerfile").rename(tmp_path / "sub/Dockerfile")
    image.build("showers:1", "sub/pipeline.py", tell=lambda _: None)
    assert asked()[0].startswith("build --file sub/Dockerfile ")
    with pytest.raises(KubeflowError, match="there is no "):
        image.build("showers:1", "pipeline.py", tell=lambda _: None)


def test_what_goes_wrong_is_told(engine, monkeypatch):
    engine(failing="push")
    with pytest.raises(KubeflowError, match=r"docker push registry.example/showers:1` failed \(exit 3\)"):
        image.build("registry.example/showers:1", "pipeline.py", tell=lambda _: None)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(KubeflowError, match="--build-image needs docker or podman"):
        image.build("showers:1", "pipeline.py", tell=lambda _: None)


def test_the_tasks_run_what_was_built(tfx, server, engine, quick_pip, monkeypatch):
    engine()
    monkeypatch.setenv("PATH", f"{quick_pip}:{os.environ['PATH']}")
    monkeypatch.setenv("IMAGE", "registry.example/showers:1")
    result = tfx("pipeline", "create", f"--pipeline_path={PIPELINE}", "--build-image")
    assert 'New container image "registry.example/showers@sha256:0123" was built.' in result.output
    (version,) = server.memory.versions.values()
    assert "registry.example/showers@sha256:0123" in yaml.safe_dump(version)
    assert "registry.example/showers:1" not in yaml.safe_dump(version)
