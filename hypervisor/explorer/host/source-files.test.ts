import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Finding } from '../findings.ts';
import { sourcesOf } from './source-files.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hvft-sources-')));
const image = join(folder, 'guest', 'a.out');

beforeAll(() => {
  mkdirSync(join(folder, 'guest', 'lib'), { recursive: true });
  writeFileSync(join(folder, 'guest', 'driver.s'), 'the driver');
  writeFileSync(join(folder, 'guest', 'lib', 'part.inc'), 'a part of it');
  writeFileSync(join(folder, 'secret'), 'a secret');
  symlinkSync(join(folder, 'secret'), join(folder, 'guest', 'link.s'));
  writeFileSync(join(folder, 'guest', 'big.s'), '');
  truncateSync(join(folder, 'guest', 'big.s'), 2 ** 20 + 1);
});
afterAll(() => rmSync(folder, { recursive: true }));

function findingAt(...lines: string[]): Finding {
  const story = lines.map(
    (line) => ({ at: 1, lane: 'disk', kind: 'command', words: '', place: { address: 0, line } }) as const,
  );
  return {
    number: 1,
    smallest: { adversity: 'doubt', key: 'doubt:1=not', stands: 1 },
    cases: 1,
    result: { verdict: 'broken', story, instructions: 1 },
  };
}

it('reads the files that the image names, from its own folder', () => {
  const sources = sourcesOf([findingAt('driver.s:3', 'lib/part.inc:9', 'driver.s:4', 'gone.s:1')], image);
  expect([...sources]).toEqual([
    ['driver.s', 'the driver'],
    ['lib/part.inc', 'a part of it'],
  ]);
});

it('reads them by their full names, too', () => {
  const name = join(folder, 'guest', 'driver.s');
  expect(sourcesOf([findingAt(`${name}:3`)], image).get(name)).toBe('the driver');
});

it.each(['../secret', 'link.s', '/etc/passwd', 'lib', 'big.s', '\0', ''])(
  'does not show %j, whatever the image says',
  (name) => {
    expect(sourcesOf([findingAt(`${name}:1`)], image).size).toBe(0);
  },
);
