/** The pair as its user runs it: real processes, real signals. */
import { copyFileSync, existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from '../kernel/testing/tools.ts';
import { allGone, HvrunProcess, type Outcome, type Pids } from './testing/hvrun-process.ts';

const workshop = new Workshop();
/** Some five million instructions: a second or less of computing, printing and writing. */
const WORK = ['--append', 'run work 12 12'];
let expected: { stdout: Buffer; results: string };

beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  for (const program of ['work', 'cat', 'hello']) await workshop.assemble(`kernel/user/${program}.s`, program);
  await workshop.pack('disk.tar', ['work', 'cat', 'hello'], 16384);
  const { stdout } = await start(['--bare', '--disk', disk('bare.tar'), ...WORK, 'kernel']).outcome;
  expected = { stdout, results: await workshop.unpack('bare.tar', 'results') };
  expect(expected.results.length).toBeGreaterThan(100);
});
afterAll(() => workshop.remove());

/** A fresh copy of the disk. */
function disk(name: string): string {
  copyFileSync(workshop.path('disk.tar'), workshop.path(name));
  return name;
}

function start(args: readonly string[], input?: string, environment?: NodeJS.ProcessEnv): HvrunProcess {
  return new HvrunProcess(workshop.folder, args, input, environment);
}

/** The work on a pair; `disturb` does what it likes to it. */
async function work(disturb: (run: HvrunProcess, pids: Pids) => unknown, ...flags: string[]): Promise<Outcome> {
  const run = start([...flags, '--disk', disk('pair.tar'), ...WORK, 'kernel']);
  await disturb(run, await run.pids());
  return run.outcome;
}

/** Nobody can tell from console and disk that anything happened. */
async function expectUndisturbed({ status, stdout, stderr }: Outcome): Promise<void> {
  expect(stdout.toString(), stderr).toBe(expected.stdout.toString());
  expect(status).toBe(0);
  expect(await workshop.unpack('pair.tar', 'results')).toBe(expected.results);
}

const undisturbed = (): void => {};

describe('a pair that nothing happens to', () => {
  it('prints and writes what the bare machine does, and says one line about itself', async () => {
    const outcome = await work(undisturbed);
    await expectUndisturbed(outcome);
    expect(outcome.stderr).toMatch(/^primary \d+, backup \d+: the guest starts\n$/);
  });

  it.each([
    ['the original protocol', ['--protocol', 'original']],
    ['short epochs', ['--epoch', '1000']],
    ['epochs longer than the whole run', ['--epoch', '1000000000']],
    ['a small TLB', ['--tlb-entries', '8']],
  ])('does so with %s', async (_, flags) => expectUndisturbed(await work(undisturbed, ...flags)));

  it('tells with --stats what the engine of each replica has done', async () => {
    const outcome = await work(undisturbed, '--stats', '--engine', 'primary=translator,backup=interpreter');
    await expectUndisturbed(outcome);
    const [primary, backup] = ['primary', 'backup'].map((role) => {
      const begins = new RegExp(`^${role} \\d+: `);
      return outcome.stderr.split('\n').filter((line) => begins.test(line));
    });
    expect(primary.join('\n')).toMatch(
      /instructions, [1-9][\d.]* % of them translated\n.* regions translated .*\n.*regions left: chained .*, go .*\n.*caches\n.* MB of memory/,
    );
    expect(backup.join('\n')).toMatch(/nothing executed by an engine that translates\n.* MB of memory/);
  });

  it('leaves no processes and no files behind', async () => {
    let pids: Pids = { primary: 0, backup: 0 };
    await work((_, told) => (pids = told));
    await allGone([pids.primary, pids.backup]);
    expect(readdirSync(workshop.folder).filter((name) => name.startsWith('hvrun-'))).toEqual([]);
  });

  it.runIf(existsSync('/proc/self/cmdline'))('shows in its command lines who is who', async () => {
    const titles: string[] = [];
    await work((_, { primary, backup }) => {
      for (const pid of [primary, backup]) titles.push(readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
    });
    expect(titles[0]).toContain('hvrun-replica primary');
    expect(titles[1]).toContain('hvrun-replica backup');
  });
});

describe('kill -9', () => {
  it.each([0, 0.2, 0.5, 0.9])('of the primary after %d of the output changes nothing', async (part) => {
    const outcome = await work(async (run, { primary }) => {
      await run.printed(part * expected.stdout.length);
      process.kill(primary, 'SIGKILL');
    });
    await expectUndisturbed(outcome);
    expect(outcome.stderr).toMatch(/primary \d+ is dead \(killed by SIGKILL\)/);
    expect(outcome.stderr).toMatch(/backup \d+ wins term 2 and takes over; epoch \d+ is the failover epoch/);
    expect(outcome.stderr).toMatch(/the guest exited with status 0 in epoch \d+/);
  });

  it.each([0, 0.6])('of the backup after %d of the output changes nothing', async (part) => {
    const outcome = await work(async (run, { backup }) => {
      await run.printed(part * expected.stdout.length);
      process.kill(backup, 'SIGKILL');
    });
    await expectUndisturbed(outcome);
    expect(outcome.stderr).toMatch(/primary \d+ wins term 2 and goes on without a backup/);
  });

  it('of the primary works with the original protocol, too', async () => {
    const kill = async (run: HvrunProcess, { primary }: Pids): Promise<void> => {
      await run.printed(0.4 * expected.stdout.length);
      process.kill(primary, 'SIGKILL');
    };
    await expectUndisturbed(await work(kill, '--protocol', 'original'));
  });

  it('of both ends hvrun with status 69', async () => {
    const { status, stdout, stderr } = await work(async (run, { primary, backup }) => {
      await run.printed(0.3 * expected.stdout.length);
      process.kill(primary, 'SIGKILL');
      process.kill(backup, 'SIGKILL');
    });
    expect(status).toBe(69);
    expect(stderr).toContain('both replicas are lost');
    expect(expected.stdout.subarray(0, stdout.length)).toEqual(stdout);
  });

  it('of hvrun itself ends the replicas', async () => {
    let pids: Pids = { primary: 0, backup: 0 };
    await work(async (run, told) => {
      pids = told;
      await run.printed(1);
      run.signal('SIGKILL');
    });
    await allGone([pids.primary, pids.backup]);
  });
});

describe('a machine that falls silent', () => {
  it('is taken for dead after the time-out, and is ended', async () => {
    let stopped = 0;
    const outcome = await work(
      async (run, { primary }) => {
        await run.printed(0.3 * expected.stdout.length);
        stopped = primary;
        process.kill(primary, 'SIGSTOP');
      },
      // Long enough that a busy host makes neither machine look dead: the other one stopped then, nobody would be left.
      '--timeout',
      '1500',
    );
    await expectUndisturbed(outcome);
    expect(outcome.stderr).toMatch(/backup \d+ takes primary \d+ for dead: it has been silent for too long/);
    await allGone([stopped]);
  });
});

describe('a backup that falls silent', () => {
  it('holds the primary up until the time-out, and is then left behind and ended', async () => {
    let stopped = 0;
    const outcome = await work(
      async (run, { backup }) => {
        await run.printed(0.3 * expected.stdout.length);
        stopped = backup;
        process.kill(backup, 'SIGSTOP');
      },
      ...['--timeout', '1500', '--no-restart'],
    );
    await expectUndisturbed(outcome);
    expect(outcome.stderr).toMatch(/primary \d+ takes backup \d+ for dead: it has been silent for too long/);
    expect(outcome.stderr).toMatch(/primary \d+ wins term 2 and goes on without a backup/);
    await allGone([stopped]);
  });
});

describe('a primary that stands still until the backup has won its term', () => {
  it('can never come back: hvrun has ended it before the winner acts', async () => {
    let stopped = 0;
    const outcome = await work(
      async (run, { primary }) => {
        await run.printed(0.3 * expected.stdout.length);
        stopped = primary;
        process.kill(primary, 'SIGSTOP');
        await run.told(/wins term 2/);
        expect(() => process.kill(primary, 'SIGCONT')).toThrow('ESRCH');
      },
      ...['--timeout', '1500', '--no-restart'],
    );
    await expectUndisturbed(outcome);
    expect(outcome.stderr).toMatch(/backup \d+ wins term 2 and takes over/);
    await allGone([stopped]);
  });
});

describe.runIf(existsSync('/proc/self/fd'))('a link that breaks while both machines live', () => {
  it.each(['primary', 'backup'] as const)('ends one of them (nonsense to the %s)', async (role) => {
    let pids: Pids = { primary: 0, backup: 0 };
    const outcome = await work(async (run, told) => {
      pids = told;
      await run.printed(0.3 * expected.stdout.length);
      writeToFifo(pids[role === 'primary' ? 'backup' : 'primary'], Buffer.alloc(8, 0xff));
    }, '--no-restart');
    await expectUndisturbed(outcome);
    expect(outcome.stderr).toMatch(/wins term 2/);
    await allGone([pids.primary, pids.backup]);
  });
});

/** Writes what it must not into the FIFO on which process `pid` speaks to its peer. */
function writeToFifo(pid: number, bytes: Uint8Array): void {
  const paths = readdirSync(`/proc/${pid}/fd`).filter((descriptor) => isOutgoingFifo(pid, descriptor));
  expect(paths).toHaveLength(1);
  writeFileSync(`/proc/${pid}/fd/${paths[0]}`, bytes);
}

function isOutgoingFifo(pid: number, descriptor: string): boolean {
  try {
    const flags = readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'latin1');
    return /flags:\s+0*[0-7]*1$/m.test(flags) && readlinkSync(`/proc/${pid}/fd/${descriptor}`).includes('/hvrun-');
  } catch {
    // It was open for a moment only.
    return false;
  }
}

describe('a machine that pauses for less than the time-out', () => {
  it.each(['primary', 'backup'] as const)('keeps its place (%s)', async (role) => {
    const outcome = await work(
      async (run, pids) => {
        await run.printed(0.2 * expected.stdout.length);
        process.kill(pids[role], 'SIGSTOP');
        await sleep(700);
        process.kill(pids[role], 'SIGCONT');
      },
      '--timeout',
      '30000',
    );
    await expectUndisturbed(outcome);
    expect(outcome.stderr).toMatch(/^primary \d+, backup \d+: the guest starts\n$/);
  });
});

describe('epochs that last longer than the timer tick of the guest', () => {
  it('are warned of, once', async () => {
    writeFileSync(workshop.path('tick.s'), TICKING);
    await workshop.must('node', [`${import.meta.dirname}/../dist/hvasm.js`, 'tick.s', '-o', 'tick']);
    // Translated, an epoch would be over in time.
    const slow = ['--engine', 'interpreter', '--fixed-epochs', '--epoch', '1000000'];
    const { status, stderr } = await start([...slow, 'tick']).outcome;
    expect(status, stderr).toBe(0);
    expect(stderr.match(/warning: epochs take [\d.]+ ms, longer than the guest's timer tick of /g)).toHaveLength(1);
  });
});

/** Sets the timer again and again, 4 ms ahead, and looks for it all the while; ends after some ten million instructions. */
const TICKING = `
	.level	1.1
_start:	ldil	L%0x80000000,%r3
	mtctl	%r3,%eiem
	ldil	L%200000,%r4
	ldo	R%200000(%r4),%r4
	ldil	L%10000,%r5
	ldo	R%10000(%r5),%r5
set:	mfctl	%itmr,%r1
	add	%r1,%r4,%r1
	mtctl	%r1,%itmr
	mfctl	%itmr,%r2		; passed already?
	sub	%r1,%r2,%r2
	comib,>=,n 0,%r2,set
turn:	ldi	500,%r6
1:	addib,>	-1,%r6,1b
	 nop
	addib,=	-1,%r5,exit
	mfctl	%eirr,%r1
	comib,=	0,%r1,turn
	 nop
	b	set
	 mtctl	%r1,%eirr
exit:	ldil	L%0xf0000000,%r1
	stw	%r0,0(%r1)
`;

describe('signals to hvrun', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s stops everything with status %d', async (signal, expectedStatus) => {
    let pids: Pids = { primary: 0, backup: 0 };
    const { status, stderr } = await work(async (run, told) => {
      pids = told;
      await run.printed(1);
      run.signal(signal);
    });
    expect(status).toBe(expectedStatus);
    expect(stderr).toMatch(new RegExp(`the guest starts\\nended by ${signal}\\n$`));
    await allGone([pids.primary, pids.backup]);
  });
});

describe('--kill', () => {
  it.each(['primary@epoch=1', 'primary@epoch=60', 'backup@epoch=50'])('%s changes nothing', async (order) => {
    const outcome = await work(undisturbed, '--kill', order);
    await expectUndisturbed(outcome);
    expect(outcome.stderr).toContain(`--kill ${order}: SIGKILL to `);
  });

  it('primary@command=N leaves that command uncertain, and its driver repeats it', async () => {
    const outcome = await work(undisturbed, '--kill', 'primary@command=30');
    await expectUndisturbed(outcome);
    const [, uncertain] = /  (.*): uncertain\n/.exec(outcome.stderr)!;
    expect(outcome.stderr).toContain(`${uncertain}: the driver repeated it`);
  });

  it('of one primary after the other loses the guest', async () => {
    const { status } = await work(
      undisturbed,
      '--no-restart',
      '--kill',
      'primary@epoch=20',
      '--kill',
      'primary@epoch=80',
    );
    expect(status).toBe(69);
  });
});

describe('--stop', () => {
  it.each(['primary@command=30', 'backup@epoch=20'])('%s changes nothing after the time-out', async (order) => {
    const outcome = await work(undisturbed, '--timeout', '1500', '--stop', order);
    await expectUndisturbed(outcome);
    expect(outcome.stderr).toContain(`--stop ${order}: SIGSTOP to `);
    expect(outcome.stderr).toMatch(/wins term 2 and (takes over|goes on without a backup)/);
  });
});

describe('console input', () => {
  const lines = Array.from({ length: 2000 }, (_, i) => `line ${i} of what is typed\n`).join('');

  it('reaches the guest byte for byte, though the primary dies on the way', async () => {
    const run = start(['--disk', disk('cat.tar'), '--append', 'run cat', 'kernel'], lines);
    const { primary } = await run.pids();
    await run.printed(lines.length / 2);
    process.kill(primary, 'SIGKILL');
    const { stdout, stderr, status } = await run.outcome;
    expect(status, stderr).toBe(0);
    const bare = await start(['--bare', '--disk', disk('cat.tar'), '--append', 'run cat', 'kernel'], lines).outcome;
    expect(stdout.toString()).toBe(bare.stdout.toString());
  });
});

describe('one machine under the hypervisor', () => {
  it('runs the guest as the bare machine does', async () => {
    const { status, stdout, stderr } = await start(['--solo', '--disk', disk('solo.tar'), ...WORK, 'kernel']).outcome;
    expect(stdout.toString()).toBe(expected.stdout.toString());
    expect(status).toBe(0);
    expect(stderr).toMatch(/^primary \d+, without a backup\n$/);
  });
});

describe('two machines that have diverged', () => {
  it('are told of, though the guest exits a moment later', async () => {
    const root = `${import.meta.dirname}/..`;
    const source = readFileSync(`${root}/examples/misses/misses.s`, 'utf8');
    const short = source.replace('ROUNDS = 65536', 'ROUNDS = 1024').replace('../..', root);
    writeFileSync(workshop.path('misses.s'), short);
    await workshop.must('node', [`${root}/dist/hvasm.js`, 'misses.s', '-o', 'misses']);
    for (let run = 0; run < 3; run += 1) {
      const { status, stderr } = await start(['--tlb-entries', '8', '--tlb', 'exposed', '--epoch', '20000', 'misses'])
        .outcome;
      expect(status, stderr).toBe(0);
      expect(stderr).toMatch(/^backup \d+: steps down: the machines have diverged: at the end of epoch \d+ /m);
    }
  });
});

describe('a host that cannot run a pair', () => {
  it('says so, with status 69', async () => {
    const { status, stderr } = await start(['kernel'], '', { TMPDIR: '/nowhere' }).outcome;
    expect(status).toBe(69);
    expect(stderr).toMatch(/^cannot make the FIFOs between the replicas: .*\n$/);
  });
});

describe('a guest that cannot run', () => {
  it('is refused with status 65 if it is no executable', async () => {
    writeFileSync(workshop.path('text'), 'not a program');
    const { status, stdout, stderr } = await start(['text']).outcome;
    expect(status).toBe(65);
    expect(stdout).toHaveLength(0);
    expect(stderr).toMatch(/^cannot boot 'text': .*ELF.*\n$/);
  });

  it('ends with status 70 and a diagnostic if the machine stops it', async () => {
    writeFileSync(workshop.path('stop.s'), '_start:\tbreak 0,0\n');
    await workshop.must('node', [`${import.meta.dirname}/../dist/hvasm.js`, 'stop.s', '-o', 'stop']);
    const { status, stderr } = await start(['stop']).outcome;
    expect(status).toBe(70);
    expect(stderr).toMatch(/the machine stopped the guest: .*break/i);
  });
});
