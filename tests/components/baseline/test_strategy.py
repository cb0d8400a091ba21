"""The baseline of a candidate, resolved in real runs of a small pipeline."""

import pytest
from ml_metadata.metadata_store import MetadataStore
from ml_metadata.proto import metadata_store_pb2
from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.dsl.components.common.resolver import Resolver
from tfx.orchestration import metadata, pipeline
from tfx.orchestration.local.local_dag_runner import LocalDagRunner
from tfx.types.channel import Channel
from tfx.types.standard_artifacts import Model, ModelBlessing, ModelEvaluation

from components.baseline.strategy import LatestBlessedBefore
from components.blessing import crown, write_blessing
from components.files import write_text


@component
def Trainer(model: OutputArtifact[Model], rounds: Parameter[int]):  # noqa: N802
    write_text(f"{model.uri}/model", str(rounds))


@component
def Evaluator(  # noqa: N802
    model: InputArtifact[Model],
    evaluation: OutputArtifact[ModelEvaluation],
    blessing: OutputArtifact[ModelBlessing],
    baseline_model: InputArtifact[Model] = None,
):
    write_text(f"{evaluation.uri}/compared", baseline_model.uri if baseline_model else "nothing")
    write_blessing(blessing, True, model, baseline_model)


@component
def Champion(  # noqa: N802
    candidate: InputArtifact[Model],
    candidate_blessing: InputArtifact[ModelBlessing],
    model: OutputArtifact[Model],
    blessing: OutputArtifact[ModelBlessing],
    worthy: Parameter[int],
    split: Parameter[str],
):
    write_text(f"{model.uri}/model", candidate.uri)
    write_blessing(blessing, bool(worthy), candidate)
    crown(blessing, model, split)


class Runs:
    """A pipeline of five nodes that can be run again and again, and what ML Metadata says of each run."""

    def __init__(self, folder):
        self.folder = folder
        self.connection = metadata.sqlite_metadata_connection_config(str(folder / "metadata.sqlite"))

    def run(self, rounds, *, worthy=1, split="1"):
        trainer = Trainer(rounds=rounds)
        baseline = Resolver(
            strategy_class=LatestBlessedBefore,
            config={"split": split},
            model=Channel(type=Model, producer_component_id="Champion", output_key="model"),
            model_blessing=Channel(
                type=ModelBlessing, producer_component_id="Champion", output_key="blessing"
            ),
            candidate=trainer.outputs["model"],
        ).with_id("Baseline")
        evaluator = Evaluator(model=trainer.outputs["model"], baseline_model=baseline.outputs["model"])
        champion = Champion(
            candidate=trainer.outputs["model"],
            candidate_blessing=evaluator.outputs["blessing"],
            worthy=worthy,
            split=split,
        )
        nodes = [trainer, baseline, evaluator, champion]
        LocalDagRunner().run(
            pipeline.Pipeline(
                "baseline",
                str(self.folder / "root"),
                components=nodes,
                enable_cache=True,
                metadata_connection_config=self.connection,
            )
        )
        return self._last_run()

    def _last_run(self):
        store = MetadataStore(self.connection)
        context = max(store.get_contexts_by_type("pipeline_run"), key=lambda c: c.id)
        run = {}
        for execution in store.get_executions_by_context(context.id):
            contexts = store.get_contexts_by_execution(execution.id)
            node = next(c.name for c in contexts if c.type == "node").partition(".")[2]
            run[node] = Node(store, execution)
        return run


class Node:
    """One execution: whether it came from the cache, and the place of its artifact in each channel."""

    def __init__(self, store, execution):
        self.cached = execution.last_known_state == metadata_store_pb2.Execution.CACHED
        events = store.get_events_by_execution_ids([execution.id])
        uris = {a.id: a.uri for a in store.get_artifacts_by_id([e.artifact_id for e in events])}
        self.uris = {event.path.steps[0].key: uris[event.artifact_id] for event in events}


@pytest.fixture
def runs(tmp_path):
    return Runs(tmp_path)


def baseline_of(run):
    return run["Evaluator"].uris.get("baseline_model")


def champion_of(run):
    return run["Champion"].uris["model"]


def test_the_first_run_has_no_baseline_and_still_evaluates(runs):
    first = runs.run(1)
    assert set(first) == {"Trainer", "Baseline", "Evaluator", "Champion"}
    assert baseline_of(first) is None


def test_an_unchanged_run_is_all_cache(runs):
    first, second = runs.run(1), runs.run(1)
    assert not first["Evaluator"].cached
    assert all(second[node].cached for node in ("Trainer", "Evaluator", "Champion"))
    assert baseline_of(second) is None


def test_a_new_candidate_is_compared_with_the_champion_before_it(runs):
    first = runs.run(1)
    runs.run(1)
    third = runs.run(2)
    assert baseline_of(third) == champion_of(first)
    fourth = runs.run(3)
    assert baseline_of(fourth) == champion_of(third)
    again = runs.run(3)
    assert again["Evaluator"].cached
    assert baseline_of(again) == champion_of(third)


def test_a_model_that_only_the_evaluator_blessed_is_no_baseline(runs):
    good = runs.run(1)
    runs.run(2, worthy=0)
    assert baseline_of(runs.run(3)) == champion_of(good)


def test_a_champion_of_another_split_is_no_baseline(runs):
    runs.run(1, split="1")
    assert baseline_of(runs.run(2, split="2")) is None
