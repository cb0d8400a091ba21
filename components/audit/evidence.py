"""Evidence that a checklist names, and what a pipeline measures, which it is held against."""

import dataclasses
from collections.abc import Container, Mapping
from typing import Annotated, Self

import pydantic

Text = Annotated[str, pydantic.Field(min_length=1)]
Word = Annotated[str, pydantic.Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Strict(pydantic.BaseModel):
    """Unknown names are refused, nothing changes after reading."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Evidence(Strict):
    """Where something wrong would show: in a metric, in what the data gates found, or in a probe.

    Attributes:
        metric: a metric of the test split, without its class or separation; without both, and where it has
            one for each class, those of all classes.
        class_: `class` in YAML; of a metric, or of the shift of a probe, which without it is the largest.
        separation: of a metric.
        slice: a slice of the review, such as `sec_zenith`; None for all examples together.
        band: one of its bands; None for each.
        finding: a kind of finding of the data gates, such as `drift`.
        feature: of the finding; None for any.
        probe: a sample of changed simulations, such as `ageing`, and how the predicted fractions shift there.
    """

    metric: str | None = None
    class_: str | None = pydantic.Field(default=None, alias="class")
    separation: str | None = None
    slice: str | None = None
    band: str | None = None
    finding: str | None = None
    feature: str | None = None
    probe: str | None = None

    @pydantic.model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        if sum(one is not None for one in (self.metric, self.finding, self.probe)) != 1:
            raise ValueError("name one of metric, finding, probe")
        allowed = {"metric": {"class_", "separation", "slice", "band"}, "probe": {"class_"}}
        kind = "metric" if self.metric else "finding" if self.finding else "probe"
        given = {name for name, value in dict(self).items() if value is not None} - {kind}
        if wrong := sorted(given - allowed.get(kind, {"feature"})):
            raise ValueError(f"{wrong[0].rstrip('_')} does not belong to a {kind}")
        if self.band and not self.slice:
            raise ValueError(f"band {self.band} needs the slice it belongs to")
        if self.class_ and self.separation:
            raise ValueError("a metric is of a class or of a separation, not of both")
        return self

    def metrics_among(self, known: Container[str], classes: tuple[str, ...]) -> tuple[str, ...]:
        """The full names of its metrics, such as `recall_iron`, among those that are known."""
        subject = self.class_ or self.separation
        whole = f"{self.metric}_{subject}" if subject else str(self.metric)
        each = () if subject else tuple(f"{self.metric}_{name}" for name in classes)
        return (whole,) if whole in known else tuple(name for name in each if name in known)


class Item(Strict):
    """One thing that people fear.

    Attributes:
        id: short and stable, for machines and tables.
        fear: what could go wrong, in a sentence.
        shown_by: what would show it.
        control: what is done about it.
        sign: the role of the person who judges whether that is enough, such as `physics`.
    """

    id: Word
    fear: Text
    shown_by: Annotated[tuple[Evidence, ...], pydantic.Field(min_length=1)]
    control: Text
    sign: Word


@dataclasses.dataclass(frozen=True)
class Known:
    """What a pipeline measures, for a checklist to be held against.

    Attributes:
        metrics: full names, as in `metrics.json`: `accuracy`, `recall_iron`, `auc_proton_iron`.
        slices: the bands of each slice; none where any value is a band.
        findings: the kinds of findings of the data gates.
        probes: the samples of changed simulations; empty where a dataset has none.
    """

    metrics: frozenset[str]
    slices: Mapping[str, tuple[str, ...]]
    findings: frozenset[str]
    probes: frozenset[str]
