"""The section on probes: what other simulations, of which no model has seen any, do to the predictions."""

from collections.abc import Iterator
from typing import Any

from components.page.markup import estimate, figure, table, text, words
from components.report.content import Content
from components.report.measures import heaviest
from components.report.probes_plot import fractions_plot, name_of

SURE = 3
"""A shift of more standard errors than this stands out."""
NOTE = (
    "<p class=quiet>No model was trained on these showers: they come from other models of hadronic "
    "interactions, changed detectors or other primaries. Accuracy can stay where it is while the predicted "
    "fractions move, and then a composition that is read from the model is wrong without a sign of it. A "
    "shift is the predicted fraction less that of the nominal test showers, both for equally frequent "
    "classes, and is bold beyond three standard errors; primaries that are not among the classes have "
    "none.</p>"
)


def probes_section(content: Content) -> str:
    """A plot of predicted fractions, and a table; empty where no family has probes."""
    probes = {family: content.probes[family] for family in content.families if family in content.probes}
    if not probes:
        return ""
    heavy = heaviest(content.metrics[next(iter(probes))])
    tables = (f"<h4>{words(family)}</h4>{_table(found, heavy)}" for family, found in probes.items())
    plot = f"<div class=display>{figure(fractions_plot(probes), inked=True)}</div>"
    return f"<h3>Probes: other simulations</h3>{NOTE}{plot}{''.join(tables)}"


def _table(found: dict[str, Any], heaviest: str | None) -> str:
    separations = [f"AUC {name.replace('_', ' ')}" for name in found["separations"]]
    predicted = [f"predicted {heaviest}", "its shift"] if heaviest else []
    header = ["sample", "showers", "accuracy", *separations, *predicted, "largest shift", "mean ln A"]
    rows = ([text(name_of(one)), *_row(one, heaviest)] for one in (found["nominal"], *found["samples"]))
    return table(header, rows, "tight")


def _row(sample: dict[str, Any], heaviest: str | None) -> Iterator[str]:
    yield str(sample["examples"])
    yield estimate(sample["accuracy"])
    yield from map(estimate, sample["auc"].values())
    if heaviest:
        yield estimate(sample["predicted_fraction"][heaviest])
        yield _shift(sample.get("shift", {}).get(heaviest))
    largest = sample.get("largest_shift")
    yield f"{text(largest['class'])} {_shift(largest)}" if largest else ""
    yield estimate(sample["ln_a"])


def _shift(found: dict[str, Any] | None) -> str:
    if found is None:
        return ""
    shown = estimate(found, signed=True)
    return f"<strong>{shown}</strong>" if abs(found["value"]) > SURE * found["error"] else shown
