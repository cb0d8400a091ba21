"""What only the page of the data gates looks like; colours with names are those of `page/document.py`."""

STYLE = """
:root{--there:#b6bec7;--here:#1864ab}
@media screen and (prefers-color-scheme:dark){:root{--there:#545d67;--here:#74b9ff}}
.there{fill:var(--there)}.here{fill:var(--here)}.most{fill:var(--failed)}
.small .here{fill:none;stroke:var(--here);stroke-width:1.5;vector-effect:non-scaling-stroke}
.small,.key{vertical-align:middle}.small{width:96px;height:24px}
.verdict{background:var(--panel);border-left:.4rem solid;padding:.5rem 1rem;border-radius:4px}
.verdict>*{color:var(--ink);font-weight:400}.verdict strong{font-weight:650}
.verdict .failed{color:var(--failed)}.verdict .allowed{color:var(--allowed)}
.verdict .passed{color:var(--passed)}.verdict .not-compared{color:var(--unsure)}
.verdict a{color:var(--link)}.verdict .quiet{color:var(--quiet)}
article{border:1px solid var(--rule);border-radius:6px;padding:0 1rem .5rem;margin:0 0 1rem}
article section+section{border-top:1px solid var(--rule);margin-top:.75rem}
article p{margin:.4rem 0}article h3{margin:.8rem 0 0}
.text td,.text th{text-align:left;vertical-align:top}
.bars{display:table;width:100%;font-size:.875rem}
.bars td,.bars th{padding:.1rem .5rem;border:0}.bars td{white-space:nowrap}
.bars td:first-child{white-space:normal}.bars th{font-weight:400;color:var(--quiet)}
.bars td:nth-child(2){width:50%}.bars td svg{display:block;width:100%;height:18px}
.gates th{max-width:9rem;vertical-align:bottom}
.gates td{vertical-align:top;white-space:nowrap}.gates td:first-child{white-space:normal;min-width:12rem}
.gates td:last-child,.gates th:last-child{text-align:left}
h3:target,article:target{outline:2px solid var(--link);outline-offset:4px}
@media screen and (max-width:40rem){.bars td:last-child,.bars th:last-child{display:none}
.bars{font-size:.8rem}.bars td,.bars th{padding:.1rem .2rem}
.bars td:nth-child(2){width:36%}article{padding:0 .6rem .5rem}
.gates tr{font-size:.875rem}.gates td{white-space:normal}
.gates td:first-child{flex:1 0 60%;font-size:1rem}.gates td:last-child{order:1;font-size:1rem}
.gates tr::after{content:'';order:1;flex-basis:100%}
.gates td:not(:first-child):not(:last-child){order:2}
.gates td[data-label=outcome]:not(:first-child)::before,
.gates td[data-label=distribution]:not(:first-child)::before{content:none}}
@media print{article{break-inside:avoid}.verdict{border:1px solid;border-left-width:.4rem}}
"""
