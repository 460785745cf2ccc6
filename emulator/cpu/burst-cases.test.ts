import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { instruction } from '../isa/instructions.ts';
import { withCases } from './burst-cases.ts';
import { numberOfRow } from './decoder.ts';
import { FREQUENT } from './frequent.ts';

const text = readFileSync(join(import.meta.dirname, 'burst.ts'), 'utf8');

it("the loop's cases are those of the list: `npm run generate:burst` makes them anew", () => {
  expect(text).toBe(withCases(text));
});

it("a case's number is what the decoder gives its row", () => {
  const cases = [...text.matchAll(/^ +case (\d+): outcome = (\w+)\(/gm)].map(([, number, name]) => [
    name,
    Number(number),
  ]);
  expect(cases).toEqual(FREQUENT.map((name) => [name, numberOfRow(instruction(name), 'ordinary')]));
  expect(cases.length).toBeGreaterThan(60);
});

it('the loop calls nothing that anybody may not execute, and nothing that ends it but branches', () => {
  for (const { class: of, onlyLevel0, does } of FREQUENT.map(instruction)) {
    expect([of, onlyLevel0]).toEqual(['ordinary', undefined]);
    expect([undefined, 'branch', 'space']).toContain(does.ends);
  }
});
