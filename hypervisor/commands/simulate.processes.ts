import { afterAll, describe, expect, it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { RunningProcess } from '../../kernel/testing/running-process.ts';
import { tool, Workshop } from '../../kernel/testing/tools.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

const simulate = (...args: string[]) => workshop.hvrun(['simulate', ...args]);

describe('hvrun simulate', () => {
  it('sums up runs in which no rule was broken', async () => {
    const { status, stdout, stderr } = await simulate('--guest', 'drill', '--seed', '11', '--runs', '3');
    const [table, sum] = stdout.split('\n');
    expect(table).toBe('guest: status 0 in 3 runs');
    expect(sum).toMatch(
      /^3 runs, 0 failed: hypervisor 0, guest 0; output compared in 3; \d+ failovers, \d+ joins, \d+ pairs lost to two faults; \d+ steps in .* a minute$/,
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('tells everything that happens, the same each time', async () => {
    const [once, twice] = await Promise.all([1, 2].map(() => simulate('--seed', '9', '--verbose')));
    const story = (text: string): string => text.split('\n').slice(0, -3).join('\n');
    expect(story(once.stdout)).toBe(story(twice.stdout));
    expect(once.stdout).toMatch(/first +start-epoch 1 limit/);
    expect(once.stdout).toMatch(/second send ack 1/);
  });

  it('runs a guest of the user', async () => {
    await workshop.assemble('examples/hello/hello.s', 'hello');
    const { status, stdout } = await simulate('hello', '--runs', '5');
    expect(stdout).toMatch(/^5 runs, 0 failed/m);
    expect(status).toBe(0);
  });

  it('judges a guest of the user: a driver without its retry loses lines', async () => {
    await workshop.assemble('examples/uncertain/careless.s', 'careless.out');
    const { status, stdout } = await simulate('careless.out', '--runs', '20', '--expect-status', '0');
    // Which of them it is depends on what a seed stands for: about one in five.
    const told = stdout.split('\n').filter((line) => line.startsWith('seed'));
    expect(told.length).toBeGreaterThan(0);
    for (const line of told) {
      expect(line).toMatch(
        /^seed (\d+): the guest: the console differs from byte \d+ on, byte \d+ of line \d+: ".*\\n", undisturbed ".*\\n" \(.*; uncertain: console write of bytes \d+ to \d+.*\)\. Again: hvrun simulate careless\.out --expect-status 0 --seed \1 --verbose$/,
      );
    }
    expect(stdout).toMatch(
      /^guest: status 0 in \d+ runs.*\n.*--same-output off.*\n20 runs, (\d+) failed: hypervisor 0, guest \1; /m,
    );
    expect(status).toBe(1);
  });

  it('tells of the runs that it has made when it is interrupted', async () => {
    await workshop.assemble('examples/uncertain/careless.s', 'careless.out');
    const args = ['simulate', 'careless.out', '--runs', '1000000', '--expect-status', '0'];
    const run = new RunningProcess('node', [tool('hvrun'), ...args], { folder: workshop.folder });
    await run.until(() => run.output().includes('Again:'), 'a run that failed');
    run.signal('SIGINT');
    const { status } = await run.closed();
    expect(run.output().toString()).toMatch(
      /^stopped after (\d+) of 1000000 runs\nguest: .*\n(?:.*\n)?\1 runs, \d+ failed/m,
    );
    expect(status).toBe(130);
  });

  it('tells a verdict that needs no fault, with the reason and the console, and runs nothing else', async () => {
    writeFileSync(
      workshop.path('stop.s'),
      '\t.text\n_start:\tldil L%0xf0002000,%r3\n\tldi 0x21,%r1\n\tstw %r1,0(%r3)\n\tldw 1(%r0),%r1\n',
    );
    await workshop.must('node', [`${import.meta.dirname}/../../dist/hvasm.js`, 'stop.s', '-o', 'stop.out']);
    const { status, stdout } = await simulate('stop.out', '--runs', '5');
    expect(stdout).toMatch(
      /^the guest fails undisturbed, so nothing else was simulated: is stopped by the machine, status 70 \(/,
    );
    expect(stdout).toMatch(/^ {2}its console:\n {4}!$/m);
    expect(status).toBe(1);
  });

  it('says so when it cannot decide', async () => {
    writeFileSync(
      workshop.path('clock.s'),
      '\t.text\n_start:\tldil L%0xf0002000,%r3\n\tmfctl %cr16,%r1\n\tstw %r1,0(%r3)\n\tldil L%0xf0000000,%r3\n\tstw %r0,0(%r3)\n\tb .\n\tnop\n',
    );
    await workshop.must('node', [`${import.meta.dirname}/../../dist/hvasm.js`, 'clock.s', '-o', 'clock.out']);
    const undecided = await simulate('clock.out', '--runs', '5');
    expect(undecided.stdout).toMatch(
      /^the guest: its output depends on time: two undisturbed runs differ at console byte 1; /,
    );
    expect(undecided.status).toBe(2);
    const { status, stdout } = await simulate('clock.out', '--runs', '5', '--same-output', 'off');
    expect(stdout).toMatch(/^5 runs, 0 failed: hypervisor 0, guest 0; output compared in 0; /m);
    expect(status).toBe(0);
  });

  it.each([
    [['--runs', 'many'], 64, "option '--runs <n>' argument 'many' is invalid"],
    [['--same-output', 'perhaps'], 64, 'Allowed choices are on, off'],
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
