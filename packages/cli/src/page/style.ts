/** Light and dark as the reader's system has it; colours pass AA on their backgrounds. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--panel:#f5f6f8;--line:#d5d9e0;--text:#1b1f27;--soft:#525b69;--link:#0b57b0;--high:#a3161c;--medium:#7a4b00;--low:#3f5166;--bar:#3c6fb4;--hit:#5a7d3a}
@media (prefers-color-scheme:dark){:root{--ground:#14171c;--panel:#1d2128;--line:#39404b;--text:#e6e9ee;--soft:#a7b0bd;--link:#86b7f5;--high:#ff9a94;--medium:#f0c070;--low:#b3c1d1;--bar:#6d9ade;--hit:#98bd72}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main,header,nav{max-width:72rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.5rem}h1{margin:0;font-size:1.7rem;overflow-wrap:anywhere}h2{font-size:1.25rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line)}h3{font-size:1rem;margin:1rem 0 .3rem}
p{margin:.4rem 0}.soft,.more{color:var(--soft)}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem .9rem;list-style:none;padding:0;margin:.8rem 0 0}
a{color:var(--link)}a:focus-visible,summary:focus-visible,input:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-100vw}.skip:focus{left:1rem;top:.5rem;background:var(--ground);padding:.4rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
code{font:.92em ui-monospace,monospace;overflow-wrap:anywhere}.at{font:.85em ui-monospace,monospace;overflow-wrap:anywhere}
.scroll{overflow-x:auto;position:relative}td .at{white-space:nowrap}th .at{overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}th,td{overflow-wrap:normal;text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--line)}thead th{color:var(--soft);font-weight:600}tbody th{font-weight:500}
.finding{background:var(--panel);border-left:.35rem solid var(--low);padding:.5rem .8rem;margin:.6rem 0}.finding.high{border-color:var(--high)}.finding.medium{border-color:var(--medium)}
.severity{font-weight:700}.severity.high{color:var(--high)}.severity.medium{color:var(--medium)}.severity.low{color:var(--low)}
.bars{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr max-content;gap:.25rem .7rem;align-items:center;margin:.5rem 0}.bars .bar{background:var(--bar);height:.9rem;min-width:2px;border-radius:2px}.bars .bar.hit{background:var(--hit)}.bars dt,.bars dd{margin:0;overflow-wrap:anywhere}.track{background:var(--panel);border-radius:2px}
.chain{list-style:none;padding:0}.chain li{overflow-wrap:anywhere;background:var(--panel);padding:.5rem .8rem;margin:.5rem 0}.chain .step+.step::before{content:"\\2192";margin:0 .45rem;color:var(--soft)}
label{display:block;margin:.4rem 0}input{font:inherit;width:min(24rem,100%);padding:.35rem .5rem;background:var(--ground);color:var(--text);border:1px solid var(--soft);border-radius:4px}
footer{max-width:72rem;margin:2.5rem auto 2rem;padding:0 1rem;color:var(--soft)}
@media print{.skip,nav,label{display:none}}
`

/** Filters the rows of the workspace map; without it the page has all of them. */
export const SCRIPT = `
const input=document.getElementById('filter'),rows=[...document.querySelectorAll('#workspaces tbody tr')],count=document.getElementById('count')
if(input)input.addEventListener('input',()=>{const wanted=input.value.toLowerCase();let shown=0
for(const row of rows){row.hidden=!row.textContent.toLowerCase().includes(wanted);if(!row.hidden)shown++}
count.textContent=shown+' of '+rows.length})
`
