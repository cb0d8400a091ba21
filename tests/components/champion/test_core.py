"""Who becomes champion, and the reason given."""

import dataclasses
import json

import pytest

from components.champion.choice import to_json
from components.champion.latency import Latency
from components.errors import DataError, GateError

THREE = ("gradient_boosting", "dense", "traces")


def table_of(held):
    body = json.loads(to_json(held))
    return body | {"candidates": {row["name"]: row for row in body["candidates"]}}


def test_the_better_one_wins_when_its_lead_is_larger_than_its_noise(candidates, hold):
    held = hold(candidates(200, 60))
    assert held.winner.name == "autoencoder"
    start = "autoencoder wins: accuracy 0.9700 against 0.9000 of gradient boosting on the eval split"
    assert held.sentence.startswith(start)
    assert "more than the noise" in held.sentence


@pytest.mark.parametrize("first", ["gradient_boosting", "autoencoder"])
def test_within_the_noise_the_preferred_one_wins_and_the_sentence_says_so(candidates, hold, first):
    order = sorted(["gradient_boosting", "autoencoder"], key=lambda name: name != first)
    held = hold(candidates(60, 61), prefer=order)
    assert held.winner.name == first
    assert "wins as the preferred one" in held.sentence
    assert "within the noise" in held.sentence


@pytest.mark.parametrize("slow", [Latency(1.6, 10.0), Latency(1.0, 16.0)], ids=["single", "batches"])
def test_within_the_noise_a_much_faster_one_wins_whoever_is_preferred(candidates, hold, slow):
    held = hold(candidates(60, 61), {"gradient_boosting": slow})
    assert held.winner.name == "autoencoder"
    assert "autoencoder wins as the fastest (1 ms for one shower, 10 ms for 1024)" in held.sentence
    assert table_of(held)["candidates"]["gradient_boosting"]["why"] == "tied, and slower"


def test_a_little_faster_is_no_reason(candidates, hold):
    held = hold(candidates(60, 61), {"gradient_boosting": Latency(1.4, 14.0)})
    assert held.winner.name == "gradient_boosting"


def test_speed_does_not_make_up_for_a_clearly_worse_metric(candidates, hold):
    assert hold(candidates(200, 60), {"gradient_boosting": Latency(0.01, 0.1)}).winner.name == "autoencoder"


def test_one_candidate_is_enough(candidates, hold):
    held = hold(candidates(60, names=("dense",)))
    assert held.winner.name == "dense"
    assert held.sentence.startswith("dense wins, the only candidate")


def test_of_three_the_clearly_worse_is_out_and_the_others_are_tied(candidates, hold):
    held = hold(candidates(200, 60, 61, names=THREE), prefer=["gradient_boosting", "traces"])
    assert held.winner.name == "traces"
    rows = table_of(held)["candidates"]
    assert rows["gradient_boosting"]["why"] == "worse than the best by more than the noise"
    assert rows["dense"]["why"] == "tied, and not preferred"
    assert rows["traces"]["why"] == "within the noise of the best, not slower, and preferred"


def test_a_refused_one_cannot_win_however_good(candidates, hold):
    held = hold(candidates(200, 10, blessed=("gradient_boosting",)))
    assert held.winner.name == "gradient_boosting"
    assert "autoencoder was refused: f1 of autoencoder is 0.5" in held.sentence
    assert table_of(held)["candidates"]["autoencoder"]["why"] == "refused: f1 of autoencoder is 0.5"


def test_without_a_blessed_candidate_the_run_stops_with_every_failed_gate(candidates, hold, tmp_path):
    held = hold(candidates(200, 200, blessed=()))
    with pytest.raises(GateError) as error:
        held.verdict.enforce(str(tmp_path / "Champion" / "choice" / "7"), "Train longer.")
    for name in ("gradient_boosting", "autoencoder"):
        assert f"f1 of {name} is 0.5" in str(error.value)
    assert (tmp_path / "Champion" / "refused" / "7" / "verdict.json").is_file()


def test_the_facts_are_in_the_choice(candidates, hold):
    body = table_of(hold(candidates(100, 60)))
    assert (body["winner"], body["metric"]) == ("autoencoder", "accuracy")
    assert (body["examples"], body["groups"]) == (2000, 400)
    row = body["candidates"]["gradient_boosting"]
    assert row["value"] == row["scores"]["accuracy"] == pytest.approx(0.95)
    assert row["interval"][0] < 0.95 < row["interval"][1]
    assert row["latency"] == {"request_milliseconds": 1.0, "batch_milliseconds": 10.0, "batch": 1024}
    value, low, high = row["difference"]
    assert value == pytest.approx(-0.02)
    assert low < -0.02 < high < 0
    assert body["candidates"]["autoencoder"]["difference"] == [0, 0, 0]


def test_the_order_of_rows_does_not_matter(candidates, hold):
    first, second = candidates(100, 90)
    backwards = second.predictions.take(list(range(1999, -1, -1)))
    shuffled = dataclasses.replace(second, predictions=backwards)
    assert to_json(hold([first, shuffled])) == to_json(hold([first, second]))


def test_the_order_of_classes_does_not_matter(candidates, hold):
    first, second = candidates(100, 90)
    names = ["p_iron", "label", "p_photon", "id", "group", "p_proton"]
    shuffled = dataclasses.replace(second, predictions=second.predictions.select(names))
    assert to_json(hold([first, shuffled])) == to_json(hold([first, second]))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda table: table.slice(5), "showers"),
        (lambda table: table.drop_columns(["p_iron"]), "classes"),
    ],
    ids=["rows", "classes"],
)
def test_candidates_of_different_showers_or_classes_are_not_compared(candidates, hold, change, what):
    first, second = candidates(100, 90)
    other = dataclasses.replace(second, predictions=change(second.predictions))
    with pytest.raises(DataError, match=f"are of different {what}"):
        hold([first, other])
