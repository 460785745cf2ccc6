/** The pages of docs/ that say how to add something: at most three files each, and what they name is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, '../docs');
const pages = readdirSync(FOLDER).filter((page) => page.startsWith('add-a'));

it('are there for a device, an instruction, a directive and a flag', () => {
  expect(pages).toEqual(
    expect.arrayContaining(['add-a-device.md', 'add-a-directive.md', 'add-a-flag.md', 'add-an-instruction.md']),
  );
});

it.each(pages)('%s has at most three steps, and names what is there', (page) => {
  const text = readFileSync(join(FOLDER, page), 'utf8');
  const steps = text.match(/^\d\. /gm) ?? [];
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.length).toBeLessThanOrEqual(3);
  const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target);
  expect(links.length).toBeGreaterThan(2);
  expect(links.filter((target) => !existsSync(join(FOLDER, target)))).toEqual([]);
});
