"""The page of one artifact: the files in its folder."""

import pathlib

from components.page.markup import text
from components.page.sorting import Cell, sortable
from pipeline.ui import links
from pipeline.ui.files import LISTED, files_below
from pipeline.ui.parts import link, page, size


def artifact_page(number: int, folder: pathlib.Path, place: str) -> str:
    """The page.

    Args:
        number: id of the artifact in ML Metadata.
        folder: where it stands.
        place: the output folder.
    """
    rows = [
        [Cell(link(links.artifact(number, name), name), name), Cell(size(count), count)]
        for name, count in files_below(folder)
    ]
    listed = sortable(("file", "size"), rows, label="Files") if rows else "<p class=quiet>No files.</p>"
    more = f"<p class=quiet>The first {LISTED} files are listed.</p>" if len(rows) == LISTED else ""
    heading = f"<h1>Artifact {number}</h1><p><code>{text(folder)}</code></p>"
    return page(f"Artifact {number}", [heading, listed, more], place=place)
