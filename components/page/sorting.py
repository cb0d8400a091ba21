"""Tables that a reader sorts by a click on a header, or by the keyboard; without script they are plain."""

import dataclasses
import math
from collections.abc import Iterable, Sequence

from components.page.markup import text

SORT_SCRIPT = """
for(const table of document.querySelectorAll('table.sortable')){
const heads=[...table.tHead.rows[0].cells],body=table.tBodies[0];
heads.forEach((head,column)=>{
const button=document.createElement('button');
button.type='button';button.append(...head.childNodes);head.append(button);
button.addEventListener('click',()=>{
const ascending=head.getAttribute('aria-sort')!=='ascending';
const key=row=>{const cell=row.cells[column],found=cell.dataset.key;
return found===undefined?cell.textContent.trim():found};
const rows=[...body.rows].map((row,place)=>({row,place,key:key(row)}));
const numbers=rows.every(one=>one.key===''||!Number.isNaN(Number(one.key)));
rows.sort((a,b)=>{
if((a.key==='')!==(b.key===''))return a.key===''?1:-1;
const order=numbers?a.key-b.key:a.key.localeCompare(b.key);
return (ascending?order:-order)||a.place-b.place});
heads.forEach(other=>other.removeAttribute('aria-sort'));
head.setAttribute('aria-sort',ascending?'ascending':'descending');
body.append(...rows.map(one=>one.row))})})}
"""
SORT_STYLE = """
.scroll{overflow-x:auto;margin:.5rem 0 1.25rem}.scroll:focus-visible{outline:2px solid var(--link)}
.scroll table{display:table;margin:0;min-width:100%}
.sortable{font-variant-numeric:tabular-nums;font-size:.875rem}
.sortable th{vertical-align:bottom;font-weight:600;min-width:3.5rem}
.sortable td{white-space:nowrap}.sortable .quiet{font-size:inherit}
.sortable th button{all:unset;cursor:pointer;font-weight:600}
.sortable th button:hover{text-decoration:underline}
.sortable th button:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.sortable th button::after{content:'\\2195';margin-left:.25em;color:var(--quiet);font-weight:400}
.sortable [aria-sort=ascending] button::after{content:'\\2191';color:var(--ink)}
.sortable [aria-sort=descending] button::after{content:'\\2193';color:var(--ink)}
.sortable td:first-child,.sortable th:first-child{position:sticky;left:0;background:var(--paper)}
.sortable .words{text-align:left}
@media screen and (max-width:40rem){
.sortable td:first-child{white-space:normal;min-width:6.5rem;max-width:9rem}
.sortable td:first-child b{white-space:nowrap}}
@media print{.sortable th button::after{content:none}.scroll{overflow:visible}}
"""

WORDS = "words"
"""The style of cells of text, which start at the left."""


@dataclasses.dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        html: what it shows.
        key: what its column is sorted by: a number or text; None for what it shows.
        style: classes.
    """

    html: str
    key: float | str | None = None
    style: str = ""

    def written(self) -> str:
        """The cell as HTML."""
        classes = f" class='{self.style}'" if self.style else ""
        return f"<td{classes}{self._key()}>{self.html}</td>"

    def _key(self) -> str:
        if self.key is None:
            return ""
        unknown = isinstance(self.key, float) and not math.isfinite(self.key)
        return f" data-key='{'' if unknown else text(self.key)}'"


def sortable(
    header: Iterable[str], rows: Iterable[Iterable[Cell | str]], style: str = "", *, label: str = ""
) -> str:
    """A table that can be sorted, in a box that scrolls where it is too wide.

    Args:
        header: a name for each column; text.
        rows: of cells, or of HTML that is sorted by its text.
        style: more classes of the table.
        label: what the table shows, for those who hear it; text.
    """
    names, cells = list(header), [[_cell(cell) for cell in row] for row in rows]
    looks = [cell.style for cell in cells[0]] if cells else [""] * len(names)
    head = "".join(_head(name, look) for name, look in zip(names, looks, strict=True))
    body = "".join(f"<tr>{_row(row, len(names))}</tr>" for row in cells)
    classes = " ".join(filter(None, ("sortable", style)))
    said = f" aria-label='{text(label)}'" if label else ""
    return (
        f"<div class='scroll' tabindex=0{said}><table class='{classes}'><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(cell: Cell | str) -> Cell:
    return cell if isinstance(cell, Cell) else Cell(cell)


def _head(name: str, look: str) -> str:
    """The head of a column stands on the side that its cells do."""
    side = " class=words" if WORDS in look.split() else ""
    return f"<th scope=col{side}>{text(name)}</th>"


def _row(cells: Sequence[Cell], columns: int) -> str:
    if len(cells) != columns:
        raise ValueError(f"a row of {len(cells)} cells in a table of {columns} columns")
    return "".join(cell.written() for cell in cells)
