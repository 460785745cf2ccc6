/** Makes the page of a campaign: it watches the cases as they are tried, and notes where each strikes. */
import { describeOperation } from '../../../history/operations.ts';
import type { CampaignEvent, Summary } from '../../ledger.ts';
import { type AdversityName, type Case, parseKey } from '../../case.ts';
import type { Finding } from '../../findings.ts';
import type { NoReference, Reference } from '../../reference.ts';
import type { VerdictKind } from '../../result.ts';
import type { Wait } from '../../typing.ts';
import { reservations, untoldInWords } from '../text.ts';
import type { Mark, Page, PageFinding, Span, Track, Unreached } from './page-model.ts';

/** What the campaign does not know. */
export interface PageSetting {
  /** That tries the same; without what only says where, and how many at once. */
  readonly command: string;
  /** The command that repeats a case. */
  readonly repeat: (key: string) => string;
  /** What was not tried: see ../gaps.ts. */
  readonly gaps: readonly string[];
  /** Source lines that no run came to, as in `disk.s:12`: see ../../reached.ts. */
  readonly never: readonly string[];
  /** Source files by the names that the image gives them. */
  readonly sources: ReadonlyMap<string, string>;
}

/** What a page shows of the undisturbed run. Plain data. */
export interface PageBasis {
  /** The guest's name, for people. */
  readonly guest: string;
  readonly instructions: number;
  /** Of a guest with console input. */
  readonly input?: InputBasis;
  /** By number, from 1, at index 0: with the operation in words, without where, and the RESULT. */
  readonly commands: readonly (Span & { readonly operation: string; readonly result: number })[];
}

/** What is known of the console input: see ../../typing.ts. */
export interface InputBasis {
  readonly bytes: number;
  readonly waits: readonly Omit<Wait, 'snapshot'>[];
  readonly complete: boolean;
  readonly why?: string;
}

export function pageBasisOf({ guest, instructions, commands, typing }: Reference): PageBasis {
  const spans = commands.map(({ number, request, givenAt, endedAt, result }) => {
    const words = `command ${number}, ${describeOperation(request)}`;
    return { from: givenAt, to: endedAt, words, operation: request.kind.replaceAll('-', ' '), result };
  });
  const waits = typing?.waits.map(({ from, to, like }) => ({ from, to, like }));
  const input = typing && waits && { bytes: guest.input.length, waits, complete: typing.complete, why: typing.why };
  return { guest: guest.name, instructions, ...(input && { input }), commands: spans };
}

interface Moment {
  readonly unit: Track['unit'];
  readonly at: number;
  readonly words: string;
}

type MutableMark = { -readonly [K in keyof Mark]: Mark[K] };

interface Marks {
  readonly name: AdversityName;
  readonly unit: Track['unit'];
  /** By moment and verdict. */
  readonly marks: Map<string, MutableMark>;
}

export class PageMaker {
  readonly #basis: PageBasis;
  /** By adversity and unit. */
  readonly #tracks = new Map<string, Marks>();

  constructor(basis: PageBasis) {
    this.#basis = basis;
  }

  watch(event: CampaignEvent): void {
    if (event.type === 'case') this.#note(event.case, event.result.verdict);
  }

  page(summary: Summary, setting: PageSetting): Page {
    const { verdict, tallies, findings } = summary;
    const gaps = setting.gaps.map(sentence);
    const ended = reservations(summary).map(sentence);
    const { guest, instructions, commands } = this.#basis;
    return {
      verdict,
      guest,
      command: setting.command,
      notes: [...ended, ...notesOf(tallies), ...gaps],
      tallies,
      instructions,
      commands,
      tracks: [...this.#tracks.values()].map((track) => this.#trackOf(track)),
      findings: findings.map((finding) => this.#findingOf(finding, setting)),
      unreached: unreachedIn(setting.never),
      sources: setting.sources,
    };
  }

  #note({ adversity, key, stands }: Case, verdict: VerdictKind): void {
    const moment = this.#momentOf(key);
    if (moment === undefined) return;
    const { unit, at, words } = moment;
    const fresh: Marks = { name: adversity, unit, marks: new Map() };
    const track = this.#tracks.get(`${adversity} ${unit}`) ?? fresh;
    this.#tracks.set(`${adversity} ${unit}`, track);
    const mark = track.marks.get(`${at} ${verdict}`);
    if (mark) mark.cases += stands;
    else track.marks.set(`${at} ${verdict}`, { at, verdict, cases: stands, words });
  }

  /** Where a case's first fault strikes: at a command's end, or behind it; so long after a command was given; or at a machine's step. */
  #momentOf(key: string): Moment | undefined {
    const [fault] = parseKey(key)?.faults ?? [];
    const { subject = '', value = '' } = fault ?? {};
    const step = /^step=(\d+)/.exec(value)?.[1];
    if (step !== undefined) return { unit: 'steps', at: Number(step), words: `${subject}, step ${step}` };
    if (subject === 'lost' || subject === 'kept') return this.#momentOfPower(Number(value));
    if (subject.endsWith('/spurious'))
      return { unit: 'instructions', at: Number(value), words: `an interrupt, ${subject}` };
    if (subject.startsWith('input/')) return this.#momentOfInput(subject, value);
    const command = this.#commandOf(subject);
    if (command === undefined) return undefined;
    const { from, words } = command;
    const [, how, count] = /^(\+|with)(\d+)$/.exec(value) ?? [];
    const ends = (how === 'with' ? this.#commandOf(count) : undefined) ?? command;
    const at = how === '+' ? from + Number(count) : ends.to;
    return { unit: 'instructions', at, words };
  }

  /** `lost@7`: power goes when command 7 is over. */
  #momentOfPower(after: number): Moment {
    const command = this.#basis.commands[after - 1];
    const words = command ? `power goes after ${command.words}` : 'power goes before any write is over';
    return { unit: 'instructions', at: command?.to ?? 0, words };
  }

  /** `input/7`. */
  #momentOfInput(subject: string, value: string): Moment | undefined {
    const [, number] = /^input\/(\d+)$/.exec(subject) ?? [];
    const wait = number === undefined ? undefined : this.#basis.input?.waits[Number(number)];
    if (wait === undefined) return undefined;
    return { unit: 'instructions', at: wait.from + Number(value), words: `console input from byte ${number} on` };
  }

  /** `7`, `disk/7`. */
  #commandOf(subject: string): Span | undefined {
    return this.#basis.commands[Number(/(?:^|\/)(\d+)$/.exec(subject)?.[1]) - 1];
  }

  #trackOf({ name, unit, marks }: Marks): Track {
    const all = [...marks.values()];
    const last = all.reduce((most, { at }) => Math.max(most, at), 1);
    return { name, unit, extent: unit === 'steps' ? last : this.#basis.instructions, marks: all };
  }

  #findingOf({ number, smallest, result, cases, recording }: Finding, { repeat }: PageSetting): PageFinding {
    const { cause, difference, place, story } = result;
    const seen = difference?.words ?? '';
    return {
      ...{
        number,
        rule: cause?.rule,
        why: cause?.words ?? seen,
        difference: seen,
        key: smallest.key,
        cases,
        place,
        story,
      },
      ...{ at: this.#momentOf(smallest.key)?.at, command: repeat(smallest.key), recording },
    };
  }
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** By file, in the order in which they come. */
function unreachedIn(never: readonly string[]): Unreached[] {
  const files = new Map<string, number[]>();
  for (const line of never) {
    const colon = line.lastIndexOf(':');
    const file = line.slice(0, colon);
    files.set(file, [...(files.get(file) ?? []), Number(line.slice(colon + 1))]);
  }
  return [...files].map(([file, lines]) => ({ file, lines: lines.sort((one, other) => one - other) }));
}

/** Of a guest of which nothing was tried. */
export function emptyPage({ verdict, what }: NoReference, guest: string, command: string): Page {
  const words = verdict === 'broken' ? 'The guest fails undisturbed, so nothing else was tried' : 'Nothing was tried';
  const nothing = { tallies: [], instructions: 0, commands: [], tracks: [], findings: [], unreached: [] };
  return { verdict, guest, command, notes: [`${words}: ${what}.`], ...nothing, sources: new Map() };
}

function notesOf(tallies: Summary['tallies']): string[] {
  return tallies.flatMap(({ adversity, undecided, undecidedFirst: first, cutShort, contradicted, untold }) => [
    ...(first ? [`Of ${adversity}, ${undecided} are undecided, the first of them ${first.key}: ${first.why}.`] : []),
    ...(cutShort ? [`The budget ran out before all cases of ${adversity} were tried.`] : []),
    ...(contradicted > 0
      ? [`Of ${adversity}, ${contradicted} replayed cases came to another verdict than those that stand for them.`]
      : []),
    ...(untold > 0 ? [`Of ${adversity}, ${untoldInWords(untold)}.`] : []),
  ]);
}
