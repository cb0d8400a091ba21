# ruff: noqa: N802
"""Lineage of a model that a real pipeline pushed: TFX's runner and ML Metadata, our Pusher, small nodes."""

import json
import pathlib
import shutil

import pytest
from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.dsl.components.common.resolver import Resolver
from tfx.dsl.input_resolution.strategies.latest_blessed_model_strategy import LatestBlessedModelStrategy
from tfx.orchestration.local.local_dag_runner import LocalDagRunner
from tfx.orchestration.metadata import sqlite_metadata_connection_config
from tfx.orchestration.pipeline import Pipeline
from tfx.types import Channel
from tfx.types.standard_artifacts import (
    Examples,
    InfraBlessing,
    Model,
    ModelBlessing,
    ModelEvaluation,
    Schema,
    TransformGraph,
)

from components.artifacts import ChampionChoice
from components.blessing import crown, write_blessing
from components.errors import CascadaError, ModelError, SettingsError
from components.pusher.component import Pusher
from pipeline import lineage_picture, lineage_words, registry, runs
from pipeline.lineage import Lineage, trace

FINGERPRINT = "3f" * 32


@component
def ExampleGen(examples: OutputArtifact[Examples], data: Parameter[str]):
    examples.set_int_custom_property("span", 4)
    examples.set_int_custom_property("version", 2)
    examples.set_string_custom_property("input_fingerprint", FINGERPRINT)


@component
def ImportSchemaGen(schema: OutputArtifact[Schema], content: Parameter[str]):
    pass


@component
def Transform(
    transform_graph: OutputArtifact[TransformGraph],
    examples: InputArtifact[Examples],
    schema: InputArtifact[Schema],
):
    pass


@component
def Trainer(
    model: OutputArtifact[Model],
    examples: InputArtifact[Examples],
    schema: InputArtifact[Schema],
    transform_graph: InputArtifact[TransformGraph],
    custom_config: Parameter[str],
):
    export = pathlib.Path(model.uri) / "Format-Serving"
    export.mkdir(parents=True)
    (export / "saved_model.pb").write_text(custom_config)


@component
def Evaluator(
    evaluation: OutputArtifact[ModelEvaluation],
    blessing: OutputArtifact[ModelBlessing],
    examples: InputArtifact[Examples],
    model: InputArtifact[Model],
    schema: InputArtifact[Schema],
    baseline_model: InputArtifact[Model] = None,
):
    write_blessing(blessing, True, model)


@component
def Champion(
    model: OutputArtifact[Model],
    blessing: OutputArtifact[ModelBlessing],
    choice: OutputArtifact[ChampionChoice],
    gradient_boosting_model: InputArtifact[Model],
    gradient_boosting_evaluation: InputArtifact[ModelEvaluation],
    gradient_boosting_blessing: InputArtifact[ModelBlessing],
    autoencoder_model: InputArtifact[Model],
    autoencoder_evaluation: InputArtifact[ModelEvaluation],
    autoencoder_blessing: InputArtifact[ModelBlessing],
):
    shutil.copytree(autoencoder_model.uri, model.uri, dirs_exist_ok=True)
    write_blessing(blessing, True, autoencoder_model)
    crown(blessing, model, "seed 1")
    candidates = [{"name": "autoencoder", "scores": {"accuracy": 0.97}}]
    winner = {"winner": "autoencoder", "candidates": candidates}
    pathlib.Path(choice.uri).mkdir(exist_ok=True)
    (pathlib.Path(choice.uri) / "choice.json").write_text(json.dumps(winner))


@component
def InfraValidator(
    blessing: OutputArtifact[InfraBlessing], model: InputArtifact[Model], examples: InputArtifact[Examples]
):
    blessing.set_int_custom_property("blessed", 1)


def config(family: str, seed: int) -> str:
    settings = {"autoencoder": {"hidden": [64, 64], "epochs": 60}, "gradient_boosting": {"rounds": 400}}
    return json.dumps(
        {"settings": json.dumps(settings[family]), "seed": seed, "code": "c0de", "dataset": "{}"}
    )


def run_pipeline(out: pathlib.Path, seed: int = 2020) -> None:
    """Runs a pipeline with the nodes and wires of the real one."""
    example_gen = ExampleGen(data="somewhere")
    examples = example_gen.outputs["examples"]
    schema_gen = ImportSchemaGen(content="feature {}")
    schema = schema_gen.outputs["schema"]
    transform = Transform(examples=examples, schema=schema)
    graph = transform.outputs["transform_graph"]
    nodes, contest = [], {}
    for family, name in (("gradient_boosting", "GradientBoosting"), ("autoencoder", "Autoencoder")):
        trainer = Trainer(
            examples=examples, schema=schema, transform_graph=graph, custom_config=config(family, seed)
        ).with_id(f"{name}Trainer")
        model = trainer.outputs["model"]
        baseline = Resolver(
            strategy_class=LatestBlessedModelStrategy,
            model=Channel(type=Model),
            model_blessing=Channel(type=ModelBlessing),
        ).with_id(f"{name}Baseline")
        evaluator = Evaluator(
            examples=examples, model=model, schema=schema, baseline_model=baseline.outputs["model"]
        ).with_id(f"{name}Evaluator")
        outputs = {"model": model, **evaluator.outputs}
        contest |= {f"{family}_{channel}": output for channel, output in outputs.items()}
        nodes += [trainer, baseline, evaluator]
    champion = Champion(**contest)
    infra_validator = InfraValidator(model=champion.outputs["model"], examples=examples)
    pusher = Pusher(
        model=champion.outputs["model"],
        model_blessing=champion.outputs["blessing"],
        infra_blessing=infra_validator.outputs["blessing"],
        choice=champion.outputs["choice"],
        destination=str(out / "models"),
        settings='{"keep": 5}',
    )
    pipeline = Pipeline(
        pipeline_name="cascada-ground",
        pipeline_root=str(out / "pipeline"),
        components=[example_gen, schema_gen, transform, *nodes, champion, infra_validator, pusher],
        metadata_connection_config=sqlite_metadata_connection_config(str(out / "metadata.sqlite")),
        enable_cache=True,
    )
    LocalDagRunner().run(pipeline)


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> pathlib.Path:
    """What three runs left: a first, one with nothing changed but its baseline, one with another seed."""
    folder = tmp_path_factory.mktemp("out")
    run_pipeline(folder)
    run_pipeline(folder)
    run_pipeline(folder, seed=7)
    return folder


@pytest.fixture(scope="module")
def store(out):
    return runs.open_store(str(out / "metadata.sqlite"))


@pytest.fixture
def lineage(store, out) -> Lineage:
    return trace(store, out / "models" / "1")


def test_the_walk_ends_at_the_fingerprint_of_the_data(lineage):
    (examples,) = lineage.data
    assert examples.properties["span"] == 4
    assert examples.properties["input_fingerprint"] == FINGERPRINT


def test_every_node_that_the_model_depends_on_is_there_once(lineage):
    assert sorted(execution.node for execution in lineage.executions) == sorted(
        [
            *("ExampleGen", "ImportSchemaGen", "Transform", "Champion", "InfraValidator", "Pusher"),
            *("GradientBoostingTrainer", "GradientBoostingEvaluator"),
            *("AutoencoderTrainer", "AutoencoderEvaluator"),
        ]
    )


def test_a_node_that_later_runs_took_from_the_cache_is_the_one_that_ran(lineage):
    reused = {execution.node: execution.reused for execution in lineage.executions}
    assert reused["ExampleGen"] == 2
    assert reused["AutoencoderTrainer"] == 1
    assert len({execution.run for execution in lineage.executions}) == 1


def test_the_next_version_has_its_own_trainers_and_the_same_data(store, out, lineage):
    other = trace(store, out / "models" / "2")
    assert other.data == lineage.data
    seeds = [
        "seed=7" in lineage_words.settings(e) for e in other.executions if e.node == "AutoencoderTrainer"
    ]
    assert seeds == [True]


def test_the_tree_names_nodes_settings_and_data_and_repeats_nothing(lineage):
    text = lineage_words.tree(lineage)
    lines = text.splitlines()
    assert lines[0].startswith("PushedModel #")
    assert lines[0].endswith("(version 1)")
    assert lines[1].startswith("└─ Pusher [run ")
    assert f"span 4, version 2, fingerprint {FINGERPRINT[:12]}" in text
    assert "epochs=60 seed=2020" in text
    assert "c0de" not in text
    assert sum("AutoencoderTrainer [" in line for line in lines) == 1
    assert any("from AutoencoderTrainer (see above)" in line for line in lines)


def test_a_model_is_found_by_its_place_among_the_artifacts_too(store, lineage):
    champion = next(e for e in lineage.executions if e.node == "Champion")
    trained = lineage.artifacts[dict(champion.inputs)["gradient_boosting_model"]]
    found = trace(store, pathlib.Path(trained.uri) / "Format-Serving")
    assert found.root == trained.id
    assert found.data == lineage.data


def test_a_model_that_was_withdrawn_keeps_its_lineage(store, out, lineage):
    registry.rollback(str(out / "models"), to=1)
    withdrawn = out / "models" / ".withdrawn" / "2"
    assert trace(store, withdrawn).data == lineage.data
    registry.rollback(str(out / "models"), to=2)


def test_folders_that_moved_keep_their_lineage(out, lineage, tmp_path):
    shutil.copytree(out, tmp_path / "moved")
    store = runs.open_store(str(tmp_path / "moved" / "metadata.sqlite"))
    assert trace(store, tmp_path / "moved" / "models" / "1") == lineage


def test_a_model_of_another_database_is_not_known(store, tmp_path):
    (tmp_path / "saved_model.pb").write_text("")
    with pytest.raises(ModelError, match="does not know this model") as error:
        trace(store, tmp_path)
    assert "--out" in error.value.fix


def test_without_a_database_there_is_no_lineage(tmp_path):
    with pytest.raises(CascadaError, match="no ML Metadata database"):
        runs.open_store(str(tmp_path / "metadata.sqlite"))


def test_a_baseline_is_shown_and_not_walked_past(store, out, lineage):
    later = trace(store, out / "models" / "2")
    used = {artifact for e in later.executions for role, artifact in e.inputs if role == "baseline_model"}
    assert used
    assert all(later.artifacts[artifact].compared for artifact in used)
    assert not used & later.makers.keys()


@pytest.mark.parametrize(("suffix", "begins"), [(".svg", b"<?xml"), (".png", b"\x89PNG")])
def test_the_picture_is_drawn_in_the_format_of_its_suffix_and_always_the_same(
    lineage, tmp_path, suffix, begins
):
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    lineage_picture.draw(lineage, first)
    lineage_picture.draw(lineage, second)
    assert first.read_bytes().startswith(begins)
    assert first.read_bytes() == second.read_bytes()


def test_the_picture_says_in_text_what_it_shows(lineage, tmp_path):
    lineage_picture.draw(lineage, tmp_path / "lineage.svg")
    drawn = (tmp_path / "lineage.svg").read_text()
    for execution in lineage.executions:
        assert execution.node in drawn
    assert FINGERPRINT[:12] in drawn


def test_another_suffix_is_refused(lineage, tmp_path):
    with pytest.raises(SettingsError, match="not a kind of picture"):
        lineage_picture.draw(lineage, tmp_path / "lineage.gif")
