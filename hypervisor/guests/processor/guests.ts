/**
 * The guests of this suite, and the interruptions of which each is the proof. A guest is a .s file beside this one.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../../../assembler/assemble.ts';
import type { BuiltGuest } from './driver.ts';

export interface Guest {
  readonly name: string;
  /** Numbers of the interruptions that it proves; none if it is about something else. */
  readonly interruptions: readonly number[];
  /** Why qemu-system-hppa cannot be asked at all, if so. Single cases that it cannot be asked begin with `elsewhere`. */
  readonly notOnQemu?: string;
}

export const GUESTS: readonly Guest[] = [
  { name: 'checks', interruptions: [1, 2, 5], notOnQemu: 'has no way to make them pending' },
  { name: 'recovery-counter', interruptions: [3], notOnQemu: '7.2 neither counts nor traps' },
  { name: 'external', interruptions: [4] },
  { name: 'fetch', interruptions: [6, 7] },
  { name: 'traps', interruptions: [8, 9, 10, 11, 12, 13] },
  { name: 'assist', interruptions: [14, 22] },
  { name: 'data', interruptions: [15, 16, 17, 19, 20, 21, 26, 27, 28] },
  { name: 'transfers', interruptions: [23, 24, 25], notOnQemu: '7.2 does not model PSW T, H and L' },
  { name: 'rights', interruptions: [] },
  { name: 'psw', interruptions: [] },
  { name: 'tlb', interruptions: [] },
];

const built = new Map<string, BuiltGuest>();

/** Assembles a guest, once in a process. Throws an Error if there is something wrong with it. */
export function buildGuest({ name }: Guest): BuiltGuest {
  const known = built.get(name);
  if (known) return known;
  const read = (path: string): Buffer => readFileSync(join(import.meta.dirname, path));
  const source = { name: `${name}.s`, text: read(`${name}.s`).toString() };
  const { image, diagnostics, symbols } = assemble([source], { files: { read } });
  const signalRequest = symbols.find((symbol) => symbol.name === 'signal_request')?.value;
  if (image === undefined || signalRequest === undefined) {
    throw new Error(`${name}.s: ${JSON.stringify(diagnostics, ['message'])}`);
  }
  const guest = { name, image, signalRequest };
  built.set(name, guest);
  return guest;
}
