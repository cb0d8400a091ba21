"""Which inputs the gradient boosting leans on."""

from collections.abc import Iterable, Iterator

from components.page.markup import details, plain, text, words
from components.page.sorting import Cell, sortable
from components.report.content import Content, Json
from components.report.measures import shown

OPEN = 12
"""Inputs that are shown at once; the rest is folded."""
HEADER = ("input", "rise of the log loss", "fall of the accuracy", "share of the gain")


def importance_section(content: Content) -> str:
    """A table for each family that has one; empty where none has."""
    known = {family: found for family, found in content.importance.items() if found.get("inputs")}
    tables = "".join(_family(family, found) for family, found in known.items())
    return f"<h3>What the model leans on</h3>{tables}" if tables else ""


def _family(family: str, found: Json) -> str:
    inputs = found["inputs"]
    top = max((_rise(one) for one in inputs), default=0) or 1.0
    note = (
        f"<p class=quiet>{text(plain(family)).capitalize()} on {found['rows']} showers of the "
        f"{found['split']} split: what is lost when one input is shuffled, mean of {found['repeats']} times. "
        "Inputs that tell the same stand in for one another and look less important than they are.</p>"
    )
    more = inputs[OPEN:]
    folded = details(f"{len(more)} more inputs of {words(family)}", _table(more, top)) if more else ""
    return note + _table(inputs[:OPEN], top) + folded


def _table(inputs: Iterable[Json], top: float) -> str:
    return sortable(HEADER, (_row(one, top) for one in inputs), label="importance of the inputs")


def _row(one: Json, top: float) -> Iterator[Cell]:
    rise, fall = _rise(one), one["accuracy_fall"]
    share = max(rise, 0) / top
    yield Cell(f"<b>{text(one['name'])}</b>")
    yield Cell(
        f"<span class=share style='--p:{share:.0%}'>{_spread(one['log_loss_rise'])}</span>", rise, "wide"
    )
    yield Cell(_spread(fall), fall["mean"])
    yield Cell(shown(one["gain"]), one["gain"])


def _rise(one: Json) -> float:
    return float(one["log_loss_rise"]["mean"])


def _spread(found: Json) -> str:
    return f"{shown(found['mean'])} ± {shown(found['spread'])}"
