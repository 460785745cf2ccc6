import { afterAll, describe, expect, it } from 'vitest';
import { Workshop } from '../kernel/testing/tools.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

const TEN_LINES = Array.from({ length: 10 }, (_, line) => `This is line ${line}.\n`).join('');

describe('examples/hello', () => {
  it('prints through the raw port, on one machine and on a pair', async () => {
    await workshop.assemble('examples/hello/hello.s', 'hello');
    const { status, stdout } = await workshop.hvrun(['--bare', 'hello']);
    expect(stdout).toBe('Hello from a PA-RISC without an operating system.\n');
    expect(status).toBe(0);
    const pair = await workshop.hvrun(['hello']);
    expect(pair.stdout).toBe(stdout);
    expect(pair.status).toBe(0);
  });
});

describe('examples/uncertain', () => {
  it.each([1, 2, 3])('prints each line once with a driver that repeats uncertain commands (seed %d)', async (seed) => {
    await workshop.assemble('examples/uncertain/careful.s', 'careful');
    const { stdout } = await workshop.hvrun(['--bare', '--uncertain', `0.5,${seed}`, 'careful']);
    expect(stdout).toBe(TEN_LINES);
  });

  it('prints each line once when a primary dies', async () => {
    await workshop.assemble('examples/uncertain/careful.s', 'careful');
    const { stdout, stderr } = await workshop.hvrun(['--kill', 'primary@command=5', 'careful']);
    expect(stdout).toBe(TEN_LINES);
    expect(stderr).toContain('uncertain');
  });

  it('loses lines with a driver that does not', async () => {
    await workshop.assemble('examples/uncertain/careless.s', 'careless');
    const certain = await workshop.hvrun(['--bare', 'careless']);
    expect(certain.stdout).toBe(TEN_LINES);
    const uncertain = await workshop.hvrun(['--bare', '--uncertain', '0.5,1', 'careless']);
    expect(uncertain.stdout.length).toBeLessThan(TEN_LINES.length);
  });
});

describe('examples/misses', () => {
  const count = async (...flags: string[]) => workshop.hvrun([...flags, '--tlb-entries', '8', 'misses']);

  it('counts differently in every run on bare hardware', async () => {
    await workshop.assemble('examples/misses/misses.s', 'misses');
    const runs = await Promise.all([1, 2, 3, 4].map(() => count('--bare')));
    for (const { stdout } of runs) expect(stdout).toMatch(/^\d{6}\n$/);
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBeGreaterThan(1);
  });

  it('counts the same on both machines of a pair, unless the TLB is exposed: then they diverge', async () => {
    await workshop.assemble('examples/misses/misses.s', 'misses');
    const hidden = await count();
    expect(hidden.stdout).toMatch(/^\d{6}\n$/);
    expect(hidden.stderr).toMatch(/^hvrun: primary \d+, backup \d+: the guest starts\n$/);
    const exposed = await count('--tlb', 'exposed');
    expect(exposed.stderr).toMatch(
      /backup \d+: steps down: the machines have diverged: at the end of epoch \d+ its state/,
    );
    expect(exposed.stderr).toMatch(/primary \d+ wins term 2 and goes on without a backup/);
    expect(exposed.status).toBe(0);
  });
});

describe('examples/misses/untold', () => {
  it('is the same outside on two machines whose states differ; one that tells is not', async () => {
    await workshop.assemble('examples/misses/untold.s', 'untold');
    await workshop.assemble('examples/misses/misses.s', 'misses');
    const alone = ['--protocol', 'none', '--tlb-entries', '8'];
    const untold = await workshop.hvrun([...alone, 'untold']);
    expect(untold.stderr).toContain('the consoles are the same');
    expect(untold.stdout).toBe('all is as it should be\n');
    expect(untold.status).toBe(0);
    expect((await workshop.hvrun([...alone, 'misses'])).status).toBe(83);
  });

  it('is no guest for a pair whose machines are not the same', async () => {
    const { stdout, stderr } = await workshop.hvrun(['--tlb-entries', '8', '--tlb', 'exposed', 'untold']);
    expect(stderr).toMatch(/backup \d+: steps down: /);
    expect(stdout).toBe('all is as it should be\n');
  });
});
