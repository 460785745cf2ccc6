import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as board from '../emulator/board.ts';

/** What guests have no use for: the limits and defaults of hvrun, and an instruction. */
const HOST_ONLY = ['DEFAULT_RAM', 'MIN_RAM', 'MAX_RAM', 'DEFAULT_TLB_ENTRIES', 'EXIT_STATUS', 'IDLE_HINT'];
/** DISK_SLOT.COUNT is a register, DISK.SLOT_COUNT a number of slots: one of the two needs another name in a flat file. */
const PREFIXES: Readonly<Record<string, string>> = { DISK_SLOT: 'SLOT' };

function flatten(): Map<string, number> {
  const constants = new Map<string, number>();
  for (const [name, value] of Object.entries(board)) {
    if (HOST_ONLY.includes(name)) continue;
    if (typeof value === 'number') constants.set(name, value);
    else
      for (const [field, number] of Object.entries(value)) constants.set(`${PREFIXES[name] ?? name}_${field}`, number);
  }
  return constants;
}

function readInclude(): Map<string, number> {
  const text = readFileSync(join(import.meta.dirname, 'board.inc'), 'utf8');
  const definitions = text.matchAll(/^(\w+)\s*=\s*(-?\w+)/gm);
  return new Map([...definitions].map(([, name, value]) => [name, Number(value)]));
}

describe('board.inc', () => {
  it('has the constants of emulator/board.ts, with the same values', () => {
    expect(Object.fromEntries(readInclude())).toEqual(Object.fromEntries(flatten()));
  });
});
