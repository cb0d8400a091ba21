"""Addresses of these pages, in one place."""

from urllib.parse import quote

OVERVIEW = "/"


def run(run_id: str) -> str:
    """The page of a run."""
    return f"/runs/{quote(run_id, safe='')}"


def report(run_id: str) -> str:
    """The report of a run."""
    return f"{run(run_id)}/report"


def file_of_run(run_id: str, name: str) -> str:
    """The manifest or the log of a run."""
    return f"{run(run_id)}/{name}"


def model(version: int | str) -> str:
    """The page of a pushed model."""
    return f"/models/{version}"


def lineage(version: int) -> str:
    """The picture of a model's lineage."""
    return f"{model(version)}/lineage.svg"


def artifact(number: int, file: str = "") -> str:
    """An artifact of ML Metadata, or a file of it."""
    return f"/artifacts/{number}/{quote(file)}"


def compare(first: str, second: str) -> str:
    """Two sides beside each other; each is `run:ID` or `model:VERSION`."""
    return f"/compare?a={quote(first)}&b={quote(second)}"
