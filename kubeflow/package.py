"""Container components and tasks of a package, made with kfp's own `dsl.container_component`."""

import inspect
import re
from collections.abc import Mapping, Sequence
from typing import Any

from kfp import dsl

from kubeflow.config import Config
from kubeflow.errors import KubeflowError
from kubeflow.parameters import Parameter

PACKAGE_LIMIT, ARGUMENT_LIMIT, COMMAND_LIMIT = 512 * 1024, 64 * 1024, 64 * 1024
"""Bytes: what fits into an Argo workflow with room to spare, what Linux takes as one word, and what all words
of a task may have together: Argo repeats them nine times in the state of a run, which may have 1 MiB."""
RUN = "run_id"
OUTPUTS = {
    "html": dsl.Output[dsl.HTML],
    "markdown": dsl.Output[dsl.Markdown],
    "metrics": dsl.Output[dsl.Metrics],
    "classification": dsl.Output[dsl.ClassificationMetrics],
}
"""What KFP shows of a task, by the name of the output."""


def name_of(node: str) -> str:
    """`GradientBoostingTrainer` -> `gradient-boosting-trainer`, as KFP names components."""
    words = re.sub(r"([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])", r"\1\3-\2\4", node)
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def component(
    name: str,
    config: Config,
    command: Sequence[str],
    parameters: Sequence[Parameter] = (),
    outputs: Mapping[str, Any] | None = None,
    status: bool = False,
) -> Any:
    """A container component that runs one command in the image.

    Args:
        name: of the component.
        config: has the image.
        command: what it runs; `--run-id` and the parameters are put behind.
        parameters: that the command is told, as `--parameter name=value`.
        outputs: artifacts that KFP shows; the command gets `--executor-input`.
        status: whether the command is told how everything else ended, as `--status JSON`.
    """
    outputs = outputs or {}
    inputs: dict[str, Any] = {RUN: str, **{_input(one): one.kind for one in parameters}}
    if status:
        inputs["status"] = dsl.PipelineTaskFinalStatus

    def container(**given: Any) -> dsl.ContainerSpec:
        words = [*command[len(config.python) :], "--run-id", given[RUN]]
        for one in parameters:
            words += ["--parameter", f"{one.name}={given[_input(one)]}"]
        words += ["--status", given["status"]] if status else []
        words += ["--executor-input", dsl.PIPELINE_TASK_EXECUTOR_INPUT_PLACEHOLDER] if outputs else []
        return dsl.ContainerSpec(image=config.image, command=[*config.python], args=words)

    def positional(*values: Any) -> dsl.ContainerSpec:
        return container(**dict(zip((*inputs, *outputs), values, strict=True)))

    positional.__name__ = positional.__qualname__ = name.replace("-", "_")
    positional.__doc__ = None
    _sign(positional, {**inputs, **outputs})
    return dsl.container_component(positional)


def call(made: Any, node: str, parameters: Sequence[Parameter], values: Mapping[str, Any]) -> Any:
    """A task of a component, with the run's id and the pipeline's inputs; KFP never caches it, TFX does."""
    given = {_input(one): values[one.input] for one in parameters}
    task = made(**{RUN: dsl.PIPELINE_JOB_ID_PLACEHOLDER}, **given)
    return task.set_caching_options(False).set_display_name(node)


def pipeline(name: str, parameters: Sequence[Parameter], build: Any) -> Any:
    """A KFP pipeline with these parameters as its inputs; `build` gets them by name and makes the tasks."""

    def positional(*values: Any) -> None:
        build(dict(zip([one.input for one in parameters], values, strict=True)))

    annotations = {one.input: one.kind for one in parameters}
    defaults = {one.input: one.default for one in parameters if one.default is not None}
    _sign(positional, annotations, defaults)
    positional.__name__, positional.__doc__ = "pipeline", None
    return dsl.pipeline(name=name_of(name))(positional)


def require_small(text: str, commands: Sequence[Sequence[str]]) -> None:
    """Refuses a package that the cluster would refuse later, and less clearly.

    Raises:
        KubeflowError: the package, an argument, or a task's arguments together are too long.
    """
    longest = max((word for command in commands for word in command), key=lambda word: len(word.encode()))
    if (size := len(longest.encode())) >= ARGUMENT_LIMIT:
        what = f"an argument has {size} bytes, at most {ARGUMENT_LIMIT} fit: {longest[:60]}..."
        raise KubeflowError(what, "Name a file in place of writing its content into a parameter.")
    if (size := max(len(" ".join(words).encode()) for words in commands)) >= COMMAND_LIMIT:
        what = f"a task's command has {size} bytes, at most {COMMAND_LIMIT} fit"
        raise KubeflowError(what, "Shorten what nodes are given as parameters, or split the pipeline.")
    if (size := len(text.encode())) >= PACKAGE_LIMIT:
        what = f"the package has {size} bytes, at most {PACKAGE_LIMIT} fit into a workflow"
        raise KubeflowError(what, "Shorten what nodes are given as parameters, or split the pipeline.")


def _input(parameter: Parameter) -> str:
    return f"parameter_{parameter.input}"


def _sign(function: Any, annotations: Mapping[str, Any], defaults: Mapping[str, Any] | None = None) -> None:
    """Gives a function the signature that kfp reads; those with a default come last, as Python wants it."""
    given = defaults or {}
    names = sorted(annotations, key=lambda name: name in given)
    one = inspect.Parameter
    function.__signature__ = inspect.Signature(
        [
            one(n, one.POSITIONAL_OR_KEYWORD, annotation=annotations[n], default=given.get(n, one.empty))
            for n in names
        ]
    )
