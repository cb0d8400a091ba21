"""Leaves the findings and their page where a person looks for them, then lets the run go on or stops it."""

from components.example_validator.data import Against, Review
from components.files import write_text
from components.findings import FINDINGS_FILE, to_json
from components.gates import refusal_folder
from components.settings import ExampleValidator

PAGE_FILE = "index.html"
FIX = (
    "Correct the data; or, if it is right, dataset.yaml and schema.pbtxt, or let it pass with "
    '--allow-drift FEATURE --reason "TEXT", where a kind of gate, such as drift, may stand for FEATURE. '
    "{folder}/" + PAGE_FILE + " shows the histograms."
)


def facts(against: Against, settings: ExampleValidator) -> dict[str, str]:
    """What data was compared with, and by which settings, for the end of the page."""
    return {
        "compared with": against.name if against.profile else "nothing: there is no baseline yet",
        "serving data": settings.serving or "none",
        "last champion": against.champion or "none",
        **{name: str(value) for name, value in settings.model_dump().items() if name != "serving"},
    }


def write(review: Review, folder: str, page: str) -> None:
    """Writes `findings.json`, `index.html` and `verdict.json` into a folder."""
    write_text(f"{folder}/{FINDINGS_FILE}", to_json(review.findings))
    write_text(f"{folder}/{PAGE_FILE}", page)
    review.verdict.write(folder)


def enforce(review: Review, folder: str, page: str) -> None:
    """Writes them into an artifact, or beside it where TFX keeps nothing, and stops the run.

    Args:
        review: what was found.
        folder: of the output artifact.
        page: the HTML.

    Raises:
        GateError: a gate failed.
    """
    kept = folder if review.verdict.passed else refusal_folder(folder)
    write(review, kept, page)
    review.verdict.enforce(folder, FIX.format(folder=kept))
