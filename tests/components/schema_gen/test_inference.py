"""Statistics give a schema, and change the curated one as little as the data need."""

import numpy as np
import pyarrow as pa
import pytest
import tensorflow_data_validation as tfdv

from components.schema_gen.inference import inferred, widened
from components.schema_gen.unchecked import read_unchecked
from components.schema_gen.words import differences
from components.showers.dataset import SCHEMAS
from components.showers.schema import SERVING, expected_in, read_schema, schema_of
from components.statistics_gen.core import statistics_of_batches
from tests.components.schema_gen.schemas import GROUND, WCD, feature
from tests.components.showers.features.made_events import made_events
from tests.components.showers.tables import replace, shower_table, write

TABLE = shower_table(groups=20)
SCHEMA = schema_of(GROUND)


@pytest.fixture
def statistics(tmp_path):
    """The statistics of a table as it is read from a file."""

    def of(table, dataset=GROUND, serving=False):
        path = write(table, tmp_path / "showers.parquet")
        return statistics_of_batches(read_unchecked(path, dataset, serving=serving))

    return of


def first(column: str, value) -> pa.Table:
    return replace(TABLE, column, pa.array([value, *TABLE[column].to_pylist()[1:]]))


def test_an_inferred_schema_has_types_presence_classes_and_environments_and_no_ranges(statistics):
    found = inferred(statistics(TABLE), GROUND)
    for facts in SCHEMA.feature:
        said = feature(found, facts.name)
        assert (said.type, said.shape, said.presence) == (facts.type, facts.shape, facts.presence)
        assert said.not_in_environment == facts.not_in_environment
        assert not said.HasField("float_domain")
        assert not said.HasField("int_domain")
    assert found.default_environment == SCHEMA.default_environment
    assert found.string_domain == SCHEMA.string_domain


def test_a_vector_is_folded_as_the_registry_folds_it(statistics):
    found = inferred(statistics(made_events(50).table(), WCD, serving=True), WCD)
    assert [dim.size for dim in feature(found, "traces").shape.dim] == [6, 40]


def test_a_class_without_an_event_is_still_one_and_an_unknown_one_is_told(statistics):
    table = TABLE.filter(pa.array(TABLE["label"].to_numpy() != 2))
    assert inferred(statistics(table), GROUND).string_domain == SCHEMA.string_domain
    (domain,) = inferred(statistics(first("label", 9)), GROUND).string_domain
    assert set(domain.value) == {"9", *GROUND.classes}


def test_data_that_agree_change_nothing(statistics):
    assert widened(SCHEMA, statistics(TABLE), GROUND) == SCHEMA


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (first("Energy", 2400.0), "energy: range 0.1 to 1000 -> 0.1 to 2400"),
        (first("Energy", -1.0), "energy: range 0.1 to 1000 -> -1 to 1000"),
        (first("Energy", np.nan), "energy: NaN and infinity refused -> NaN allowed"),
        (first("event_id", 10**16), "event_id: range 0 to 9000000000000000 -> 0 to 10000000000000000"),
        (first("Energy", None), "energy: presence in all examples -> in at least 99 % of the examples"),
        (first("label", 9), "primary: new values 9"),
        (TABLE.drop_columns(["MUTotal"]), "muons: gone"),
        (
            TABLE.append_column("colour", pa.array(["red"] * 100)),
            "colour: new, text, one value, in all examples, values red",
        ),
        (replace(TABLE, "Energy", pa.array([[1.0, 2.0]] * 100)), "energy: shape one value -> 2 values"),
        (
            replace(TABLE, "Energy", pa.array(["high"] * 100)),
            "energy: type number -> text; values any -> high",
        ),
    ],
)
def test_each_thing_that_data_need_is_one_sentence(statistics, table, sentence):
    found = differences(SCHEMA, widened(SCHEMA, statistics(table), GROUND))
    assert [words for words in found if not words.startswith("shower_group")] == [sentence]


def test_a_widened_schema_takes_the_data(statistics):
    found = statistics(first("Energy", 2400.0))
    assert tfdv.validate_statistics(found, SCHEMA).anomaly_info.keys() == {"energy"}
    assert not tfdv.validate_statistics(found, widened(SCHEMA, found, GROUND)).anomaly_info


@pytest.mark.parametrize(("environment", "absent"), [("TRAINING", 4), (SERVING, 0)])
def test_the_curated_schema_expects_no_truth_of_measured_showers(statistics, environment, absent):
    _, curated = read_schema(SCHEMAS / "ground" / "schema.pbtxt")
    found = statistics(TABLE, serving=True)
    anomalies = tfdv.validate_statistics(found, curated, environment=environment)
    assert len(anomalies.anomaly_info) == absent
    part = expected_in(curated, SERVING)
    assert widened(part, found, GROUND) == part
