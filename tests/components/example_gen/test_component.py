"""The TFX shell: what its driver puts into the cache key, and what its artifacts say."""

import pytest
from tfx.components.util import tfxio_utils
from tfx.orchestration.portable import data_types
from tfx.types.standard_artifacts import Examples
from tfx_bsl.tfxio.dataset_options import RecordBatchesOptions

from components.artifacts import IngestionReport
from components.errors import BadFileError
from components.example_gen.component import Driver, ExampleGen, Executor
from components.settings import ExampleGen as Settings
from components.settings import Split
from tests.components.showers.tables import GROUND, shower_table, write


@pytest.fixture
def properties(data) -> dict:
    return {
        "data": str(data),
        "dataset": GROUND.model_dump_json(),
        "split": Split(seed=1, train=0.6, eval=0.2, test=0.2).model_dump_json(),
        "settings": Settings(span="latest", bad_records="stop").model_dump_json(),
        "code": "",
    }


def drive(properties):
    info = data_types.ExecutionInfo(exec_properties=dict(properties), output_dict={"examples": [Examples()]})
    output = Driver(None).run(info)
    values = output.exec_properties.items()
    found = {name: getattr(value, value.WhichOneof("value")) for name, value in values}
    return found, output.output_artifacts["examples"].artifacts[0]


def execute(properties, tmp_path):
    examples, ingestion = Examples(), IngestionReport()
    examples.uri, ingestion.uri = str(tmp_path / "examples"), str(tmp_path / "ingestion")
    Executor().Do({}, {"examples": [examples], "ingestion": [ingestion]}, properties)
    return examples


def test_the_driver_tells_span_and_fingerprint_as_tfx_does(properties):
    found, artifact = drive(properties)
    assert found["span"] == 0
    assert len(found["input_fingerprint"]) == 64
    assert artifact.custom_properties["span"].int_value == 0
    assert artifact.custom_properties["input_fingerprint"].string_value == found["input_fingerprint"]
    assert "version" not in found


def test_the_driver_finds_the_newest_span_and_version(properties, tmp_path):
    for folder in ("span-3", "span-4/version-2"):
        write(shower_table(), tmp_path / "spans" / folder / "showers.csv")
    found, artifact = drive({**properties, "data": str(tmp_path / "spans")})
    assert (found["span"], found["version"]) == (4, 2)
    assert artifact.custom_properties["version"].int_value == 2


def test_equal_data_hit_the_cache_and_changed_data_miss_it(properties, data):
    before = drive(properties)
    content = (data / "b.txt").read_bytes()
    (data / "b.txt").write_bytes(content)
    assert drive(properties) == before
    (data / "b.txt").write_bytes(content + b"\n")
    assert drive(properties) != before


def test_a_missing_folder_is_a_plain_message(properties, tmp_path):
    with pytest.raises(BadFileError, match="no such folder"):
        drive({**properties, "data": str(tmp_path / "nowhere")})


def test_the_artifact_tells_readers_what_it_holds(properties, tmp_path):
    examples = execute({**properties, **drive(properties)[0]}, tmp_path)
    assert examples.splits == ["train", "eval", "test"]
    assert examples.span == 0
    assert examples.get_string_custom_property("payload_format") == "FORMAT_TF_EXAMPLE"
    assert (tmp_path / "ingestion/report.json").is_file()


def test_tfxs_own_reader_reads_them(properties, tmp_path):
    examples = execute({**properties, **drive(properties)[0]}, tmp_path)
    rows = 0
    for split in examples.splits:
        reader = tfxio_utils.get_split_tfxio([examples], split, telemetry_descriptors=["test"])
        rows += sum(batch.num_rows for batch in reader.RecordBatches(RecordBatchesOptions(50, num_epochs=1)))
    assert rows == 200


def test_data_that_change_under_the_run_are_refused(properties, data, tmp_path):
    found = drive(properties)[0]
    (data / "b.txt").write_bytes((data / "b.txt").read_bytes() + b"\n")
    with pytest.raises(BadFileError, match="changed while the run started"):
        execute({**properties, **found}, tmp_path)


def test_the_node_is_named_as_in_tfx(properties):
    node = ExampleGen(**properties)
    assert node.id == "ExampleGen"
    assert set(node.outputs) == {"examples", "ingestion"}
    assert set(node.exec_properties) == set(properties)
