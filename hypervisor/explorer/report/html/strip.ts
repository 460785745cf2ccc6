/**
 * Coverage as a picture: the undisturbed run from left to right, a row for each kind of thing that went wrong, and a bar
 * wherever cases strike. A bar's height says its verdict as its colour does: low for what holds, hatched and half as high for
 * what is undecided, full for what is broken; there stands the finding's number, too, which leads to it.
 */
import type { VerdictKind } from '../../result.ts';
import { markup, type Markup } from './markup.ts';
import type { Mark, Page, PageFinding, Span, Track } from './page-model.ts';
import { verdictSign } from './shapes.ts';

/** Bars in a row at most: cases that strike closer together share one, which has the worst verdict of theirs. */
const BARS = 120;
const HEIGHT: Readonly<Record<VerdictKind, number>> = { holds: 10, undecided: 18, broken: 32 };
const BADNESS: Readonly<Record<VerdictKind, number>> = { holds: 0, undecided: 1, broken: 2 };
/** Marks that are listed in words below a row. */
const LISTED = 200;

export function strip({ commands, tracks, instructions, findings }: Page): Markup {
  const drawn = tracks.filter(({ marks }) => marks.length > 0);
  if (drawn.length === 0 && commands.length === 0) return markup`<p>Nothing happened in it.</p>`;
  return markup`<div class="strip">${commands.length > 0 && commandRow(commands, instructions)}${drawn.map((track) => row(track, findings))}
${scale(instructions)}</div>
<p class="legend"><span>${verdictSign('holds')} holds: low</span> <span>${verdictSign('undecided')} undecided: hatched, half as high</span> <span>${verdictSign('broken')} broken: full height, with the finding's number</span></p>`;
}

/** Commands as they were under way, and a line where each was over and interrupted. */
function commandRow(commands: readonly Span[], instructions: number): Markup {
  const at = (moment: number): string => ((moment / Math.max(1, instructions)) * BARS).toFixed(3);
  const words = counted(commands.length, 'command');
  return markup`<figure><figcaption><b>the guest</b> ${words}, each from its store to COMMAND to its interrupt</figcaption>
<div class="bars commands"><svg viewBox="0 0 ${BARS} 32" preserveAspectRatio="none" role="img" aria-label="${words}">${commands.map(({ from, to, words: what }) => markup`<g><title>${what}</title><rect x="${at(from)}" y="14" width="${at(Math.max(0, to - from))}" height="10"/><path d="M${at(to)} 6v26"/></g>`)}</svg></div></figure>`;
}

function row(track: Track, findings: readonly PageFinding[]): Markup {
  const { name, marks, unit, extent } = track;
  const own = findings.filter(({ key, at }) => key.startsWith(`${name}:`) && at !== undefined);
  return markup`<figure><figcaption><b>${name}</b> ${inWords(marks)}${unit === 'steps' && `, by the machine's steps, 0 to ${number(extent)}`}</figcaption>
<div class="bars${own.length > 0 && ' pinned'}"><svg viewBox="0 0 ${BARS} 32" preserveAspectRatio="none" role="img" aria-label="${name}: ${inWords(marks)}"><defs><pattern id="hatch-${name}-${unit}" width="1" height="4" patternUnits="userSpaceOnUse"><rect width="1" height="2" class="hatch"/></pattern></defs>${barsOf(marks, extent).map((bar) => drawBar(bar, `${name}-${unit}`))}</svg>${own.map(({ at, number, why }) => markup`<a class="pin" href="#finding-${number}" title="${why}" style="left:${percent(at!, extent)}%">${number}</a>`)}</div>
<details><summary>in words</summary>${list(marks)}</details></figure>`;
}

interface Bar {
  readonly slot: number;
  readonly marks: Mark[];
}

function barsOf(marks: readonly Mark[], extent: number): Bar[] {
  const bars = new Map<number, Bar>();
  for (const mark of marks) {
    const slot = Math.min(BARS - 1, Math.floor((mark.at / Math.max(1, extent)) * BARS));
    const bar = bars.get(slot);
    if (bar) bar.marks.push(mark);
    else bars.set(slot, { slot, marks: [mark] });
  }
  return [...bars.values()].sort((one, other) => one.slot - other.slot);
}

function drawBar({ slot, marks }: Bar, track: string): Markup {
  const verdict = worst(marks);
  const height = HEIGHT[verdict];
  const fill = verdict === 'undecided' ? `url(#hatch-${track})` : 'currentColor';
  const words = marks.length === 1 ? marks[0].words : `${marks.length} moments`;
  return markup`<rect class="${verdict}" x="${slot + 0.1}" y="${32 - height}" width="0.8" height="${height}" fill="${fill}"><title>${words}: ${counted(casesOf(marks), 'case')}, ${verdict}</title></rect>`;
}

function worst(marks: readonly Mark[]): VerdictKind {
  return marks.reduce<VerdictKind>((bad, { verdict }) => (BADNESS[verdict] > BADNESS[bad] ? verdict : bad), 'holds');
}

function inWords(marks: readonly Mark[]): string {
  const of = (verdict: VerdictKind): string => {
    const cases = casesOf(marks.filter((mark) => mark.verdict === verdict));
    return cases === 0 ? '' : `, ${number(cases)} ${verdict}`;
  };
  return `${counted(casesOf(marks), 'case')}${of('broken')}${of('undecided')}`;
}

/** Those that are not right first. */
function list(marks: readonly Mark[]): Markup {
  const ordered = [...marks].sort((one, other) => BADNESS[other.verdict] - BADNESS[one.verdict] || one.at - other.at);
  const left = ordered.length - LISTED;
  return markup`<ul>${ordered.slice(0, LISTED).map(({ at, verdict, cases, words }) => markup`<li>${verdictSign(verdict)} ${verdict}, at ${number(at)}: ${words} (${counted(cases, 'case')})</li>`)}${left > 0 && markup`<li>and ${number(left)} more</li>`}</ul>`;
}

function scale(instructions: number): Markup {
  const steps = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * instructions));
  return markup`<p class="scale" aria-hidden="true">${steps.map((step) => markup`<span>${number(step)}</span>`)}</p><p class="unit">instructions completed</p>`;
}

function casesOf(marks: readonly Mark[]): number {
  return marks.reduce((sum, { cases }) => sum + cases, 0);
}

function percent(at: number, extent: number): string {
  return Math.min(100, (at / Math.max(1, extent)) * 100).toFixed(2);
}

/** 12,345: the same wherever the page is made. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1 case", "1,200 cases". */
export function counted(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
}
