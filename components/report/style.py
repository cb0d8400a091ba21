"""What reports look like beside what every page does; colours with names are those of `page/document.py`."""

from components.page.charts import CHART_STYLE
from components.page.contents import CONTENTS_STYLE
from components.page.data_gates.style import STYLE as DATA_GATES_STYLE
from components.page.sorting import SORT_STYLE

OWN = """
body{max-width:70rem;font-variant-numeric:tabular-nums}
h1{margin:.5rem 0 .25rem}h3{margin:2rem 0 .4rem}h4{margin:1.25rem 0 .3rem}
.lead{margin:.25rem 0 .75rem}
.synthetic{border:1px solid var(--unsure);border-left-width:.4rem;border-radius:4px;padding:.5rem 1rem}
.word{font-size:1.5rem;margin:.1rem 0}.verdict .word strong{font-weight:700}
.verdict p{margin:.4rem 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,13.5rem),1fr));gap:.6rem;
margin:1rem 0}
.tiles>div{background:var(--panel);border-radius:6px;padding:.55rem .8rem}
.tiles dt{font-size:.875rem;color:var(--quiet)}.tiles dd{margin:0}
.tiles .figure{font-size:1.65rem;font-weight:650;line-height:1.25}.tiles .change{font-size:.8125rem}
abbr{text-decoration:none;cursor:help}
.better{color:var(--passed)}.worse{color:var(--failed);font-weight:600}.moved{color:var(--unsure)}
.within-noise{color:var(--quiet)}
td.gate.passed,td.gate.failed,td.gate.not-compared{color:inherit;font-weight:inherit}
td.gate.passed{background:color-mix(in srgb,var(--passed) 11%,transparent)}
td.gate.failed{background:color-mix(in srgb,var(--failed) 20%,transparent);font-weight:650}
td.gate.not-compared{background:color-mix(in srgb,var(--unsure) 12%,transparent)}
.gate abbr.passed{color:var(--passed)}.gate abbr.failed{color:var(--failed)}
.gate abbr.not-compared{color:var(--unsure)}
.sortable td{vertical-align:top}.sortable td.wrap{white-space:normal;min-width:14rem}
.audit td,.audit th{text-align:left}.audit td{min-width:9rem}
.gates-of-run td:first-child{text-align:left}
.matrix table{display:table;font-size:.875rem}.matrix td,.matrix th{padding:.15rem;text-align:center;border:0}
.matrix td:first-child,.matrix th:first-child{text-align:right;padding-right:.5rem}
.matrix td>span{display:block;padding:.4rem .35rem;border-radius:3px;min-width:3.2rem;
background:color-mix(in srgb,var(--s0) var(--p),var(--panel))}
.matrix .deep{color:var(--paper)}.matrix small{display:block;opacity:.75}
.share{display:inline-block;min-width:5.5rem;padding:0 .3rem;text-align:right;border-radius:2px;
background:linear-gradient(to right,color-mix(in srgb,var(--s0) 30%,transparent) var(--p),
transparent var(--p))}
.wide .share{min-width:10rem}
.display{overflow-x:auto}.display svg{min-width:40rem}.display figure{margin:0}
details{margin:.4rem 0}details>summary{padding:.2rem 0}
details[open]{border-left:2px solid var(--rule);padding-left:.8rem}
code{font-size:.8125rem;overflow-wrap:anywhere}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:0 1.5rem}
@media screen and (max-width:40rem){h1{font-size:1.5rem}.matrix td>span{min-width:2.3rem;padding:.3rem .1rem}
.matrix table{font-size:.75rem}.tiles{grid-template-columns:1fr 1fr}.tiles .figure{font-size:1.35rem}
.tiles>div{padding:.45rem .6rem}details[open]{padding-left:.5rem}}
@media print{*{print-color-adjust:exact}p.quiet{break-after:avoid}
details:not([open])::details-content{content-visibility:hidden;block-size:0}
.tiles>div{border:1px solid var(--rule)}.sortable{font-size:7.5pt}
.sortable td,.sortable th{padding:.12rem .3rem}.sortable td:first-child{position:static}
.tiles{grid-template-columns:repeat(4,1fr)}.display svg{min-width:0}
.charts{grid-template-columns:repeat(3,1fr)}}
"""
STYLE = f"{DATA_GATES_STYLE}{SORT_STYLE}{CHART_STYLE}{CONTENTS_STYLE}{OWN}"
