/** The keys of moments: see moments.ts. What they say is not held against any guest here. */
import { type Fault, parseKey, printKey } from '../../case.ts';
import { type Doubt, faultOf, readDoubt } from '../doubt.ts';

const LATE = 'late';
const INPUT = 'input';
const AWAITED_INPUT: Fault = { subject: `${INPUT}/each`, relation: '@', value: 'wait' };

/** When something comes. */
export type When =
  /** So many instructions after the command was given. */
  | { readonly kind: 'end'; readonly after: number }
  /** With the end of another command, and just before it. */
  | { readonly kind: 'together'; readonly other: number }
  /** Only after the guest's end: a device may be slower than it waits. */
  | { readonly kind: 'late' };

/** A command's end. `doubt`: of one that has ended uncertain before. */
export type CommandMoment = When & { readonly device: string; readonly number: number; readonly doubt?: Doubt };

/** Console input from this byte on comes so many instructions after the byte before; or each byte when the guest waits for it. */
export type InputMoment =
  { readonly kind: 'input'; readonly number: number; readonly after: number } | { readonly kind: 'awaited-input' };

export type MomentKey =
  | CommandMoment
  | InputMoment
  /** An interrupt for nothing, after so many instructions since power-on. */
  | { readonly kind: 'spurious'; readonly device: string; readonly at: number };

export function printMoment(moment: MomentKey): string {
  if (moment.kind === 'input') return print([{ subject: `${INPUT}/${moment.number}`, value: `+${moment.after}` }]);
  if (moment.kind === 'awaited-input') return print([AWAITED_INPUT]);
  if (moment.kind === 'spurious') return print([{ subject: `${moment.device}/spurious`, value: String(moment.at) }]);
  const { device, number, doubt } = moment;
  return print([{ subject: `${device}/${number}`, value: printWhen(moment) }], doubt);
}

function printWhen(when: When): string {
  if (when.kind === 'late') return LATE;
  return when.kind === 'end' ? `+${when.after}` : `with${when.other}`;
}

function print(moments: readonly Pick<Fault, 'subject' | 'value'>[], doubt?: Doubt): string {
  const faults = moments.map((moment) => ({ ...moment, relation: '@' as const }));
  return printKey({ adversity: 'moments', faults: [...(doubt ? [faultOf(doubt)] : []), ...faults] });
}

/** What a key says; undefined if it is none of moments. */
export function readMoment(key: string): MomentKey | undefined {
  const parsed = parseKey(key);
  if (parsed?.adversity !== 'moments' || parsed.faults.length > 2) return undefined;
  const [last, first] = [...parsed.faults].reverse();
  const moment = read(last);
  if (first === undefined) return moment;
  const doubt = readDoubt(first);
  return doubt === undefined || moment === undefined || !isOfCommand(moment) ? undefined : { ...moment, doubt };
}

export function isOfCommand(moment: MomentKey): moment is CommandMoment {
  return moment.kind === 'end' || moment.kind === 'together' || moment.kind === 'late';
}

function read({ subject, relation, value }: Fault): MomentKey | undefined {
  const [device, which, more] = subject.split('/');
  if (relation !== '@' || which === undefined || more !== undefined) return undefined;
  if (subject === AWAITED_INPUT.subject) return value === AWAITED_INPUT.value ? { kind: 'awaited-input' } : undefined;
  if (which === 'spurious') {
    const at = wholeNumber(value);
    return at === undefined ? undefined : { kind: 'spurious', device, at };
  }
  const number = wholeNumber(which);
  if (device === INPUT) {
    const after = value.startsWith('+') ? wholeNumber(value.slice(1)) : undefined;
    return number === undefined || after === undefined ? undefined : { kind: 'input', number, after };
  }
  if (number !== undefined && value === LATE) return { kind: 'late', device, number };
  const [, how, digits = ''] = /^(\+|with)(\d+)$/.exec(value) ?? [];
  const count = wholeNumber(digits);
  if (number === undefined || count === undefined) return undefined;
  return how === '+'
    ? { kind: 'end', device, number, after: count }
    : { kind: 'together', device, number, other: count };
}

/** Without leading zeros, so that there is one way to write it. */
function wholeNumber(text: string): number | undefined {
  return /^(0|[1-9]\d{0,12})$/.test(text) ? Number(text) : undefined;
}
