"""Artifact types beside TFX's own."""

from tfx.types import artifact


class IngestionReport(artifact.Artifact):
    """What ExampleGen read: `report.json`, and `quarantine.csv` where records were put aside."""

    TYPE_NAME = "IngestionReport"


PROFILE_DATA, PROFILE_DATASET = "data", "dataset"
"""Properties of a profile: what a person calls the data, and the dataset it is of."""
PROFILE_EXAMPLES, PROFILE_FINGERPRINT = "examples", "fingerprint"
"""Properties of a profile: the place of its examples, and the fingerprint of the files they came from."""
INPUT_FINGERPRINT = "input_fingerprint"
"""TFX's property of examples: the fingerprint of the files they came from."""


class DataProfile(artifact.Artifact):
    """How the features of a span are distributed: `profile.parquet`."""

    TYPE_NAME = "DataProfile"


class ChampionChoice(artifact.Artifact):
    """Which family won and why: `choice.json` and `verdict.json`."""

    TYPE_NAME = "ChampionChoice"


class RunReport(artifact.Artifact):
    """A folder with `report.html`."""

    TYPE_NAME = "RunReport"
