"""What all pages have: their frame, their style, and small pieces of HTML."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from components.page.document import document
from components.page.markup import interval, number, text
from components.page.sorting import SORT_SCRIPT, SORT_STYLE
from pipeline.ui import links
from pipeline.ui.script import SCRIPT
from pipeline.ui.style import STYLE

SCRIPTS = (SORT_SCRIPT + SCRIPT,)
"""What may run on a page of ours."""
COLOURS = {
    **dict.fromkeys(("pushed", "live"), "passed"),
    **dict.fromkeys(("refused", "failed", "damaged"), "failed"),
    **dict.fromkeys(("waiting", "running", "stopped", "withdrawn"), "not-compared"),
}


def page(title: str, sections: Iterable[str], *, place: str = "") -> str:
    """A page.

    Args:
        title: for the window; text.
        sections: HTML.
        place: the output folder that is shown; text.
    """
    top = (
        f"<nav><a class=home href='{links.OVERVIEW}'>Cascada</a> <span class=quiet>{text(place)}</span></nav>"
    )
    script = f"<script>{SCRIPTS[0]}</script>"
    return document(f"{title} · Cascada", [top, *sections, script], SORT_STYLE + STYLE)


def message(what: str, fix: str = "", where: str = "") -> str:
    """Something that a reader has to know, with what to do about it."""
    lines = [f"<strong>{text(what)}</strong>", *(text(line) for line in (where, fix) if line)]
    return f"<div class=message role=alert>{'<br>'.join(lines)}</div>"


def link(address: str, words: str) -> str:
    """A link; the words are text."""
    return f"<a href='{text(address)}'>{text(words)}</a>"


def pill(word: str, more: str = "") -> str:
    """A state in its colour."""
    colour = COLOURS.get(word.partition(" ")[0], "quiet")
    return f"<span class='pill {colour}'>{text(word)}</span>{text(more)}"


def facts(found: Mapping[str, str]) -> str:
    """Names with what they are; the values are HTML, empty ones are left out."""
    rows = "".join(f"<dt>{text(name)}</dt><dd>{value}</dd>" for name, value in found.items() if value)
    return f"<dl>{rows}</dl>"


def moment(time: datetime.datetime | str | None) -> str:
    """A time in UTC as people read it, to the minute."""
    if isinstance(time, str):
        return text(time.replace("T", " ")[:16])
    return time.strftime("%Y-%m-%d %H:%M") if time else ""


def duration(seconds: float | None) -> str:
    """A time span as people read it, such as `1 min 18 s`."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def estimate(value: Any, limits: tuple[float, float] | None) -> str:
    """A metric with its confidence interval."""
    if not isinstance(value, int | float):
        return ""
    between = f" <span class=quiet>({interval(limits)})</span>" if limits else ""
    return f"<span class=number>{number(float(value))}</span>{between}"


def size(count: int) -> str:
    """Bytes as people read them."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000 or unit == "MB":
            break
        count = round(count / 1000)
    return f"{count:,} {unit}"
