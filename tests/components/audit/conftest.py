"""A small dataset and what its pipeline measures."""

import pytest

from components.audit import Known
from components.showers.dataset import Dataset


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    features = [
        {"name": "number", "role": "id", "dtype": "int", "unit": "", "meaning": "Number of the event"},
        {"name": "shower", "role": "group", "dtype": "int", "unit": "", "meaning": "Number of the shower"},
        {"name": "primary", "role": "label", "dtype": "string", "unit": "", "meaning": "Primary particle"},
        {"name": "zenith", "role": "input", "dtype": "float", "unit": "deg", "meaning": "Zenith angle"},
    ]
    classes = ["proton", "iron"]
    return Dataset.model_validate({"name": "tiny", "title": "Tiny", "classes": classes, "features": features})


@pytest.fixture(scope="session")
def known() -> Known:
    return Known(
        metrics=frozenset({"accuracy", "recall_proton", "recall_iron", "auc_proton_iron"}),
        slices={"zenith": ("0-30", "30-60"), "primary": ()},
        findings=frozenset({"drift", "duplicates"}),
        probes=frozenset({"ageing"}),
    )
