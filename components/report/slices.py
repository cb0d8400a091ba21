"""The slices: how good the model is in each part of the data, and what the gates say of it."""

from collections.abc import Iterable, Sequence

from components.page.markup import details, text, words
from components.page.sorting import Cell, sortable
from components.report.content import Content, Json
from components.report.judged import LEGEND, Judged
from components.report.measures import (
    by_slice,
    change_words,
    heaviest,
    is_cross,
    limits,
    place,
    shown,
    singles,
    title,
)

HEADER = ("slice", "showers", "value", "interval", "against the blessed model")
NOTE = (
    "<p class=quiet>Click a header to sort. The interval is a bootstrap over whole groups of showers; the "
    "change is paired, on the same showers. A slice of few showers is noise before it is news.</p>"
)


def slices_section(content: Content) -> str:
    """A table of the slices by accuracy, cross slices, and all other metrics at a glance."""
    found, family = content.champion, content.family
    if found is None or family is None or not found["slices"]:
        return ""
    judged = Judged.of(content.verdicts.get(family))
    crossed = [band for band in found["slices"] if is_cross(band)]
    parts = [
        f"<h3 id=slices>Slices: accuracy of {words(family)}</h3>{NOTE}{LEGEND}",
        band_table(singles(found["slices"]), "accuracy", judged),
        _gaps(found, judged),
        details("Cross slices", band_table(crossed, "accuracy", judged)) if crossed else "",
        details("Every metric of every slice", _matrix(found, judged)),
        details("Every other metric, with intervals and changes", _each(found, judged)),
    ]
    return "".join(parts)


def band_table(bands: Iterable[Json], metric: str, judged: Judged) -> str:
    """A row for each band: count, value, interval, change, coloured by what the gates say.

    Args:
        bands: of `slices` of a `metrics.json`.
        metric: full name.
        judged: the gates of the family.
    """
    rows = (_row(band, metric, judged) for band in bands if metric in band["metrics"])
    return sortable(HEADER, rows, label=f"{title(metric)} of each slice")


def _row(band: Json, metric: str, judged: Judged) -> Iterable[Cell | str]:
    value, at = band["metrics"][metric], place(band)
    change = (band.get("changes") or {}).get(metric)
    interval = band.get("intervals", {}).get(metric)
    yield Cell(named(band), at)
    yield Cell(str(band["examples"]), band["examples"])
    yield Cell(f"{judged.mark(metric, at)} {shown(value)}", value, judged.tint(metric, at))
    yield Cell(limits(interval), interval[1] - interval[0] if interval else "")
    mark, tint = (look(metric, at, change=True) for look in (judged.mark, judged.tint))
    yield Cell(f"{mark} {change_words(metric, change)}", change["value"] if change else "", f"words {tint}")


def named(band: Json) -> str:
    """A band as HTML: the slice in plain, the band in bold."""
    return f"{words(band['slice'])} <b>{text(band['band'])}</b>"


def _gaps(found: Json, judged: Judged) -> str:
    """The largest differences between bands of a slice: what gates look at, and of the accuracy."""
    gaps = found.get("gaps") or []
    told = [gap for gap in gaps if gap["metric"] == "accuracy" or _watched(gap, judged)]
    rest = [gap for gap in gaps if gap not in told]
    more = details("The gaps of all other metrics", _gap_table(rest, judged)) if rest else ""
    heading = "<h4>Gaps between the bands of a slice</h4>"
    return f"{heading}{_gap_table(told, judged)}{more}" if gaps else ""


def _watched(gap: Json, judged: Judged) -> bool:
    return bool(judged.watching(gap["metric"], f"{gap['slice']}|"))


def _gap_table(gaps: Iterable[Json], judged: Judged) -> str:
    header = ["slice", "metric", "gap", "interval", "largest in", "smallest in"]
    return sortable(header, (_gap(gap, judged) for gap in gaps), label="gaps between the bands of a slice")


def _gap(gap: Json, judged: Judged) -> Iterable[Cell | str]:
    metric, at = gap["metric"], f"{gap['slice']}|"
    yield words(gap["slice"])
    yield Cell(text(title(metric)), style="words")
    yield Cell(f"{judged.mark(metric, at)} {shown(gap['value'])}", gap["value"], judged.tint(metric, at))
    yield limits(gap.get("interval"))
    yield text(gap["highest"])
    yield text(gap["lowest"])


def _matrix(found: Json, judged: Judged) -> str:
    """Rows are slices, columns metrics."""
    names = ["accuracy", *_others(found)]
    rows = (_cells(band, names, judged) for band in found["slices"])
    return sortable(["slice", *map(title, names)], rows, "tight", label="every metric of every slice")


def _cells(band: Json, names: Sequence[str], judged: Judged) -> Iterable[Cell]:
    at = place(band)
    yield Cell(named(band), at)
    for name in names:
        value = band["metrics"].get(name)
        html = f"{judged.mark(name, at)} {shown(value)}"
        yield Cell(html, "" if value is None else value, judged.tint(name, at))


def _others(found: Json) -> list[str]:
    """The metrics besides the accuracy that slices are looked at by."""
    names = ["macro_f1", "log_loss", "calibration_error"]
    names += [f"auc_{name}" for name in found.get("separations", [])]
    names += [f"recall_{name}" for name in found["classes"]]
    heavy = heaviest(found)
    names += ["ln_a_bias", f"predicted_fraction_{heavy}"] if heavy else []
    return [name for name in names if any(name in band["metrics"] for band in found["slices"])]


def _each(found: Json, judged: Judged) -> str:
    bands = singles(found["slices"])
    tables = ((metric, band_table(bands, metric, judged)) for metric in _others(found))
    return "".join(details(text(title(metric)), body) for metric, body in tables)


def sliced_by(found: Json) -> dict[str, list[Json]]:
    """The bands of each slice by one feature."""
    return by_slice(singles(found["slices"]))
