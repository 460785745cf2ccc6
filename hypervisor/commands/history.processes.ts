/** What hvrun tells of a guest's commands, and of orders that were not carried out, as its user sees it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from '../../kernel/testing/tools.ts';
import { assembleGuest } from '../guests/assemble.ts';
import { HvrunProcess } from '../testing/hvrun-process.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

/**
 * Writes sector 3 from slot 2, waits, and writes it again with the same data whatever came of it; does so `rounds` times, prints
 * a byte, and computes for ever if it is `restless`.
 */
const disk = (rounds: number, restless: boolean): string => `
	.level	1.1
_start:	ldil	L%0xf0003000,%r4
	ldil	L%0x40000,%r5
	ldi	${rounds},%r7
round:	ldi	3,%r6
	stw	%r6,0x140(%r4)		; SECTOR
	ldi	1,%r6
	stw	%r6,0x144(%r4)		; COUNT
	stw	%r5,0x148(%r4)		; ADDRESS
	ldi	2,%r6
	stw	%r6,0x14c(%r4)		; COMMAND: write
1:	ldw	0x150(%r4),%r6
	comib,=	1,%r6,1b
	 nop
	addib,>	-1,%r7,round
	 nop
	ldil	L%0xf0002000,%r3
	ldi	0x0a,%r6
	stw	%r6,0(%r3)		; DATA
	${restless ? 'b,n\t.' : 'ldil\tL%0xf0000000,%r3'}
	stw	%r0,0(%r3)
	b,n	.
	nop`;

beforeAll(async () => {
  for (const name of ['careful', 'careless']) await workshop.assemble(`examples/uncertain/${name}.s`, name);
  writeFileSync(workshop.path('twice'), assembleGuest(disk(2, false)));
  writeFileSync(workshop.path('restless'), assembleGuest(disk(1, true)));
  writeFileSync(workshop.path('disk'), Buffer.alloc(8 * 512));
});

interface Line {
  readonly [field: string]: unknown;
}

function history(name: string): Line[] {
  const text = readFileSync(workshop.path(name), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

describe('--uncertain', () => {
  it.each([['--bare'], ['--solo'], ['--timeout=30000']])('%s praises a careful driver', async (mode) => {
    const { status, stderr } = await workshop.hvrun([mode, '--uncertain', '0.5,1', 'careful']);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^hvrun: 20 commands, 10 uncertain, all of them repeated\n$/m);
    expect(stderr).not.toContain('not repeated');
  });

  it.each([['--bare'], ['--solo']])('%s tells what a careless one did instead', async (mode) => {
    const { stderr } = await workshop.hvrun([mode, '--uncertain', '0.5,1', 'careless']);
    expect(stderr).toContain(
      'hvrun: 10 commands, 5 uncertain, 5 never repeated\n' +
        'hvrun:   command 1, console write of bytes 0 to 15: uncertain (performed in part: 10 of 16 bytes); ' +
        'was not repeated; the next command on those bytes was a write, command 2 (bytes 10 to 25)\n',
    );
    expect(stderr).toMatch(/command 10, .*; was not repeated before the end of the run\n$/);
  });

  it('says so if nothing was', async () => {
    const { stderr } = await workshop.hvrun(['--bare', '--uncertain', '0,1', 'careful']);
    expect(stderr).toBe('hvrun: 10 commands, none uncertain\n');
  });

  it.each([['--bare'], ['--solo']])('%s tells at a signal what was never repeated', async (mode) => {
    const run = new HvrunProcess(workshop.folder, [mode, '--disk', 'disk', '--uncertain', '1,1', 'restless']);
    await run.printed(1);
    run.signal('SIGTERM');
    const { status, stderr } = await run.outcome;
    expect(status).toBe(143);
    expect(stderr).toMatch(
      /ended by SIGTERM\n1 command, 1 uncertain, 1 never repeated\n {2}command 1, disk write of sector 3: uncertain \(.*performed.*\); was not repeated before the end of the run\n$/,
    );
  });
});

describe('--history', () => {
  it('has a line for each command of a bare machine', async () => {
    await workshop.hvrun(['--bare', '--disk', 'disk', '--uncertain', '1,1', '--history', 'bare.json', 'twice']);
    const [first, second, ...more] = history('bare.json');
    const same = { device: 'disk', operation: 'write', slot: 2, sector: 3, sectors: 1, buffer: '0x00040000' };
    const { at, ended, performed } = first;
    expect(performed).toMatch(/^(yes|no)$/);
    expect(Number(ended)).toBeGreaterThanOrEqual(Number(at));
    expect(first).toEqual({
      ...{ command: 1, id: 1, ...same, at, ended, outcome: 'uncertain', performed },
      ...{ repeated: true, by: 2, sequel: 'the driver repeated it' },
    });
    expect(second).toMatchObject({ command: 2, id: 2, ...same, outcome: 'uncertain' });
    expect(second).toMatchObject({ repeated: false, sequel: 'was not repeated before the end of the run' });
    expect(more).toEqual([]);
  });

  it('knows of a pair what the dead primary had commanded, and what became of it', async () => {
    const kill = ['--kill', 'primary@command=1'];
    const { status, stderr } = await workshop.hvrun(['--disk', 'disk', ...kill, '--history', 'pair.json', 'twice']);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('hvrun:   disk write of sector 3: the driver repeated it\n');
    const [first, second] = history('pair.json');
    const [, primary, backup] = /primary (\d+), backup (\d+)/.exec(stderr)!;
    expect(first).toMatchObject({ command: 1, term: 1, primary: Number(primary), outcome: 'uncertain' });
    expect(first).toMatchObject({ performed: 'yes', repeated: true, by: 2 });
    expect(first.epoch).toBeGreaterThan(0);
    expect(second).toMatchObject({ command: 2, term: 2, primary: Number(backup), outcome: 'done' });
  });

  it('that can not be made is told before the start', async () => {
    const { status, stderr } = await workshop.hvrun(['--bare', '--history', 'none/h.json', 'careful']);
    expect(stderr).toBe("hvrun: cannot write history 'none/h.json': there is no such folder\n");
    expect(status).toBe(73);
  });

  it.each([['--bare'], ['--solo']])('%s: a full disk is told once, and the guest goes on', async (mode) => {
    const { status, stdout, stderr } = await workshop.hvrun([mode, '--history', '/dev/full', 'careful']);
    expect(stdout.split('\n')).toHaveLength(11);
    expect(stderr.match(/hvrun: the history in '\/dev\/full' is not whole: the disk is full\n/g)).toHaveLength(1);
    expect(status).toBe(74);
  });
});

it('--verbose tells on the bare machine of commands, interrupts, and what a driver did', async () => {
  const { stderr } = await workshop.hvrun(['--bare', '--verbose', '--disk', 'disk', '--uncertain', '1,1', 'twice']);
  for (const line of [
    /^hvrun: \d+\.\d{6} input: 0 bytes, and the end$/m,
    /^hvrun: \d+\.\d{6} command 1, #1: disk write of sector 3$/m,
    /^hvrun: \d+\.\d{6} interrupt: command 1, #1 uncertain$/m,
    /^hvrun: \d+\.\d{6} command 1, #1: the driver repeated it$/m,
    /^hvrun: \d+\.\d{6} command 2, #2: was not repeated before the end of the run$/m,
    /^hvrun: \d+\.\d{6} \d+ instructions$/m,
  ]) {
    expect(stderr).toMatch(line);
  }
});

describe('an order that was not carried out', () => {
  it('is told, and makes a status of its own', async () => {
    const orders = [
      '--kill',
      'primary@command=9999',
      '--kill',
      'primary@epoch=100000',
      '--stop',
      'backup@epoch=100001',
    ];
    const { status, stderr } = await workshop.hvrun([...orders, 'careful']);
    expect(stderr).toMatch(
      new RegExp(
        'hvrun: --kill primary@command=9999 was never carried out: the guest gave 10 commands\\n' +
          'hvrun: --kill primary@epoch=100000 was never carried out: the run ended in epoch \\d+\\n' +
          'hvrun: --stop backup@epoch=100001 was never carried out: the run ended in epoch \\d+\\n$',
      ),
    );
    expect(status).toBe(82);
  });

  it('of a backup that is not there is told as well', async () => {
    const orders = ['--no-restart', '--kill', 'backup@epoch=1', '--kill', 'backup@epoch=3'];
    const { status, stderr } = await workshop.hvrun([...orders, 'careful']);
    expect(stderr).toContain('hvrun: --kill backup@epoch=1: SIGKILL to backup');
    expect(stderr).toContain('hvrun: --kill backup@epoch=3 was never carried out: no backup began that epoch\n');
    expect(status).toBe(82);
  });

  it('leaves the status of a guest that has one, and of a run that is ended', async () => {
    writeFileSync(
      workshop.path('five'),
      assembleGuest('_start:\tldil\tL%0xf0000000,%r3\n\tldi\t5,%r4\n\tstw\t%r4,0(%r3)\n'),
    );
    const five = await workshop.hvrun(['--kill', 'primary@command=3', 'five']);
    expect(five.stderr).toContain('was never carried out: the guest gave 0 commands\n');
    expect(five.status).toBe(5);
    const run = new HvrunProcess(workshop.folder, ['--disk', 'disk', '--kill', 'primary@epoch=100000', 'restless']);
    await run.printed(1);
    run.signal('SIGTERM');
    const { status, stderr } = await run.outcome;
    expect(stderr).toMatch(
      /ended by SIGTERM\n--kill primary@epoch=100000 was never carried out: the run was over before\n$/,
    );
    expect(status).toBe(143);
  });
});
