/** Guests that never end by themselves: hvrun ends them and says why, wherever they run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from '../../kernel/testing/tools.ts';
import { imageOf } from '../explorer/testing/guests.ts';
import { scsiGuest } from '../explorer/testing/scsi-guest.ts';
import { assembleGuest } from '../guests/assemble.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

const ENDED = 'no command is under way, its interval timer is not set, console input has ended';

beforeAll(() => {
  const guests = {
    // Reads nothing, clears what has come, and rests again.
    waiting: `
_start:	ldil	L%0x00800000,%r4
	mtctl	%r4,%eiem
1:	.word	0x094a024a
	mtctl	%r4,%cr23
	b	1b
	nop`,
    // Writes a sector of sevens, and does not wait for it.
    spinning: `
_start:	ldil	L%0xf0003000,%r4
	ldil	L%0x40000,%r5
	ldil	L%0x07070000,%r6
	stw	%r6,0(%r5)
	ldi	1,%r6
	stw	%r6,0x104(%r4)		; COUNT
	stw	%r5,0x108(%r4)		; ADDRESS
	ldi	2,%r6
	stw	%r6,0x10c(%r4)		; COMMAND: write
	b,n	.
	nop`,
  };
  for (const [name, text] of Object.entries(guests)) writeFileSync(workshop.path(name), assembleGuest(text));
  // Makes a ring of 3 entries, and looks at it for ever.
  const polling = scsiGuest({ wait: '\tbl\tlook,%r2\n\t nop\n\tb,n\twait\n', over: '' });
  writeFileSync(workshop.path('polling'), imageOf(polling.replace('QUEUE_NUM,4', 'QUEUE_NUM,3')));
});

describe('a guest that will never wake', () => {
  it.each([['--bare'], ['--solo'], ['--no-restart']])('is ended under %s when its input has ended', async (mode) => {
    const { status, stdout, stderr } = await workshop.hvrun([mode, 'waiting'], 'some input');
    expect(stderr).toContain(`hvrun: the guest rests for ever at 00010008 <_start+0x8>: ${ENDED}\n`);
    expect({ status, stdout }).toEqual({ status: 80, stdout: '' });
  });

  it('is ended by the machine that has taken over', async () => {
    const { status, stderr } = await workshop.hvrun(['--no-restart', '--kill', 'primary@epoch=2', 'waiting'], 'x');
    expect(stderr).toContain('takes over');
    expect(stderr).toContain('the guest rests for ever');
    expect(status).toBe(80);
  });

  it('is ended by both of two machines on their own', async () => {
    const { status, stderr } = await workshop.hvrun(['--protocol', 'none', 'waiting']);
    expect(stderr.match(/the guest rests for ever/g)).toHaveLength(2);
    expect(status).toBe(80);
  });

  it('is in a recording, whose replay says the same', async () => {
    expect(await workshop.hvrun(['--record', 'asleep.rec', 'waiting'])).toMatchObject({ status: 80 });
    const replay = await workshop.hvrun(['replay', 'asleep.rec']);
    expect(replay.stderr).toContain('identical');
    expect(replay.stderr).toContain(`the guest rests for ever at 00010008 <_start+0x8>: ${ENDED}`);
    expect(replay.status).toBe(80);
  });
});

describe('a limit', () => {
  it.each([
    ['--bare', '--limit-instructions', '1000001'],
    ['--solo', '--limit-instructions', '1000001'],
    ['--no-restart', '--limit-instructions', '1000001'],
    ['--bare', '--limit-seconds', '0.2'],
    ['--solo', '--limit-seconds', '0.2'],
    ['--no-restart', '--limit-seconds', '0.2'],
  ])('ends a guest under %s by %s, and its disk is flushed', async (mode, limit, count) => {
    writeFileSync(workshop.path('disk'), new Uint8Array(512));
    const run = await workshop.hvrun([mode, limit, count, '--disk', 'disk', 'spinning']);
    const reached =
      limit === '--limit-seconds' ? `${limit} ${count} reached` : `the limit of ${count} instructions was reached`;
    expect(run.stderr).toMatch(new RegExp(`^hvrun: ${reached} at 0001002[48]( <.*>)?$`, 'm'));
    expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 81, stdout: '' });
    expect(readFileSync(workshop.path('disk')).subarray(0, 4)).toEqual(Buffer.from([7, 7, 0, 0]));
  });

  it.each([
    ['--bare', '--limit-instructions', '100000'],
    ['--solo', '--limit-instructions', '100000'],
    ['--no-restart', '--limit-instructions', '100000'],
    ['--bare', '--limit-seconds', '0.5'],
  ])('under %s, of %s, tells what a device needs', async (...[mode, limit, count]) => {
    writeFileSync(workshop.path('disk'), new Uint8Array(512));
    const { status, stderr } = await workshop.hvrun([mode, limit, count, '--disk', 'disk', 'polling']);
    const needs = 'scsi needs a reset: its queue 2 has a QUEUE_NUM that is no power of 2 up to 64';
    expect(stderr).toMatch(new RegExp(`reached at [0-9a-f]{8} <.*>, .*: ${needs}$`, 'm'));
    expect(status).toBe(81);
  });

  it('of instructions is in a recording, whose replay ends after as many', async () => {
    const args = ['--limit-instructions', '300000', 'spinning'];
    expect(await workshop.hvrun(['--record', 'limit.rec', ...args])).toMatchObject({ status: 81 });
    const replay = await workshop.hvrun(['replay', 'limit.rec']);
    expect(replay.stderr).toMatch(/300000 instructions: identical\n.*the limit of 300000 instructions was reached/);
    expect(replay.status).toBe(81);
  });

  it('that is not reached changes nothing', async () => {
    const limits = ['--limit-seconds', '500', '--limit-instructions', '1000000000'];
    expect(await workshop.hvrun(['--bare', ...limits, 'waiting'])).toMatchObject({ status: 80 });
  });
});
