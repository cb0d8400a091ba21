"""The pages of one output folder; what cannot be read is said above what can."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from components.audit.approvals import Approval
from components.errors import CascadaError
from components.gates import Verdict
from pipeline import places
from pipeline.lineage_words import tree
from pipeline.registry import PushedVersion
from pipeline.runs import NodeRun
from pipeline.settings import Settings
from pipeline.ui import found, store
from pipeline.ui.artifact_page import artifact_page
from pipeline.ui.files import folder_of
from pipeline.ui.model_page import model_page
from pipeline.ui.overview import overview
from pipeline.ui.parts import message
from pipeline.ui.records import Status, read_runs
from pipeline.ui.run_page import run_page

Answer = TypeVar("Answer")
NOBODY: Mapping[int, Sequence[Approval]] = {}


class Problems:
    """What could not be read."""

    def __init__(self) -> None:
        self._messages: list[str] = []

    def unless(self, question: Callable[[], Answer], otherwise: Answer) -> Answer:
        """What was asked for, or else something else and a message about that."""
        try:
            return question()
        except CascadaError as error:
            self._messages.append(message(error.what, error.fix, error.where))
            return otherwise

    @property
    def html(self) -> str:
        """All messages, each once."""
        return "".join(dict.fromkeys(self._messages))


def overview_of(settings: Settings, sought: str) -> str:
    """Every run and every model."""
    problems, models = Problems(), found.models_of(settings)
    approvals = problems.unless(lambda: found.approvals_of(settings, models), NOBODY)
    runs = problems.unless(lambda: found.judged_runs(settings), read_runs(settings))
    place = places.absolute(settings.out)
    return overview(runs, models, approvals, place, sought=sought, problem=problems.html)


def run_view(settings: Settings, run_id: str) -> str:
    """The page of a run.

    Raises:
        NotFound: there is none.
    """
    run, problems = found.run_of(settings, run_id), Problems()
    nodes: dict[str, NodeRun] = {}
    running: set[str] = set()
    verdicts: list[Verdict] = []
    file = places.metadata_file(settings)
    if run.manifest is not None:
        nodes = problems.unless(lambda: store.nodes_of(file, run_id), nodes)
    if run.status is Status.RUNNING:
        running = problems.unless(lambda: store.unfinished(file, nodes), running)
    done = {name: node for name, node in nodes.items() if name not in running}
    verdicts = problems.unless(lambda: found.verdicts_of(settings, done), verdicts)
    place, run = places.absolute(settings.out), found.judged(run, verdicts)
    return run_page(run, nodes, running, verdicts, place, problem=problems.html)


def model_view(settings: Settings, version: int) -> str:
    """The page of a model.

    Raises:
        NotFound: there is none.
    """
    model, problems = found.model_of(settings, version), Problems()
    approvals = problems.unless(lambda: found.approvals_of(settings, [model]), NOBODY)
    lineage = problems.unless(lambda: tree(found.lineage_of(settings, model)), "")
    return model_page(
        model,
        found.pusher_of(read_runs(settings), version),
        approvals.get(version, ()),
        _rivals(model, found.models_of(settings)),
        lineage,
        places.absolute(settings.out),
        problem=problems.html,
    )


def _rivals(model: PushedVersion, models: list[PushedVersion]) -> list[int]:
    """The live version, and the one before this one."""
    live = [other.version for other in models if other.live]
    before = [other.version for other in models if other.version < model.version][:1]
    return [version for version in dict.fromkeys([*live, *before]) if version != model.version]


def artifact_view(settings: Settings, number: int) -> str:
    """The files of an artifact.

    Raises:
        CascadaError: ML Metadata does not know it, or it is not there.
    """
    folder = folder_of(store.uri_of(places.metadata_file(settings), number))
    return artifact_page(number, folder, places.absolute(settings.out))
