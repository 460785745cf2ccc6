/** What a class forgets to put into its checkpoint, a fork of a run takes along from another one: so none may be forgotten. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const METHOD = /^ {2}checkpoint\(\): Rollback(?: \| undefined)? \{\n([\s\S]*?)\n {2}\}\n/m;
const FIELD = /^ {2}(readonly )?(#?\w+)(?:: [^=;]+)?(?: = ([^\n]*))?;$/gm;
/** What can change though its field can't: what a class makes for itself. */
const CHANGES = /^(new (?!WeakSet|WeakMap)|\[|\{)/;

/** Of a class: the fields with a state that its checkpoint does not mention. */
function forgotten(text: string): string[] {
  return text.split(/^(?:export )?class /m).flatMap((part) => {
    const [, body] = METHOD.exec(part) ?? [];
    if (body === undefined) return [];
    return [...part.matchAll(FIELD)]
      .filter(([, fixed, , value]) => fixed === undefined || (value !== undefined && CHANGES.test(value)))
      .map(([, , name]) => name)
      .filter((name) => !new RegExp(`(this\\.|[{,] ?)${name}\\b`).test(body));
  });
}

/** Fields without a state of their own, or not of the run. */
const EXEMPT: Readonly<Record<string, readonly string[]>> = {
  'hypervisor/history/command-history.ts': ['#listeners'],
  // Answers somebody who asks from outside.
  'hypervisor/bus/bus.ts': ['#rollCall'],
  // Never waits, and never rings.
  'hypervisor/simulator/simulated-replica.ts': ['#doorbell'],
  // Replaced for each fork.
  'hypervisor/simulator/simulation.ts': ['#plan', '#patience', '#watcher'],
  // Given back.
  'hypervisor/explorer/adversities/crashes/remembered-machine.ts': ['#executing'],
};

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('node_modules'))
    .map((file) => `${folder}/${file}`);
}

it('every field that can change is in the checkpoint of its class', () => {
  const having = [...sources('emulator'), ...sources('hypervisor')].flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return METHOD.test(text) ? [[file, forgotten(text)] as const] : [];
  });
  expect(having.length).toBeGreaterThan(25);
  const left = having.map(([file, names]) => [file, names.filter((name) => !EXEMPT[file]?.includes(name))] as const);
  expect(left.filter(([, names]) => names.length > 0)).toEqual([]);
});

it('a field that is forgotten is found', () => {
  const text = `export class A {
  readonly #options: Options;
  readonly #map = new Map<number, string>();
  #one = 1;
  #other: number | undefined;

  checkpoint(): Rollback {
    const one = this.#one;
    return () => void (this.#one = one);
  }
}
`;
  expect(forgotten(text)).toEqual(['#map', '#other']);
});
