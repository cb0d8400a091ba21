"""The page of a run: self-contained, whole, and the same bytes for the same run."""

import re

import pytest

from components.gates import Gate, Outcome, Verdict
from components.report.core import page
from tests.components.report.choices import choice_of

CLASSES = ["photon", "<iron>"]


def _metrics(accuracy: float) -> dict[str, object]:
    per_class = {f"{kind}_{name}": 0.5 for kind in ("precision", "recall", "f1", "auc") for name in CLASSES}
    bands = [
        {"slice": "zenith", "band": band, "metrics": {"accuracy": accuracy}, "accuracy_interval": [0.4, 1.0]}
        for band in ("0-30", "30-60")
    ]
    return {
        "overall": {"accuracy": accuracy, "macro_f1": 0.5, "calibration_error": 0.01, **per_class},
        "accuracy_interval": [0.4, 1.0],
        "confusion": [[3, 1], [0, 4]],
        "slices": bands,
    }


@pytest.fixture(scope="module")
def arguments():
    gate = Gate("accuracy", "a with b", 0.5, 0.9, Outcome.FAILED, "accuracy is 0.5 & must be at least 0.9")
    return {
        "title": "Towers & tanks",
        "classes": CLASSES,
        "choice": choice_of("gradient_boosting", "autoencoder", winner="autoencoder"),
        "metrics": {"gradient_boosting": _metrics(0.81), "autoencoder": _metrics(0.92)},
        "verdicts": [Verdict("Evaluator", (gate,))],
        "ingestion": {"read": 17, "files": {"a.txt": {"sha256": "abc"}}},
    }


def test_it_says_who_won_by_what_and_which_gate_failed(arguments):
    text = page(**arguments)
    for words in (
        "autoencoder wins",
        "0.9200",
        "0.8100",
        "must be at least 0.9",
        ">failed<",
        "files: a.txt: sha256",
    ):
        assert words in text


def test_every_candidate_has_a_row_with_its_latency_and_why_it_won_or_lost(arguments):
    text = page(**arguments)
    for name, shown in (("gradient_boosting", "gradient boosting"), ("autoencoder", "autoencoder")):
        cells = ("0.5000", "0.4000 to 0.6000", "1.25", "20.5", f"why {name} &lt;won or lost&gt;")
        assert f"<tr><td>{shown}</td>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>" in text


def test_what_comes_from_outside_cannot_break_the_page(arguments):
    text = page(**arguments)
    assert "<iron>" not in text
    assert "Towers &amp; tanks" in text


def test_it_loads_nothing_from_elsewhere(arguments):
    text = re.sub(
        r'xmlns[:\w]*="[^"]*"|<metadata>.*?</metadata>|<!DOCTYPE[^>]*>', "", page(**arguments), flags=re.S
    )
    assert not re.findall(r'(?:src|href)="(?!#|data:)[^"]+', text)
    assert "http" not in text


def test_the_same_run_gives_the_same_bytes(arguments):
    assert page(**arguments) == page(**arguments)


def test_it_says_when_the_data_is_synthetic(arguments):
    assert "Synthetic data" not in page(**arguments)
    simulated = {**arguments["ingestion"], "synthetic": True}
    assert "Synthetic data" in page(**arguments | {"ingestion": simulated})
