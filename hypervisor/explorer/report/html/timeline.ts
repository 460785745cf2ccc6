/**
 * What happened in one run, from top to bottom: a row for each event, a column for each of the guest, the machines, what is
 * between them, and the devices. A list in the order of time, so it can be read aloud; the columns are drawn beside it.
 */
import type { StoryEvent } from '../../result.ts';
import { markup, type Markup } from './markup.ts';
import { eventLegend, eventSign } from './shapes.ts';
import { number } from './strip.ts';

/** Where these are, they stand in this order; devices follow as they come. */
const LANES = ['guest', 'primary', 'backup', 'link', 'bus'];
/** Events shown on either side of those that matter. */
const MOST = 60;

export function timeline(story: readonly StoryEvent[]): Markup {
  if (story.length === 0) return markup``;
  const lanes = lanesOf(story);
  const shown = around(story);
  const kinds = new Set(shown.map(({ kind }) => kind));
  return markup`<ol class="timeline" style="--lanes:${lanes.length}"><li class="lanes" aria-hidden="true"><span class="at">at</span><span class="columns">${lanes.map((lane) => markup`<span class="lane"><b>${lane}</b></span>`)}</span><span></span></li>
${shown.map((event) => row(event, lanes))}</ol>
${story.length > shown.length && markup`<p>${number(story.length - shown.length)} more events are not shown.</p>`}${eventLegend(kinds)}`;
}

function lanesOf(story: readonly StoryEvent[]): string[] {
  const there = new Set<string>(story.map(({ lane }) => lane));
  const fixed = LANES.filter((lane) => there.delete(lane));
  return [...fixed, ...there];
}

/** Of a long story, what is around its first fault. */
function around(story: readonly StoryEvent[]): readonly StoryEvent[] {
  if (story.length <= 2 * MOST) return story;
  const fault = story.findIndex(({ kind }) => kind === 'fault' || kind === 'crash');
  const from = Math.max(0, Math.min(fault - MOST, story.length - 2 * MOST));
  return story.slice(from, from + 2 * MOST);
}

function row({ at, us, lane, kind, words, place }: StoryEvent, lanes: readonly string[]): Markup {
  const loud = kind === 'fault' || kind === 'crash' ? ' loud' : '';
  const line = place?.line;
  return markup`<li class="event ${kind}${loud}"><span class="at" title="instructions completed${us !== undefined && `, ${us} us`}">${number(at)}</span><span class="columns" aria-hidden="true">${lanes.map((column) => markup`<span class="lane">${column === lane && eventSign(kind)}</span>`)}</span><span class="words"><b>${lane}</b> ${words}${line !== undefined && markup` <code>${line}</code>`}</span></li>
`;
}
