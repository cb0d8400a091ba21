"""Each class: precision, recall, F1 and area under the curve with their intervals."""

from collections.abc import Iterable

from components.page.markup import details, text, words
from components.page.sorting import Cell, sortable
from components.report.content import Content
from components.report.judged import LEGEND, Judged
from components.report.measures import limits, shown

COLUMNS = {"precision": "precision", "recall": "recall", "f1": "F1", "auc": "AUC"}


def classes_section(content: Content) -> str:
    """A table of the classes; those of the other families are folded."""
    families = content.families
    if not families:
        return ""
    others = (details(words(family), _table(content, family)) for family in families[1:])
    return f"<h3>Each class</h3>{LEGEND}{_table(content, families[0])}{''.join(others)}"


def _table(content: Content, family: str) -> str:
    judged = Judged.of(content.verdicts.get(family))
    rows = (_row(content, family, judged, name) for name in content.metrics[family]["classes"])
    return sortable(["class", "showers", *COLUMNS.values()], rows, label="each class")


def _row(content: Content, family: str, judged: Judged, name: str) -> Iterable[Cell | str]:
    found = content.metrics[family]
    support = found["overall"].get(f"support_{name}")
    yield f"<b>{text(name)}</b>"
    yield Cell("" if support is None else f"{support:.0f}", support)
    for kind in COLUMNS:
        metric = f"{kind}_{name}"
        value = found["overall"].get(metric)
        interval = limits(found.get("intervals", {}).get(metric))
        mark = judged.mark(metric)
        html = f"{mark} {shown(value)}<br><span class=quiet>{interval}</span>"
        yield Cell(html, "" if value is None else value, judged.tint(metric))
