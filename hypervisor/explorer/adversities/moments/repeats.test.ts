/**
 * Repeats: a driver that acknowledges DONE only after it has given an uncertain command again takes away the bit of a repeat that
 * ends at once. Found by nothing else than moments of repeats; with the two instructions in right order it holds.
 */
import { expect, it, test } from 'vitest';
import type { Adversity } from '../../adversity.ts';
import type { Case } from '../../case.ts';
import type { Reference } from '../../reference.ts';
import { driver, imageOf, referenceOf } from '../../testing/guests.ts';
import { DoubtAdversity } from '../doubt.ts';
import { MomentsAdversity } from '../moments.ts';

const QUIET = { told: false };
const TOLD = { told: true };
const SECTORS = 2;

/** One command at a time, in slot 0. `early`, `late`: before and after the command is given again. */
function repeating(early: string, late: string): Reference {
  const image = imageOf(`
INTERRUPTS = 1
	.include "fill.inc"

disk:	ldil	L%left,%r23
	ldo	R%left(%r23),%r23
	stw	%r26,0(%r23)		; the command, until it is done
	ldil	L%DISK_PAGE+DISK_SLOTS,%r1
	ldo	R%DISK_PAGE+DISK_SLOTS(%r1),%r1
	stw	%r25,SLOT_SECTOR(%r1)
	ldi	1,%r28
	stw	%r28,SLOT_COUNT(%r1)
	stw	%r24,SLOT_ADDRESS(%r1)
	stw	%r26,SLOT_COMMAND(%r1)
wait:	rsm	1,%r0
	ldw	0(%r23),%r28
	comib,=,n	0,%r28,none
	or	%r10,%r10,%r10
	b	wait
	 ssm	1,%r0
none:	bv	%r0(%r2)
	 ssm	1,%r0

disk_interrupt:
	ldil	L%DISK_INTERRUPT,%r1
	mtctl	%r1,%eirr
	ldil	L%DISK_PAGE,%r8
	ldil	L%left,%r25
	ldo	R%left(%r25),%r25
	ldw	DISK_DONE(%r8),%r9
	comib,=,n	0,%r9,return	; nothing is over
	${early}
	ldw	DISK_SLOTS+SLOT_RESULT(%r8),%r16
	comib,=,n	RESULT_UNCERTAIN,%r16,again
	b	acknowledged
	 stw	%r0,0(%r25)
again:	ldw	0(%r25),%r17
	stw	%r17,DISK_SLOTS+SLOT_COMMAND(%r8)
acknowledged:
	${late}
return:	rfir
	nop

	.bss
	.align	8
left:	.space	4
	.text
`);
  return referenceOf({ image, disk: new Uint8Array(SECTORS * 512) });
}

const ACKNOWLEDGE = 'stw	%r9,DISK_DONE(%r8)';
const wrong = repeating('nop', ACKNOWLEDGE);
const right = repeating(ACKNOWLEDGE, 'nop');

/** Those of repeats. */
function repeatsOf(adversity: Adversity): Case[] {
  return [...adversity.cases()].filter(({ key }) => key.includes('='));
}

function brokenOf(adversity: Adversity, cases: Iterable<Case>): string[] {
  return [...cases].filter((one) => adversity.run(one, QUIET).verdict !== 'holds').map(({ key }) => key);
}

it('acknowledges a repeat unseen: found, named, and told where', () => {
  const adversity = new MomentsAdversity(wrong, {});
  const [key, ...others] = brokenOf(adversity, adversity.cases());
  expect(key).toBe('moments:1=not,disk/2@+0');
  const { verdict, cause, difference, place, story } = adversity.run({ adversity: 'moments', key, stands: 1 }, TOLD);
  expect([verdict, cause?.rule, difference?.outside]).toEqual(['broken', 'acknowledges-before-it-looks', 'asleep']);
  expect(place?.text).toMatch(/^stw %r9,4\(%r8\)$/);
  expect(story.filter(({ kind }) => kind === 'fault').map(({ words }) => words)).toEqual([
    'command 1 ends: uncertain (not performed)',
    expect.stringMatching(
      /^command 2 is over 0 instructions after it was given; with the doubt alone it is after \d+$/,
    ),
  ]);
  for (const other of others) expect(other).toMatch(/^moments:\d+=not,disk\/\d+@\+\d+$/);
});

test('nothing else finds it', () => {
  const doubt = new DoubtAdversity(wrong, { depth: 2 });
  expect(brokenOf(doubt, doubt.cases())).toEqual([]);
  const moments = new MomentsAdversity(wrong, {});
  const single = [...moments.cases()].filter(({ key }) => !key.includes('='));
  expect(single.length).toBeGreaterThan(5);
  expect(brokenOf(moments, single)).toEqual([]);
});

test('with the two instructions in right order it holds', () => {
  const adversity = new MomentsAdversity(right, {});
  expect(brokenOf(adversity, adversity.cases())).toEqual([]);
  expect(repeatsOf(adversity).length).toBeGreaterThan(4);
});

test('cases with one fault come first, and of each kind of command the first is in doubt', () => {
  const keys = [...new MomentsAdversity(right, {}).cases()].map(({ key }) => key);
  const first = keys.findIndex((key) => key.includes('='));
  expect(keys.slice(first).every((key) => key.includes('='))).toBe(true);
  const doubted = keys.slice(first).map((key) => key.replace(/,.*/, ''));
  // Writes, reads, and what is printed in the end.
  expect([...new Set(doubted)]).toEqual(['moments:1=not', 'moments:3=not', 'moments:5=not']);
});

test('a command that is polled for is another one than one that is rested for', () => {
  const image = imageOf(`
	.include "machine.inc"
task:	ldil	L%ACTUATOR_PAGE,%r3
	ldi	3000,%r5
	bl	set,%r2
	 ldi	0,%r6			; do not rest
	ldi	1,%r6
	bl	set,%r2
	 ldi	2000,%r5
	bl	set,%r2
	 ldi	1000,%r5
	b,n	right
set:	stw	%r5,ACTUATOR_SET(%r3)
1:	mfctl	%eiem,%r1
	mtctl	%r1,%eirr
	ldw	ACTUATOR_RESULT(%r3),%r8
	comib,<>,n	RESULT_BUSY,%r8,2f
	comib,=	0,%r6,1b
	 nop
	b	1b
	 or	%r10,%r10,%r10
2:	comib,=	RESULT_UNCERTAIN,%r8,set
	 nop
	bv,n	%r0(%r2)
`);
  const adversity = new MomentsAdversity(referenceOf({ image }), {});
  const doubts = new Set(repeatsOf(adversity).map(({ key }) => key.replace(/@.*/, '')));
  const rods = [...doubts].filter((key) => key.includes('actuator'));
  expect(rods).toEqual(['moments:1=not,actuator/2', 'moments:2=not,actuator/3']);
});

test('each covered moment comes to the verdict of its class, told and untold', () => {
  const adversity = new MomentsAdversity(wrong, {});
  let checked = 0;
  for (const one of repeatsOf(adversity)) {
    const { verdict } = adversity.run(one, QUIET);
    expect([one.key, adversity.run(one, TOLD).verdict]).toEqual([one.key, verdict]);
    const covered = [...adversity.covered(one)];
    expect(covered).toHaveLength(one.stands - 1);
    for (const key of covered) expect([key, adversity.run({ ...one, key }, QUIET).verdict]).toEqual([key, verdict]);
    checked += covered.length;
  }
  expect(checked).toBeGreaterThan(0);
});

test('exhaustively each command is in doubt, performed or not, and each instruction is a case', () => {
  const all = repeatsOf(new MomentsAdversity(right, { exhaustive: true }));
  const doubts = new Set(all.map(({ key }) => key.replace(/^moments:|,.*/g, '')));
  // Nobody sees whether a read was performed.
  expect([...doubts]).toEqual([
    '1=not',
    '1=performed',
    '2=not',
    '2=performed',
    '3=not',
    '4=not',
    '5=not',
    '5=performed',
  ]);
  expect(all.every(({ stands }) => stands === 1)).toBe(true);
  const some = repeatsOf(new MomentsAdversity(right, {}));
  expect(all.map(({ key }) => key)).toEqual(expect.arrayContaining(some.map(({ key }) => key)));
});

test('what is wrong with the doubt alone is left to doubt', () => {
  const adversity = new MomentsAdversity(driver('takes-it-for-done'), {});
  expect(brokenOf(adversity, adversity.cases())).toEqual([]);
});

test('a repeat is over just before a command of another device is', () => {
  const image = imageOf(`
	.include "machine.inc"
task:	ldil	L%ACTUATOR_PAGE,%r3
	ldil	L%DISK_PAGE+DISK_SLOTS,%r4
	ldo	R%DISK_PAGE+DISK_SLOTS(%r4),%r4
	ldi	2000,%r1
	stw	%r1,ACTUATOR_SET(%r3)
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r4)
	ldi	DISK_COMMAND_WRITE,%r1
again:	stw	%r1,SLOT_COMMAND(%r4)
	rest	%r8,SLOT_RESULT(%r4)
	comib,=	RESULT_UNCERTAIN,%r8,again
	 nop
	rest	%r8,ACTUATOR_RESULT(%r3)
	b,n	right
`);
  const adversity = new MomentsAdversity(referenceOf({ image, disk: new Uint8Array(512) }), {});
  const together = repeatsOf(adversity).find(({ key }) => key.includes('@with'))!;
  const { story, verdict } = adversity.run(together, TOLD);
  expect([together.key, verdict]).toEqual(['moments:2=not,disk/3@with1', 'holds']);
  expect(adversity.run(together, QUIET).verdict).toBe('holds');
  expect(story.filter(({ kind }) => kind === 'fault').map(({ words }) => words)).toEqual([
    'command 2 ends: uncertain (not performed)',
    'command 3 is over just before command 1 is',
  ]);
});

test('an earlier moment is smaller, and so is a doubt that is not in part', () => {
  const adversity = new MomentsAdversity(wrong, {});
  const smaller = (key: string): string[] =>
    [...adversity.smaller({ adversity: 'moments', key, stands: 1 })].map((one) => one.key);
  expect(smaller('moments:1=not,disk/2@+0')).toEqual([]);
  expect(smaller('moments:1=not,disk/2@+1')).toEqual(['moments:1=not,disk/2@+0']);
  expect(smaller('moments:1=performed,disk/2@+9')).toEqual(
    ['1=not,disk/2@+9', ...[0, 4, 8].map((after) => `1=performed,disk/2@+${after}`)].map((key) => `moments:${key}`),
  );
  expect(smaller('moments:1=part3,disk/2@with4')).toEqual([
    'moments:1=not,disk/2@with4',
    'moments:1=performed,disk/2@with4',
  ]);
  expect(smaller('moments:disk/2@+9')).toEqual([]);
});

it.each([
  ['moments:1=not', undefined],
  ['moments:1=not,disk/1@+3', 'command 1 is not given after the end of command 1'],
  ['moments:1=not,disk/99@+3', 'command 99 is not given after the end of command 1'],
  ['moments:1=not,console/2@+3', 'command 2 is not one of the console'],
  ['moments:99=not,disk/2@+3', 'the guest gives no command 99'],
  ['moments:1=part7,disk/2@+3', 'command 1 cannot end uncertain so'],
  ['moments:1=not,disk/2@+9999', 'the guest rests or ends before'],
  ['moments:1=not,disk/2@+9999999999999', 'a guest is not waited for that long'],
  ['moments:1=not,disk/2@with99', 'command 99 does not end meanwhile'],
  ['moments:1=not,disk/spurious@60', undefined],
  ['moments:1=not,3=not,disk/2@+1', undefined],
  ['moments:disk/1@+1,1=not', undefined],
  ['moments:1=not,disk/2=not', undefined],
])('%s is undecided: there is no such moment', (key, words) => {
  const adversity = new MomentsAdversity(wrong, {});
  for (const settings of [QUIET, TOLD]) {
    const { verdict, why } = adversity.run({ adversity: 'moments', key, stands: 1 }, settings);
    expect([verdict, why]).toEqual(['undecided', expect.stringContaining(words ?? key)]);
  }
});

/** Two writes at a time; `retry`: what stands around the count of those that are left, when one is given again. */
function twoAtATime(before: string, after: string): Reference {
  const image = imageOf(`
INTERRUPTS = 1
	.include "machine.inc"
task:	ldil	L%DISK_PAGE+DISK_SLOTS,%r3
	ldo	R%DISK_PAGE+DISK_SLOTS(%r3),%r3
	ldil	L%left,%r4
	ldo	R%left(%r4),%r4
	ldi	1,%r5
	ldi	2,%r6
	ldi	DISK_COMMAND_WRITE,%r7
	stw	%r6,0(%r4)
	stw	%r5,SLOT_COUNT(%r3)
	stw	%r5,DISK_SLOT_SIZE+SLOT_COUNT(%r3)
	stw	%r5,DISK_SLOT_SIZE+SLOT_SECTOR(%r3)
	stw	%r7,SLOT_COMMAND(%r3)
	stw	%r7,DISK_SLOT_SIZE+SLOT_COMMAND(%r3)
wait:	rsm	1,%r0
	ldw	4(%r4),%r20
	comib,<>,n	0,%r20,retry
	ldw	0(%r4),%r20
	comib,=	0,%r20,right
	 nop
	or	%r10,%r10,%r10
	b	wait
	 ssm	1,%r0
retry:	stw	%r0,4(%r4)		; slot 1, or 2 for the other one
	comib,=	1,%r20,first
	 copy	%r3,%r21
	ldo	DISK_SLOT_SIZE(%r3),%r21
first:	${before}
	ldw	0(%r4),%r20
	ldo	1(%r20),%r20
	stw	%r20,0(%r4)
	${after}
	b	wait
	 stw	%r7,SLOT_COMMAND(%r21)

disk_interrupt:
	ldil	L%DISK_INTERRUPT,%r1
	mtctl	%r1,%eirr
	ldil	L%DISK_PAGE,%r8
	ldil	L%left,%r25
	ldo	R%left(%r25),%r25
	ldil	L%DISK_PAGE+DISK_SLOTS,%r16
	ldo	R%DISK_PAGE+DISK_SLOTS(%r16),%r16
	ldi	1,%r9
more:	ldw	DISK_DONE(%r8),%r17
	and,<>	%r17,%r9,%r0		; not over
	b,n	next
	stw	%r9,DISK_DONE(%r8)
	ldw	SLOT_RESULT(%r16),%r17
	ldw	0(%r25),%r24
	ldo	-1(%r24),%r24
	stw	%r24,0(%r25)
	comib,<>,n	RESULT_UNCERTAIN,%r17,next
	stw	%r9,4(%r25)		; one in doubt at a time is enough here
next:	comib,=	2,%r9,return
	 ldo	DISK_SLOT_SIZE(%r16),%r16
	b	more
	 ldi	2,%r9
return:	rfir
	nop

	.bss
	.align	8
left:	.space	4
again:	.space	4
	.text
`);
  return referenceOf({ image, disk: new Uint8Array(SECTORS * 512) });
}

test('a command that is under way at a doubt ends within the code for the repeat: found if that may be interrupted', () => {
  const wrongly = new MomentsAdversity(twoAtATime('ssm	1,%r0', 'nop'), {});
  const [key] = brokenOf(wrongly, wrongly.cases());
  expect(key).toMatch(/^moments:1=not,disk\/2@\+\d+$/);
  const { verdict, difference, place, story } = wrongly.run({ adversity: 'moments', key, stands: 1 }, TOLD);
  expect([verdict, difference?.outside, place?.text]).toEqual(['broken', 'asleep', 'or %r10,%r10,%r10']);
  expect(story.filter(({ kind }) => kind === 'fault').map(({ words }) => words)).toEqual([
    'command 1 ends: uncertain (not performed)',
    expect.stringMatching(
      /^command 2 is over \d+ instructions after it was given; with the doubt alone it is after \d+$/,
    ),
  ]);
  expect(
    brokenOf(
      wrongly,
      [...wrongly.cases()].filter((one) => !one.key.includes('=')),
    ),
  ).toEqual([]);
  const guarded = new MomentsAdversity(twoAtATime('nop', 'nop'), {});
  expect(brokenOf(guarded, guarded.cases())).toEqual([]);
  expect(repeatsOf(guarded).some((one) => /^moments:1=not,disk\/2@/.test(one.key))).toBe(true);
  const { why } = guarded.run({ adversity: 'moments', key: 'moments:1=not,disk/2@+0', stands: 1 }, QUIET);
  expect(why).toBe('then command 1 has not ended');
});
