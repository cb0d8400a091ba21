"""The command: instant help, one message for a mistake, a non-zero code."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from pipeline import cli


def _cascada(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words], capture_output=True, text=True, timeout=120
    )


def test_help_names_every_command():
    result = CliRunner().invoke(cli.cascada, ["--help"])
    assert all(name in result.output for name in cli.COMMANDS)


@pytest.mark.parametrize("name", list(cli.COMMANDS))
def test_every_command_has_help(name):
    result = CliRunner().invoke(cli.cascada, [name, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_help_imports_nothing_heavy():
    heavy = "{'tfx', 'tensorflow', 'pydantic', 'numpy', 'pyarrow', 'rich', 'yaml', 'apache_beam'}"
    program = f"import sys, pipeline.cli; sys.exit(', '.join({heavy} & set(sys.modules)) or 0)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["run", "--data", "/nowhere"], "/nowhere does not exist"),
        (["run", "--set", "rounds=3"], "no setting rounds"),
        (["run", "--dataset", "muons"], "no dataset 'muons'"),
        (["run", "--settings", "nowhere.yaml"], "no such settings file"),
        (["run", "--set", "dataset.inputs=[xmax]"], "xmax is a truth column and may not reach a model"),
    ],
)
def test_a_mistake_ends_with_one_message_and_no_stack_trace(words, expected):
    result = _cascada(*words)
    assert result.returncode == 1
    assert expected in result.stderr
    assert "Traceback" not in result.stderr + result.stdout
