/** The plot of the README, and the figures of this folder's, are what the commands there make. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { explanations } from './explain.ts';
import { latencyOf, latencyTable } from './latency.ts';
import { modelResults } from './model-results.ts';
import { HP720_ETHERNET } from './models/hp720.ts';
import { parseModel } from './parse-model.ts';
import { picture } from './picture.ts';
import { deviation, type Results } from './results.ts';
import { tables } from './table.ts';
import { loadImages } from './testing/images.ts';
import { trafficOf, trafficTable } from './traffic.ts';

const AGAIN =
  'not up to date: npx hvrun bench --model hp720-ethernet --svg docs/normalized-performance.svg ' +
  '--json hypervisor/bench/testdata/hp720-ethernet.json';
const images = loadImages();
const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');
const readme = read('README.md');
const results = JSON.parse(read('testdata/hp720-ethernet.json')) as Results;
/** As it stands in a page. */
const indented = (text: string): string => text.replace(/^(?=.)/gm, '    ');

it('the picture is that of the results', () => {
  expect(picture(results) === read('../../docs/normalized-performance.svg'), AGAIN).toBe(true);
});

it.each([
  ['cpu', 'original', 385_000],
  ['cpu', 'revised', 8000],
  ['read', 'original', 1000],
  ['write', 'original', 8000],
] as const)('the results are those of the model: %s, %s, %i', (load, variant, epochLength) => {
  const asked = { loads: [load], variants: [variant], epochLengths: [epochLength] };
  const { bare, cells } = modelResults(images, HP720_ETHERNET, asked);
  const kept = results.cells.find(
    (cell) => cell.load === load && cell.variant === variant && cell.epochLength === epochLength,
  );
  expect(cells, AGAIN).toEqual([kept]);
  expect(bare[load]).toBe(results.bare[load]);
});

it('the load that computes, under the original protocol, takes what the paper says, to 2 %', () => {
  const compared = results.cells.filter(
    ({ load, variant, paper }) => load === 'cpu' && variant === 'original' && paper,
  );
  expect(compared.map(({ epochLength }) => epochLength)).toEqual([1000, 2000, 4000, 8000, 32_000, 385_000]);
  for (const cell of compared) expect(Math.abs(deviation(cell)!), `at ${cell.epochLength}`).toBeLessThan(0.02);
});

it("the README's tables are those of the results, and so are its reasons", () => {
  expect(readme).toContain(indented(tables(results)));
  const [, ...others] = explanations(results, HP720_ETHERNET).split(/^(?=\S)/m);
  expect(others.length).toBeGreaterThan(2);
  for (const reason of others) expect(readme).toContain(indented(reason));
});

it("the README's latencies and messages are the model's", () => {
  const setting = { variant: 'original', epochLength: 1000, earlyEnds: false } as const;
  const latencies = [false, true].map((earlyEnds) => latencyOf(images, HP720_ETHERNET, { ...setting, earlyEnds }));
  const lines = [
    latencyTable(latencies).split('\n')[2],
    trafficTable([trafficOf(images, HP720_ETHERNET, 'cpu', setting)]).split('\n')[2],
  ];
  for (const line of lines) expect(readme).toContain(indented(line));
});

it("the README's example of a model is one", () => {
  const [example] = /^ {4}\{\n.*?^ {4}\}$/ms.exec(readme)!;
  expect(parseModel(example).link.megabits).toBe(1000);
});
