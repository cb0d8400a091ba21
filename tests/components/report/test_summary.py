"""The same decision as a page of Markdown, and the figures for a dashboard."""

import json
import re

import numpy as np
import pytest

from components.report.core import kubeflow_metrics, markdown
from components.report.dashboard import POINTS, roc
from components.report.sources import Sources
from components.showers.dataset import load_dataset
from tests.components.report import runs


def test_markdown_tells_verdict_figures_classes_slices_and_failed_gates(second):
    told = markdown(second)
    assert "**Blessed.** autoencoder wins." in told
    assert "Gates: 9 passed, 6 failed, 2 not compared." in told
    assert "- evaluation of autoencoder: recall iron is 0.6 & must be at least 0.9" in told
    assert "| accuracy | 0.650 | 0.600 to 0.700 | +0.030 (+0.020 to +0.040), better |" in told
    assert "| iron | 40 | 0.500 (0.450 to 0.550) | 0.600 (0.550 to 0.650) | 0.550 (0.500 to 0.600) |" in told
    assert "| primary iron | 100 | 0.250 | 107% | +0.550 | +0.275 |" in told


def test_markdown_is_about_a_page_long_and_every_row_fits_its_table(second):
    lines = markdown(second).splitlines()
    assert len(lines) < 70
    tables = re.split(r"\n\n", markdown(second))
    for table in (one for one in tables if one.startswith("|")):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.strip().splitlines()}) == 1


def test_markdown_holds_no_html_from_outside(second):
    assert not re.search(r"<\w", markdown(second))


def test_a_run_without_anything_has_both():
    nothing = Sources(load_dataset("ground"))
    assert "**Not finished.**" in markdown(nothing)
    found = kubeflow_metrics(nothing)
    assert found["confusion_matrix"] == {"categories": [], "matrix": []}
    assert found["metrics"]["gates_failed"] == 0


def test_a_dashboard_gets_numbers_a_matrix_and_curves_as_json(first):
    found = json.loads(json.dumps(kubeflow_metrics(first), allow_nan=False))
    assert found["metrics"]["accuracy"] == 0.65
    assert found["metrics"]["gates_failed"] == 6
    assert all(isinstance(value, int | float) for value in found["metrics"].values())
    assert found["confusion_matrix"]["categories"] == list(runs.CLASSES)
    assert set(found["roc"]) == set(runs.CLASSES)


def test_a_curve_runs_from_nothing_to_everything_and_is_the_area_that_it_should_be():
    generator = np.random.default_rng(3)
    truth = generator.random(4000) < 0.3
    curve = roc(truth, 1 / (1 + np.exp(-generator.normal(truth * 1.5, 1))))
    x, y = np.array(curve["fpr"]), np.array(curve["tpr"])
    assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 1, 1)
    assert len(x) <= POINTS + 1
    assert (np.diff(curve["threshold"]) <= 0).all()
    scipy_area = 0.8555  # Phi(1.5 / sqrt(2))
    assert np.trapezoid(y, x) == pytest.approx(scipy_area, abs=0.02)
