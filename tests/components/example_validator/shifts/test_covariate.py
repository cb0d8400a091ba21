"""A classifier is asked whether showers are of training or of serving."""

import numpy as np
import pytest

from components.example_validator.shifts.covariate import covariate_shift
from components.gates import Outcome
from components.showers.dataset import Dataset
from components.showers.vectors import to_arrow
from tests.components.example_validator.shifts.tables import moved, replaced, scaled, shuffled

SERVED = ["event_id", "particles", "muons", "electrons", "zenith", "energy"]


@pytest.fixture(scope="module")
def training(make_showers):
    return make_showers(groups=600, seed=11)


@pytest.fixture(scope="module")
def serving(make_showers):
    """Other showers of the same kind, as they are served."""
    return moved(make_showers(groups=200, seed=12)).select(SERVED)


def test_honest_data_passes(training, serving, ground, settings):
    finding = covariate_shift([training], [serving], ground, settings)
    assert finding.outcome is Outcome.PASSED
    assert finding.estimate.low < 0.5 < finding.estimate.high < 0.6
    assert finding.name == "covariate shift:serving:AUC of a classifier"


def test_the_very_same_showers_pass(training, ground, settings):
    assert covariate_shift([training], [training], ground, settings).outcome is Outcome.PASSED


def test_a_relation_that_no_single_input_shows_fails_by_name(training, serving, ground, settings):
    """Muon numbers exchanged between showers: each input is distributed as before."""
    exchanged = replaced(serving, "muons", shuffled(serving)["muons"].to_numpy())
    finding = covariate_shift([training], [exchanged], ground, settings)
    assert finding.outcome is Outcome.FAILED
    assert finding.estimate.low > settings.covariate_auc
    assert "muons" in finding.sentence.split("most by ")[1]


def test_a_scale_is_named_first(training, serving, ground, settings):
    finding = covariate_shift([training], [scaled(serving, "muons", 1.3)], ground, settings)
    assert finding.outcome is Outcome.FAILED
    assert finding.table[1][0] in ("log10_muons_per_energy", "log10_other_particles")
    shares = [float(share) for _, share in finding.table[1:]]
    assert shares == sorted(shares, reverse=True)
    assert finding.threshold == 0.6


def test_neither_order_nor_batches_matter(training, serving, ground, settings, as_examples):
    first = covariate_shift([training], [scaled(serving, "muons", 1.1)], ground, settings)
    other = scaled(shuffled(serving), "muons", 1.1)
    second = covariate_shift(as_examples(training, 500), as_examples(other, 77), ground, settings)
    assert second == first


def test_vectors_are_seen_by_their_summaries(training, serving, ground, settings):
    content = ground.model_dump(by_alias=True)
    vector = {"name": "traces", "role": "input", "shape": (4, 5), "meaning": "made up"}
    dataset = Dataset.model_validate({**content, "features": [*content["features"], vector]})
    random = np.random.default_rng(1)
    there, here = (random.random((len(table), 20)).astype(np.float32) for table in (training, serving))
    here[:, 3] *= 4
    sides = [t.append_column("traces", to_arrow(v)) for t, v in ((training, there), (serving, here))]
    finding = covariate_shift([sides[0]], [sides[1]], dataset, settings)
    assert finding.outcome is Outcome.FAILED
    assert finding.table[1][0].startswith("traces (")


def test_an_input_that_one_side_lacks_tells_nothing(training, serving, ground, settings):
    finding = covariate_shift([training], [serving.drop_columns(["muons"])], ground, settings)
    assert finding.outcome is Outcome.PASSED
    assert not any("muons" in row[0] for row in finding.table)


@pytest.mark.parametrize(("rows", "words"), [(0, "serving has 0 rows"), (100, "200 are needed")])
def test_few_showers_are_not_compared(training, serving, ground, settings, rows, words):
    finding = covariate_shift([training], [serving.slice(0, rows)], ground, settings)
    assert finding.outcome is Outcome.NOT_COMPARED
    assert words in finding.sentence


def test_showers_of_one_group_are_not_compared(training, ground, settings):
    rows = len(training)
    alone = replaced(training, "shower_group", np.ones(rows, np.int64))
    finding = covariate_shift([training], [alone], ground, settings)
    assert finding.outcome is Outcome.NOT_COMPARED
    assert "too few groups" in finding.sentence
