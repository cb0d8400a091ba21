"""Only the nominal sample of known classes is learned from."""

import pyarrow as pa

from components.showers.dataset import load_dataset
from components.showers.samples import nominal, probes

WCD = load_dataset("wcd")
ROWS = pa.table({"sample": ["nominal", "ageing", "nominal"], "primary": ["iron", "iron", "silicon"]})


def test_other_samples_and_unseen_primaries_are_probes():
    assert probes(ROWS, WCD).tolist() == [False, True, True]
    assert nominal(ROWS, WCD).to_pylist() == [{"sample": "nominal", "primary": "iron"}]


def test_rows_without_sample_and_label_are_all_nominal():
    table = pa.table({"event_id": [1, 2]})
    assert nominal(table, WCD) == table


def test_a_dataset_without_samples_has_no_probes():
    table = pa.table({"primary": ["iron", "proton"]})
    assert not probes(table, load_dataset("ground")).any()
