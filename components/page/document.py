"""A whole page of HTML: it opens without a network, in light and dark, on paper and on a narrow screen."""

from collections.abc import Iterable

from components.page.markup import text

STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1a1d21;--quiet:#5c6670;--rule:#8884;--panel:#f5f6f8;
--passed:#1b7a36;--failed:#c92a2a;--unsure:#8a5a00;--allowed:#6741c4;--link:#1864ab}
@media screen and (prefers-color-scheme:dark){:root{--paper:#15171a;--ink:#e6e8ea;--quiet:#9aa4ae;
--panel:#1f2226;--passed:#5fd07d;--failed:#ff8a8a;--unsure:#f2b84b;--allowed:#bda4ff;--link:#74b9ff}}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
background:var(--paper);color:var(--ink);overflow-wrap:break-word}
h1,h2,h3{line-height:1.25}
a{color:var(--link)}
table{border-collapse:collapse;margin:.5rem 0 1.5rem;display:block;overflow-x:auto}
td,th{padding:.25rem .6rem;border-bottom:1px solid var(--rule);text-align:right;overflow-wrap:normal}
.tight td,.tight th{font-size:.75rem;padding:.25rem .35rem}.tight td{white-space:nowrap}
td:first-child,th:first-child{text-align:left}
.passed{color:var(--passed)}.failed{color:var(--failed);font-weight:600}
.not-compared{color:var(--unsure)}.allowed{color:var(--allowed);font-weight:600}
.quiet{color:var(--quiet);font-size:.875rem}
figure{display:inline-block;margin:0 1rem 1rem 0;background:#fff;color:#1a1d21;
border-radius:6px}figure.inked{background:none;color:inherit}
svg{max-width:100%;height:auto}
summary{cursor:pointer}
.lead{font-size:1.15rem}
@media screen and (max-width:40rem){
body{margin:1rem auto}
.stacked,.stacked tbody{display:block}.stacked thead{display:none}
.stacked tr{display:flex;flex-wrap:wrap;gap:.1rem 1rem;padding:.5rem 0;border-bottom:1px solid var(--rule)}
.stacked td{border:0;padding:0;text-align:left}
.stacked td:first-child{flex:1 0 100%}.stacked td:empty{display:none}
.stacked td[data-label]:not(:first-child)::before{content:attr(data-label) " ";color:var(--quiet);
font-size:.875rem}}
@media print{body{max-width:none;margin:0;font-size:10pt}table{display:table}tr,figure{break-inside:avoid}
h1,h2,h3,h4{break-after:avoid}details::details-content{content-visibility:visible;block-size:auto}}
"""


def document(title: str, sections: Iterable[str], style: str = "", script: str = "") -> str:
    """The page.

    Args:
        title: for the window; text.
        sections: HTML.
        style: more CSS, of what only this page has.
        script: of a page that is better with one; it must be whole without.
    """
    head = (
        "<meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<title>{text(title)}</title><style>{STYLE}{style}</style>"
    )
    last = f"<script>{script}</script>" if script else ""
    return f"<!doctype html><html lang=en><head>{head}</head><body>{''.join(sections)}{last}</body></html>\n"
