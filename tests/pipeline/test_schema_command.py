"""`cascada schema`, as a person types it."""

import shutil
import subprocess
import sys

import pyarrow as pa
import pytest
from click.testing import CliRunner

from components.errors import BadFileError, DatasetError
from components.showers.dataset import SCHEMAS
from components.showers.schema import read_schema
from pipeline.commands.schema import command
from tests.components.showers.tables import replace, shower_table, write

TABLE = shower_table(groups=20)
HOT = replace(TABLE, "Energy", pa.array([2400.0, *TABLE["Energy"].to_pylist()[1:]]))


@pytest.fixture
def cascada_schema():
    return lambda *words, answer=None: CliRunner().invoke(command, [*map(str, words)], input=answer)


@pytest.fixture
def ground(tmp_path):
    """A copy of the dataset ground, which may be changed."""
    return shutil.copytree(SCHEMAS / "ground", tmp_path / "ground")


def test_a_schema_goes_from_data_to_the_curated_one(cascada_schema, ground, tmp_path):
    data, new = write(TABLE, tmp_path / "span-1/showers.csv").parent, tmp_path / "new.pbtxt"
    result = cascada_schema("infer", data, "--dataset", ground, "-o", new)
    assert (result.exit_code, result.output) == (0, f"{new}\n")
    result = cascada_schema("diff", new, "--dataset", ground)
    assert result.exit_code == 1
    assert "energy: range 0.1 to 1000 -> any; NaN and infinity refused -> allowed" in result.output
    result = cascada_schema("freeze", new, "--dataset", ground, "--yes")
    assert result.exit_code == 0
    assert "energy: range 0.1 to 1000 -> any" in result.output
    assert read_schema(ground / "schema.pbtxt")[1] == read_schema(new)[1]
    assert cascada_schema("diff", new, "--dataset", ground).output == "nothing differs\n"


def test_an_inferred_schema_can_go_to_the_screen(cascada_schema, ground, tmp_path):
    result = cascada_schema("infer", write(TABLE, tmp_path / "a.parquet"), "--dataset", ground)
    assert result.exit_code == 0
    assert result.output.startswith('feature {\n  name: "')
    assert 'default_environment: "TRAINING"' in result.output


def test_data_that_agree_end_with_0_and_others_with_1(cascada_schema, ground, tmp_path):
    result = cascada_schema("diff", write(TABLE, tmp_path / "a.parquet"), "--dataset", ground)
    assert (result.exit_code, result.output) == (0, "nothing differs\n")
    result = cascada_schema("diff", write(HOT, tmp_path / "b.parquet"), "--dataset", ground)
    assert (result.exit_code, result.output) == (1, "energy: range 0.1 to 1000 -> 0.1 to 2400\n")


def test_measured_showers_need_no_label(cascada_schema, ground, tmp_path):
    path = write(TABLE.drop_columns(["label", "Xmax[g/cm2]", "ZFirst[m]"]), tmp_path / "a.csv")
    assert cascada_schema("diff", path, "--dataset", ground, "--serving").exit_code == 0
    result = cascada_schema("diff", path, "--dataset", ground)
    assert result.output.splitlines() == ["xmax: gone", "first_interaction: gone", "primary: gone"]


def test_nothing_is_frozen_without_a_yes(cascada_schema, ground, tmp_path):
    old = (ground / "schema.pbtxt").read_text()
    new = tmp_path / "new.pbtxt"
    new.write_text(old.replace("max: 1000.0", "max: 2400.0"))
    result = cascada_schema("freeze", new, "--dataset", ground, answer="n\n")
    assert result.exit_code == 1
    assert result.output.startswith("energy: range 0.1 to 1000 -> 0.1 to 2400\n")
    assert (ground / "schema.pbtxt").read_text() == old
    assert cascada_schema("freeze", new, "--dataset", ground, answer="y\n").exit_code == 0
    assert (ground / "schema.pbtxt").read_text() == new.read_text()


def test_a_schema_that_contradicts_the_registry_is_refused_before_anybody_is_asked(
    cascada_schema, ground, tmp_path
):
    old = (ground / "schema.pbtxt").read_text()
    (tmp_path / "new.pbtxt").write_text(old.replace('  not_in_environment: "SERVING"\n', ""))
    result = cascada_schema("freeze", tmp_path / "new.pbtxt", "--dataset", ground, "--yes")
    assert isinstance(result.exception, DatasetError)
    assert "xmax: a truth that is expected in SERVING" in str(result.exception)
    assert result.output == ""
    assert (ground / "schema.pbtxt").read_text() == old


@pytest.mark.parametrize("word", ["diff", "freeze"])
def test_a_schema_must_be_there_and_be_one(cascada_schema, tmp_path, word):
    (tmp_path / "a.pbtxt").write_text("feature [")
    for name in ("a.pbtxt", "nowhere.pbtxt"):
        result = cascada_schema(word, tmp_path / name, "--dataset", "ground")
        assert isinstance(result.exception, DatasetError)
        assert f"{name}: not a schema" in str(result.exception)


def test_data_must_be_there(cascada_schema, tmp_path):
    result = cascada_schema("infer", tmp_path / "nowhere", "--dataset", "ground")
    assert isinstance(result.exception, BadFileError)


def test_an_error_is_one_message_beside_the_answer(tmp_path):
    call = [sys.executable, "-m", "pipeline.cli", "schema", "diff", str(tmp_path / "nowhere.pbtxt")]
    result = subprocess.run(call, capture_output=True, text=True, timeout=120)
    assert (result.returncode, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    assert "->" in result.stderr


@pytest.mark.parametrize("word", ["infer", "diff", "freeze"])
def test_every_word_has_help(cascada_schema, word):
    result = cascada_schema(word, "--help")
    assert result.exit_code == 0
    assert "--dataset" in result.output
