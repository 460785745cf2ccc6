/**
 * The report as one page that needs nothing but itself: what was tried, the undisturbed run as a strip with all that struck it,
 * each finding with its story, and what no case came to.
 */
import type { Tally } from '../../ledger.ts';
import { rangesInWords } from '../../ranges.ts';
import { POLICY, SCRIPT_ELEMENT } from './copying.ts';
import { findingOf } from './finding.ts';
import { markup, type Markup } from './markup.ts';
import type { Page, Unreached } from './page-model.ts';
import { verdictSign } from './shapes.ts';
import { counted, number, strip } from './strip.ts';
import { replayedShare } from '../text.ts';
import { STYLE_ELEMENT } from './style.ts';

/** The page's text, in UTF-8. The same report is the same page, to the byte. */
export function renderPage(page: Page): string {
  const { verdict, guest, findings } = page;
  return `<!doctype html>
${markup`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>${guest}: ${verdict}</title>
${STYLE_ELEMENT}</head><body><main>
${banner(page)}
${findings.length > 0 && markup`<section><h2>Findings</h2>${findings.map((finding, index) => findingOf(finding, index === 0, page.sources))}</section>`}
<section><h2>What was tried</h2>${table(page.tallies)}</section>
<section><h2>The run</h2><p>The undisturbed run, from power-on to its end, and what was tried at each moment of it.</p>${strip(page)}</section>
${unreached(page.unreached)}
<footer><p>Made by</p><pre tabindex="0">${page.command}</pre></footer>
</main>${SCRIPT_ELEMENT}</body></html>`.toString()}
`;
}

const SAYS = {
  holds: 'Nobody outside could tell that anything went wrong.',
  broken: 'Somebody outside could tell.',
  undecided: 'Not all could be decided.',
} as const;

function banner({ verdict, guest, tallies, findings, notes }: Page): Markup {
  const tried = sum(tallies, ({ cases }) => cases);
  const stands = sum(tallies, ({ stands: covered }) => covered);
  const found = findings.length > 0 ? `, ${counted(findings.length, 'finding')}` : '';
  return markup`<header class="${verdict}">${verdictSign(verdict)}<div><h1>${guest} <em>${verdict}</em></h1>
<p>${SAYS[verdict]} ${counted(tried, 'case')} tried, which ${tried === 1 ? 'stands' : 'stand'} for ${number(stands)}${found}.</p>${notes.map((note) => markup`<p>${note}</p>`)}</div></header>`;
}

const COLUMNS = ['cases', 'stand for', 'hold', 'broken', 'undecided', 'replayed'];

function table(tallies: readonly Tally[]): Markup {
  const head = ['kind', ...COLUMNS].map((name) => markup`<th scope="col">${name}</th>`);
  const rows = tallies.map(({ adversity, cases, stands, holds, broken, undecided, replayed }) => {
    const plain = [cases, stands, holds].map((count) => markup`<td>${number(count)}</td>`);
    const marked = [cell(broken, 'broken'), cell(undecided, 'undecided')];
    const share = stands > cases ? `, ${replayedShare({ cases, stands, replayed })}` : '';
    return markup`<tr><th scope="row">${adversity}</th>${plain}${marked}<td>${number(replayed)}${share}</td></tr>`;
  });
  return markup`<div class="wide" tabindex="0" role="region" aria-label="what was tried"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function cell(count: number, verdict: 'broken' | 'undecided'): Markup {
  return count === 0
    ? markup`<td>0</td>`
    : markup`<td class="${verdict}">${verdictSign(verdict)} ${number(count)}</td>`;
}

function unreached(files: readonly Unreached[]): Markup {
  if (files.length === 0) return markup``;
  return markup`<section><h2>Never reached</h2><p>No case executed these lines of the guest.</p><ul>${files.map(({ file, lines }) => markup`<li><code>${file}</code> ${rangesInWords(lines)}</li>`)}</ul></section>`;
}

function sum(tallies: readonly Tally[], of: (tally: Tally) => number): number {
  return tallies.reduce((total, tally) => total + of(tally), 0);
}
