/** One self-contained HTML page: plots, tables, and the reasons for what differs from the paper. */
import { costs } from './costs.ts';
import { escapeMarkup } from './markup.ts';
import { LOADS } from './model.ts';
import { npPlot, PLOT_STYLE } from './plot.ts';
import type { Results } from './results.ts';
import { tables } from './table.ts';

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1320px; margin: 2em auto; padding: 0 1em; }
  .plots { display: flex; flex-wrap: wrap; gap: 1em; }
  pre { overflow-x: auto; font-size: 13px; line-height: 1.35; }
  .notes { white-space: pre-wrap; }
`;

/** `notes`: what is said below the tables; none if empty. */
export function page(results: Results, notes: string): string {
  const loads = LOADS.filter((load) => results.cells.some((cell) => cell.load === load));
  const title = `hvrun bench: ${results.name}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(title)}</title>
<style>${PLOT_STYLE}${STYLE}</style>
<h1>${escapeMarkup(title)}</h1>
<p>${escapeMarkup(results.about)}</p>
<p>Normalized performance (NP): time on the pair / time on the bare machine. Rings are the paper's figures; * predicted.</p>
<div class="plots">
${loads.map((load) => npPlot(load, results)).join('\n')}
</div>
<pre>${escapeMarkup(tables(results) + costs(results))}</pre>
${notes === '' ? '' : `<h2>Where it is not what the paper says</h2>\n<pre class="notes">${escapeMarkup(notes)}</pre>\n`}</html>
`;
}
