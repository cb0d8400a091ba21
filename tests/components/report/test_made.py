"""How a run was made: choice, learning, search, audit, provenance, gates; and what its data was."""

import dataclasses
import re

import pytest

from components.audit import Approval, Checklist
from components.report.core import page
from components.report.curves import MOST, thinned
from tests.components.report import runs
from tests.components.report.reading import part, row, rows, under, words_of

ITEM = {
    "id": "zenith_bias",
    "fear": "mass depends on <zenith>",
    "shown_by": [{"metric": "recall", "class": "iron"}, {"finding": "drift"}],
    "control": "a gate",
    "sign": "physics",
}


def test_every_candidate_has_a_row_with_its_latency_and_why_it_won_or_lost(first_page):
    cells = row(under(first_page, "Which model was chosen"), "gradient boosting")
    assert cells == ["0.5000", "0.4000 to 0.6000", "1.25", "20.5", "why gradient_boosting <won or lost>"]


def test_each_learning_curve_is_drawn_with_that_of_the_training_split(first_page):
    drawn = under(first_page, "How the models learned")
    names = re.findall("<text class='title'[^>]*>(.*?)</text>", drawn)
    assert names == [
        f"{family}: {name}"
        for family in ("gradient boosting", "autoencoder")
        for name in ("loss", "accuracy")
    ]
    assert drawn.count("class='line'") == 6


def test_a_long_curve_is_thinned_and_keeps_its_ends():
    points = thinned([float(n) for n in range(1000)])
    assert len(points) <= MOST + 1
    assert (points[0], points[-1]) == ((1, 0.0), (1000, 999.0))
    assert thinned([]) == []


def test_a_search_shows_its_history_and_what_it_found(first, tmp_path):
    best = {"trial": 1, "objectives": {"loss": 1.25}, "settings": {"max_depth": 5}}
    study = {"trials": {"complete": 2, "pruned": 1}, "best": best, "importance": {"max_depth": 0.75}}
    folder = runs.written(tmp_path, {"study.json": study})
    (tmp_path / "trials.csv").write_text('"trial","loss"\n0,1.5\n1,1.25\n2,\n')
    content = page(dataclasses.replace(first, trials={"gradient_boosting": folder}))
    search = under(content, "Search for settings")
    assert "gradient boosting: 2 complete, 1 pruned; the best is trial 1 with loss 1.25." in words_of(search)
    assert search.count("class='mark'") == 2
    assert row(search, "max_depth") == ["5"]


@pytest.mark.parametrize("signed", [False, True])
def test_the_checklist_shows_what_was_measured_and_who_signed(first, signed):
    approval = Approval(
        content="c", by="A. Curie", role="physics", reason="slices seen", time="2026-01-31T00:00:00Z"
    )
    approvals = (approval,) if signed else ()
    checklist = Checklist.model_validate({"items": [ITEM]})
    content = page(dataclasses.replace(first, checklist=checklist, approvals=approvals))
    audit = under(content, "Audit checklist")
    cells = rows(audit)[0]
    assert cells[0] == "zenith bias mass depends on <zenith>"
    assert cells[1] == "✗ failed"
    assert "✗ recall of iron 0.600 (0.550 to 0.650)" in cells[2]
    assert cells[4].startswith("A. Curie signed as physics" if signed else "nobody yet as physics")
    for shown in (audit, part(content, "verdict")):
        assert f"Signed in {int(signed)} of 1 roles." in words_of(shown)


def test_without_a_checklist_there_is_no_section_of_it(first_page):
    assert "Audit checklist" not in first_page


def test_provenance_tells_code_data_seeds_machine_settings_and_packages(first_page):
    told = under(first_page, "Provenance")
    assert row(told, "revision of the code") == ["0123abc"]
    assert row(told, "changed since that revision") == ["yes"]
    assert row(told, "fingerprint of the data") == ["f1"]
    assert row(told, "seeds: numpy") == ["7"]
    assert row(told, "gradient_boosting: rounds") == ["800"]
    assert row(told, "numpy") == ["2.4.6"]


def test_every_gate_stands_in_the_table_of_its_node_the_failed_ones_first(first_page):
    gates = under(first_page, "Every gate")
    first = rows(gates[gates.index("evaluation of autoencoder") :])[0]
    assert first == ["✗ failed", "0.5", "0.4", "recall iron is 0.6 & must be at least 0.9"]
    assert gates.count("<details open>") == 2


def test_the_data_shows_what_was_read_and_what_moved_most(first_page):
    data = part(first_page, "data")
    assert "Passed: none of 1 comparison failed." in words_of(data)
    assert row(data, "energy train, compared with span 1")[1:3] == ["Chebyshev distance", "0.02"]
    assert row(data, "quarantined") == ["1"]
    assert row(data, "zenith") == ["1", "5.88 %"]
    assert row(data, "<a>.txt") == ["17", "16", "abc"]
