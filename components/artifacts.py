"""Artifact types beside TFX's own."""

from tfx.types import artifact


class IngestionReport(artifact.Artifact):
    """What ExampleGen read: `report.json`, and `quarantine.csv` where records were put aside."""

    TYPE_NAME = "IngestionReport"


class DataProfile(artifact.Artifact):
    """How the features of a span are distributed: `profile.parquet`."""

    TYPE_NAME = "DataProfile"


class ChampionChoice(artifact.Artifact):
    """Which family won and why: `choice.json` and `verdict.json`."""

    TYPE_NAME = "ChampionChoice"


class RunReport(artifact.Artifact):
    """The page of a run: `report.html`, `report.md`, and `kubeflow.json` for a dashboard."""

    TYPE_NAME = "RunReport"


class ReferenceLevel(artifact.Artifact):
    """What a model is held against where it is weak: `reference.json`."""

    TYPE_NAME = "ReferenceLevel"


class Approval(artifact.Artifact):
    """The sign-off of one person for one model."""

    TYPE_NAME = "Approval"
