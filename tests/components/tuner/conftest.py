"""Plans over two settings of the gradient boosting, and studies in a SQLite file."""

import pytest

from components.settings import Search, Tuner
from components.tuner.database import open_storage
from components.tuner.plan import make_plan
from components.tuner.search import search

SPACE = {
    "max_depth": {"type": "int", "low": 2, "high": 8},
    "learning_rate": {"type": "float", "low": 0.01, "high": 0.5, "log": True},
}


@pytest.fixture(scope="session")
def make_tuner():
    """Settings of the Tuner: twelve trials in three rounds."""

    def make(space=SPACE, trials=12, seconds=None, rows=None, **changes):
        searched = Search(trials=trials, seconds=seconds, space=space, rows=rows)
        off = Search(trials=0, seconds=None, space="autoencoder", rows=None)
        usual = {"sampler": "tpe", "pruner": "median", "objectives": ["loss"], "slack": 0, "batch": 4}
        rest = {"threads": 1, "workers": 1, "seed": 1, "version": 1, "storage": None}
        return Tuner(gradient_boosting=searched, autoencoder=off, **(usual | rest | changes))

    return make


@pytest.fixture(scope="session")
def plan(make_tuner, boosting_settings):
    """Makes a plan, of the family's settings with these rounds."""

    def make(rounds=6, **changes):
        base = boosting_settings.model_copy(update={"rounds": rounds, "learning_rate": 0.2})
        return make_plan(make_tuner(**changes), "gradient_boosting", base)

    return make


@pytest.fixture
def run(tmp_path):
    """Runs a search in a database of this test; the second with the same name goes on with it."""

    def run_(plan, prepare, database="studies", tell=lambda trials: None):
        return search(plan, plan.study("data"), prepare, open_storage(str(tmp_path / database)), tell)

    return run_


def told(trials):
    """What must not depend on who ran the trials."""
    return [(t.state.name, t.params, t.values, t.intermediate_values, t.user_attrs["seed"]) for t in trials]
