"""The handler is plugged in by installing this package, whatever is installed again after it."""

import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig

import pytest

from tests.kubeflow.server.serving import serving

ROOT = pathlib.Path(__file__).resolve().parents[3]
PACKAGES = pathlib.Path(sysconfig.get_path("purelib"))
LIBRARY = "lib/python3.11/site-packages"
PLUG = "cascada-tfx.pth"
TFX = "from tfx.tools.cli.cli_main import cli_group; cli_group()"
BUILD = "import sys; from setuptools import build_meta; print(getattr(build_meta, sys.argv[1])(sys.argv[2]))"
PIP = "#!{python}\nimport sys; from pip._internal.cli.main import main; sys.exit(main())\n"
ASK = "import sys; print([one for one in sys.meta_path if 'kubeflow' in getattr(one, '__module__', '')])"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A checkout of its own: building leaves files behind."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("setup.py", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder)
    for name in ("components", "kubeflow", "pipeline", "schemas"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module", params=["build_wheel", "build_editable"])
def environment(request, source, tmp_path_factory):
    """A fresh environment with this package; its dependencies are those of ours, found but not installed."""
    home = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    packages = home / LIBRARY
    (packages / "dependencies.pth").write_text(f"{PACKAGES}\n")
    (home / "bin/pip").write_text(PIP.format(python=home / "bin/python"))
    (home / "bin/pip").chmod(0o755)
    for name in ("tfx", "kfp"):  # what pip freeze tells the tfx command
        (found,) = PACKAGES.glob(f"{name}-[0-9]*.dist-info")
        shutil.copytree(found, packages / found.name)
    wheel = _built(request.param, source, home / "wheels")
    for _ in range(2):  # the second time it takes its own place
        _install(home, wheel)
    return home


def _built(how, source, folder):
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, how, folder], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.splitlines()[-1]


def _install(home, wheel):
    words = ["install", "--quiet", "--no-deps", "--no-index", "--force-reinstall", wheel]
    subprocess.run([home / "bin/python", "-m", "pip", *words], check=True, env=_clean())


def _clean():
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}


def _python(home, *words, **more):
    call = [home / "bin/python", *words]
    return subprocess.run(
        call, capture_output=True, text=True, cwd=home, env=_clean() | more, timeout=300, check=False
    )


def test_the_tfx_command_works(environment):
    with serving() as server:
        words = ("-c", TFX, "pipeline", "list", "--engine=kubeflow", "--endpoint", server.url)
        result = _python(environment, *words, HOME=str(environment))
    assert "No pipelines to display." in result.stdout, result.stderr


def test_nothing_of_it_lies_among_the_files_of_tfx(environment):
    """So TFX can be installed again, and nothing is lost."""
    (record,) = (environment / LIBRARY).glob("cascada-*.dist-info/RECORD")
    files = [line.partition(",")[0] for line in record.read_text().splitlines()]
    assert any(name.endswith(PLUG) for name in files)
    assert not any("tfx/" in name for name in files)


def test_python_starts_silently_and_as_quickly_as_before(environment):
    started = _python(environment, "-X", "importtime", "-c", "pass")
    ours = [line for line in started.stderr.splitlines() if "kubeflow" in line]
    assert ours, "the plug was not imported"
    assert sum(int(line.split("|")[0].rpartition(":")[2]) for line in ours) < 20_000, "microseconds"
    assert "tfx" not in "".join(ours).replace("cascada-tfx", "")
    silent = _python(environment, "-c", "pass")
    assert (silent.stdout, silent.stderr, silent.returncode) == ("", "", 0)


def test_uninstalled_it_is_gone(environment):
    words = ("-m", "pip", "uninstall", "--quiet", "--yes", "cascada")
    assert _python(environment, *words).returncode == 0
    assert not (environment / LIBRARY / PLUG).exists()


def test_without_the_package_the_line_says_nothing(tmp_path):
    """A checkout that was moved leaves its .pth file behind."""
    home = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    shutil.copy(ROOT / "kubeflow/command" / PLUG, home / LIBRARY)
    result = _python(home, "-c", ASK)
    assert (result.stdout, result.stderr) == ("[]\n", "")
