"""A dataset can ask a coarser question, keep samples apart that must not train, and say what is undefined."""

import numpy as np
import pyarrow as pa
import pytest
import yaml

from components.errors import BadRecordError, DatasetError
from components.showers.dataset import DATASET_FILE, SCHEMAS, Dataset, Role, load_dataset
from components.showers.records import read_records
from tests.components.showers.tables import write

WCD = load_dataset("wcd")
FLAT = {
    "name": "flat",
    "title": "A table made for a test",
    "classes": ["light", "heavy"],
    "unseen": ["strange"],
    "features": [
        {"name": "number", "role": "id", "dtype": "int", "meaning": "Number"},
        {"name": "shower", "role": "group", "dtype": "int", "meaning": "Shower"},
        {"name": "kind", "role": "label", "dtype": "string", "meaning": "Kind"},
        {"name": "sample", "role": "sample", "dtype": "string", "meaning": "Sample"},
        {"name": "depth", "role": "input", "range": [0, 10], "undefined": 5, "meaning": "Depth"},
    ],
}


def table(**columns) -> pa.Table:
    rows = 4
    default = {
        "number": np.arange(rows),
        "shower": np.arange(rows),
        "kind": ["light", "heavy"] * 2,
        "sample": ["nominal"] * rows,
        "depth": [1.0, 2.0, 3.0, 4.0],
    }
    return pa.table(default | columns)


def read(tmp_path, content: pa.Table, **how):
    return list(read_records(write(content, tmp_path / "flat.parquet"), Dataset.model_validate(FLAT), **how))


class TestTasks:
    def test_primaries_become_groups_of_primaries(self):
        coarse = load_dataset("wcd", task="mass_groups")
        assert coarse.classes == ("photon", "light", "heavy")
        assert coarse.label_codes["helium"] == "light"
        assert coarse.features == WCD.features

    def test_an_unknown_one_is_refused(self):
        with pytest.raises(DatasetError, match=r"no task 'odd_even'.*\n.*mass_groups"):
            load_dataset("wcd", task="odd_even")

    def test_one_that_forgets_a_class_is_refused(self, tmp_path):
        content = yaml.safe_load((SCHEMAS / "wcd" / DATASET_FILE).read_text())
        content["tasks"]["mass_groups"]["heavy"] = ["iron"]
        (tmp_path / DATASET_FILE).write_text(yaml.safe_dump(content))
        with pytest.raises(DatasetError, match="mass_groups does not hold each of the classes once"):
            load_dataset(str(tmp_path))


class TestSamples:
    def test_neither_truth_nor_the_sample_reaches_a_model_of_wcd(self):
        sealed = {f.name for f in WCD.by_role(Role.TRUTH, Role.SAMPLE, Role.LABEL, Role.ID, Role.GROUP)}
        assert {"true_energy", "xmax", "muon_scale", "hadronic_model", "sample"} <= sealed
        assert not sealed & {name for derived in WCD.model_inputs for name in derived.of}

    def test_an_unseen_class_is_read(self, tmp_path):
        (batch,) = read(tmp_path, table(kind=["light", "heavy", "strange", "light"]))
        assert batch.table["kind"].to_pylist()[2] == "strange"

    def test_unseen_classes_need_a_sample(self):
        features = [feature for feature in FLAT["features"] if feature["role"] != "sample"]
        with pytest.raises(ValueError, match="unseen classes need it"):
            Dataset.model_validate(FLAT | {"features": features})


class TestUndefined:
    def test_the_stand_in_takes_its_place_and_is_counted(self, tmp_path):
        (batch,) = read(tmp_path, table(depth=[1.0, np.nan, 3.0, 4.0]))
        assert batch.table["depth"].to_pylist() == [1, 5, 3, 4]
        assert batch.flagged == {"depth": 1}

    @pytest.mark.parametrize("value", [None, np.inf, 11.0])
    def test_what_is_missing_infinite_or_out_of_range_is_still_bad(self, tmp_path, value):
        with pytest.raises(BadRecordError, match="record 2, depth"):
            read(tmp_path, table(depth=pa.array([1.0, value, 3.0, 4.0], pa.float64())))

    def test_only_numbers_with_a_fraction_may_be_undefined(self):
        feature = {"name": "n", "role": "input", "dtype": "int", "undefined": 1, "meaning": "N"}
        with pytest.raises(ValueError, match="only a feature of type float"):
            Dataset.model_validate(FLAT | {"features": [*FLAT["features"], feature]})
