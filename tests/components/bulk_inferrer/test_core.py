"""Bulk prediction: one row for each record, in any format, whole or not at all."""

import shutil
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from components.bulk_inferrer.core import predict_files
from components.errors import BadFileError, BadRecordError, ModelError, SettingsError

CLASSES = ("photon", "proton", "helium", "nitrogen", "iron")


@pytest.fixture
def source(showers, tmp_path):
    pq.write_table(showers, tmp_path / "showers.parquet")
    return tmp_path / "showers.parquet"


@pytest.fixture
def output(tmp_path):
    return tmp_path / "out" / "predictions.parquet"


def test_every_record_becomes_a_row_with_the_agreed_columns(pushed, source, output, showers):
    summary = predict_files(pushed, source, output)
    table = pq.read_table(output)
    assert table.schema.names == ["event_id", "label", *(f"p_{name}" for name in CLASSES), "anomaly_score"]
    assert table.schema.types == [pa.int64(), pa.string(), *[pa.float32()] * 6]
    assert table["event_id"].equals(showers["event_id"])
    assert (summary.rows, summary.bad, summary.output) == (1000, 0, output)
    assert sum(summary.labels.values()) == 1000


def test_the_numbers_are_those_of_the_model(pushed, source, output, showers):
    predict_files(pushed, source, output)
    table = pq.read_table(output)
    zenith, energy = (showers[name].to_numpy() for name in ("zenith", "energy"))
    logits = np.stack([zenith / 10 - number * energy / 20 for number in range(5)], axis=1)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = np.stack([table[f"p_{name}"].to_numpy() for name in CLASSES], axis=1)
    np.testing.assert_allclose(p, powers / powers.sum(axis=1, keepdims=True), atol=1e-6)
    assert table["label"].to_pylist() == [CLASSES[best] for best in p.argmax(axis=1)]
    np.testing.assert_array_equal(table["anomaly_score"].to_numpy(), zenith * 2)


def test_a_folder_of_several_formats_is_read_in_the_order_of_its_names(pushed, output, showers, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    pc.write_csv(showers.slice(0, 10), folder / "a.csv")
    pq.write_table(showers.slice(10, 5), folder / "b.parquet")
    predict_files(pushed, folder, output)
    assert pq.read_table(output)["event_id"].to_pylist() == list(range(15))


def test_labelled_records_get_the_same_columns(pushed, output, showers, tmp_path):
    labelled = showers.append_column("primary", pa.array(["iron"] * 1000))
    pq.write_table(labelled, tmp_path / "labelled.parquet")
    predict_files(pushed, tmp_path / "labelled.parquet", output)
    assert pq.read_schema(output).names[:2] == ["event_id", "label"]
    assert pq.read_metadata(output).num_columns == 8


def test_progress_is_told_after_each_batch(pushed, source, output):
    told = []
    predict_files(pushed, source, output, progress=told.append)
    assert told[-1] == 1000


def test_the_file_says_which_model_made_it(pushed, source, output):
    predict_files(pushed, source, output)
    metadata = pq.read_schema(output).metadata
    assert metadata[b"cascada.family"] == b"autoencoder"
    assert len(metadata[b"cascada.model"]) == 64


def spoiled(showers, rows):
    zenith = showers["zenith"].to_numpy().copy()
    zenith[rows] = 123
    return showers.set_column(4, "zenith", pa.array(zenith))


def test_a_bad_record_stops_and_leaves_nothing(pushed, output, showers, tmp_path):
    pq.write_table(spoiled(showers, [7]), tmp_path / "bad.parquet")
    with pytest.raises(BadRecordError, match=r"record 8, zenith"):
        predict_files(pushed, tmp_path / "bad.parquet", output)
    assert list(output.parent.iterdir()) == []


def test_bad_records_can_be_put_aside_with_their_reasons(pushed, output, showers, source, tmp_path):
    pq.write_table(spoiled(showers, [7, 9]), tmp_path / "bad.parquet")
    summary = predict_files(pushed, tmp_path / "bad.parquet", output, bad_records="quarantine")
    assert (summary.rows, summary.bad) == (998, 2)
    assert summary.quarantine == output.with_suffix(".quarantine.csv")
    assert pc.read_csv(summary.quarantine)["record"].to_pylist() == [8, 10]
    again = predict_files(pushed, source, output, bad_records="quarantine")
    assert again.quarantine is None
    assert [path.name for path in output.parent.iterdir()] == [output.name]


def test_an_earlier_output_is_replaced_and_a_failed_run_leaves_it(pushed, source, output, tmp_path):
    predict_files(pushed, source, output)
    before = output.read_bytes()
    with pytest.raises(BadFileError):
        predict_files(pushed, tmp_path / "nowhere", output)
    assert output.read_bytes() == before
    predict_files(pushed, source, output)
    assert output.read_bytes() == before


def test_a_damaged_model_is_refused_by_the_name_of_the_file(pushed, source, output, tmp_path):
    shutil.copytree(pushed, tmp_path / "model")
    (tmp_path / "model" / "saved_model.pb").write_bytes(b"damaged")
    with pytest.raises(ModelError, match=r"saved_model\.pb: the file is damaged"):
        predict_files(tmp_path / "model", source, output)
    assert not output.exists()


def test_a_model_that_was_not_pushed_can_predict_too(model, source, output):
    assert predict_files(model, source, output).rows == 1000


def refuse(pushed, source, output, match):
    with pytest.raises(SettingsError, match=match) as error:
        predict_files(pushed, source, output)
    assert "predictions.parquet" in error.value.fix


def test_an_output_that_would_harm_something_is_refused(pushed, source, tmp_path):
    refuse(pushed, source, tmp_path / "predictions.csv", "does not end in .parquet")
    refuse(pushed, source, source, "within the data")
    refuse(pushed, source.parent, tmp_path / "predictions.parquet", "within the data")
    refuse(pushed, source, pushed / "predictions.parquet", "within the model")


def test_a_file_of_something_else_is_not_overwritten(pushed, source, tmp_path, showers):
    pq.write_table(showers, tmp_path / "precious.parquet")
    refuse(pushed, source, tmp_path / "precious.parquet", "not a file of predictions")
    (tmp_path / "folder.parquet").mkdir()
    refuse(pushed, source, tmp_path / "folder.parquet", "not a file of predictions")


def test_memory_does_not_grow_with_the_records(pushed, showers, tmp_path):
    for name, repeats in (("few", 2), ("many", 50)):
        with pq.ParquetWriter(tmp_path / f"{name}.parquet", showers.schema) as writer:
            for _ in range(repeats):
                writer.write_table(pa.concat_tables([showers] * 50))
    program = (
        "import pathlib, resource, sys\n"
        "from components.bulk_inferrer.core import predict_files\n"
        "model, folder = map(pathlib.Path, sys.argv[1:])\n"
        "for name in ('few', 'many'):\n"
        "    predict_files(model, folder / f'{name}.parquet', folder / 'out' / f'{name}.parquet')\n"
        "    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    command = [sys.executable, "-c", program, str(pushed), str(tmp_path)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    few, many = (int(kilobytes) / 1024 for kilobytes in told)
    assert pq.read_metadata(tmp_path / "out" / "many.parquet").num_rows == 2_500_000
    assert many < few + 80  # MB; the 2.5 million rows and their scores are 180 MB
