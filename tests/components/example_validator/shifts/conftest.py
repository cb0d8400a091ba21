"""Settings, and showers as tables or as tf.Examples."""

import pytest

from components.settings import ExampleValidator, Thresholds


@pytest.fixture(scope="session")
def settings() -> ExampleValidator:
    skew = Thresholds(chebyshev=0.08, jensen_shannon=None)
    return ExampleValidator(
        drift=skew,
        skew=skew,
        minimum_examples=200,
        significance=0.01,
        draws=2000,
        covariate_auc=0.6,
        concept_fall=0.03,
        label_shift=0.05,
        seed=1,
        serving=None,
        allow={},
    )


@pytest.fixture(scope="session")
def as_examples(tmp_path_factory):
    """A table as the batches of tf.Examples that a split is read in."""

    def read(table, rows=32_768):
        from components.example_gen.encode import encode
        from components.examples import read_examples

        folder = tmp_path_factory.mktemp("split")
        (folder / "examples").write_bytes(encode(table))
        return list(read_examples(str(folder), rows))

    return read
