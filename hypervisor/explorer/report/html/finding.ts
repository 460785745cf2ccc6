/** One finding: what is wrong and why, the command that repeats it, what happened, and the source beside it. */
import type { Saved } from '../../findings.ts';
import { copyable } from './copying.ts';
import { markup, type Markup } from './markup.ts';
import type { PageFinding } from './page-model.ts';
import { verdictSign } from './shapes.ts';
import { source } from './source.ts';
import { counted } from './strip.ts';
import { timeline } from './timeline.ts';
import { callsOf } from '../text.ts';
import type { CodePlace } from '../../result.ts';

/** `open`: is it unfolded at first? */
export function findingOf(finding: PageFinding, open: boolean, sources: ReadonlyMap<string, string>): Markup {
  const { number, rule, why, difference, key, cases, place, story, command, recording } = finding;
  return markup`<details class="finding" id="finding-${number}"${open && markup` open`}><summary>${verdictSign('broken')}<span class="number">${number}</span> <b>${rule ?? 'unexplained'}</b> <span class="why">${why}</span></summary>
<dl><dt>seen outside</dt><dd>${difference}</dd>${told('at', place)}${callsOf(place).map((call) => told('called from', call))}<dt>case</dt><dd><code>${key}</code>${cases > 1 && `, the smallest of ${counted(cases, 'case')}`}</dd>${recording && recorded(recording)}</dl>
${copyable(command, `finding ${number}`)}
<div class="beside"><section><h3>What happened</h3>${timeline(story)}</section>${place !== undefined && markup`<section><h3>Where</h3>${source(place, story, sources)}</section>`}</div></details>
`;
}

/** A place that has a line, under the name of what it is. */
function told(what: string, place: CodePlace | undefined): Markup | false {
  if (place?.line === undefined) return false;
  return markup`<dt>${what}</dt><dd><code>${place.line}</code> ${place.label !== undefined && markup`<code>${place.label}</code>`}</dd>`;
}

function recorded(saved: Saved): Markup {
  const what =
    'path' in saved ? markup`<code>${saved.path}</code>, for hvrun replay and diff` : markup`none: ${saved.none}`;
  return markup`<dt>recording</dt><dd>${what}</dd>`;
}
