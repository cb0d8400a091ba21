"""ROOT files are read as any other table: one tree, flat branches, in batches."""

import sys

import awkward
import numpy as np
import pyarrow as pa
import pytest
import uproot

from components.errors import BadFileError
from components.showers.dataset import load_dataset
from components.showers.readers import root
from components.showers.readers.root import read_root

GROUND = load_dataset("ground")
WANTED = tuple(feature for feature in GROUND.features if feature.name in {"event_id", "muons", "primary"})
ROWS = 1000
COLUMNS = {
    "event_id": np.arange(ROWS),
    "MUTotal": np.linspace(1, 2, ROWS),
    "label": np.array(["proton", "iron"])[np.arange(ROWS) % 2].tolist(),
    "unused": np.zeros((ROWS, 3)),
}


def _read(path, dataset=GROUND, wanted=WANTED):
    raws = list(read_root(path, path.name, dataset, wanted))
    return {f.name: pa.chunked_array([raw.columns[f.name] for raw in raws]) for f in wanted}, raws


@pytest.fixture
def write(tmp_path):
    def run(**tables):
        path = tmp_path / "showers.root"
        with uproot.recreate(path) as file:
            for name, columns in tables.items():
                if name.startswith("tree"):
                    arrays = {n: c for n, c in columns.items() if not isinstance(c, list)}
                    file.mktree(name, {n: c.dtype for n, c in arrays.items()})
                    file[name].extend(arrays)
                else:
                    file[name] = columns
        return path

    return run


def test_a_table_is_read_in_batches_with_row_numbers(write, monkeypatch):
    monkeypatch.setattr(root, "ROWS", 300)
    columns, raws = _read(write(showers=COLUMNS))
    assert [len(raw.records) for raw in raws] == [300, 300, 300, 100]
    assert raws[1].records[0] == 301
    assert columns["event_id"].to_pylist() == list(range(ROWS))
    np.testing.assert_array_equal(columns["muons"].to_numpy(), COLUMNS["MUTotal"])
    assert columns["primary"].to_pylist() == COLUMNS["label"]


def test_a_tree_of_the_old_kind_is_read(write):
    numbers = {"event_id": np.arange(5), "MUTotal": np.arange(5.0), "label": np.arange(5, dtype=np.int32)}
    columns, _ = _read(write(tree=numbers))
    assert columns["muons"].to_pylist() == [0, 1, 2, 3, 4]
    assert columns["primary"].to_pylist() == [0, 1, 2, 3, 4]


def test_records_can_be_shown(write):
    _, raws = _read(write(showers=COLUMNS))
    assert raws[0].texts(np.array([1])).to_pylist() == [
        f"event_id=1 MUTotal={COLUMNS['MUTotal'][1]} label=iron"
    ]


def test_of_several_tables_the_one_named_as_the_dataset_is_read(write):
    other = {"x": np.arange(3.0)}
    columns, _ = _read(write(other=other, ground=COLUMNS))
    assert len(columns["muons"]) == ROWS


def test_several_tables_are_an_error_that_names_them(write):
    with pytest.raises(
        BadFileError, match=r"holds several tables: first, second[\s\S]*call one of them ground"
    ):
        _read(write(first=COLUMNS, second=COLUMNS))


def test_a_file_without_a_table_is_an_error(write):
    with pytest.raises(BadFileError, match="holds no table"):
        _read(write(note="hello"))


@pytest.mark.parametrize("kind", ["jagged", "fixed"])
def test_a_branch_with_several_values_in_a_row_is_an_error(kind, write):
    values = {"jagged": awkward.Array([[1.0], [], [2.0, 3.0]]), "fixed": np.zeros((3, 2))}[kind]
    path = write(showers={**{n: c[:3] for n, c in COLUMNS.items()}, "MUTotal": values})
    with pytest.raises(BadFileError, match="branch MUTotal does not hold one value in each row"):
        _read(path)


def test_a_branch_that_is_not_wanted_may_be_of_any_kind(write):
    columns, _ = _read(write(showers={**COLUMNS, "traces": np.zeros((ROWS, 5))}))
    assert len(columns["muons"]) == ROWS


def test_a_missing_branch_is_an_error(write):
    with pytest.raises(BadFileError, match=r"no column MUTotal \(or muons\)"):
        _read(write(showers={"event_id": np.arange(3), "label": ["a", "b", "c"]}))


@pytest.mark.parametrize("keep", [0, 3, 100, 2000])
def test_a_damaged_file_is_an_error(keep, write):
    path = write(showers=COLUMNS)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(BadFileError, match="cannot be read as ROOT"):
        _read(path)


def test_what_is_no_root_file_is_an_error(tmp_path):
    path = tmp_path / "table.root"
    path.write_text("event_id,MUTotal,label\n1,2,3\n" * 50)
    with pytest.raises(BadFileError, match="cannot be read as ROOT"):
        _read(path)


def test_without_uproot_the_error_says_what_to_install(write, monkeypatch):
    path = write(showers=COLUMNS)
    monkeypatch.setitem(sys.modules, "uproot", None)
    with pytest.raises(BadFileError, match=r"needs uproot[\s\S]*pip install 'cascada\[root\]'"):
        _read(path)
