"""A real champion, exported as the Trainer does, on new labels."""

import numpy as np
import pytest

from components.example_validator.shifts.concept import concept_shift
from components.example_validator.shifts.recorded import Recorded
from components.example_validator.shifts.scored import score
from components.examples import read_examples
from components.gates import Outcome
from tests.components.example_validator.shifts.tables import moved, replaced, scaled


@pytest.fixture(scope="module")
def champion(run_trainer, tmp_path_factory) -> str:
    return str(run_trainer("gradient_boosting", tmp_path_factory.mktemp("champion")).model)


@pytest.fixture(scope="module")
def recorded(champion, make_showers, ground) -> Recorded:
    """Of 2 000 showers that it has not seen."""
    scored = score(champion, [moved(make_showers(groups=400, seed=31))], ground)
    hits, rows = (tuple(map(int, counts.sum(axis=0))) for counts in (scored.hits, scored.rows))
    return Recorded(split="test", classes=ground.classes, hits=hits, rows=rows)


@pytest.fixture(scope="module")
def new(make_showers):
    return moved(make_showers(groups=300, seed=32))


@pytest.fixture
def judge(champion, recorded, ground, settings):
    def run(*batches, model=champion, recorded=recorded, dataset=ground, **changes):
        return concept_shift(model, batches, recorded, dataset, settings.model_copy(update=changes))

    return run


def swapped(table, share, seed=1):
    """Some labels exchanged for the next class."""
    random = np.random.default_rng(seed)
    names = np.array(table["primary"].to_pylist())
    classes = names[:5]
    wrong = random.random(len(names)) < share
    following = dict(zip(classes, np.roll(classes, 1), strict=True))
    return replaced(table, "primary", np.where(wrong, [following[name] for name in names], names))


def test_new_showers_of_the_same_kind_pass(judge, new, recorded):
    finding = judge(new)
    assert finding.outcome is Outcome.PASSED
    assert finding.estimate.low < 0 < finding.estimate.high < 0.06
    assert finding.name == "concept shift:eval:fall of accuracy"
    assert f"{recorded.accuracy:.1%}" in finding.sentence


def test_a_split_of_examples_serves_and_batches_do_not_matter(judge, new, as_examples, examples, ground):
    assert judge(*as_examples(new, 100)) == judge(new)
    split = read_examples(f"{examples}/Split-eval")
    assert judge(*split, minimum_examples=50).outcome is Outcome.PASSED


def test_swapped_labels_fail_with_the_recall_of_each_class(judge, new):
    finding = judge(swapped(new, 0.15))
    assert finding.outcome is Outcome.FAILED
    assert finding.estimate.low > 0
    assert finding.estimate.value == pytest.approx(0.15 * 0.9, abs=0.06)
    assert finding.estimate.p_value < 0.01
    header, *rows = finding.table
    assert header == ("class", "right in its evaluation", "right here")
    assert [row[0] for row in rows] == ["photon", "proton", "helium", "nitrogen", "iron"]


def test_more_muons_than_the_simulation_has_fail(judge, new):
    assert judge(scaled(new, "muons", 1.3)).outcome is Outcome.FAILED


def test_other_fractions_of_the_classes_are_no_fall(judge, new, recorded):
    """Only showers of the class it knows worst: less accurate on the whole, as promised."""
    recall = np.array(recorded.hits) / recorded.rows
    worst = recorded.classes[int(recall.argmin())]
    hard = new.filter(np.array(new["primary"].to_pylist()) == worst)
    finding = judge(hard)
    assert recall.min() < recorded.accuracy - 0.03
    assert finding.outcome is Outcome.PASSED
    assert f"promised {recall.min():.1%}" in finding.sentence


def test_what_chance_makes_of_a_few_showers_is_no_fall(judge, new):
    """Of five groups of showers one at least is beyond the limit, and none surely."""
    found = [judge(new.slice(start, 25), minimum_examples=20) for start in range(0, 125, 25)]
    assert max(finding.estimate.value for finding in found) > 0.03
    assert {finding.outcome for finding in found} == {Outcome.PASSED}


def test_without_a_champion_its_record_its_classes_or_labels_nothing_is_compared(
    judge, new, ground, champion, tmp_path
):
    other = ground.model_copy(update={"classes": ("photon", "iron")})
    unlabelled = new.drop_columns(["primary"])
    for finding, words in (
        (judge(new, model=None), "there is no champion yet"),
        (judge(new, recorded="nobody kept it"), "nobody kept it"),
        (judge(new, model=str(tmp_path)), "cannot be used: not a model of Cascada"),
        (judge(new, dataset=other), "knows other classes: photon, proton"),
        (judge(unlabelled), "0 labels, 200 are needed"),
        (judge(), "0 labels"),
    ):
        assert finding.outcome is Outcome.NOT_COMPARED
        assert words in finding.sentence


def test_a_champion_of_other_inputs_is_not_compared(judge, new, ground):
    fewer = ground.model_copy(update={"features": tuple(f for f in ground.features if f.name != "muons")})
    assert "needs muons" in judge(new, dataset=fewer).sentence
