"""Quantities of Kubernetes."""

import pytest

from kubeflow.rehearsal.quantities import amount


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [("500m", 0.5), ("2", 2.0), ("1.5", 1.5), ("512Mi", 2**29), ("4Gi", 2**32), ("2k", 2e3), ("3G", 3e9)],
)
def test_it_is_a_number(quantity, expected):
    assert amount(quantity) == expected
