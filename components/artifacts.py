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
    """A folder with `report.html`."""

    TYPE_NAME = "RunReport"
