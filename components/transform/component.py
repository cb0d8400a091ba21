"""TFX's Transform, whose results do not depend on how busy the machine is.

Beam finds by the clock how many rows go together, and means and variances are summed batch by batch: the last
bits of the graph, and so the SHA-256 of every model made with it, would be others in each run.
"""

from collections.abc import Mapping
from typing import Any

from tfx.components.transform import component, executor
from tfx.dsl.components.base import executor_spec

ROWS = 1000
"""In a batch; the most that TFX takes."""


class _Processor(executor.TransformProcessor):  # type: ignore[misc]
    def _GetDesiredBatchSize(self, *_: object) -> int:  # noqa: N802
        return ROWS


class Executor(executor.Executor):  # type: ignore[misc]
    """TFX's own, with batches of one size."""

    def Do(  # noqa: N802
        self,
        input_dict: Mapping[str, list[Any]],
        output_dict: Mapping[str, list[Any]],
        exec_properties: Mapping[str, Any],
    ) -> None:
        """As TFX's own, which names its processor and lets nobody choose another."""
        stock, executor.TransformProcessor = executor.TransformProcessor, _Processor
        try:
            super().Do(input_dict, output_dict, exec_properties)
        finally:
            executor.TransformProcessor = stock


class Transform(component.Transform):  # type: ignore[misc]
    """The node, with the same inputs, outputs and parameters."""

    EXECUTOR_SPEC = executor_spec.BeamExecutorSpec(Executor)
