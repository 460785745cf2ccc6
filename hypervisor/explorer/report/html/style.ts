/** How the page looks: light and dark, on paper and on a phone. Verdicts have colours that can be told apart by everybody (Okabe and Ito). */
import { Markup } from './markup.ts';

const STYLE = `
:root { color-scheme: light dark; --page: #fbfbf9; --card: #fff; --ink: #1c1d21; --soft: #61646d; --rule: #dcdcd6; --shade: #f1f1ec;
  --holds: #00684a; --broken: #b23a00; --undecided: #7a3f8f; --link: #0b57a4; --here: #fde9c8; }
@media (prefers-color-scheme: dark) { :root { --page: #15161a; --card: #1d1f25; --ink: #e8e8e4; --soft: #a3a6b0; --rule: #353842;
  --shade: #25272f; --holds: #4fcf9f; --broken: #ff9a5c; --undecided: #d3a4e6; --link: #8ec3ff; --here: #4b3a16; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 78rem; margin: 0 auto; padding: 1.5rem clamp(.8rem, 3vw, 2rem) 3rem; }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; }
h1 { margin: 0; font-size: clamp(1.4rem, 4vw, 2rem); font-weight: 650; }
h1 em { font-style: normal; }
h2 { margin: 2.2rem 0 .7rem; font-size: 1.25rem; }
h3 { margin: 0 0 .6rem; font-size: .85rem; color: var(--soft); text-transform: uppercase; letter-spacing: .06em; }
p { margin: .3rem 0; }
a { color: var(--link); }
code, pre, input { font-family: ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; font-size: .88em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
.sign { width: 1.05em; height: 1.05em; vertical-align: -.17em; flex: none; }
.sign .cut { stroke: var(--card); stroke-width: 1.8; fill: none; stroke-linecap: round; stroke-linejoin: round; }
.sign .line { stroke: currentColor; stroke-width: 1.7; fill: none; stroke-linecap: round; stroke-linejoin: round; }
.sign .bold { stroke: currentColor; stroke-width: 3; fill: none; stroke-linecap: round; }
.holds { color: var(--holds); } .broken { color: var(--broken); } .undecided { color: var(--undecided); }
header { display: flex; gap: 1rem; align-items: flex-start; padding: 1.2rem; background: var(--card); border: 1px solid var(--rule);
  border-left: 6px solid currentColor; border-radius: 8px; }
header > .sign { width: 2.6rem; height: 2.6rem; }
header p { color: var(--ink); } header h1 { color: var(--ink); } header h1 em { color: var(--holds); }
header.broken h1 em { color: var(--broken); } header.undecided h1 em { color: var(--undecided); }
.wide { overflow-x: auto; overflow-wrap: normal; }
table { border-collapse: collapse; background: var(--card); border: 1px solid var(--rule); border-radius: 8px; white-space: nowrap; }
th, td { padding: .45rem clamp(.45rem, 1.6vw, .9rem); text-align: right; border-bottom: 1px solid var(--rule); font-variant-numeric: tabular-nums; }
thead th { color: var(--soft); font-weight: 500; font-size: .85rem; } th:first-child { text-align: left; }
tbody tr:last-child > * { border-bottom: 0; }
.strip { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 1rem 1.2rem .6rem; }
figure { margin: 0 0 1rem; }
figcaption { color: var(--soft); font-size: .9rem; } figcaption b { color: var(--ink); }
.bars { position: relative; margin-top: .3rem; } .bars.pinned { margin-top: 1.7rem; }
.bars svg { display: block; width: 100%; height: 44px; background: linear-gradient(var(--rule), var(--rule)) bottom / 100% 1px no-repeat; }
.commands svg { color: var(--link); height: 30px; } .commands rect { fill: currentColor; opacity: .45; } .commands path { stroke: currentColor; stroke-width: 1.5px; vector-effect: non-scaling-stroke; }
.bars .hatch { fill: var(--undecided); }
.pin { position: absolute; top: -1.55rem; transform: translateX(-50%); min-width: 1.45rem; padding: 0 .3rem; border-radius: 4px; background: var(--broken);
  color: var(--card); font-size: .8rem; line-height: 1.45rem; text-align: center; text-decoration: none; font-weight: 650; }
.strip details { font-size: .88rem; color: var(--soft); } .strip ul { margin: .3rem 0; padding-left: 1.2rem; list-style: none; }
.scale { display: flex; justify-content: space-between; font-size: .75rem; color: var(--soft); font-variant-numeric: tabular-nums; margin: 0; }
.unit { text-align: center; font-size: .75rem; color: var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin-top: .7rem; font-size: .82rem; color: var(--soft); }
.legend .sign { color: var(--soft); } .legend .holds { color: var(--holds); } .legend .broken { color: var(--broken); } .legend .undecided { color: var(--undecided); }
.finding { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; margin-bottom: .8rem; padding: 0 1.2rem; }
.finding[open] { padding-bottom: 1.2rem; }
summary { cursor: pointer; padding: .35rem 0; }
.finding > summary { padding: .9rem 0; font-size: 1.02rem; } .finding > summary .sign { margin: 0 .5rem 0 .3rem; }
.finding .number { display: inline-block; min-width: 1.45rem; padding: 0 .3rem; margin-right: .4rem; border-radius: 4px; background: var(--broken); color: var(--card);
  font-size: .8rem; line-height: 1.45rem; text-align: center; font-weight: 650; }
.why { color: var(--ink); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 0 .9rem; } dt { color: var(--soft); } dd { margin: 0; }
.copy { display: flex; gap: .5rem; margin: 0 0 1.2rem; }
.copy input { flex: 1; min-width: 0; padding: .5rem .7rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--shade); color: var(--ink); }
button { padding: .4rem .9rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--card); color: var(--link); font: inherit; cursor: pointer; }
.beside { display: grid; gap: 1.5rem; } .beside > section { min-width: 0; }
@media (min-width: 62rem) { .beside { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } .source { position: sticky; top: 1rem; } }
.timeline { list-style: none; margin: 0; padding: 0; font-size: .92rem; }
.timeline li { display: grid; grid-template-columns: 4.2rem calc(var(--lanes) * 1.5rem) minmax(0, 1fr); gap: 0 .6rem; align-items: stretch; }
.timeline .at { text-align: right; color: var(--soft); font-size: .8rem; padding-top: .28rem; font-variant-numeric: tabular-nums; }
.columns { display: grid; grid-auto-flow: column; grid-auto-columns: 1.5rem; }
.lane { position: relative; display: flex; justify-content: center; padding-top: .28rem; background: linear-gradient(var(--rule), var(--rule)) center / 2px 100% no-repeat; }
.lane .sign { position: relative; width: 1.1rem; height: 1.1rem; background: var(--card); color: var(--soft); border-radius: 3px; }
.lanes .lane { background: none; align-items: flex-end; padding-bottom: .3rem; } .lanes b { writing-mode: vertical-rl; transform: rotate(180deg); font-size: .75rem; font-weight: 600; color: var(--soft); }
.lanes .at { align-self: end; }
.words { padding: .18rem .4rem; } .words b { font-weight: 600; color: var(--soft); font-size: .82rem; margin-right: .2rem; } .words code { color: var(--soft); display: inline-block; }
.lane .fault, .lane .crash, .loud .sign { color: var(--broken); }
.loud .words { background: color-mix(in srgb, var(--broken) 12%, transparent); border-left: 3px solid var(--broken); border-radius: 4px; }
pre { margin: .4rem 0 0; padding: .7rem; overflow-x: auto; background: var(--shade); border: 1px solid var(--rule); border-radius: 6px; line-height: 1.45; overflow-wrap: normal; }
.row { display: block; width: max-content; min-width: 100%; } .row i { display: inline-block; width: 3.6rem; text-align: right; color: var(--soft); font-style: normal; user-select: none; }
.row.here { background: var(--here); font-weight: 650; } .row.through i { color: var(--ink); font-weight: 650; }
footer { margin-top: 2.5rem; color: var(--soft); font-size: .9rem; }
@media (max-width: 34rem) { .timeline li { grid-template-columns: calc(var(--lanes) * 1.2rem) minmax(0, 1fr); gap: 0 .3rem; } .columns { grid-column: 1; grid-row: 1 / span 2; grid-auto-columns: 1.2rem; }
  .timeline .at { grid-column: 2; text-align: left; padding: .25rem .4rem 0; line-height: 1.2; } .words { grid-column: 2; padding-top: 0; } .lanes .at { display: none; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; } .finding, .strip { padding-left: .8rem; padding-right: .8rem; } header { padding: .9rem; } }
@media print { .finding { break-inside: avoid; } .copy button { display: none; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;

export const STYLE_ELEMENT = new Markup(`<style>${STYLE}</style>`);
