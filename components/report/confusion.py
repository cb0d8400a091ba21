"""What is taken for what: the confusion matrix, and the mistakes that are made most."""

from collections.abc import Iterator, Sequence

from components.page.markup import details, percent, table, text, words
from components.page.sorting import Cell, sortable
from components.report.content import Content, Json

DEEP = 0.55
"""From this share on the text of a cell is light on dark."""
LARGEST = 8


def confusion_section(content: Content) -> str:
    """The matrix of the family that the page is about, its largest confusions, and the other's folded."""
    families = content.families
    if not families:
        return ""
    found = content.metrics[families[0]]
    others = (details(words(family), matrix(content.metrics[family])) for family in families[1:])
    return (
        "<h3>What is taken for what</h3><p class=quiet>Each row is what showers truly are, each column what "
        f"they are called: share of the row, and how many.</p><div class=two>"
        f"{matrix(found)}<div>{_largest(found['confusion'], found['classes'])}</div></div>{''.join(others)}"
    )


def matrix(found: Json) -> str:
    """The matrix as a table whose cells are as dark as their share.

    Args:
        found: a `metrics.json`, or one of its slices with the classes.
    """
    header = ["true \\ called", *found["classes"]]
    rows = [
        [f"<b>{text(name)}</b>", *map(_cell, row, [sum(row)] * len(row))]
        for name, row in zip(found["classes"], found["confusion"], strict=True)
    ]
    return f"<div class=matrix>{table(header, rows)}</div>"


def _cell(count: float, total: float) -> str:
    share = count / total if total else 0.0
    style = "deep" if share > DEEP else "shade"
    return f"<span class={style} style='--p:{100 * share:.0f}%'>{share:.3f}<small>{count:.0f}</small></span>"


def _largest(confusion: Sequence[Sequence[float]], classes: Sequence[str]) -> str:
    found = sorted(_pairs(confusion, classes), key=lambda pair: -pair[2])[:LARGEST]
    errors = sum(pair[2] for pair in _pairs(confusion, classes))
    rows = (_mistake(*pair, errors) for pair in found)
    if not found:
        return "<p>There are no mistakes.</p>"
    header = ["mistake", "showers", "of all mistakes", "of that class"]
    return f"<h4>The mistakes that are made most</h4>{sortable(header, rows, label='largest confusions')}"


def _mistake(truth: str, called: str, count: float, total: float, errors: float) -> Iterator[Cell]:
    yield Cell(f"{text(truth)} called {text(called)}")
    yield Cell(f"{count:.0f}", count)
    yield Cell(percent(count / errors), count)
    yield Cell(percent(count / total), count / total)


def _pairs(
    confusion: Sequence[Sequence[float]], classes: Sequence[str]
) -> Iterator[tuple[str, str, float, float]]:
    """Truth, prediction, how many, and how many there are of the truth; for every mistake that was made."""
    for truth, row in zip(classes, confusion, strict=True):
        for called, count in zip(classes, row, strict=True):
            if truth != called and count:
                yield truth, called, count, sum(row)
