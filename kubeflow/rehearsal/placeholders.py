"""The words of a task's command as KFP's launcher fills them in."""

import json
import pathlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from kubeflow.rehearsal.compiled import Task

PARAMETER = re.compile(r"\{\{\$\.inputs\.parameters\[(?:'|\")(.+?)(?:'|\")\]\}\}")
EXECUTOR_INPUT = "{{$}}"


def command_of(task: Task, values: Mapping[str, Any], folder: pathlib.PurePath) -> list[str]:
    """The words that the container runs.

    Args:
        task: the task.
        values: its inputs, all known by now.
        folder: where its output artifacts go.
    """
    words: Sequence[str] = [*task.container.get("command", ()), *task.container.get("args", ())]
    whole = json.dumps(executor_input(task, values, folder))
    return [_fill(word, values, whole) for word in words]


def executor_input(task: Task, values: Mapping[str, Any], folder: pathlib.PurePath) -> dict[str, Any]:
    """What KFP tells a task of itself."""
    artifacts = {
        name: {
            "artifacts": [
                {"name": name, "type": kind["artifactType"], "uri": str(folder / name), "metadata": {}}
            ]
        }
        for name, kind in task.outputs.items()
    }
    outputs = {"artifacts": artifacts, "outputFile": str(folder / "executor_output.json")}
    return {"inputs": {"parameterValues": dict(values)}, "outputs": outputs}


def _fill(word: str, values: Mapping[str, Any], whole: str) -> str:
    filled = PARAMETER.sub(lambda match: _text(values[match[1]]), word)
    return filled.replace(EXECUTOR_INPUT, whole)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
