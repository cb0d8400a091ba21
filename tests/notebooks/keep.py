"""Runs notebooks as the tests do, and keeps what they show: `python -m tests.notebooks.keep [NAME ...]`."""

import pathlib
import sys

import nbformat
from nbclient import NotebookClient

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SECONDS = 600
"""The longest that a cell may take; the first one may run the whole pipeline on a busy machine."""


def execute(path: pathlib.Path) -> nbformat.NotebookNode:
    """The notebook with the outputs of a new kernel, from top to bottom."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    resources = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(
        notebook, timeout=SECONDS, record_timing=False, coalesce_streams=True, resources=resources
    )
    metadata = dict(notebook.metadata)
    client.execute()
    notebook.metadata = nbformat.from_dict(metadata)  # without the version of this machine's Python
    return notebook


def main(names: list[str]) -> None:
    for path in NOTEBOOKS:
        if not names or path.stem in names:
            nbformat.write(execute(path), path)
            print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
