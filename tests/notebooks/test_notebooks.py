"""Every notebook runs from top to bottom on this machine, and what is kept in it is fit to be shown."""

import itertools
import pathlib
import re

import nbformat
import pytest

from tests.notebooks.keep import FOLDER, NOTEBOOKS, execute

NAMES = ("dag", "data_review", "event_display", "lineage", "model_review", "quick_start", "zoo")
PLACES = re.compile(r"/(work|home|root|tmp|usr|Users)/|Traceback")
MOST_BYTES = 400_000

of_each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """One output folder for all, not that of the developer; the first that needs the small run does it."""
    return tmp_path_factory.mktemp("notebooks")


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return list(itertools.chain.from_iterable(cell.outputs for cell in code(notebook)))


def pictures(notebook: nbformat.NotebookNode) -> int:
    return sum("image/png" in output.get("data", {}) for output in outputs(notebook))


def texts(notebook: nbformat.NotebookNode) -> str:
    """Everything that is shown and is no picture."""
    shown = [output.get("text", "") for output in outputs(notebook)]
    for output in outputs(notebook):
        shown += [str(text) for kind, text in output.get("data", {}).items() if not kind.startswith("image/")]
    return "\n".join(shown)


def test_there_is_one_for_each_question():
    assert tuple(path.stem for path in NOTEBOOKS) == NAMES


@of_each
def test_it_runs_and_shows_as_many_pictures_as_are_kept_in_it(
    path: pathlib.Path, out: pathlib.Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CASCADA_OUT", str(out))
    again = execute(path)
    assert pictures(again) == pictures(nbformat.read(path, as_version=4)) > 0
    assert [output for output in outputs(again) if output.get("name") == "stderr"] == []


@of_each
def test_what_is_kept_was_run_from_top_to_bottom_and_names_no_place_of_a_machine(path: pathlib.Path):
    kept = nbformat.read(path, as_version=4)
    assert [cell.execution_count for cell in code(kept)] == list(range(1, len(code(kept)) + 1))
    assert {output.output_type for output in outputs(kept)} <= {"stream", "display_data", "execute_result"}
    assert PLACES.findall(texts(kept)) == []
    assert path.stat().st_size < MOST_BYTES


@of_each
def test_it_says_first_that_the_events_are_synthetic(path: pathlib.Path):
    first = nbformat.read(path, as_version=4).cells[0]
    assert first.cell_type == "markdown"
    assert re.search(r"\*\*(All|The) events are synthetic", first.source, re.IGNORECASE)


@of_each
def test_its_links_lead_somewhere(path: pathlib.Path):
    words = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", words) if "://" not in target]
    assert [target for target in targets if not (FOLDER / target).exists()] == []
