"""Metrics against zenith angle, energy and whatever else showers are sliced by, as charts."""

import re
from collections.abc import Mapping, Sequence

from components.page.charts import Series, chart, charts, legend
from components.page.markup import details, plain, text
from components.page.scales import names, numbers
from components.report.content import Content, Json
from components.report.measures import heaviest, title
from components.report.slices import sliced_by

RANGE = re.compile(r"-?[\d.]+-[\d.]+$")
FIRST = ("sec_zenith", "zenith", "energy", "true_energy")
"""What a physicist asks for first."""
BLESSED, REFERENCE = 2, 3
"""Looks of the series that are no family."""
FEWEST = 20
"""Showers, below which a band is noise that would set the scale of its chart."""
Bands = Sequence[Json]


def bands_section(content: Content) -> str:
    """Charts of the accuracy against every slice, and of what else is asked for against the first ones."""
    if not content.metrics:
        return ""
    found = content.metrics[content.families[0]]
    ranges = [name for name, bands in sliced_by(found).items() if _is_range(bands)]
    main = [name for name in FIRST if name in ranges] or ranges[:2]
    if not main:
        return ""
    rest = [name for name in sliced_by(found) if name not in main]
    accuracy = charts(bands_chart(content, name, "accuracy") for name in rest)
    parts = [
        f"<h3>Against {text(' and '.join(map(plain, main)))}</h3>",
        f"<p class=quiet>Bands are intervals; what has fewer than {FEWEST} showers is left out.</p>",
        legend(_keys(content)),
        *(charts(bands_chart(content, name, metric) for metric in _metrics(found)) for name in main),
        details("Accuracy against everything else", accuracy) if rest else "",
    ]
    return "".join(parts)


def _metrics(found: Json) -> list[str]:
    heavy = heaviest(found)
    areas = [f"auc_{name}" for name in found.get("separations", [])]
    return ["accuracy", *areas, *(["ln_a_bias", f"predicted_fraction_{heavy}"] if heavy else [])]


def _keys(content: Content) -> list[tuple[int, str]]:
    families = [(look, plain(family)) for look, family in enumerate(content.families[:2])]
    blessed = [(BLESSED, "the blessed model")] if content.metrics[content.families[0]].get("baseline") else []
    reference = [(REFERENCE, f"reference: {content.reference['name']}")] if content.reference else []
    return [*families, *blessed, *reference]


def bands_chart(content: Content, name: str, metric: str) -> str:
    """A metric of both families, of the blessed model and of the reference level in the bands of one slice.

    Args:
        content: of the run.
        name: the slice.
        metric: full name.
    """
    grouped = {family: _bands(content.metrics[family], name) for family in content.families[:2]}
    bands = next(iter(grouped.values()))
    if not any(metric in band["metrics"] for band in bands):
        return ""
    labels = [str(band["band"]) for band in bands]
    series = [*_of_reference(content, name, metric, labels), *_of_blessed(bands, metric, labels)]
    for look, found in reversed(list(enumerate(grouped.values()))):
        series.append(_series(found, metric, labels, look, _is_range(bands)))
    y = numbers("", [height for one in series for height in one.heights])
    lines = [0.0] if metric == "ln_a_bias" else []
    return chart(title(metric), names(_with_unit(content, name), labels), y, series, lines)


def _with_unit(content: Content, name: str) -> str:
    units = {feature.name: feature.unit for feature in content.sources.dataset.features}
    unit = units.get(name, "")
    return f"{plain(name)} [{unit}]" if unit not in ("", "1") else plain(name)


def _bands(found: Json, name: str) -> list[Json]:
    return [band for band in sliced_by(found).get(name, []) if band["examples"] >= FEWEST]


def _series(bands: Bands, metric: str, labels: Sequence[str], look: int, joined: bool) -> Series:
    there = {str(band["band"]): band for band in bands}
    shift = 0.0 if joined else 0.12 * (2 * look - 1)
    known = [(place + shift, there.get(label)) for place, label in enumerate(labels)]
    points = [(x, band["metrics"].get(metric) if band else None) for x, band in known]
    limits = [band.get("intervals", {}).get(metric) if band else None for _, band in known]
    return Series("", points, limits, look, joined)


def _of_blessed(bands: Bands, metric: str, labels: Sequence[str]) -> list[Series]:
    values = {str(band["band"]): (band.get("baseline") or {}).get(metric) for band in bands}
    return _line(values, labels, BLESSED, _is_range(bands))


def _of_reference(content: Content, name: str, metric: str, labels: Sequence[str]) -> list[Series]:
    found = content.reference or {}
    whole = found.get("overall", {}).get(metric) if not found.get("slices") else None
    values: dict[str, float | None] = dict.fromkeys(labels, whole)  # as it stands for every band
    for band in found.get("slices", []):
        if band["slice"] == name:
            values[str(band["band"])] = band["metrics"].get(metric)
    return _line(values, labels, REFERENCE, True)


def _line(values: Mapping[str, float | None], labels: Sequence[str], look: int, joined: bool) -> list[Series]:
    points = [(float(place), values.get(label)) for place, label in enumerate(labels)]
    known = any(y is not None for _, y in points)
    return [Series("", points, look=look, joined=joined)] if known else []


def _is_range(bands: Bands) -> bool:
    return len(bands) > 1 and all(RANGE.match(str(band["band"])) for band in bands)
