"""Who becomes champion, and the reason given."""

import json

import pytest
from sklearn.metrics import f1_score

from components.champion.core import contest
from components.champion.families import align
from components.errors import DataError, GateError


def test_the_better_family_wins_when_the_margin_is_larger_than_its_noise(families, settings):
    held = contest(*families(200, 60), settings)
    assert held.winner.name == "autoencoder"
    assert held.sentence.startswith("autoencoder wins: accuracy 0.9700 against 0.9000 on the eval split")
    assert held.sentence.endswith("more than the noise")


@pytest.mark.parametrize("prefer", ["gradient_boosting", "autoencoder"])
def test_within_the_noise_the_preferred_family_wins_and_the_sentence_says_so(families, settings, prefer):
    held = contest(*families(60, 61), settings.model_copy(update={"prefer": prefer}))
    assert held.winner.name == prefer
    assert "wins as the preferred family" in held.sentence
    assert "within the noise" in held.sentence


def test_a_refused_family_cannot_win_however_good(families, settings):
    held = contest(*families(200, 10, blessed=("gradient_boosting",)), settings)
    assert held.winner.name == "gradient_boosting"
    assert "autoencoder was refused: f1 of autoencoder is 0.5" in held.sentence


def test_without_a_blessed_family_the_run_stops_with_every_failed_gate(families, settings, tmp_path):
    held = contest(*families(200, 200, blessed=()), settings)
    with pytest.raises(GateError) as error:
        held.verdict.enforce(str(tmp_path / "Champion" / "choice" / "7"), "Train longer.")
    for family in ("gradient_boosting", "autoencoder"):
        assert f"f1 of {family} is 0.5" in str(error.value)
    assert (tmp_path / "Champion" / "refused" / "7" / "verdict.json").is_file()


def test_the_facts_are_in_the_choice(families, settings):
    first, second = families(100, 60)
    body = json.loads(contest(first, second, settings).to_json())
    assert body["winner"] == "autoencoder"
    assert (body["examples"], body["groups"]) == (2000, 400)
    assert body["families"]["gradient_boosting"]["accuracy"] == pytest.approx(0.95)
    assert body["difference"]["of"] == "gradient_boosting - autoencoder"
    assert body["difference"]["value"] == pytest.approx(-0.02)
    assert body["difference"]["low"] < -0.02 < body["difference"]["high"] < 0
    scored = align(first, second)[0]
    expected = f1_score(scored.labels, scored.predicted, average="macro")
    assert body["families"]["gradient_boosting"]["macro_f1"] == pytest.approx(expected)


def test_the_order_of_rows_does_not_matter(families, settings):
    first, second = families(100, 90)
    shuffled = type(second)(
        second.name, second.verdict, second.blessed, second.predictions.take(list(range(1999, -1, -1)))
    )
    assert contest(first, shuffled, settings).to_json() == contest(first, second, settings).to_json()


def test_families_of_different_showers_are_not_compared(families, settings):
    first, second = families(100, 90)
    fewer = type(second)(second.name, second.verdict, second.blessed, second.predictions.slice(5))
    with pytest.raises(
        DataError, match="gradient boosting and autoencoder were evaluated on different showers"
    ):
        contest(first, fewer, settings)
