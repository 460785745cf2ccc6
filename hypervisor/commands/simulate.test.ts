import { afterAll, describe, expect, it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { Workshop } from '../../kernel/testing/tools.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

const simulate = (...args: string[]) => workshop.hvrun(['simulate', ...args]);

describe('hvrun simulate', () => {
  it('sums up runs in which no rule was broken', async () => {
    const { status, stdout, stderr } = await simulate('--guest', 'drill', '--seed', '5', '--runs', '3');
    expect(stdout).toMatch(
      /^3 runs, 0 failed: \d+ failovers, \d+ joins, \d+ pairs lost to two faults; \d+ steps in .* a minute\n$/,
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('tells everything that happens, the same each time', async () => {
    const [once, twice] = await Promise.all([1, 2].map(() => simulate('--seed', '9', '--verbose')));
    const story = (text: string): string => text.split('\n').slice(0, -2).join('\n');
    expect(story(once.stdout)).toBe(story(twice.stdout));
    expect(once.stdout).toMatch(/first +start-epoch 1 limit/);
    expect(once.stdout).toMatch(/second send ack 1/);
  });

  it('runs a guest of the user', async () => {
    await workshop.assemble('examples/hello/hello.s', 'hello');
    const { status, stdout } = await simulate('hello', '--runs', '5');
    expect(stdout).toMatch(/^5 runs, 0 failed/);
    expect(status).toBe(0);
  });

  it.each([
    [['--runs', 'many'], 64, "option '--runs <n>' argument 'many' is invalid"],
    [['--guest', 'nobody'], 64, 'Allowed choices are kernel, drill'],
    [['missing'], 66, "cannot open image 'missing': there is no such file"],
    [['noise'], 65, "cannot boot 'noise'"],
    [['--disk', 'missing.tar', 'noise'], 66, "cannot open disk 'missing.tar'"],
  ])('refuses %j', async (args, expected, message) => {
    writeFileSync(workshop.path('noise'), 'no executable');
    const { status, stdout, stderr } = await simulate(...args);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(status).toBe(expected);
  });
});
