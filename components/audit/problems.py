"""What a checklist names that its dataset does not have, or that the pipeline does not measure."""

from collections.abc import Iterable, Iterator

from components.audit.evidence import Evidence, Item, Known
from components.showers.dataset import Dataset


def problems(items: Iterable[Item], dataset: Dataset, known: Known | None) -> list[str]:
    """Each problem with its place, such as `zenith.shown_by.1: slice theta is not known`."""
    return [
        f"{item.id}.shown_by.{number}: {problem}"
        for item in items
        for number, evidence in enumerate(item.shown_by)
        for problem in _of(evidence, dataset, known)
    ]


def _of(evidence: Evidence, dataset: Dataset, known: Known | None) -> Iterator[str]:
    features = [feature.name for feature in dataset.features]
    yield from _unknown("class", evidence.class_, dataset.classes)
    yield from _unknown("feature", evidence.feature, features)
    if known is None:
        return
    yield from _unknown("finding", evidence.finding, known.findings)
    yield from _unknown("probe", evidence.probe, known.probes)
    yield from _unknown("slice", evidence.slice, known.slices)
    bands = known.slices.get(evidence.slice or "", ())
    yield from _unknown("band", evidence.band, bands) if bands else ()
    if evidence.metric and not evidence.metrics_among(known.metrics, dataset.classes):
        subject = evidence.class_ or evidence.separation
        of = f" of {subject}" if subject else ""
        yield f"metric {evidence.metric}{of} is not measured; measured are: {_listed(known.metrics)}"


def _unknown(field: str, value: str | None, known: Iterable[str]) -> Iterator[str]:
    if value is not None and value not in known:
        yield f"{field} {value} is not known; known: {_listed(known)}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
