"""What a physicist asks of a model: separations, bias of ln A, predicted composition."""

from collections.abc import Iterable, Iterator

from components.page.markup import details, text, words
from components.page.sorting import Cell, sortable
from components.report.content import Content, Json
from components.report.judged import Judged
from components.report.measures import change_words, heaviest, limits, shown, singles, title
from components.report.slices import named

NOTE = (
    "<p class=quiet>The rejection is the share of the background that is turned away when half of the signal "
    "is kept; the merit factor is the distance of the two means of the logit over the root of the summed "
    "variances. The bias of ln A is estimated less true, over nuclei.</p>"
)
KINDS = ("auc", "merit", "rejection")


def physics_section(content: Content) -> str:
    """Tables of what was asked for; empty where nothing was."""
    known = {family: content.metrics[family] for family in content.families}
    found = content.champion
    if found is None:
        return ""
    separated = _separations(content, known) if found.get("separations") else ""
    composed = _composition(content, known) + _in_slices(found) if heaviest(found) else ""
    body = separated + composed
    return f"<h3>Separation and composition</h3>{NOTE}{body}" if body else ""


def _separations(content: Content, known: dict[str, Json]) -> str:
    header = ["separation, model", "AUC", "merit factor", "rejection", "signal", "background"]
    rows = (
        _separation(content, family, name)
        for name in next(iter(known.values()))["separations"]
        for family in known
    )
    return sortable(header, rows, label="separations")


def _separation(content: Content, family: str, name: str) -> Iterator[Cell]:
    values = content.metrics[family]["overall"]
    yield Cell(f"{words(name)}, {words(family)}")
    for kind in KINDS:
        yield _cell(content, family, f"{kind}_{name}")
    for side in ("signal", "background"):
        count = values.get(f"{side}_{name}")
        yield Cell("" if count is None else f"{count:.0f}", "" if count is None else count)


def _cell(content: Content, family: str, metric: str) -> Cell:
    """A value with its mark and, below, its interval."""
    found, judged = content.metrics[family], Judged.of(content.verdicts.get(family))
    value, interval = found["overall"].get(metric), found.get("intervals", {}).get(metric)
    html = f"{judged.mark(metric)} {shown(value)}<br><span class=quiet>{limits(interval)}</span>"
    return Cell(html, "" if value is None else value, judged.tint(metric))


def _composition(content: Content, known: dict[str, Json]) -> str:
    """The bias of ln A, and each class's share among truths and predictions."""
    header = ["composition, model", "value", "true", "against the blessed model"]
    return sortable(header, _composition_rows(content, known), label="composition")


def _composition_rows(content: Content, known: dict[str, Json]) -> Iterator[list[Cell | str]]:
    classes = next(iter(known.values()))["classes"]
    for metric in ["ln_a_bias", *(f"predicted_fraction_{name}" for name in classes)]:
        for family, found in known.items():
            share = _true_share(found, metric)
            change = change_words(metric, (found.get("changes") or {}).get(metric))
            yield [
                f"{text(title(metric))}, {words(family)}",
                _cell(content, family, metric),
                Cell(shown(share), "" if share is None else share),
                Cell(change, style="words"),
            ]


def _true_share(found: Json, metric: str) -> float | None:
    truth = found["overall"].get(metric.replace("predicted_fraction", "support"))
    if metric == "ln_a_bias" or truth is None:
        return None
    return float(truth) / float(found["examples"])


def _in_slices(found: Json) -> str:
    """Predicted and true fraction of each class in each slice."""
    bands = [band for band in singles(found["slices"]) if "ln_a_bias" in band["metrics"]]
    if not bands:
        return ""
    rows = (_fractions(band, found["classes"]) for band in bands)
    body = sortable(["slice", "ln A bias", *found["classes"]], rows, "tight", label="fractions by slice")
    note = "<p class=quiet>Each class: predicted fraction, in brackets the true one.</p>"
    return details("Predicted fractions and ln A bias in each slice", note + body)


def _fractions(band: Json, classes: Iterable[str]) -> Iterator[Cell]:
    values = band["metrics"]
    interval = limits(band.get("intervals", {}).get("ln_a_bias"))
    html = f"{shown(values['ln_a_bias'])}<br><span class=quiet>{interval}</span>"
    yield Cell(named(band))
    yield Cell(html, values["ln_a_bias"])
    for name in classes:
        value, truth = values.get(f"predicted_fraction_{name}"), values.get(f"support_{name}")
        share = f" <span class=quiet>({truth / band['examples']:.3f})</span>" if truth is not None else ""
        yield Cell(f"{shown(value)}{share}", "" if value is None else value)
