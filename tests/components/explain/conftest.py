"""A span of synthetic events and small real models of both families."""

import pytest


@pytest.fixture(scope="session")
def _made(made_once):
    from tests.components.explain.small import span_and_models

    return span_and_models(made_once)


@pytest.fixture(scope="session")
def span(_made):
    return _made[0]


@pytest.fixture(scope="session")
def models(_made):
    """Family -> SavedModel."""
    return _made[1]


@pytest.fixture(scope="session", params=["gradient_boosting", "autoencoder"])
def model(request, models):
    """One of each family."""
    return str(models[request.param])


@pytest.fixture(scope="session")
def wcd():
    from components.showers.dataset import load_dataset

    return load_dataset("wcd")


@pytest.fixture(scope="session")
def shower(span, wcd):
    """The first event of the span."""
    import pyarrow.parquet as pq

    from components.showers.lookup import find_shower

    ids = pq.read_table(span / "nominal.parquet", columns=["event_id"])["event_id"]
    return find_shower(span, wcd, ids[0].as_py())


@pytest.fixture(scope="session")
def ask(models):
    """Explains with the model of a family, loaded once."""
    from components.explain.explanation import explain_with
    from components.models.scorer import load_scorer

    scorers = {family: load_scorer(str(path)) for family, path in models.items()}
    return lambda family, *words: explain_with(scorers[family], str(models[family]), *words)


@pytest.fixture(scope="session")
def explanation(model, ask, shower):
    return ask(model.rpartition("/")[2], shower.columns, shower.undefined)
