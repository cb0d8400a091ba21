"""Pieces of HTML: text that cannot break a page, tables, figures, numbers."""

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SMALLEST = 5e-5


def text(value: object) -> str:
    """Anything as text of a page."""
    return html.escape(str(value))


def plain(name: str) -> str:
    """A name with underscores in words, such as `AUC proton iron`."""
    return name.replace("_", " ").replace("ln a", "ln A").replace("auc", "AUC")


def words(name: str) -> str:
    """The same as text of a page."""
    return text(plain(name))


def figure(svg: str, *, inked: bool = False) -> str:
    """A plot on a white card.

    Args:
        svg: the plot.
        inked: it has the colours of the page (`components/figures.py`) and needs no card.
    """
    return f"<figure class=inked>{svg}</figure>" if inked else f"<figure>{svg}</figure>"


def table(
    header: Iterable[str], rows: Iterable[Iterable[str]], style: str = "", *, stacked: bool = False
) -> str:
    """A table; the header is escaped here, cells come as HTML.

    Args:
        header: a name for each column, empty for one that needs none.
        rows: of cells.
        style: class of the table; `tight` is one for many columns.
        stacked: on a narrow screen the cells of a row stand below each other, each with the name of its
            column.
    """
    names = [text(cell) for cell in header]
    opening = [f"<td data-label='{name}'>" if stacked and name else "<td>" for name in names]
    head = "".join(f"<th>{name}</th>" for name in names)
    body = "".join(f"<tr>{''.join(_cells(opening, row))}</tr>" for row in rows)
    classes = " ".join(name for name in (style, "stacked" if stacked else "") if name)
    attribute = f" class='{classes}'" if classes else ""
    return f"<table{attribute}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(opening: Sequence[str], row: Iterable[str]) -> Iterable[str]:
    return (f"{begin}{cell}</td>" for begin, cell in zip(opening, row, strict=True))


def details(summary: str, body: str, *, is_open: bool = False) -> str:
    """HTML that folds away behind a summary, which comes as HTML too."""
    opening = "<details open>" if is_open else "<details>"
    return f"{opening}<summary>{summary}</summary>{body}</details>"


def number(value: float | None) -> str:
    """Four decimals, none from ten on, nothing for None."""
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 10 else f"{value:.4f}"


def digits(value: float) -> str:
    """A number of any sign in three digits; what is hardly any is 0, what is none says so."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinite"
    return f"{value:.3g}" if abs(value) >= SMALLEST else "0"


def percent(share: float) -> str:
    """A share, such as `12.3 %`."""
    return f"{share:.1%}".replace("%", " %")


def interval(limits: Sequence[float] | None) -> str:
    """A confidence interval, such as `0.9500 to 0.9700`."""
    return " to ".join(map(number, limits)) if limits else ""


def estimate(found: Mapping[str, Any] | None, *, signed: bool = False) -> str:
    """A value with its standard error, such as `+0.090 ± 0.010`; nothing for None."""
    if found is None:
        return ""
    value = f"{found['value']:+.3f}" if signed else f"{found['value']:.3f}"
    return f"{value} ± {found['error']:.3f}"
