"""The node, on artifacts in folders."""

import json

import pyarrow.parquet as pq
import pytest
from tfx.dsl.input_resolution.strategies.latest_blessed_model_strategy import LatestBlessedModelStrategy
from tfx.types.standard_artifacts import Model, ModelBlessing, ModelEvaluation

from components.artifacts import ChampionChoice
from components.blessing import write_blessing
from components.champion.component import Champion
from components.errors import GateError

KINDS = {"model": Model, "evaluation": ModelEvaluation, "blessing": ModelBlessing}


@pytest.fixture
def crowned(families, settings, tmp_path):
    """Runs the node on two families; gives its three outputs."""

    def run(*wrong, **named):
        inputs = {}
        for number, family in enumerate(families(*wrong, **named), start=11):
            made = {
                kind: make(type_) for kind, type_ in KINDS.items() for make in [at(tmp_path / family.name)]
            }
            made["model"].id = number
            tree = tmp_path / family.name / "Model" / "Format-Serving" / "assets.extra"
            tree.mkdir(parents=True)
            (tree / "cascada.json").write_text(f'{{"family": "{family.name}"}}')
            write_blessing(made["blessing"], family.blessed, made["model"])
            family.verdict.write(made["evaluation"].uri)
            pq.write_table(family.predictions, f"{made['evaluation'].uri}/predictions-eval.parquet")
            inputs |= {f"{family.name}_{kind}": artifact for kind, artifact in made.items()}
        make = at(tmp_path / "Champion")
        outputs = {"model": make(Model), "blessing": make(ModelBlessing), "choice": make(ChampionChoice)}
        Champion.test_call(**inputs, **outputs, settings=settings.model_dump_json(), split="seed 1")
        return outputs

    return run


def at(folder):
    def make(type_):
        artifact = type_()
        artifact.uri = str(folder / type_.TYPE_NAME)
        return artifact

    return make


def test_the_model_is_a_copy_of_the_winners_whole_tree(crowned, tmp_path):
    outputs = crowned(200, 60)
    description = tmp_path / "Champion" / "Model" / "Format-Serving" / "assets.extra" / "cascada.json"
    assert json.loads(description.read_text()) == {"family": "autoencoder"}
    choice = json.loads((tmp_path / "Champion" / "ChampionChoice" / "choice.json").read_text())
    assert choice["winner"] == "autoencoder"
    assert outputs["model"].uri.startswith(str(tmp_path / "Champion"))


def test_the_blessing_is_one_that_tfx_understands_and_marks_a_champion(crowned, tmp_path):
    outputs = crowned(200, 60)
    blessing = outputs["blessing"]
    assert (tmp_path / "Champion" / "ModelBlessing" / "BLESSED").is_file()
    assert blessing.get_int_custom_property("blessed") == 1
    assert blessing.get_int_custom_property("current_model_id") == 12
    assert blessing.get_string_custom_property("champion_model") == outputs["model"].uri
    assert blessing.get_string_custom_property("split") == "seed 1"


def test_tfx_resolves_a_champion_to_the_trained_model_it_is_a_copy_of(crowned, tmp_path):
    trained = at(tmp_path / "autoencoder")(Model)
    trained.id = 12
    found = LatestBlessedModelStrategy().resolve_artifacts(
        None, {"model": [trained], "model_blessing": [crowned(200, 60)["blessing"]]}
    )
    assert found["model"] == [trained]


def test_without_a_blessed_family_nothing_is_published(crowned, tmp_path):
    with pytest.raises(GateError):
        crowned(200, 60, blessed=())
    assert not (tmp_path / "Champion" / "Model").exists()
