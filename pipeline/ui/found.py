"""Runs, models and what belongs to them, as they are at this moment."""

import dataclasses
from collections.abc import Mapping, Sequence

from werkzeug.exceptions import NotFound

from components.audit.approvals import Approval, all_approvals, counted
from components.gates import Verdict
from pipeline import places
from pipeline.lineage import Lineage, trace
from pipeline.registry import PushedVersion, list_models
from pipeline.runs import NodeRun
from pipeline.settings import Settings
from pipeline.ui import store
from pipeline.ui.records import Run, Status, read_runs


def run_of(settings: Settings, run_id: str) -> Run:
    """A run by its id.

    Raises:
        NotFound: there is none.
    """
    found = next((run for run in read_runs(settings) if run.id == run_id), None)
    if found is None:
        raise NotFound(f"There is no run {run_id} in {places.absolute(settings.out)}.")
    return found


def models_of(settings: Settings) -> list[PushedVersion]:
    """Every pushed version, newest first."""
    return list_models(places.models_folder(settings))


def model_of(settings: Settings, version: int) -> PushedVersion:
    """A pushed model by its version.

    Raises:
        NotFound: there is none.
    """
    found = next((model for model in models_of(settings) if model.version == version), None)
    if found is None:
        raise NotFound(f"There is no model {version} in {places.models_folder(settings)}.")
    return found


def pusher_of(runs: Sequence[Run], version: int) -> Run | None:
    """The first run that pushed a version; later ones took the push from the cache."""
    pushed = (
        run
        for run in reversed(runs)
        if run.manifest and run.manifest.pushed and run.manifest.pushed.version == str(version)
    )
    return next(pushed, None)


def verdicts_of(settings: Settings, nodes: dict[str, NodeRun]) -> list[Verdict]:
    """The verdicts of nodes, those that refused first.

    Raises:
        CascadaError: one is damaged.
    """
    root = places.pipeline_root(settings)
    found = (store.verdict_of(node, root) for node in nodes.values())
    return sorted((verdict for verdict in found if verdict), key=lambda verdict: verdict.passed)


def judged(run: Run, verdicts: Sequence[Verdict]) -> Run:
    """The same; a run that failed because a gate did says that it was refused."""
    refusals = tuple(verdict for verdict in verdicts if verdict.failed)
    if run.status is Status.FAILED and refusals:
        return dataclasses.replace(run, status=Status.REFUSED, refusals=refusals)
    return run


def judged_runs(settings: Settings) -> list[Run]:
    """Every run, newest first, refused ones as such.

    Raises:
        CascadaError: ML Metadata cannot be read.
    """
    file = places.metadata_file(settings)
    return [
        judged(run, verdicts_of(settings, store.nodes_of(file, run.id)))
        if run.status is Status.FAILED
        else run
        for run in read_runs(settings)
    ]


def approvals_of(settings: Settings, models: Sequence[PushedVersion]) -> Mapping[int, Sequence[Approval]]:
    """The sign-offs of each version that hold.

    Raises:
        CascadaError: ML Metadata cannot be read.
    """
    made = store.ask(places.metadata_file(settings), all_approvals) if models else ()
    return {model.version: counted(made, model.manifest.content) for model in models if model.manifest}


def lineage_of(settings: Settings, model: PushedVersion) -> Lineage:
    """What a model was made of.

    Raises:
        CascadaError: ML Metadata does not know it, or cannot be read.
    """
    return store.ask(places.metadata_file(settings), lambda opened: trace(opened, model.path))
