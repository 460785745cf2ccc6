/** Node reads the certificates that NODE_EXTRA_CA_CERTS names whenever it starts, and warns if it cannot: so a warning tells who has tried. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workshop } from '../../kernel/testing/tools.ts';
import { assembleGuest } from '../guests/assemble.ts';
import { WAIT } from '../guests/wait-guest.ts';

const HVRUN = `${import.meta.dirname}/../../dist/hvrun.js`;
const workshop = new Workshop();
beforeAll(() => writeFileSync(workshop.path('wait'), assembleGuest(WAIT)));
afterAll(() => workshop.remove());

it.each([
  ['nothing that hvrun starts', [process.execPath, HVRUN], 1],
  ['nothing at all, if hvrun is started by its name,', [HVRUN], 0],
])('%s reads certificates', (_, [command, ...args], warnings) => {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: workshop.path('nowhere') };
  const options = { cwd: workshop.folder, env, input: 'x', encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync(command, [...args, 'wait'], options);
  // Later versions of Node read them when they are asked for.
  expect(stderr.match(/extra certs/g)?.length ?? 0).toBeLessThanOrEqual(warnings);
  expect(status).toBe(7);
});
