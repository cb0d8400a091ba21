"""The script of the overview: it filters as one types, and lets two be chosen; without it forms do."""

SCRIPT = """
const box=document.querySelector('input[type=search]');
if(box){
const tables=[...document.querySelectorAll('.searched')];
const filter=()=>{
const words=box.value.toLowerCase().split(/\\s+/).filter(Boolean);
for(const table of tables){
const rows=[...table.querySelectorAll('tbody tr')];
const found=rows.filter(row=>{
const said=row.textContent.toLowerCase(),hit=words.every(word=>said.includes(word));
row.cells[0].classList.toggle('miss',!hit);return hit});
const count=table.querySelector('.count');
if(count)count.textContent=found.length<rows.length?found.length+' of '+rows.length:rows.length}
history.replaceState(null,'',words.length?'?q='+encodeURIComponent(box.value):location.pathname)};
box.addEventListener('input',filter);
box.form.addEventListener('submit',event=>event.preventDefault())}
const act=document.querySelector('.bar button');
if(act){
const ready=()=>{act.disabled=document.querySelectorAll('input[name=of]:checked').length!==2};
document.addEventListener('change',ready);window.addEventListener('pageshow',ready);ready()}
"""
