"""The top of the page: what the run came to, what failed in words, the figures that tell most."""

import dataclasses

import pytest

from components.report.content import Content
from components.report.decision import Decision, State
from tests.components.report import runs
from tests.components.report.reading import part, row, under, words_of


def state_of(sources) -> State:
    return Decision.of(Content.read(sources)).state


def test_a_champion_that_serves_is_blessed_and_one_in_the_registry_is_pushed(first):
    assert state_of(first) is State.BLESSED
    pushed = {**first.provenance, "pushed": {"version": "7"}}
    assert state_of(dataclasses.replace(first, provenance=pushed)) is State.PUSHED


@pytest.mark.parametrize("node", ["choice", "infra", "anomalies"])
def test_a_failed_gate_of_a_node_that_stops_the_run_refuses(first, tmp_path, node):
    folder = runs.judged(tmp_path, "Some node", runs.gate("serves", runs.Outcome.FAILED))
    changed = dataclasses.replace(first, **{node: folder, "provenance": {"pushed": {"version": "1"}}})
    assert state_of(changed) is State.REFUSED


def test_a_family_that_fails_its_gates_does_not_refuse_a_run_that_has_another_champion(first):
    assert any(gate.metric == "recall_iron" for _, gate in Decision.of(Content.read(first)).failed)
    assert state_of(first) is State.BLESSED


def test_a_run_that_has_not_come_to_serving_is_not_finished(first):
    assert state_of(dataclasses.replace(first, infra=None)) is State.UNFINISHED


def test_it_says_who_won_which_gates_failed_and_how_many_came_to_what(first_page):
    said = words_of(part(first_page, "verdict"))
    assert "Blessed autoencoder wins." in said
    assert "evaluation of autoencoder: recall iron is 0.6 & must be at least 0.9" in said
    assert "✓ 9 passed · ✗ 6 failed · ? 2 not compared" in said


def test_a_headline_figure_has_its_interval_its_gates_and_its_change(first_page, second_page):
    assert "accuracy ✓ 0.650 0.600 to 0.700 macro F1" in words_of(part(first_page, "verdict"))
    change = "against the blessed model +0.030 better (+0.020 to +0.040)"
    assert f"accuracy ✓ 0.650 0.600 to 0.700 {change}" in words_of(part(second_page, "verdict"))


def test_the_candidates_stand_beside_each_other_the_champion_first(first_page):
    table = under(first_page, "The candidates")
    assert "autoencoder, the champion" in words_of(table)
    assert row(table, "accuracy") == ["0.650 (0.600 to 0.700)", "0.600 (0.550 to 0.650)"]
