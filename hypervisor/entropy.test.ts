/**
 * The entropy device on simulated pairs that die: what it gives decides how many instructions the guest executes and what is in
 * its memory, so two machines that drew for themselves would part at once.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assemble } from '../assembler/assemble.ts';
import { MIN_RAM } from '../emulator/board.ts';
import { Campaign } from './simulator/campaign.ts';
import { DRAWS } from './testing/draws.ts';

function image(): Uint8Array {
  const board = readFileSync(join(import.meta.dirname, '../kernel/board.inc'));
  const made = assemble([{ name: 'draws.s', text: DRAWS }], { files: { read: () => board } });
  if (!made.image) throw new Error(made.diagnostics.map(({ message }) => message).join('\n'));
  return made.image;
}

it('gives both machines of a pair the same bytes, whatever fails, and draws again what was uncertain', () => {
  const guest = { name: 'draws', image: image(), append: '', disk: new Uint8Array(0), input: '' };
  const campaign = new Campaign({ ...guest, ram: MIN_RAM, tlbEntries: 32, reproducible: true });
  const runs = Array.from({ length: 20 }, (_, seed) => campaign.run(seed + 1, () => {}));
  expect(runs.flatMap(({ findings }) => findings)).toEqual([]);
  const survivors = runs.map(({ record }) => record.guests[record.survivor]);
  // In the others both machines are lost.
  expect(runs.filter(({ record }) => String.fromCharCode(...record.console) === '....').length).toBeGreaterThan(10);
  expect(survivors.flatMap(({ completions }) => completions).some(({ result }) => result === 4)).toBe(true);
  expect(runs.filter(({ record }) => record.wins.length > 0).length).toBeGreaterThan(5);
});
