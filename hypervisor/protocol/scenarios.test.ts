/**
 * Plays the scenarios of testdata/. After a change that is meant, `RECORD=1 npx vitest run scenarios` writes their traces
 * anew: commit them only if you understand each difference.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { playScenario } from './testing/scenario.ts';

const folder = new URL('testdata/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.txt'));

describe('scenarios', () => {
  it.each(files)('%s', (name) => {
    const file = new URL(name, folder);
    const told = readFileSync(file, 'utf8');
    const played = playScenario(told);
    if (process.env['RECORD'] === '1') writeFileSync(file, played);
    else expect(played).toBe(told);
  });

  it('refuses a command that it does not know', () => {
    expect(() => playScenario('left dances\n----\n')).toThrow('unknown verb: dances');
    expect(() => playScenario('start revised 10\nnow 5\n----\n')).toThrow('more than one command');
  });
});
