"""The parts of a long page and its table of contents, which stays in sight."""

import dataclasses
from collections.abc import Iterable

from components.page.markup import text

CONTENTS_STYLE = """
html{scroll-padding-top:3.25rem}
.contents{position:sticky;top:0;z-index:2;display:flex;gap:.25rem 1.1rem;overflow-x:auto;white-space:nowrap;
scrollbar-width:none;background:var(--paper);border-bottom:1px solid var(--rule);
padding:.55rem 0;margin:0 0 1rem;
font-size:.9375rem}
.contents a{text-decoration:none}.contents a:hover{text-decoration:underline}
.part{margin:0 0 3rem}.part>h2{border-bottom:2px solid var(--rule);padding-bottom:.3rem;margin-top:2.5rem}
@media print{.contents{display:none}.part{margin:0 0 1.5rem}}
"""


@dataclasses.dataclass(frozen=True)
class Part:
    """A part of a page.

    Attributes:
        anchor: its id.
        short: what the table of contents calls it; text.
        title: its heading; text.
        body: HTML; a part without one is left out.
    """

    anchor: str
    short: str
    title: str
    body: str


def with_contents(parts: Iterable[Part]) -> str:
    """The table of contents and the parts."""
    there = [part for part in parts if part.body]
    links = "".join(f"<a href='#{part.anchor}'>{text(part.short)}</a>" for part in there)
    bodies = (
        f"<section class=part id='{part.anchor}'><h2>{text(part.title)}</h2>{part.body}</section>"
        for part in there
    )
    return f"<nav class=contents aria-label='parts of this page'>{links}</nav>{''.join(bodies)}"
