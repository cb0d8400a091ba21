"""The nodes of the small pipeline, which need neither TensorFlow nor Beam."""

import os
import pathlib
import time

from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types.standard_artifacts import Examples, Integer, String

from components.errors import GateError


@component
def Count(  # noqa: N802
    examples: InputArtifact[Examples], count: OutputArtifact[Integer], word: Parameter[str]
) -> None:
    """Counts files; what it is to do besides stands in its word."""
    if word == "refuse":
        raise GateError("too few", where="Count", fix="Bring more.")
    if word == "break":
        raise ZeroDivisionError("of no use to anybody")
    if word.startswith("wait"):
        _wait_once(pathlib.Path(word.partition(" ")[2]), pathlib.Path(count.uri).parent)
    count.value = len(list(pathlib.Path(examples.uri).rglob("*.gz")))


@component
def Note(count: InputArtifact[Integer], note: OutputArtifact[String]) -> None:  # noqa: N802
    """Writes down what was counted."""
    note.value = f"there are {count.value}"
    folder = pathlib.Path(note.uri).parent
    (folder / "report.html").write_text("<p>counted</p>")
    (folder / "metrics.json").write_text('{"overall": {"files": 2, "name": "x"}}')


@component
def Read(note: InputArtifact[String], read: OutputArtifact[String]) -> None:  # noqa: N802
    """Reads the note."""
    read.value = note.value.upper()


def _wait_once(mark: pathlib.Path, output: pathlib.Path) -> None:
    """The first attempt leaves half of an output, and waits to be killed; the next sees that it is gone."""
    if mark.exists():
        assert not (output / "half").exists()
        return
    output.mkdir(parents=True, exist_ok=True)
    (output / "half").write_text("half")
    mark.write_text(str(os.getpid()))
    time.sleep(120)
