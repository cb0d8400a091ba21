"""`cascada validate`: the gates of a run on any file or folder."""

import pyarrow as pa
import pytest
from click.testing import CliRunner

from components.errors import BadFileError, GateError, SettingsError
from components.findings import Kind, from_json
from components.gates import Outcome
from pipeline import cli
from tests.components.showers.tables import replace, shower_table, write

GROUPS, MOVED = 120, 8
FEW = ("--set", "example_validator.draws=500")


@pytest.fixture
def span(tmp_path):
    """Writes a span of showers: another seed gives others; muons times a factor."""

    def make(seed: int, muons: float = 1.0):
        table = shower_table(GROUPS, seed)
        more = {
            "event_id": table["event_id"].to_numpy() + 1_000_000 * seed,
            "MUTotal": table["MUTotal"].to_numpy() * muons,
            "NALLParticlesTotal": table["NALLParticlesTotal"].to_numpy() * muons,
        }
        for name, values in more.items():
            table = replace(table, name, pa.array(values))
        write(table, tmp_path / f"span-{seed}/showers.parquet")
        return str(tmp_path / f"span-{seed}")

    return make


@pytest.fixture
def validate(tmp_path):
    def call(*words: str):
        given = ["validate", *words, "--dataset", "ground", "--out", str(tmp_path / "out"), *FEW]
        return CliRunner().invoke(cli.cascada, given)

    return call


def found(folder):
    return from_json((folder / "findings.json").read_text())


def test_alone_a_span_passes_and_the_page_says_that_nothing_was_compared(validate, span, tmp_path):
    result = validate(span(1))
    assert result.exit_code == 0, result.exception
    folder = tmp_path / "out/validation/span-1"
    assert result.output.splitlines()[-1] == str(folder / "index.html")
    drift = [finding for finding in found(folder) if finding.kind is Kind.DRIFT]
    assert {finding.outcome for finding in drift} == {Outcome.NOT_COMPARED}


def test_more_of_the_same_passes(validate, span):
    result = validate(span(2), "--against", span(1))
    assert result.exit_code == 0, result.exception
    assert " passed" in result.output


def test_a_shifted_span_fails_and_leaves_its_page(validate, span, tmp_path):
    result = validate(span(2, MOVED), "--against", span(1), "-o", str(tmp_path / "page"))
    assert isinstance(result.exception, GateError)
    assert "muons differs from span-1" in str(result.exception)
    failed = {(one.kind, one.feature) for one in found(tmp_path / "page") if one.outcome is Outcome.FAILED}
    assert (Kind.DRIFT, "muons") in failed
    assert (Kind.COVARIATE, "") in failed
    assert "<svg" in (tmp_path / "page/index.html").read_text()


def test_serving_data_needs_no_labels(validate, span, tmp_path):
    table = shower_table(GROUPS, 2).drop_columns(["label", "Xmax[g/cm2]", "ZFirst[m]"])
    write(table, tmp_path / "measured/showers.parquet")
    result = validate(str(tmp_path / "measured"), "--serving", "--against", span(1))
    assert result.exit_code == 0, result.exception


def test_a_failure_passes_only_for_a_reason(validate, span):
    shifted, first = span(2, MOVED), span(1)
    names = ("muons", "particles", "covariate shift")
    words = [word for name in names for word in ("--allow-drift", name)]
    assert isinstance(validate(shifted, *words).exception, SettingsError)
    assert isinstance(validate(shifted, "--reason", "why not").exception, SettingsError)
    result = validate(shifted, "--against", first, *words, "--reason", "new counters")
    assert result.exit_code == 0, result.exception


def test_a_file_that_is_not_there_is_named(validate, tmp_path):
    result = validate(str(tmp_path / "nowhere"))
    assert isinstance(result.exception, BadFileError)
    assert "nowhere" in str(result.exception)
