"""CSS of these pages, beside that of every page."""

STYLE = """
body{max-width:78rem;margin:0 auto 3rem}
nav{display:flex;gap:1rem;align-items:baseline;flex-wrap:wrap;padding:.75rem 0;
border-bottom:1px solid var(--rule)}
nav .home{font-weight:700;text-decoration:none;color:var(--ink)}
h1{margin:1.25rem 0 .5rem;font-size:1.6rem}h2{margin:2rem 0 .25rem;font-size:1.2rem}
h2 .quiet{font-weight:400}
.pill{display:inline-block;padding:0 .5rem;border:1px solid currentColor;border-radius:1rem;
font-size:.8125rem;font-weight:600;white-space:nowrap}
.message{border-left:4px solid var(--failed);background:var(--panel);padding:.75rem 1rem;margin:1rem 0;
border-radius:0 6px 6px 0}
.empty{background:var(--panel);border-radius:8px;padding:1.5rem;margin:1rem 0}
.tools{display:flex;gap:.75rem;flex-wrap:wrap;align-items:center;margin:1rem 0}
input[type=search],button.act{font:inherit;padding:.4rem .8rem;border:1px solid var(--rule);border-radius:6px;
background:var(--paper);color:var(--ink)}
input[type=search]{flex:1 1 14rem;max-width:28rem}
button.act{cursor:pointer;background:var(--link);color:var(--paper);border-color:var(--link)}
button.act:disabled{cursor:default;background:var(--panel);color:var(--quiet);border-color:var(--rule)}
.bar{position:sticky;bottom:0;background:var(--paper);border-top:1px solid var(--rule);padding:.6rem 0;
display:flex;gap:1rem;align-items:center;flex-wrap:wrap;z-index:1}
input[type=checkbox]{width:1.05rem;height:1.05rem;vertical-align:-.15rem;margin:0 .5rem 0 0;
accent-color:var(--link)}
.sortable td,.sortable th{text-align:left;padding:.3rem;font-size:.8125rem}
tr:has(>.miss){display:none}
tr:has(input:checked) td{background:var(--panel)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.25rem;margin:.75rem 0}
dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
pre{background:var(--panel);padding:.75rem 1rem;border-radius:6px;overflow-x:auto;
font-size:.8125rem;line-height:1.35}
code{overflow-wrap:anywhere}
.number{font-variant-numeric:tabular-nums}
.picture{overflow-x:auto;background:#fff;border-radius:8px;padding:.5rem;margin:.75rem 0;
border:1px solid var(--rule)}
.picture img{display:block;max-width:none;height:auto;width:max(100%,64rem)}
details{margin:.4rem 0}summary{font-weight:600}
h4{margin:.6rem 0 0}ul.gates{margin:.1rem 0 .4rem;padding-left:1.2rem}
@media screen and (max-width:40rem){
nav{gap:.25rem 1rem}
.sortable td:first-child,.sortable th:first-child{position:static;white-space:nowrap;max-width:none}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
@media print{nav,.tools,.bar,input{display:none}}
"""
