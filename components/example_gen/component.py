"""The TFX shell of ExampleGen: finds the span of data in its driver, ingests it in its executor."""

from typing import Any

from tfx import types
from tfx.components.example_gen import utils
from tfx.dsl.components.base import base_component, base_driver, base_executor, executor_spec
from tfx.orchestration import data_types_utils, metadata
from tfx.orchestration.portable import base_driver as portable_driver
from tfx.orchestration.portable import data_types
from tfx.proto import example_gen_pb2
from tfx.proto.orchestration import driver_output_pb2
from tfx.types import artifact_utils, component_spec, standard_artifacts

from components.artifacts import IngestionReport
from components.errors import BadFileError
from components.example_gen.core import ingest
from components.example_gen.spans import digests, find_span, fingerprint
from components.properties import FOLDER
from components.settings import ExampleGen as Settings
from components.settings import Split
from components.showers.dataset import Dataset

SPAN, VERSION = utils.SPAN_PROPERTY_NAME, utils.VERSION_PROPERTY_NAME
FINGERPRINT = utils.FINGERPRINT_PROPERTY_NAME


class Driver(base_driver.BaseDriver, portable_driver.BaseDriver):
    """Finds the span, and puts it and the fingerprint of its files into the cache key.

    The launcher calls `run` of the portable base; components demand the older base as well.
    """

    def __init__(self, metadata_handle: metadata.Metadata) -> None:
        base_driver.BaseDriver.__init__(self, metadata_handle)
        portable_driver.BaseDriver.__init__(self, metadata_handle)

    def run(self, execution_info: data_types.ExecutionInfo) -> driver_output_pb2.DriverOutput:
        """Resolves the span of an execution.

        Raises:
            BadFileError: the data folder or the span is missing or holds no data files.
        """
        properties = execution_info.exec_properties
        settings = Settings.model_validate_json(properties["settings"])
        span = find_span(properties["data"], settings.span)
        found = {SPAN: span.number, VERSION: span.version, FINGERPRINT: fingerprint(digests(span))}
        output = driver_output_pb2.DriverOutput()
        examples = execution_info.output_dict["examples"][0].mlmd_artifact
        artifact = output.output_artifacts["examples"].artifacts.add()
        artifact.CopyFrom(examples)
        for name, value in found.items():
            if value is not None:
                data_types_utils.set_metadata_value(output.exec_properties[name], value)
                data_types_utils.set_metadata_value(artifact.custom_properties[name], value)
        return output


class Executor(base_executor.BaseExecutor):
    """Ingests the span that the driver found."""

    def Do(  # noqa: N802
        self,
        input_dict: dict[str, list[types.Artifact]],
        output_dict: dict[str, list[types.Artifact]],
        exec_properties: dict[str, Any],
    ) -> None:
        """Writes the examples and the report.

        The property `file_format` stays unset: TFX knows no name for TFRecords that are not packed, and tells
        them by their suffix.

        Raises:
            DataError: the data is bad, or changed since the driver looked at it.
        """
        examples = artifact_utils.get_single_instance(output_dict["examples"])
        ingestion = artifact_utils.get_single_instance(output_dict["ingestion"])
        span = find_span(exec_properties["data"], exec_properties[SPAN])
        files = digests(span)
        if fingerprint(files) != exec_properties[FINGERPRINT]:
            raise BadFileError(
                "the files changed while the run started", where=str(span.folder), fix="Run again."
            )
        report = ingest(
            span,
            files,
            Dataset.model_validate_json(exec_properties["dataset"]),
            Split.model_validate_json(exec_properties["split"]),
            Settings.model_validate_json(exec_properties["settings"]),
            examples=examples.uri,
            ingestion=ingestion.uri,
        )
        ingestion.set_string_custom_property(FOLDER, str(span.folder))
        examples.split_names = artifact_utils.encode_split_names(list(report["splits"]))
        examples.span = span.number
        examples.set_string_custom_property(
            utils.PAYLOAD_FORMAT_PROPERTY_NAME,
            example_gen_pb2.PayloadFormat.Name(example_gen_pb2.FORMAT_TF_EXAMPLE),
        )


class ExampleGenSpec(component_spec.ComponentSpec):
    """Parameters and outputs of `ExampleGen`."""

    PARAMETERS = {  # noqa: RUF012
        name: component_spec.ExecutionParameter(type=str)
        for name in ("data", "dataset", "split", "settings", "code")
    }
    INPUTS: dict[str, component_spec.ChannelParameter] = {}  # noqa: RUF012
    OUTPUTS = {  # noqa: RUF012
        "examples": component_spec.ChannelParameter(type=standard_artifacts.Examples),
        "ingestion": component_spec.ChannelParameter(type=IngestionReport),
    }


class ExampleGen(base_component.BaseComponent):
    """Reads shower tables and writes tf.Examples in the splits train, eval and test.

    Args:
        data: folder of the data, or of its `span-N/` folders.
        dataset: the registry, as JSON.
        split: shares and seed, as JSON.
        settings: span and treatment of bad records, as JSON.
        code: a fingerprint of the code, part of the cache key only.
    """

    SPEC_CLASS = ExampleGenSpec
    EXECUTOR_SPEC = executor_spec.ExecutorClassSpec(Executor)
    DRIVER_CLASS = Driver

    def __init__(self, data: str, dataset: str, split: str, settings: str, code: str = "") -> None:
        outputs = {
            "examples": types.Channel(type=standard_artifacts.Examples),
            "ingestion": types.Channel(type=IngestionReport),
        }
        spec = ExampleGenSpec(
            data=data, dataset=dataset, split=split, settings=settings, code=code, **outputs
        )
        super().__init__(spec=spec)
