/** The shapes of verdicts and events: each can be told from the others without its colour, and its name goes with it. */
import type { StoryEvent, VerdictKind } from '../../result.ts';
import { markup, type Markup } from './markup.ts';

/** A sign 16 units wide and high. Ink is the text's colour, or what the class says. */
function sign(name: string, shape: Markup): Markup {
  return markup`<svg class="sign ${name}" viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`;
}

const VERDICTS: Readonly<Record<VerdictKind, Markup>> = {
  holds: markup`<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="M4.5 8.5l2.5 2.5 4.5-5.5" class="cut"/>`,
  broken: markup`<path d="M8 .5L15.5 8 8 15.5.5 8z" fill="currentColor"/><path d="M5.5 5.5l5 5m0-5l-5 5" class="cut"/>`,
  undecided: markup`<path d="M8 1.5l6.5 12.5h-13z" class="line"/><path d="M8 6v4m0 1.4v1" class="line"/>`,
};

export function verdictSign(verdict: VerdictKind): Markup {
  return sign(verdict, VERDICTS[verdict]);
}

type Kind = StoryEvent['kind'];

const EVENTS: Readonly<Record<Kind, Markup>> = {
  command: markup`<path d="M4 2.5l9 5.5-9 5.5z" fill="currentColor"/>`,
  completion: markup`<circle cx="8" cy="8" r="5" fill="currentColor"/>`,
  interrupt: markup`<path d="M9.5 1L3.5 9H8l-1.5 6 6-8H8z" fill="currentColor"/>`,
  message: markup`<path d="M2 4h12v8H2zm0 0l6 5 6-5" class="line"/>`,
  fault: markup`<path d="M8 1.5l6.5 12.5h-13z" fill="currentColor"/><path d="M8 6v4m0 1.4v1" class="cut"/>`,
  crash: markup`<path d="M3 3l10 10M13 3L3 13" class="bold"/>`,
  failover: markup`<path d="M2 5h10m-3-3l3 3-3 3M14 11H4m3-3l-3 3 3 3" class="line"/>`,
  join: markup`<path d="M8 2.5v11M2.5 8h11" class="bold"/>`,
  boot: markup`<circle cx="8" cy="8" r="5.5" class="line"/><path d="M8 5v6" class="line"/>`,
  end: markup`<rect x="3.5" y="3.5" width="9" height="9" fill="currentColor"/>`,
};

export function eventSign(kind: Kind): Markup {
  return sign(kind, EVENTS[kind]);
}

/** What the signs of `kinds` mean. */
export function eventLegend(kinds: ReadonlySet<Kind>): Markup {
  const known = (Object.keys(EVENTS) as Kind[]).filter((kind) => kinds.has(kind));
  return markup`<p class="legend">${known.map((kind) => markup`<span>${eventSign(kind)} ${kind}</span> `)}</p>`;
}
