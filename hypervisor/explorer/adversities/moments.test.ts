/** Moments: races between a look and a rest are found at the instructions where they are, and classes hold what they promise. */
import { describe, expect, it, test } from 'vitest';
import { loadBuiltInGuest } from '../../simulator/host/load-guest.ts';
import { DRAWS } from '../../testing/draws.ts';
import type { Reference } from '../reference.ts';
import { driver, imageOf, referenceOf } from '../testing/guests.ts';
import { ACKNOWLEDGES_STATUS, GIVES_AGAIN, LOOKS_AFTER_CLEARING, scsiGuest } from '../testing/scsi-guest.ts';
import { MomentsAdversity } from './moments.ts';

const QUIET = { told: false };
const TOLD = { told: true };

/** A guest that waits for two ends: up to its first command, from its wait to its handler, and how that counts an end. */
const BEGINS = `
INTERRUPTS = 1
	.include "machine.inc"
task:	ldil	L%left,%r4
	ldo	R%left(%r4),%r4
	ldi	2,%r1
	stw	%r1,0(%r4)
	ldil	L%DISK_PAGE+DISK_SLOTS,%r3
	ldo	R%DISK_PAGE+DISK_SLOTS(%r3),%r3
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r3)
`;
const WAITS = `wait:	rsm	1,%r0
	ldw	0(%r4),%r1
	comib,=,n	0,%r1,gone
	or	%r10,%r10,%r10
	b	wait
	 ssm	1,%r0
gone:	b,n	right
disk_interrupt:
	mfctl	%eirr,%r1
	mtctl	%r1,%eirr
`;
const COUNTS = `	ldil	L%left,%r8
	ldw	R%left(%r8),%r9
	ldo	-1(%r9),%r9
	stw	%r9,R%left(%r8)
back:	rfir
	nop
	.bss
	.align	8
left:	.space	4`;

/**
 * A disk and a control rod at once; the handler acknowledges all, and then asks the rod, and the disk only if the rod's bit was not
 * set. A wrong one: what of two comes together is lost.
 */
const ONE_OF_TWO = `${BEGINS}	stw	%r4,SLOT_ADDRESS(%r3)
	ldi	DISK_COMMAND_WRITE,%r1
	stw	%r1,SLOT_COMMAND(%r3)
	ldil	L%ACTUATOR_PAGE,%r3
	ldi	2500,%r1
	stw	%r1,ACTUATOR_SET(%r3)
${WAITS}	bb,>=,n	%r1,10,disk
	ldil	L%ACTUATOR_PAGE,%r8
	b	over
	 ldw	ACTUATOR_RESULT(%r8),%r9
disk:	ldil	L%DISK_PAGE,%r8
	ldw	DISK_DONE(%r8),%r9
	stw	%r9,DISK_DONE(%r8)
	comib,=,n	0,%r9,back
over:${COUNTS}
`;

/** Computes for long between two reads; the handler acknowledges all that are over, and counts one. */
const COUNTS_ONE = `${BEGINS}	stw	%r1,DISK_SLOT_SIZE+SLOT_COUNT(%r3)
	stw	%r1,DISK_SLOT_SIZE+SLOT_SECTOR(%r3)
	ldo	8(%r4),%r5
	stw	%r5,SLOT_ADDRESS(%r3)
	ldo	SECTOR_SIZE(%r5),%r5
	stw	%r5,DISK_SLOT_SIZE+SLOT_ADDRESS(%r3)
	ldi	DISK_COMMAND_READ,%r6
	stw	%r6,SLOT_COMMAND(%r3)
	ssm	1,%r0
	ldi	5000,%r5
1:	addib,<>	-1,%r5,1b
	 nop
	stw	%r6,DISK_SLOT_SIZE+SLOT_COMMAND(%r3)
${WAITS}	ldil	L%DISK_PAGE,%r8
	ldw	DISK_DONE(%r8),%r9
	comib,=,n	0,%r9,back
	stw	%r9,DISK_DONE(%r8)
${COUNTS}+4+2*SECTOR_SIZE
`;

test('two ends that come at once are tried, too, of a guest that computes for long between their commands', () => {
  const reference = referenceOf({ image: imageOf(COUNTS_ONE), disk: new Uint8Array(1024) });
  const adversity = new MomentsAdversity(reference, {});
  const broken = [...adversity.cases()].filter((one) => adversity.run(one, QUIET).verdict === 'broken');
  expect(broken.map(({ key }) => key)).toContain('moments:disk/1@with2');
});

it.each([
  ['lost-wake-up', 'lost-wake-up'],
  ['acknowledges-before-it-looks', 'acknowledges-before-it-looks'],
])('%s is found, and named', (name, rule) => {
  const adversity = new MomentsAdversity(driver(name), {});
  const broken = [...adversity.cases()].find((one) => adversity.run(one, QUIET).verdict === 'broken')!;
  const { verdict, cause, difference } = adversity.run(broken, TOLD);
  expect([verdict, cause?.rule, difference?.outside]).toEqual(['broken', rule, 'asleep']);
});

it.each(['lost-wake-up-mended', 'acknowledges-before-it-looks-mended', 'reuses-buffer-mended', 'control-rod-set'])(
  '%s holds',
  (name) => {
    const adversity = new MomentsAdversity(driver(name), {});
    const cases = [...adversity.cases()];
    const broken = cases.filter((one) => adversity.run(one, QUIET).verdict !== 'holds').map(({ key }) => key);
    expect(broken).toEqual([]);
    expect(cases.length).toBeGreaterThan(5);
  },
);

test('every covered moment comes to the verdict of its class, and so do some that are told', () => {
  const adversity = new MomentsAdversity(driver('acknowledges-before-it-looks'), {});
  let checked = 0;
  for (const [index, one] of [...adversity.cases()].entries()) {
    const { verdict } = adversity.run(one, QUIET);
    if (index % 8 === 0) expect([one.key, adversity.run(one, TOLD).verdict]).toEqual([one.key, verdict]);
    const covered = [...adversity.covered(one)];
    expect(covered).toHaveLength(one.stands - 1);
    // Of thousands, every hundredth, and the last, which is next to another class.
    const some = covered.filter((_, at) => covered.length < 20 || at % 100 === 0 || at === covered.length - 1);
    for (const key of some) expect([key, adversity.run({ ...one, key }, QUIET).verdict]).toEqual([key, verdict]);
    checked += some.length;
  }
  expect(checked).toBeGreaterThan(20);
});

test('a moment behind an instruction that reads EIRR is not one with that before it, where a nullified one lies between', () => {
  const reference = referenceOf({ image: imageOf(ONE_OF_TWO), disk: new Uint8Array(512) });
  const adversity = new MomentsAdversity(reference, {});
  for (const one of adversity.cases()) {
    const { verdict } = adversity.run(one, QUIET);
    const other = [...adversity.covered(one)].slice(0, 10);
    expect(other.map((key) => [key, adversity.run({ ...one, key }, QUIET).verdict])).toEqual(
      other.map((key) => [key, verdict]),
    );
  }
});

/** Looks, and then clears the bit: an interrupt that has come in between is lost. */
const CLEARS_AFTER_LOOKING = `bl	look,%r2
	 nop
	comib,=,n	0,%r28,over
	mtctl	%r4,%eirr
	or	%r10,%r10,%r10
	b,n	wait
`;

describe('a ring in RAM is a place where a command can be seen to be over', () => {
  const adversityOf = (wait: string): MomentsAdversity =>
    new MomentsAdversity(
      referenceOf({
        image: imageOf(scsiGuest({ wait, over: `${ACKNOWLEDGES_STATUS}${GIVES_AGAIN}` })),
        disk: new Uint8Array(1024),
      }),
      {},
    );

  test('who looks there before the bit is cleared is found', () => {
    const adversity = adversityOf(CLEARS_AFTER_LOOKING);
    const found = [...adversity.cases()].filter((one) => adversity.run(one, QUIET).verdict === 'broken');
    expect(found.length).toBeGreaterThan(0);
  });

  test('who looks there behind it holds', () => {
    const adversity = adversityOf(LOOKS_AFTER_CLEARING);
    const broken = [...adversity.cases()].filter((one) => adversity.run(one, QUIET).verdict !== 'holds');
    expect(broken.map(({ key }) => key)).toEqual([]);
  });

  test('a look there parts the moments before it from those behind it', () => {
    const adversity = adversityOf(CLEARS_AFTER_LOOKING);
    for (const one of adversity.cases()) {
      const { verdict } = adversity.run(one, QUIET);
      const covered = [...adversity.covered(one)];
      expect(covered.map((key) => [key, adversity.run({ ...one, key }, QUIET).verdict])).toEqual(
        covered.map((key) => [key, verdict]),
      );
    }
  });
});

test('exhaustively, each instruction is a case, and of moments without a doubt the same ones are broken', () => {
  const reference = driver('acknowledges-before-it-looks');
  const byClass = new MomentsAdversity(reference, {});
  const each = new MomentsAdversity(reference, { exhaustive: true });
  const brokenOf = (adversity: MomentsAdversity) => {
    const broken = [...adversity.cases()].filter((one) => adversity.run(one, QUIET).verdict === 'broken');
    const [doubted, single] = [broken.filter(isDoubted), broken.filter((one) => !isDoubted(one))];
    return { single, doubted: doubted.map(({ key }) => key), stands: broken.map(({ stands }) => stands) };
  };
  const isDoubted = ({ key }: { readonly key: string }): boolean => key.includes('=');
  const [some, all] = [brokenOf(byClass), brokenOf(each)];
  expect(new Set(all.stands)).toEqual(new Set([1]));
  expect(all.single).toHaveLength(some.single.reduce((sum, { stands }) => sum + stands, 0));
  expect(some.single.length).toBeGreaterThan(0);
  expect(all.doubted).toEqual(expect.arrayContaining(some.doubted));
});

test('a guest that rests with its timer masked is not woken by it', () => {
  const text = `
	.include "board.inc"
	.text
_start:	ldil	L%ACTUATOR_PAGE,%r3
	mfctl	%cr16,%r1
	mtctl	%r1,%cr16
	ldil	L%ACTUATOR_INTERRUPT,%r4
	mtctl	%r4,%cr15
	ldi	100,%r1
	stw	%r1,ACTUATOR_SET(%r3)
	or	%r10,%r10,%r10
	ldil	L%SYSTEM_PAGE,%r3
	stw	%r0,SYSTEM_EXIT(%r3)
	b,n	.
	nop
`;
  const adversity = new MomentsAdversity(referenceOf({ image: imageOf(text) }), {});
  const keys = [...adversity.cases()].map((one) => [one.key, adversity.run(one, QUIET).verdict]);
  expect(keys).toContainEqual(['moments:actuator/1@+0', 'holds']);
});

test('whoever clears the bits of two devices, and looks at one, is told so', () => {
  const adversity = new MomentsAdversity(referenceOf({ image: imageOf(ONE_OF_TWO), disk: new Uint8Array(512) }), {});
  const together = [...adversity.cases()].find(({ key }) => key === 'moments:disk/1@with2')!;
  const { cause, place } = adversity.run(together, TOLD);
  expect(cause).toEqual({
    rule: 'acknowledges-before-it-looks',
    words:
      'the driver cleared the interrupts of the disk and the actuator at once, in EIRR, and then looked at the actuator alone: command 1, disk write of sector 0, was over, too',
  });
  expect(place?.text).toBe('mtctl %r1,%eirr');
});

test('a key says the moment that was tried, where another command is over while the guest rests, too', () => {
  const reference = referenceOf({ image: imageOf(ONE_OF_TWO), disk: new Uint8Array(512) });
  const adversity = new MomentsAdversity(reference, {});
  const verdicts = (told: boolean) =>
    [...adversity.cases()].map((one) => [one.key, adversity.run(one, { told }).verdict]);
  const quiet = verdicts(false);
  expect(quiet.map(([, verdict]) => verdict)).toContain('broken');
  expect(verdicts(true)).toEqual(quiet);
  const behind = [...adversity.cases()].flatMap((one) => adversity.run(one, TOLD).story);
  expect(behind.map(({ words }) => words)).toContainEqual(
    expect.stringMatching(
      /^command 1 is over \d+ instructions after it was given, and after command 2 is, for which it rests; /,
    ),
  );
});

/** Sets the control rod, and looks at RESULT until a deadline; what it does then. */
function impatient(deadline: string): Reference {
  return referenceOf({
    image: imageOf(`
	.include "board.inc"
	.text
_start:	ldil	L%ACTUATOR_PAGE,%r3
	ldil	L%ACTUATOR_INTERRUPT+INTERVAL_TIMER_INTERRUPT,%r4
	mtctl	%r4,%eiem
	ldi	100,%r5
again:	stw	%r5,ACTUATOR_SET(%r3)
	mfctl	%cr16,%r6
	ldil	L%5000000,%r7		; a tenth of a second
	add	%r6,%r7,%r6
	mtctl	%r6,%cr16
look:	ldil	L%ACTUATOR_INTERRUPT,%r7
	mtctl	%r7,%eirr
	ldw	ACTUATOR_RESULT(%r3),%r7
	comib,<>,n	RESULT_BUSY,%r7,over
	mfctl	%eirr,%r7
	bb,<,n	%r7,0,late
	or	%r10,%r10,%r10
	b,n	look
over:	comib,=	RESULT_UNCERTAIN,%r7,again
	nop
	ldil	L%SYSTEM_PAGE,%r3
exit:	stw	%r0,SYSTEM_EXIT(%r3)
	b,n	.
	nop
late:	${deadline}
`),
  });
}

test('a driver that gives its command again before it is over: a slow device is enough', () => {
  const adversity = new MomentsAdversity(impatient('b,n\tagain'), {});
  const cases = [...adversity.cases()];
  const verdicts = (told: boolean) => cases.map((one) => [one.key, adversity.run(one, { told }).verdict]);
  expect(verdicts(true)).toEqual(verdicts(false));
  const late = cases.find(({ key }) => key === 'moments:actuator/1@late')!;
  expect(adversity.run(late, QUIET)).toMatchObject({ verdict: 'broken', difference: { outside: 'stop' } });
  const { difference, place, story } = adversity.run(late, TOLD);
  expect(difference?.words).toContain('SET while the actuator is busy');
  expect(place?.label).toBe('<again>');
  expect(story.filter(({ kind }) => kind === 'fault').map(({ words }) => words)).toEqual([
    'command 1 is under way for as long as the guest runs',
  ]);
});

it.each([
  ['waits on', 'ldil\tL%INTERVAL_TIMER_INTERRUPT,%r7\n\tmtctl\t%r7,%eirr\n\tb,n\tlook'],
  ['gives up', 'ldil\tL%SYSTEM_PAGE,%r3\n\tldi\t9,%r1\n\tb\texit\n\tstw\t%r1,SYSTEM_EXIT(%r3)'],
])('nothing is said against one that %s then', (_, deadline) => {
  const adversity = new MomentsAdversity(impatient(deadline), {});
  expect([...adversity.cases()].filter(({ key }) => key.includes('late'))).toEqual([]);
});

it.each([
  'moments:disk/1@late',
  'moments:disk/99@+1',
  'moments:actuator/1@+1',
  'moments:disk/1@+999999',
  'moments:disk/1@with9',
  'moments:disk/spurious@999999999',
  'moments:clock/spurious@1',
  'moments:disk/1=+1',
  'moments:disk/1@+01',
  'moments:disk/1@+1,disk/2@+1',
])('%s is undecided: there is no such moment', (key) => {
  const adversity = new MomentsAdversity(driver('lost-wake-up-mended'), {});
  const { verdict, why } = adversity.run({ adversity: 'moments', key, stands: 1 }, QUIET);
  expect([verdict, typeof why]).toEqual(['undecided', 'string']);
});

it.each([
  ['disk/1@+3', /^command 1 is over 3 instructions after it was given; undisturbed it is after \d+$/, 'disk', 1],
  ['disk/spurious@60', /^an interrupt of the disk comes, and no command is over$/, 'disk', undefined],
])('the story of %s says what came when', (moment, words, lane, command) => {
  const adversity = new MomentsAdversity(driver('lost-wake-up-mended'), {});
  const { story } = adversity.run({ adversity: 'moments', key: `moments:${moment}`, stands: 1 }, TOLD);
  const faults = story.filter(({ kind }) => kind === 'fault');
  expect(faults).toHaveLength(1);
  expect(faults[0].words).toMatch(words);
  expect([faults[0].lane, faults[0].command, faults[0].place?.address]).toEqual([lane, command, expect.any(Number)]);
});

test('two commands that end together: which is first', () => {
  const adversity = new MomentsAdversity(driver('acknowledges-before-it-looks'), {});
  const together = [...adversity.cases()].find(({ key }) => key.includes('@with'))!;
  const { story } = adversity.run(together, TOLD);
  const [fault, ...others] = story.filter(({ kind }) => kind === 'fault');
  expect([fault.words, others]).toEqual([
    expect.stringMatching(/^command (\d+) is over just before command \d+ is$/),
    [],
  ]);
});

test('the kernel bears interrupts at many of its moments', () => {
  const { image, disk } = loadBuiltInGuest('kernel', new URL('../../../dist/simulator/', import.meta.url));
  const adversity = new MomentsAdversity(referenceOf({ image, disk, append: 'run work 2 0' }), {});
  let [at, tried, spurious] = [0, 0, 0];
  for (const one of adversity.cases()) {
    at += 1;
    if (at > 400) break;
    if (at % 9 !== 0) continue;
    tried += 1;
    if (one.key.includes('spurious')) spurious += 1;
    expect([one.key, adversity.run(one, QUIET).verdict]).toEqual([one.key, 'holds']);
  }
  expect(tried).toBeGreaterThan(30);
  expect(spurious).toBeGreaterThan(0);
});

test('what a device gives itself when a command of its ends uncertain is under way at once, and its end is moved, too', () => {
  const adversity = new MomentsAdversity(referenceOf({ image: imageOf(DRAWS) }), {});
  const cases = [...adversity.cases()];
  expect(cases.map(({ key }) => key)).toContain('moments:1=not,entropy/2@+0');
  for (const one of cases) expect([one.key, adversity.run(one, { told: false }).verdict]).toEqual([one.key, 'holds']);
});
