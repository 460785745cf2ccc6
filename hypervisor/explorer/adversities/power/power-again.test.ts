/** A second loss of power, in the run that recovers from the first: logs that are replayed rightly, and others that are not. */
import { expect, it, test } from 'vitest';
import { DISK_GUEST, DISK_ROUTINE } from '../../testing/disk-routine.ts';
import { imageOf, referenceOf } from '../../testing/guests.ts';
import type { Case } from '../../case.ts';
import { reachedBy } from '../../reached.ts';
import { Gaps } from '../../report/gaps.ts';
import { PowerAdversity } from './power.ts';
import { mostAgain } from './power-cases.ts';

const QUIET = { told: false };
const FLUSH = command(0, 0, 'FLUSH');
const [SET, ADD] = ['\tcopy\t%r7,%r8', `${command(1, 1, 'READ')}\tldw\t0(%r5),%r8\n\tadd\t%r8,%r7,%r8`];

function command(sector: number, count: number, name: string): string {
  return `
	ldi	${sector},%r26
	ldi	${count},%r25
	bl	disk,%r2
	 ldi	DISK_COMMAND_${name},%r24
`;
}

/**
 * Sector 0 is a log: 7, which both of the two sectors behind it are to become when the guest boots next, or 0. It exits with status
 * 1 if they are not alike, or neither 0 nor 7. `value`: what they are to be, from %r7 to %r8; `between`: what is done before the log is cleared.
 */
function guest(value: string, between: string): Uint8Array {
  return imageOf(`${DISK_GUEST}${command(0, 1, 'READ')}
	ldw	0(%r5),%r7
	comib,=,n	0,%r7,look
${value}
	stw	%r8,0(%r5)
${command(1, 1, 'WRITE')}${command(2, 1, 'WRITE')}${between}
	stw	%r0,0(%r5)
${command(0, 1, 'WRITE')}${FLUSH}
look:${command(1, 1, 'READ')}
	ldw	0(%r5),%r8
${command(2, 1, 'READ')}
	ldw	0(%r5),%r9
	comb,<>,n	%r8,%r9,wrong
	comib,=,n	7,%r8,right
	comib,<>,n	0,%r8,wrong
	ldi	7,%r7
	stw	%r7,0(%r5)
${command(0, 1, 'WRITE')}${FLUSH}
right:	b	exit
	 ldi	0,%r6
wrong:	ldi	1,%r6
exit:	ldil	L%SYSTEM_PAGE,%r1
	stw	%r6,SYSTEM_EXIT(%r1)
	b,n	.

${DISK_ROUTINE}	.bss
	.align	4
buffer:	.space	512
`);
}

const disk = new Uint8Array(3 * 512);

function triedOn(image: Uint8Array): { adversity: PowerAdversity; cases: readonly Case[]; broken: readonly string[] } {
  const adversity = new PowerAdversity(referenceOf({ image, disk }), { writes: 2 });
  const cases = [...adversity.cases()];
  const broken = cases.filter((one) => adversity.run(one, QUIET).verdict === 'broken').map(({ key }) => key);
  return { adversity, cases, broken };
}

it('a log that is replayed as often as need be holds, wherever power goes the second time', () => {
  const { cases, broken } = triedOn(guest(SET, FLUSH));
  expect(broken).toEqual([]);
  expect(cases.map(({ key }) => key)).toEqual([
    // The log is empty, or full; then one of the sectors is written, both, and the second alone. The first ones are left before, too.
    ...['power:lost@0', 'power:kept@0'],
    ...['power:kept@0,kept@0', 'power:kept@0,kept@2', 'power:kept@0,kept@4', 'power:kept@0,kept@2,2=lost'],
  ]);
});

it.each([
  [
    'whose replay adds to what is there',
    guest(ADD, FLUSH),
    ['power:kept@0,kept@0', 'power:kept@0,kept@3'],
    'booted once more, the guest exits with status 1, not 0; power went before any write was over, with command 4, disk write of sector 0, under way; the writes that no flush had made durable survived; it went again in the run after that, before any write was over, with command 3, disk write of sector 1, under way; the writes that no flush had made durable survived',
  ],
  [
    'that is cleared before what it says is durable',
    guest(SET, ''),
    ['power:kept@0,kept@3,2=lost', 'power:kept@0,kept@3,3=lost'],
    'booted once more, the guest exits with status 1, not 0; power went before any write was over, with command 4, disk write of sector 0, under way; the writes that no flush had made durable survived; it went again in the run after that, when command 3, disk write of sector 2, was over, with command 4, disk write of sector 0, under way; the writes that no flush had made durable survived, but for these: command 2, disk write of sector 1',
  ],
])('a log %s is broken by second losses alone', (_, image, keys, words) => {
  const { adversity, broken } = triedOn(image);
  expect(broken).toEqual(keys);
  const one: Case = { adversity: 'power', key: broken[0], stands: 1 };
  const { difference, story } = adversity.run(one, { told: true });
  expect(difference?.words).toBe(words);
  expect(story.map(({ kind }) => kind).filter((kind) => kind !== 'command')).toEqual([
    ...['crash', 'boot', 'crash', 'boot', 'end'],
  ]);
  const fewer = [...adversity.smaller(one)];
  expect(fewer[0].key).toBe('power:kept@0');
  expect(fewer.filter((smaller) => adversity.run(smaller, QUIET).verdict === 'broken')).toEqual([]);
});

it('what the user asks of the disk must hold for what is left by the second loss', () => {
  const alike = (bytes: Uint8Array): string | undefined =>
    bytes[512 + 3] === bytes[1024 + 3] ? undefined : 'the two differ';
  const adversity = new PowerAdversity(referenceOf({ image: guest(SET, FLUSH), disk }, { disk: alike }), { writes: 2 });
  const words = [...adversity.cases()].flatMap((one) => adversity.run(one, QUIET).difference?.words ?? []);
  expect(new Set(words)).toEqual(new Set(['what is left on the disk is wrong: the two differ']));
});

it('what only a run after a loss comes to counts as reached', () => {
  const image = guest(SET, FLUSH);
  const { adversity } = triedOn(image);
  const { executed } = referenceOf({ image, disk });
  const without = reachedBy([{ executed }], image)!.never.length;
  const reached = reachedBy([{ executed }, adversity], image)!;
  expect(reached.never.length).toBeLessThan(without - 15);
  expect(reached.never.length).toBeLessThan(5);
});

it('each case can be run by itself, and stands for those that leave the same', () => {
  const { adversity, cases } = triedOn(guest(ADD, FLUSH));
  for (const one of cases) {
    const covered = [...adversity.covered(one)];
    expect(covered).toHaveLength(one.stands - 1);
    for (const key of covered.slice(0, 2)) {
      const alone = new PowerAdversity(referenceOf({ image: guest(ADD, FLUSH), disk }), { writes: 2 });
      expect(alone.run({ ...one, key }, QUIET).verdict).toBe(adversity.run(one, QUIET).verdict);
    }
  }
});

test.each(['power:kept@0,lost@77', 'power:kept@0,kept@2,9=lost', 'power:lost@77,lost@0'])(
  '%s can not be built: undecided',
  (key) => {
    const { adversity } = triedOn(guest(SET, FLUSH));
    expect(adversity.run({ adversity: 'power', key, stands: 1 }, QUIET).verdict).toBe('undecided');
  },
);

/** Adds 1 to each of eight sectors: what is written after a loss depends on all that is left. Before each of them it prints a byte. */
const COUNTS = imageOf(`${DISK_GUEST}	ldi	0,%r10
	stw	%r5,SLOT_ADDRESS(%r3)
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r3)
next:	ldil	L%CONSOLE_PAGE,%r1
	stw	%r10,CONSOLE_DATA(%r1)
	stw	%r10,SLOT_SECTOR(%r3)
	bl	disk,%r2
	 ldi	DISK_COMMAND_READ,%r24
	ldw	0(%r5),%r8
	ldo	1(%r8),%r8
	stw	%r8,0(%r5)
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r24
	ldo	1(%r10),%r10
	comib,<>	8,%r10,next
	 nop
	ldil	L%SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
disk:	stw	%r24,SLOT_COMMAND(%r3)
wait:	ldw	SLOT_RESULT(%r3),%r1
	comib,=	RESULT_BUSY,%r1,wait
	 nop
	bv	%r0(%r2)
	 nop
	.bss
	.align	4
buffer:	.space	512
`);

it('there are no more second losses than first ones, or a hundred; if not all are tried, that is said', () => {
  const reference = referenceOf({ image: COUNTS, disk: new Uint8Array(8 * 512) }, { disk: () => undefined });
  const told = (options: { writes: number; exhaustive?: boolean }): [counts: number[], lines: string[]] => {
    const gaps = new Gaps({ commands: [] });
    const cases = [...new PowerAdversity(reference, options).cases()];
    for (const one of cases) {
      gaps.watch({ type: 'case', case: one, result: { verdict: 'holds', story: [], instructions: 1 } });
    }
    const again = cases.filter(({ key }) => key.split('@').length > 2).length;
    return [[cases.length - again, again], gaps.lines()];
  };
  const [[firsts, again], lines] = told({ writes: 1 });
  expect(again).toBe(mostAgain(firsts));
  expect(lines).toEqual([
    `power: of the second losses, in the run that boots after the first, no more than ${again} were tried (--exhaustive: all)`,
  ]);
  const [[same, all], nothing] = told({ writes: 1, exhaustive: true });
  expect([same, nothing]).toEqual([firsts, []]);
  expect(all).toBeGreaterThan(again);
});

it.each([false, true])('some are tried after many first ones; what had been printed matters: %s', (heedsPrinted) => {
  const reference = referenceOf(
    { image: COUNTS, disk: new Uint8Array(8 * 512) },
    { disk: () => undefined, heedsPrinted },
  );
  const keys = [...new PowerAdversity(reference, { writes: 1 }).cases()].map(({ key }) => key);
  const again = keys.filter((key) => key.split('@').length > 2);
  const firstOf = (key: string): string => key.slice(0, key.lastIndexOf('@')).replace(/,[^,]*$/, '');
  const firsts = [...new Set(again.map(firstOf))];
  expect(firsts.length).toBeGreaterThan(9);
  for (const first of firsts) expect(again.filter((key) => firstOf(key) === first).length).toBeLessThan(11);
});
