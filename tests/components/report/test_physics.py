"""Separations, composition and probes on the page of a run."""

import re

import pytest

from components.report.core import page
from tests.components.report.choices import choice_of

CLASSES = ["photon", "proton", "iron"]


def metrics_of(auc):
    fractions = {f"predicted_fraction_{name}": 0.25 for name in CLASSES}
    support = {f"support_{name}": 40.0 for name in CLASSES}
    separated = {"auc_pair": auc, "merit_pair": 1.5, "rejection_pair": 0.97}
    values = {"accuracy": 0.55, "ln_a_bias": -0.05, **separated, **fractions, **support}
    limits = {"auc_pair": [0.91, 0.95], "rejection_pair": [0.96, 0.98], "ln_a_bias": [-0.1, 0.05]}
    band = {"slice": "sec_zenith", "metrics": values, "accuracy_interval": [0.5, 0.6], "intervals": limits}
    empty = {
        "slice": "sec_zenith",
        "band": "1.4-2",
        "metrics": {"accuracy": 0.5},
        "accuracy_interval": [0, 1],
    }
    return {
        "classes": CLASSES,
        "separations": ["pair"],
        "mass_numbers": {"proton": 1, "iron": 56, "oxygen": 16},
        "examples": 160,
        "overall": values | {"macro_f1": 0.5, "signal_pair": 40.0, "background_pair": 39.0},
        "intervals": limits,
        "accuracy_interval": [0.5, 0.6],
        "confusion": [[3, 1, 0], [0, 4, 0], [0, 0, 4]],
        "slices": [{**band, "band": "1-1.4"}, empty],
    }


def estimate(value, error=0.01):
    return {"value": value, "error": error}


def sample_of(name, iron, primary="", **more):
    shares = {"photon": estimate(0.2), "proton": estimate(0.8 - iron), "iron": estimate(iron)}
    known = not primary
    return {
        "sample": name,
        "primary": primary,
        "examples": 500,
        "true_fraction": shares,
        "predicted_fraction": shares,
        "accuracy": estimate(0.541) if known else None,
        "auc": {"pair": estimate(0.93) if known else None},
        "ln_a": estimate(2.1),
        **more,
    }


def shift_of(value):
    return {"shift": {"iron": estimate(value)}, "largest_shift": {"class": "iron", **estimate(value)}}


@pytest.fixture(scope="module")
def arguments():
    samples = [
        sample_of("aged", 0.34, **shift_of(0.09)),
        sample_of("dead_<pmts>", 0.26, **shift_of(0.01)),
        sample_of("unseen", 0.4, "oxygen"),
    ]
    probes = {
        "classes": CLASSES,
        "separations": ["pair"],
        "nominal": sample_of("nominal", 0.25),
        "samples": samples,
    }
    families = ("gradient_boosting", "autoencoder")
    return {
        "title": "Tanks",
        "classes": CLASSES,
        "choice": choice_of("gradient_boosting", "autoencoder", winner="autoencoder"),
        "metrics": {family: metrics_of(auc) for family, auc in zip(families, (0.931, 0.922), strict=True)},
        "verdicts": [],
        "ingestion": {"read": 17},
        "probes": dict.fromkeys(families, probes),
    }


def row_of(text, first_cell):
    row = re.search(rf"<tr><td>{re.escape(first_cell)}</td>(.*?)</tr>", text).group(1)
    return re.findall(r"<td>(.*?)</td>", row)


def test_separations_stand_with_their_intervals(arguments):
    cells = row_of(page(**arguments), "pair, gradient boosting")
    assert cells == ["0.9310", "0.9100 to 0.9500", "1.5000", "0.9700", "0.9600 to 0.9800", "40", "39"]


def test_the_composition_stands_beside_the_true_one(arguments):
    text = page(**arguments)
    assert row_of(text, "ln A bias, autoencoder") == ["-0.0500", "-0.1000 to 0.0500", ""]
    assert row_of(text, "predicted fraction iron, autoencoder") == ["0.2500", "", "0.2500"]


def test_each_metric_is_plotted_against_the_slices(arguments):
    text = page(**arguments)
    headings = re.findall(r"<h3>(.*?)</h3>", text[text.index("<h2>Slices") :])
    assert headings == ["accuracy", "AUC pair", "ln A bias", "predicted fraction iron"]
    assert text[text.index("<h2>Slices") :].count("<svg") == 4


def test_a_probe_shows_that_the_fraction_moved_and_the_accuracy_did_not(arguments):
    cells = row_of(page(**arguments), "aged")
    moved = "<strong>+0.090 ± 0.010</strong>"
    assert cells[1:] == [
        "0.541 ± 0.010",
        "0.930 ± 0.010",
        "0.340 ± 0.010",
        moved,
        f"iron {moved}",
        "2.100 ± 0.010",
    ]


def test_a_shift_within_its_noise_does_not_stand_out(arguments):
    assert "+0.010 ± 0.010" in row_of(page(**arguments), "dead &lt;pmts&gt;")


def test_an_unseen_primary_has_fractions_and_nothing_to_be_held_against(arguments):
    assert row_of(page(**arguments), "unseen: oxygen") == [
        "500",
        "",
        "",
        "0.400 ± 0.010",
        "",
        "",
        "2.100 ± 0.010",
    ]


def test_without_probes_there_is_no_section_of_them(arguments):
    assert "Probes" in page(**arguments)
    assert "Probes" not in page(**{**arguments, "probes": {}})


def test_the_same_run_gives_the_same_bytes(arguments):
    assert page(**arguments) == page(**arguments)
