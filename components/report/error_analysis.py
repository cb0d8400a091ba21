"""Error analysis: where the mistakes are, and what mending them would gain.

As Andrew Ng teaches it in "Machine Learning in Production": for each tag of the data the share of all
mistakes that are in it, its error rate, how much of the data it is, how far it is from the level that can be
reached, and the product of the last two: the accuracy that is gained by closing that gap.
"""

import dataclasses
from collections.abc import Iterable, Iterator

from components.page.markup import details, percent, text
from components.page.sorting import Cell, sortable
from components.report.content import Content, Json
from components.report.measures import is_cross, place, shown, signed, singles
from components.report.slices import named

HEADER = (
    "tag",
    "showers",
    "of the data",
    "error rate",
    "of all mistakes",
    "reference level",
    "gap",
    "gap × share of the data",
)
NOTE = (
    "<p class=quiet>Gap × share of the data is how much the accuracy of all showers would rise if the model "
    "were as good there as the reference level: what to work on first. Tags overlap, so gains do not add "
    "up.</p>"
)
NONE = "<p class=not-compared>There is no reference level, so gaps are not known.</p>"


@dataclasses.dataclass(frozen=True)
class Tag:
    """One part of the data.

    Attributes:
        band: the slice.
        share: of the data.
        errors: share of all mistakes; None where there are no mistakes.
        error_rate: share of its showers that are mistaken.
        reference: the accuracy that can be reached there; None where it is not known.
    """

    band: Json
    share: float
    errors: float | None
    error_rate: float
    reference: float | None

    @property
    def gap(self) -> float | None:
        """How far the accuracy is below the reference level."""
        return None if self.reference is None else self.reference - (1 - self.error_rate)

    @property
    def gain(self) -> float | None:
        """What mending it would add to the accuracy of all showers."""
        return None if self.gap is None else self.gap * self.share


def tags(bands: Iterable[Json], found: Json, reference: Json | None) -> list[Tag]:
    """Every slice with an accuracy, what gains most first, else what is most of all mistakes.

    What holds all of the data is no tag.

    Args:
        bands: of `slices` of the `metrics.json`.
        found: the `metrics.json`.
        reference: the `reference.json`; None where there is none.
    """
    levels = {place(band): band["metrics"].get("accuracy") for band in (reference or {}).get("slices", [])}
    only = (reference or {}).get("overall", {}).get("accuracy") if not levels else None
    mistakes = found["examples"] * (1 - found["overall"]["accuracy"])
    made = [
        _tag(band, found["examples"], mistakes, levels.get(place(band), only))
        for band in bands
        if "accuracy" in band["metrics"] and band["examples"] < found["examples"]
    ]
    return sorted(made, key=lambda tag: (-_or_least(tag.gain), -_or_least(tag.errors)))


def _tag(band: Json, examples: int, mistakes: float, reference: float | None) -> Tag:
    rate = 1 - band["metrics"]["accuracy"]
    errors = band["examples"] * rate / mistakes if mistakes > 0 else None
    return Tag(band, band["examples"] / examples, errors, rate, reference)


def _or_least(value: float | None) -> float:
    return float("-inf") if value is None else value


def error_section(content: Content) -> str:
    """The table of tags, and the sentence of what to work on first."""
    found = content.champion
    if found is None or not found["slices"]:
        return ""
    single = tags(singles(found["slices"]), found, content.reference)
    crossed = tags(filter(is_cross, found["slices"]), found, content.reference)
    more = details("Cross slices", _table(crossed)) if crossed else ""
    return (
        f"<h3 id=errors>Error analysis: what to work on first</h3>{_reference(content.reference)}"
        f"{_first(single)}{NOTE}{_table(single)}{more}"
    )


def _reference(reference: Json | None) -> str:
    if not reference:
        return NONE
    level = shown(reference.get("overall", {}).get("accuracy"))
    said = f"{reference['name']}: accuracy {level}. {reference.get('sentence', '')}"
    source = f" ({reference['source']})" if reference.get("source") else ""
    return f"<p><b>Reference level.</b> {text(said)}{text(source)}</p>"


def _first(ranked: list[Tag]) -> str:
    if not ranked or ranked[0].gain is None or ranked[0].gain <= 0:
        return ""
    best, widest = ranked[0], max(ranked, key=lambda tag: _or_least(tag.gap))
    said = (
        f"Most is to be gained at {named(best.band)}: {signed(best.gain)} of accuracy, with "
        f"{percent(best.errors or 0)} of all mistakes in {percent(best.share)} of the data."
    )
    if widest is not best:
        said += f" The widest gap is at {named(widest.band)}: {shown(widest.gap)}."
    return f"<p>{said}</p>"


def _table(ranked: Iterable[Tag]) -> str:
    return sortable(HEADER, map(_row, ranked), label="error analysis")


def _row(tag: Tag) -> Iterator[Cell]:
    yield Cell(named(tag.band), place(tag.band))
    yield Cell(str(tag.band["examples"]), tag.band["examples"])
    yield Cell(percent(tag.share), tag.share)
    yield Cell(percent(tag.error_rate), tag.error_rate)
    yield Cell("" if tag.errors is None else _bar(tag.errors), "" if tag.errors is None else tag.errors)
    yield Cell(shown(tag.reference), "" if tag.reference is None else tag.reference)
    yield Cell(signed(tag.gap), "" if tag.gap is None else tag.gap)
    yield Cell(f"<b>{signed(tag.gain)}</b>", "" if tag.gain is None else tag.gain)


def _bar(share: float) -> str:
    return f"<span class=share style='--p:{min(share, 1):.0%}'>{percent(share)}</span>"
