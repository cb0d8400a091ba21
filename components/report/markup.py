"""Pieces of HTML: text that cannot break a page, tables, figures, numbers."""

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def text(value: object) -> str:
    """Anything as text of a page."""
    return html.escape(str(value))


def plain(name: str) -> str:
    """A name with underscores in words, such as `AUC proton iron`."""
    return name.replace("_", " ").replace("ln a", "ln A").replace("auc", "AUC")


def words(name: str) -> str:
    """The same as text of a page."""
    return text(plain(name))


def figure(svg: str) -> str:
    """A plot."""
    return f"<figure>{svg}</figure>"


def table(header: Iterable[str], rows: Iterable[Iterable[str]], style: str = "") -> str:
    """A table; the header is escaped here, cells come as HTML; `tight` is a style for many columns."""
    head = "".join(f"<th>{text(cell)}</th>" for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    opening = f"<table class={style}>" if style else "<table>"
    return f"{opening}<tr>{head}</tr>{body}</table>"


def number(value: float | None) -> str:
    """Four decimals, none from ten on, nothing for None."""
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 10 else f"{value:.4f}"


def interval(limits: Sequence[float] | None) -> str:
    """A confidence interval, such as `0.9500 to 0.9700`."""
    return " to ".join(map(number, limits)) if limits else ""


def estimate(found: Mapping[str, Any] | None, *, signed: bool = False) -> str:
    """A value with its standard error, such as `+0.090 ± 0.010`; nothing for None."""
    if found is None:
        return ""
    value = f"{found['value']:+.3f}" if signed else f"{found['value']:.3f}"
    return f"{value} ± {found['error']:.3f}"
