"""The node, on artifacts in folders."""

import json

import pyarrow.parquet as pq
import pytest
from tfx.dsl.input_resolution.strategies.latest_blessed_model_strategy import LatestBlessedModelStrategy
from tfx.types.standard_artifacts import Model, ModelBlessing, ModelEvaluation

from components.artifacts import ChampionChoice
from components.blessing import write_blessing
from components.champion import executor
from components.champion.component import Champion, Entry
from components.champion.executor import ChampionExecutor
from components.champion.latency import Latency
from components.errors import GateError, SettingsError

KINDS = {"model": Model, "evaluation": ModelEvaluation, "blessing": ModelBlessing}
OUTPUTS = {"model": Model, "blessing": ModelBlessing, "choice": ChampionChoice}


@pytest.fixture
def crown(candidates, settings, tmp_path, monkeypatch):
    """Runs the node on candidates, each of them compared with the champion of this id; gives its outputs."""
    monkeypatch.setattr(
        executor, "measure_latency", lambda models, requests: {name: Latency(1, 10) for name in models}
    )

    def run(*wrong, compared_with=None, **named):
        inputs, entered = {}, candidates(*wrong, **named)
        for number, candidate in enumerate(entered, start=11):
            made = artifacts_of(candidate, tmp_path / candidate.name, number)
            if compared_with:
                compare(made, candidate, *compared_with[candidate.name])
            inputs |= {f"{candidate.name}_{kind}": [artifact] for kind, artifact in made.items()}
        outputs = {name: at(tmp_path / "Champion", kind) for name, kind in OUTPUTS.items()}
        properties = {
            "candidates": json.dumps([one.name for one in entered]),
            "plan": "{}",
            "settings": settings.model_dump_json(),
            "split": "seed 1",
        }
        ChampionExecutor().Do(inputs, {name: [one] for name, one in outputs.items()}, properties)
        return outputs

    return run


def at(folder, kind):
    artifact = kind()
    artifact.uri = str(folder / kind.TYPE_NAME)
    return artifact


def artifacts_of(candidate, folder, number):
    made = {name: at(folder, kind) for name, kind in KINDS.items()}
    made["model"].id = number
    tree = folder / "Model" / "Format-Serving" / "assets.extra"
    tree.mkdir(parents=True)
    (tree / "cascada.json").write_text(f'{{"family": "{candidate.name}"}}')
    write_blessing(made["blessing"], candidate.blessed, made["model"])
    candidate.verdict.write(made["evaluation"].uri)
    pq.write_table(candidate.predictions, f"{made['evaluation'].uri}/predictions-eval.parquet")
    return made


def compare(made, candidate, number, old):
    """As an Evaluator leaves it that compared with the model of this id and these predictions."""
    baseline = Model()
    baseline.id, baseline.uri = number, f"champion {number}"
    write_blessing(made["blessing"], candidate.blessed, made["model"], baseline)
    table = candidate.predictions
    for name in (name for name in old.column_names if name.startswith("p_")):
        table = table.append_column(f"baseline_{name}", old[name])
    pq.write_table(table, f"{made['evaluation'].uri}/predictions-eval.parquet")


def choice_of(tmp_path):
    return json.loads((tmp_path / "Champion" / "ChampionChoice" / "choice.json").read_text())


def test_the_model_is_a_copy_of_the_winners_whole_tree(crown, tmp_path):
    outputs = crown(200, 60)
    description = tmp_path / "Champion" / "Model" / "Format-Serving" / "assets.extra" / "cascada.json"
    assert json.loads(description.read_text()) == {"family": "autoencoder"}
    assert choice_of(tmp_path)["winner"] == "autoencoder"
    assert outputs["model"].uri.startswith(str(tmp_path / "Champion"))


@pytest.mark.parametrize("names", [("dense",), ("dense", "traces", "gradient_boosting", "per_class")])
def test_it_takes_any_number_of_candidates(crown, tmp_path, names):
    crown(*(100 + 10 * number for number in range(len(names))), names=names)
    assert [row["name"] for row in choice_of(tmp_path)["candidates"]] == list(names)


def test_the_blessing_is_one_that_tfx_understands_and_marks_a_champion(crown, tmp_path):
    outputs = crown(200, 60)
    blessing = outputs["blessing"]
    assert (tmp_path / "Champion" / "ModelBlessing" / "BLESSED").is_file()
    assert blessing.get_int_custom_property("blessed") == 1
    assert blessing.get_int_custom_property("current_model_id") == 12
    assert blessing.get_string_custom_property("champion_model") == outputs["model"].uri
    assert blessing.get_string_custom_property("split") == "seed 1"


def test_tfx_resolves_a_champion_to_the_trained_model_it_is_a_copy_of(crown, tmp_path):
    trained = at(tmp_path / "autoencoder", Model)
    trained.id = 12
    found = LatestBlessedModelStrategy().resolve_artifacts(
        None, {"model": [trained], "model_blessing": [crown(200, 60)["blessing"]]}
    )
    assert found["model"] == [trained]


def test_without_a_blessed_candidate_nothing_is_published(crown, tmp_path):
    with pytest.raises(GateError):
        crown(200, 60, blessed=())
    assert not (tmp_path / "Champion" / "Model").exists()


def test_the_newest_champion_that_a_candidate_was_compared_with_is_the_incumbent(crown, predicted, tmp_path):
    worse, better = predicted(300, 20)
    compared = {"gradient_boosting": (5, better), "autoencoder": (8, worse)}
    crown(200, 60, compared_with=compared)
    incumbent = choice_of(tmp_path)["incumbent"]
    assert incumbent["outcome"] == "passed"
    assert incumbent["value"] == pytest.approx(1 - 300 / 2000)


def test_an_incumbent_that_is_better_stays_and_nothing_is_published(crown, predicted, tmp_path):
    better = predicted(0, 0, 10)[2]
    with pytest.raises(GateError, match="the last champion stays"):
        crown(200, 60, compared_with={"gradient_boosting": (5, better), "autoencoder": (5, better)})
    assert not (tmp_path / "Champion" / "Model").exists()


def channels():
    from tfx.types import Channel

    return Entry(**{kind: Channel(type=artifact) for kind, artifact in KINDS.items()})


def test_in_the_graph_each_candidate_has_inputs_of_its_own(settings):
    entries = {"dense": channels(), "traces": channels(), "boosting": channels()}
    undecided = settings.model_copy(update={"prefer": ["traces"]})
    node = Champion(entries, plan="{}", settings=undecided.model_dump_json())
    assert node.id == "Champion"
    assert set(node.inputs) == {f"{name}_{kind}" for name in entries for kind in KINDS}
    assert set(node.outputs) == {"model", "blessing", "choice"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"metric": "auc_gold_lead"}, "no metric auc_gold_lead"), ({"prefer": ["dens"]}, "no candidate dens")],
)
def test_unknown_names_are_refused_before_anything_runs(settings, changes, message):
    wrong = settings.model_copy(update={"prefer": ["dense"]} | changes).model_dump_json()
    with pytest.raises(SettingsError, match=message):
        Champion({"dense": channels()}, plan="{}", settings=wrong)
