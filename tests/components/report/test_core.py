"""The page of a run answers five questions in their order, from whatever there is, in one file."""

import dataclasses
import re

import pytest

from components.gates import Outcome
from components.report.core import page
from components.report.sources import Sources
from components.showers.dataset import load_dataset
from tests.components.report import runs
from tests.components.report.reading import part, words_of

QUESTIONS = [
    "Is it good enough to push?",
    "Where is it weak?",
    "What changed since the blessed model?",
    "Can I trust the data?",
    "How was it made?",
]


def test_it_answers_the_questions_in_their_order(first_page):
    assert re.findall("<h2>(.*?)</h2>", first_page) == QUESTIONS


def test_the_contents_lead_to_every_part_and_every_link_leads_somewhere(second_page):
    links = set(re.findall("href='#(.*?)'", second_page))
    ids = set(re.findall(r"id='?([\w-]+)", second_page))
    assert {"verdict", "weak", "changes", "data", "made", "gates"} <= links
    assert links <= ids


def test_it_loads_nothing_from_elsewhere(first_page):
    bare = re.sub(r'xmlns[:\w]*="[^"]*"|<metadata>.*?</metadata>', "", first_page, flags=re.S)
    assert not re.findall(r"""(?:src|href)=["'](?!#)""", bare)
    assert not re.search(r"https?://|url\(|@import", bare)


def test_what_comes_from_outside_cannot_break_the_page(first_page):
    for found in ("<so>", "<muons>", "<a>.txt", "<model>", "<won or lost>"):
        assert found not in first_page
        assert found in words_of(first_page)


def test_the_same_artifacts_give_the_same_bytes(first, first_page):
    assert page(first) == first_page


def test_synthetic_data_is_called_synthetic_above_everything_else(first, tmp_path, first_page):
    assert "Synthetic data" not in first_page
    report = {"report.json": {**runs.INGESTION, "synthetic": True}}
    content = page(dataclasses.replace(first, ingestion=runs.written(tmp_path, report)))
    assert content.index("Synthetic data") < content.index("<h2>")


def test_a_run_without_anything_still_has_a_page():
    content = page(Sources(load_dataset("ground")))
    assert "Not finished" in part(content, "verdict")
    assert "No node has judged yet" in part(content, "made")


@pytest.mark.parametrize(
    "missing", [field.name for field in dataclasses.fields(Sources) if field.name != "dataset"]
)
def test_any_source_may_be_missing(second, missing):
    without = {missing: getattr(Sources(second.dataset), missing)}
    content = page(dataclasses.replace(second, **without))
    assert re.findall("<h2>(.*?)</h2>", content) == QUESTIONS


def test_a_run_that_was_refused_by_the_data_says_by_whom_and_shows_what_failed(tmp_path, first):
    failed = runs.finding("energy", Outcome.FAILED, 0.3)
    refused = runs.judged(tmp_path, "ExampleValidator", failed.gate())
    (tmp_path / "findings.json").write_text(runs.to_json([failed]))
    sources = Sources(first.dataset, run="r", ingestion=first.ingestion, refused=(refused,))
    content = page(sources)
    assert "ExampleValidator stopped the run, and no model was pushed." in words_of(part(content, "verdict"))
    assert "train: energy differs by 0.3" in words_of(part(content, "verdict"))
    assert "Refused: 1 of 1 comparison failed" in words_of(part(content, "data"))
    assert "differs&nbsp;most" in part(content, "data")


def test_values_that_are_not_defined_stay_blank(first, tmp_path):
    metrics = runs.metrics_of()
    for block in (metrics["overall"], *(band["metrics"] for band in metrics["slices"])):
        for name in ("auc_pair", "merit_pair", "recall_iron", "ln_a_bias"):
            block.pop(name)
    folder = runs.evaluation(tmp_path, metrics)
    content = page(dataclasses.replace(first, evaluations={"gradient_boosting": folder}))
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", words_of(content))
