"""What a comparison of data found: a measure with its interval, histograms, and a sentence for a person.

Every kind of comparison gives the same `Finding`, so that one page can show them all, and each is also a
`Gate` of the verdict that lets the run go on or stops it.
"""

import dataclasses
import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from components.gates import Gate, Outcome

FINDINGS_FILE = "findings.json"
MISSING, OTHER = "missing", "other"
"""Labels of the bins of a histogram for what has no value, and for values that the reference lacks."""


class Kind(StrEnum):
    """What may be wrong with data, as the course notes tell it apart."""

    SCHEMA = "schema"
    SCHEMA_SKEW = "schema skew"
    FEATURE_SKEW = "feature skew"
    DRIFT = "drift"
    DISTRIBUTION_SKEW = "distribution skew"
    COVARIATE = "covariate shift"
    LABEL = "label shift"
    CONCEPT = "concept shift"
    DUPLICATES = "duplicates"
    CONSTANT = "constant feature"


@dataclasses.dataclass(frozen=True)
class Estimate:
    """A measured value.

    Attributes:
        value: what was measured.
        low, high: its interval of 95 %.
        p_value: chance of so much or more where nothing differs; None where there is no such test.
    """

    value: float
    low: float
    high: float
    p_value: float | None


@dataclasses.dataclass(frozen=True)
class Histogram:
    """The two distributions of a feature side by side.

    Attributes:
        unit: of the edges in the labels; empty for none.
        bins: a label for people of each bin [bins].
        reference, current: share of the values in each bin [bins].
    """

    unit: str
    bins: tuple[str, ...]
    reference: tuple[float, ...]
    current: tuple[float, ...]


@dataclasses.dataclass(frozen=True)
class Finding:
    """One comparison, with everything a report shows of it.

    Attributes:
        kind: what was looked for.
        split: of which data, such as `train`.
        feature: of which feature; empty for the whole.
        reference: what it was compared with, in words; empty for nothing.
        measure: what was measured, such as `Chebyshev distance`; empty for nothing.
        estimate: what was found; None where nothing could be measured.
        threshold: the limit; None where there is none.
        outcome: passed, failed or not compared, whatever is allowed.
        sentence: all this for a person.
        histogram: the distributions, where there are any.
        table: more to show: rows of cells, the first is the header.
        allowed: the reason that a person gave to go on in spite of a failure; empty for none.
    """

    kind: Kind
    split: str
    feature: str
    reference: str
    measure: str
    estimate: Estimate | None
    threshold: float | None
    outcome: Outcome
    sentence: str
    histogram: Histogram | None = None
    table: tuple[tuple[str, ...], ...] = ()
    allowed: str = ""

    @property
    def name(self) -> str:
        """What the gate is called: `drift:train:zenith:Chebyshev distance`, without the parts it lacks."""
        return ":".join(part for part in (self.kind, self.split, self.feature, self.measure) if part)

    def gate(self) -> Gate:
        """The same as a gate of a verdict; a failure that a person allowed does not stop the run."""
        excused = self.outcome is Outcome.FAILED and bool(self.allowed)
        return Gate(
            name=self.name,
            compared=self._compared(),
            measured=self.estimate.value if self.estimate else None,
            threshold=self.threshold,
            outcome=Outcome.PASSED if excused else self.outcome,
            sentence=f"{self.sentence}; allowed: {self.allowed}" if excused else self.sentence,
        )

    def _compared(self) -> str:
        subject = f"{self.feature} of {self.split}" if self.feature else self.split
        return f"{subject} with {self.reference or 'nothing'}"


def to_json(findings: Iterable[Finding]) -> str:
    """The text of `findings.json`."""
    return json.dumps([dataclasses.asdict(finding) for finding in findings], indent=1) + "\n"


def from_json(text: str) -> tuple[Finding, ...]:
    """Reads what `to_json` wrote."""
    return tuple(_finding(content) for content in json.loads(text))


def _finding(content: dict[str, Any]) -> Finding:
    estimate, histogram = content["estimate"], content["histogram"]
    made = {
        "kind": Kind(content["kind"]),
        "outcome": Outcome(content["outcome"]),
        "estimate": Estimate(**estimate) if estimate else None,
        "histogram": _histogram(histogram) if histogram else None,
        "table": tuple(map(tuple, content["table"])),
    }
    return Finding(**{**content, **made})


def _histogram(content: dict[str, Any]) -> Histogram:
    unit = content.pop("unit")
    return Histogram(unit, **{name: tuple(values) for name, values in content.items()})
