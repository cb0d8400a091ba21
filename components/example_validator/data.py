"""What is judged, what it is held against, and what comes of it."""

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

from tensorflow_metadata.proto.v0 import anomalies_pb2, statistics_pb2

from components.columns import Batches
from components.example_validator.profile import Profile
from components.example_validator.shifts.recorded import Recorded
from components.findings import Finding
from components.gates import Outcome, Verdict

NODE = "ExampleValidator"
TRAINING, SERVING = "TRAINING", "SERVING"

Statistics: TypeAlias = statistics_pb2.DatasetFeatureStatisticsList
Source: TypeAlias = Callable[[], Batches]


@dataclasses.dataclass(frozen=True)
class Data:
    """Data and what is known of it.

    Attributes:
        name: in words, such as `span 2`.
        splits: split -> a function that gives its batches, each time from the beginning.
        statistics: of each split.
        environment: TRAINING; SERVING of data without labels.
    """

    name: str
    splits: Mapping[str, Source]
    statistics: Mapping[str, Statistics]
    environment: str = TRAINING


@dataclasses.dataclass(frozen=True)
class Against:
    """What data is compared with.

    Attributes:
        name: of the last span that passed.
        profile: of that span; None where there is none yet.
        raw: the span itself, where it is at hand.
        serving: scored or measured events; None where none are named.
        champion: folder of the last champion's SavedModel; None where there is none.
        recorded: what its own evaluation found, or why that is not known.
    """

    name: str = "baseline"
    profile: Profile | None = None
    raw: Data | None = None
    serving: Data | None = None
    champion: str | None = None
    recorded: Recorded | str = ""


@dataclasses.dataclass(frozen=True)
class Review:
    """What came of it.

    Attributes:
        findings: of every comparison, also of those that could not be made.
        profile: of this data, for later spans.
        anomalies: of each split, as TensorFlow Data Validation gives them.
    """

    findings: tuple[Finding, ...]
    profile: Profile
    anomalies: Mapping[str, anomalies_pb2.Anomalies]

    @property
    def verdict(self) -> Verdict:
        """The same as gates; what is farthest beyond its limit comes first."""
        worst_first = sorted(self.findings, key=_excess, reverse=True)
        return Verdict(NODE, tuple(finding.gate() for finding in worst_first))


def _excess(finding: Finding) -> float:
    """How many times its limit a failed finding is; without a limit infinitely many times, else 0."""
    if finding.outcome is not Outcome.FAILED:
        return 0
    return finding.estimate.value / finding.threshold if finding.estimate and finding.threshold else math.inf
