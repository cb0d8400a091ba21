"""Whole documents that other parts make: the report of a run, the comparison of two, a lineage as a picture.

What they are made with is imported when they are asked for: TFX alone takes longer than a first page may.
"""

import pathlib
import tempfile
from typing import TYPE_CHECKING

from werkzeug.exceptions import NotFound

from components.files import exists, read_text
from pipeline import places
from pipeline.runs import State
from pipeline.settings import Settings
from pipeline.ui import store
from pipeline.ui.found import lineage_of, model_of, pusher_of, run_of
from pipeline.ui.records import read_runs

if TYPE_CHECKING:
    from components.report.sources import Sources

REPORT = "report.html"


def report(settings: Settings, run_id: str) -> str:
    """The report of a run: the one that it made, that `cascada report` made, or one made now.

    Raises:
        NotFound: there is no such run.
        CascadaError: there is nothing to report on.
    """
    run = run_of(settings, run_id)
    node = store.nodes_of(places.metadata_file(settings), run.id).get("Report")
    made = node is not None and node.state in (State.RAN, State.CACHED) and "report" in node.outputs
    folders = [*([node.uri("report")] if node and made else []), str(run.folder)]
    for path in (f"{folder}/{REPORT}" for folder in folders):
        if exists(path):
            return read_text(path)
    from components.report.core import page
    from pipeline.review import sources_of_run

    return page(sources_of_run(settings, run.id))


def comparison(settings: Settings, first: str, second: str) -> str:
    """Two sides beside each other, each `run:ID` or `model:VERSION`.

    Raises:
        NotFound: there is no such run or model.
        CascadaError: there is nothing to compare.
    """
    from components.report.comparison import compare

    return compare(_side(settings, first), _side(settings, second))


def _side(settings: Settings, side: str) -> "Sources":
    from pipeline.review import sources_of_model, sources_of_run

    kind, _, name = side.partition(":")
    if kind == "run":
        return sources_of_run(settings, run_of(settings, name).id)
    if kind == "model" and name.isdecimal():
        version = model_of(settings, int(name)).version
        pusher = pusher_of(read_runs(settings), version)
        return sources_of_run(settings, pusher.id) if pusher else sources_of_model(settings, str(version))
    raise NotFound(f"{side} is neither run:ID nor model:VERSION.")


def lineage_picture(settings: Settings, version: int) -> bytes:
    """The lineage of a model, SVG.

    Raises:
        NotFound: there is no such model.
        CascadaError: ML Metadata does not know it.
    """
    from pipeline.lineage_picture import draw

    lineage = lineage_of(settings, model_of(settings, version))
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "lineage.svg")
        draw(lineage, path)
        return path.read_bytes()
