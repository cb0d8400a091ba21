"""Files are read as they are, refused values included, so that a schema can be told from them."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from components.errors import BadFileError, BadRecordError
from components.schema_gen.unchecked import read_unchecked
from components.showers.vectors import whole
from tests.components.schema_gen.schemas import GROUND, WCD
from tests.components.showers.features.made_events import made_events
from tests.components.showers.tables import replace, shower_table, write

TABLE = shower_table(groups=4)


def read(path, dataset=GROUND, serving=False) -> pa.Table:
    return pa.Table.from_batches(read_unchecked(path, dataset, serving=serving))


def with_first(column: str, value: object) -> pa.Table:
    return replace(TABLE, column, pa.array([value, *TABLE[column].to_pylist()[1:]]))


@pytest.mark.parametrize("suffix", [".txt", ".csv", ".csv.gz", ".parquet"])
def test_every_format_gives_the_same_features(tmp_path, suffix):
    found = read(write(TABLE, tmp_path / f"showers{suffix}"))
    assert set(found.column_names) == {feature.name for feature in GROUND.features}
    assert found["event_id"].to_pylist() == TABLE["event_id"].to_pylist()
    assert found["shower_group"].to_pylist() == [number // 10 for number in TABLE["event_id"].to_pylist()]
    assert set(found["primary"].to_pylist()) == set(GROUND.classes)
    np.testing.assert_allclose(found["energy"], TABLE["Energy"], rtol=1e-6)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize(("column", "name", "value"), [
    ("Energy", "energy", 5000.0), ("MUTotal", "muons", -1.0), ("Zenith[deg]", "zenith", float("inf")),
])  # fmt: skip
def test_values_out_of_range_are_handed_on(tmp_path, suffix, column, name, value):
    assert read(write(with_first(column, value), tmp_path / f"a{suffix}"))[name][0].as_py() == value


def test_unknown_classes_are_handed_on_and_codes_become_names(tmp_path):
    labels = [9, *TABLE["label"].to_pylist()[1:]]
    found = read(write(replace(TABLE, "label", pa.array(labels)), tmp_path / "a.csv"))["primary"].to_pylist()
    assert found == ["9", *(GROUND.label_codes[str(code)] for code in labels[1:])]


def test_a_missing_or_unreadable_value_is_null(tmp_path):
    rows = write(TABLE, tmp_path / "a.csv").read_text().splitlines()
    rows[1], rows[2] = (
        ",".join(["x" if place == 2 else c for place, c in enumerate(rows[1].split(","))]),
        ",".join(["" if place == 2 else c for place, c in enumerate(rows[2].split(","))]),
    )
    (tmp_path / "a.csv").write_text("\n".join(rows) + "\n")
    assert read(tmp_path / "a.csv")["muons"].is_null().to_pylist() == [True, True, *[False] * 18]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_columns_may_be_gone_or_new(tmp_path, suffix):
    table = TABLE.drop_columns(["Energy"]).append_column("colour of shower", pa.array(["red"] * 20))
    found = read(write(table, tmp_path / f"a{suffix}"))
    assert "energy" not in found.column_names
    assert found["colour of shower"].to_pylist() == ["red"] * 20


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pa.array([[1.0, 2.0]] * 20), pa.list_(pa.float64())),
        (pa.array(["high"] * 20), pa.string()),
        (pa.array([True] * 20), pa.string()),
        (pa.array([0] * 20, pa.timestamp("s")), pa.string()),
        (pa.array([{"a": 1}] * 20), pa.string()),
    ],
)
def test_a_column_of_another_type_is_handed_on_as_it_is_or_as_text(tmp_path, values, kind):
    found = read(write(replace(TABLE, "Energy", values), tmp_path / "a.parquet"))
    assert found["energy"].type == kind


def test_in_serving_there_is_no_label_group_or_truth(tmp_path):
    found = read(write(TABLE.drop_columns(["label"]), tmp_path / "a.parquet"), serving=True)
    assert set(found.column_names) == {"event_id", "particles", "muons", "electrons", "zenith", "energy"}


def test_events_give_their_features_and_vectors(tmp_path):
    pyarrow.parquet.write_table(made_events(10).table(), tmp_path / "events.parquet")
    found = read(tmp_path / "events.parquet", WCD, serving=True)
    assert {"energy", "traces", "area_over_peak", "zenith"} < set(found.column_names)
    assert "primary" not in found.column_names
    assert len(whole(found["traces"])[0]) == 240


def test_lines_that_are_no_records_are_an_error(tmp_path):
    path = write(TABLE, tmp_path / "a.csv")
    path.write_text(path.read_text() + "1,2\n")
    with pytest.raises(BadRecordError, match=r"a\.csv: 1 records cannot be read; the first is 22"):
        read(path)


def test_a_file_that_is_no_table_of_the_dataset_is_an_error(tmp_path):
    (tmp_path / "a.csv").write_text(",".join(f"c{n}" for n in range(2000)) + "\n" + "1," * 1999 + "1\n")
    with pytest.raises(BadFileError, match=r"2,000 columns that ground does not know"):
        read(tmp_path / "a.csv")
    (tmp_path / "a.parquet").write_bytes(b"nothing")
    with pytest.raises(BadFileError, match=r"a\.parquet: cannot be read"):
        read(tmp_path / "a.parquet")
