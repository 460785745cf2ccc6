/** Wrong drivers, of which each does something else when its command is uncertain: each is told what it does, and the line of that. */
import { describe, expect, it, test } from 'vitest';
import type { CaseResult } from '../result.ts';
import { DoubtAdversity } from '../adversities/doubt.ts';
import { MomentsAdversity } from '../adversities/moments.ts';
import { imageOf, referenceOf } from '../testing/guests.ts';
import { lineOf } from '../testing/line-of.ts';

/** Writes four sectors, one after the other; `doubt`: what it does about an uncertain command. Labels: `give`, `over`, `exit`. */
function writer(doubt: string): string {
  return `
	.level	1.1
	.include "board.inc"
	.text
_start:	ldil	L%DISK_PAGE+DISK_SLOTS,%r3
	ldo	R%DISK_PAGE+DISK_SLOTS(%r3),%r3
	ldil	L%0x00040000,%r4	; a buffer
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r3)
	stw	%r4,SLOT_ADDRESS(%r3)
	ldi	DISK_COMMAND_WRITE,%r26
	copy	%r0,%r10
next:	ldo	7(%r10),%r6
	stw	%r6,0(%r4)
	stw	%r10,SLOT_SECTOR(%r3)
give:	stw	%r26,SLOT_COMMAND(%r3)
wait:	ldw	SLOT_RESULT(%r3),%r5
	comib,=	RESULT_BUSY,%r5,wait
	 nop
	comib,=,n RESULT_UNCERTAIN,%r5,doubt
over:	ldo	1(%r10),%r10
	comib,<>	4,%r10,next
	 nop
	copy	%r0,%r6
exit:	ldil	L%SYSTEM_PAGE,%r7
	stw	%r6,SYSTEM_EXIT(%r7)
	b,n	.
	nop
doubt:	${doubt}
`;
}

/** Prints two lines by one write each; `doubt`: what it does about an uncertain one. */
function printer(doubt: string): string {
  return `
	.level	1.1
	.include "board.inc"
	.text
_start:	ldil	L%CONSOLE_PAGE,%r3
	ldil	L%text,%r4
	ldo	R%text(%r4),%r4
	copy	%r0,%r10		; START
	ldi	2,%r11
	ldi	CONSOLE_COMMAND_WRITE,%r26
	ldi	4,%r1
	stw	%r1,CONSOLE_LENGTH(%r3)
next:	stw	%r4,CONSOLE_ADDRESS(%r3)
	stw	%r10,CONSOLE_START(%r3)
give:	stw	%r26,CONSOLE_COMMAND(%r3)
wait:	ldw	CONSOLE_RESULT(%r3),%r5
	comib,=	RESULT_BUSY,%r5,wait
	 nop
	comib,=,n RESULT_UNCERTAIN,%r5,doubt
	ldo	4(%r10),%r10
	addib,<>	-1,%r11,next
	 ldo	4(%r4),%r4
	ldil	L%SYSTEM_PAGE,%r7
	stw	%r0,SYSTEM_EXIT(%r7)
	b,n	.
	nop
doubt:	${doubt}
text:	.ascii	"one\\ntwo\\n"
`;
}

const IGNORED = 'b,n\tover\n';

/** Prints the byte at %r4, and again if that is uncertain. changed: %r5, %r7, %r8 */
const PRINT = `	ldil	L%CONSOLE_PAGE,%r7
	stw	%r4,CONSOLE_ADDRESS(%r7)
	ldi	1,%r5
	stw	%r5,CONSOLE_LENGTH(%r7)
	stw	%r0,CONSOLE_START(%r7)
	ldi	CONSOLE_COMMAND_WRITE,%r5
again:	stw	%r5,CONSOLE_COMMAND(%r7)
print:	ldw	CONSOLE_RESULT(%r7),%r8
	comib,=	RESULT_BUSY,%r8,print
	 nop
	comib,=	RESULT_UNCERTAIN,%r8,again
	 nop
`;

function told(program: string, key: string, disk = new Uint8Array(4 * 512)): CaseResult {
  const reference = referenceOf({ image: imageOf(program), disk });
  return new DoubtAdversity(reference, { depth: 2 }).run({ adversity: 'doubt', key, stands: 1 }, { told: true });
}

describe('of a driver that saw a doubt it is told', () => {
  it.each([
    ['that it went on', IGNORED, 'took-it-for-done', 'wait:\tldw\tSLOT_RESULT(%r3),%r5', 'and took it for done'],
    [
      'that it gave another sector in its place',
      'ldo\t1(%r10),%r7\n\tb\tgive\n\t stw\t%r7,SLOT_SECTOR(%r3)',
      'repeats-otherwise',
      'give:\tstw\t%r26,SLOT_COMMAND(%r3)',
      'but another one: command 2, disk write of sector 1',
    ],
    [
      'that it gave it again from another buffer',
      'ldo\t512(%r4),%r7\n\tb\tgive\n\t stw\t%r7,SLOT_ADDRESS(%r3)',
      'repeats-otherwise',
      'give:\tstw\t%r26,SLOT_COMMAND(%r3)',
      'and gave it again with other data, at 0x00040200 and not 0x00040000',
    ],
    [
      'that what it gave is no command',
      'b\tgive\n\t ldi\t77,%r26',
      'repeats-otherwise',
      'give:\tstw\t%r26,SLOT_COMMAND(%r3)',
      'but another one: command 2, invalid disk command',
    ],
    [
      'that it gave up',
      'b\texit\n\t ldi\t2,%r6',
      'gives-up',
      'wait:\tldw\tSLOT_RESULT(%r3),%r5',
      'the disk got no other command',
    ],
    [
      'that it gave up, and told so, though the command comes once more at its end',
      `${PRINT}	stw	%r26,SLOT_COMMAND(%r3)
last:	ldw	SLOT_RESULT(%r3),%r6
	comib,=	RESULT_BUSY,%r6,last
	 nop
	b	exit
	 ldi	2,%r6`,
      'gives-up',
      'wait:\tldw\tSLOT_RESULT(%r3),%r5',
      'and gave up: next came command 2, console write of byte 0, which is not what comes next in the undisturbed run',
    ],
    [
      'what the machine stopped it at',
      'break\t0,0',
      'stopped-at-retry',
      'doubt:\tbreak\t0,0',
      'at what it did then the machine stopped it',
    ],
  ])('%s', (_, doubt, rule, line, words) => {
    const program = writer(doubt);
    const result = told(program, 'doubt:1=not');
    expect([result.verdict, result.cause?.rule, lineOf(program, result)]).toEqual(['broken', rule, line]);
    expect(result.cause?.words).toContain('the driver saw that command 1, disk write of sector 0, was uncertain');
    expect(result.cause?.words).toContain(words);
  });

  it('that it took its last command for done, or gave up: nobody can tell', () => {
    const { cause } = told(writer(IGNORED), 'doubt:4=not');
    expect(cause?.words).toContain('took it for done, or gave up: it was not repeated before the end of the run');
  });

  it('that it printed the same bytes again, as others', () => {
    const program = printer('b\tnext\n\t ldo\t4(%r10),%r10');
    const result = told(program, 'doubt:1=performed');
    expect([result.cause?.rule, lineOf(program, result)]).toEqual([
      'repeats-otherwise',
      'give:\tstw\t%r26,CONSOLE_COMMAND(%r3)',
    ]);
  });
});

/** Writes three sectors, and prints how many; `counted`: where that is counted, when a command is given, or when it is over. */
function counter(counted: 'given' | 'over'): string {
  const count = '\tldo\t1(%r12),%r12\n';
  return writer('b,n\tgive')
    .replace('give:', `give:${counted === 'given' ? count : ''}`)
    .replace('over:', `over:${counted === 'over' ? count : ''}`)
    .replace(
      'exit:\t',
      `exit:	stb	%r12,0(%r4)
${PRINT}	`,
    );
}

it('of a driver that counts what it gives it is told that the repeat shows; one that counts what is over holds', () => {
  const program = counter('given');
  const { verdict, cause, place } = told(program, 'doubt:1=not');
  expect([verdict, cause?.rule, place?.text]).toEqual(['broken', 'repeat-shows', 'stw %r26,12(%r3)']);
  expect(cause?.words).toBe(
    'the driver gave command 1, disk write of sector 0, again, as is right, and what went with that shows: command 6, console write of byte 0, is another one in the undisturbed run',
  );
  expect(told(counter('over'), 'doubt:1=not').verdict).toBe('holds');
});

/** Writes four sectors, prints a byte, and writes sector 0 once more, as it was; in doubt the rest of the four is left out. */
const LEAVES_OUT = writer('b,n\texit').replace(
  'exit:\t',
  `exit:${PRINT}	ldi	7,%r8
	stw	%r8,0(%r4)
	stw	%r0,SLOT_SECTOR(%r3)
	stw	%r26,SLOT_COMMAND(%r3)
last:	ldw	SLOT_RESULT(%r3),%r8
	comib,=	RESULT_BUSY,%r8,last
	 copy	%r0,%r6
	`,
);

it('of a driver that goes on elsewhere, behind what it has left out, it is told that it gave up, though the same comes once more', () => {
  const result = told(LEAVES_OUT, 'doubt:1=not');
  expect([result.cause?.rule, lineOf(LEAVES_OUT, result)]).toEqual(['gives-up', 'wait:\tldw\tSLOT_RESULT(%r3),%r5']);
  expect(result.cause?.words).toContain(
    'next came command 2, console write of byte 0, which is not what comes next in the undisturbed run',
  );
});

it('of a driver that does not wait it is told that the guest ended before its command', () => {
  const program = writer(IGNORED).replace('wait:', '\tb\texit\n\t copy\t%r0,%r6\nwait:');
  const result = told(program, 'doubt:1=not');
  expect([result.verdict, result.cause?.rule, lineOf(program, result)]).toEqual([
    'broken',
    'not-awaited',
    'give:\tstw\t%r26,SLOT_COMMAND(%r3)',
  ]);
  expect(result.cause?.words).toContain('ended while command 1, disk write of sector 0, was under way');
});

/** Two commands in flight; EIRR is cleared when both slots have been looked at. */
const LATE = `
	.level	1.1
	.include "board.inc"
	.text
_start:	ldil	L%DISK_PAGE,%r8
	ldil	L%DISK_PAGE+DISK_SLOTS,%r3
	ldo	R%DISK_PAGE+DISK_SLOTS(%r3),%r3
	ldil	L%0x00040000,%r4
	ldil	L%DISK_INTERRUPT,%r15
	mtctl	%r15,%eiem
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r3)
	stw	%r4,SLOT_ADDRESS(%r3)
	stw	%r1,DISK_SLOT_SIZE+SLOT_COUNT(%r3)
	stw	%r4,DISK_SLOT_SIZE+SLOT_ADDRESS(%r3)
	stw	%r1,DISK_SLOT_SIZE+SLOT_SECTOR(%r3)
	ldi	DISK_COMMAND_READ,%r26
	stw	%r26,SLOT_COMMAND(%r3)
	stw	%r26,DISK_SLOT_SIZE+SLOT_COMMAND(%r3)
	copy	%r0,%r10		; commands that are over
look:	ldw	DISK_DONE(%r8),%r9
	stw	%r9,DISK_DONE(%r8)
	bb,>=,n	%r9,31,other
	ldw	SLOT_RESULT(%r3),%r5
	ldo	1(%r10),%r10
other:	bb,>=,n	%r9,30,both
	ldw	DISK_SLOT_SIZE+SLOT_RESULT(%r3),%r5
	ldo	1(%r10),%r10
both:	comib,<=,n 2,%r10,exit
	mtctl	%r15,%eirr
	or	%r10,%r10,%r10
	b,n	look
exit:	ldil	L%SYSTEM_PAGE,%r7
	stw	%r0,SYSTEM_EXIT(%r7)
	b,n	.
	nop
`;

test('a look at one slot is none at the other: an interrupt that was cleared too late is told as that', () => {
  const adversity = new MomentsAdversity(referenceOf({ image: imageOf(LATE), disk: new Uint8Array(4 * 512) }), {});
  const broken = [...adversity.cases()].filter((one) => adversity.run(one, { told: false }).verdict === 'broken');
  expect(broken.length).toBeGreaterThan(2);
  for (const one of broken) {
    const result = adversity.run(one, { told: true });
    expect([one.key, result.cause?.rule, lineOf(LATE, result)]).toEqual([
      one.key,
      'acknowledges-before-it-looks',
      'mtctl\t%r15,%eirr',
    ]);
  }
});

/** A command that moves the rod by 2 metres, whose driver looks first whether it has moved; but of what it gives again it sees nothing. */
const LOOKS_ONCE = `
	.include "control-rod.inc"
move:	ldi	-2000,%r4
	stw	%r4,ACTUATOR_MOVE(%r3)
	rest	%r6,ACTUATOR_RESULT(%r3)
	comib,<>,n	RESULT_UNCERTAIN,%r6,2f
	ldw	ACTUATOR_POSITION(%r3),%r4
	ldi	2001,%r5
	comb,<,n	%r4,%r5,2f
	ldi	-2000,%r4
	stw	%r4,ACTUATOR_MOVE(%r3)
again:	rest	%r6,ACTUATOR_RESULT(%r3)
2:	bv,n	%r0(%r2)
`;

test('of two commands in doubt, of which the first was not performed and rightly given again, the second is told', () => {
  const adversity = new DoubtAdversity(referenceOf({ image: imageOf(LOOKS_ONCE) }), { depth: 2 });
  const { cause } = adversity.run({ adversity: 'doubt', key: 'doubt:1=not,2=not', stands: 1 }, { told: true });
  expect([cause?.rule, cause?.words]).toEqual([
    'took-it-for-done',
    expect.stringContaining('the driver saw that command 2, moving the actuator by -2000 mm, was uncertain'),
  ]);
});

/** Counts in a sector; in doubt it begins with reading again. */
const COUNTER = `
	.include "machine.inc"
task:	ldil	L%DISK_PAGE,%r3
	ldo	DISK_SLOTS(%r3),%r3
	ldil	L%0x40000,%r4
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r3)
	stw	%r4,SLOT_ADDRESS(%r3)
	ldi	3,%r9
count:	ldi	DISK_COMMAND_READ,%r26
read:	stw	%r26,SLOT_COMMAND(%r3)
	rest	%r28,SLOT_RESULT(%r3)
	comib,=	RESULT_UNCERTAIN,%r28,read
	 ldw	0(%r4),%r8
	ldo	1(%r8),%r8
	stw	%r8,0(%r4)
	ldi	DISK_COMMAND_WRITE,%r26
	stw	%r26,SLOT_COMMAND(%r3)
	rest	%r28,SLOT_RESULT(%r3)
	comib,=	RESULT_UNCERTAIN,%r28,count
	 nop
	addib,<>	-1,%r9,count
	 nop
	b,n	right
`;

test('whoever reads a sector in doubt before it is written again has not given anything too late', () => {
  const reference = referenceOf({ image: imageOf(COUNTER), disk: new Uint8Array(512) });
  const adversity = new DoubtAdversity(reference, { depth: 2 });
  const { verdict, cause } = adversity.run(
    { adversity: 'doubt', key: 'doubt:2=not,4=performed', stands: 1 },
    { told: true },
  );
  expect([verdict, cause?.rule]).toEqual(['broken', 'took-it-for-done']);
  expect(cause?.words).toContain('command 4');
});

/** Reads three sectors, of which each says which one is next; the buffer says 3 at first. `doubt`: what it does about an uncertain read. */
function chaser(doubt: string): string {
  return `
	.include "machine.inc"
task:	ldil	L%DISK_PAGE,%r3
	ldo	DISK_SLOTS(%r3),%r3
	ldil	L%0x40000,%r4
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r3)
	ldi	3,%r8
	stw	%r8,0(%r4)
	ldi	3,%r9
	ldi	DISK_COMMAND_READ,%r26
	ldi	0,%r8
next:	stw	%r8,SLOT_SECTOR(%r3)
	stw	%r4,SLOT_ADDRESS(%r3)
give:	stw	%r26,SLOT_COMMAND(%r3)
	rest	%r28,SLOT_RESULT(%r3)
	comib,=,n	RESULT_UNCERTAIN,%r28,doubt
over:	addib,<>	-1,%r9,next
	 ldw	0(%r4),%r8
	comib,=	4,%r8,right
	 nop
	b,n	wrong
doubt:	${doubt}
`;
}

/** Sector 0 is followed by 2, that by 1, and that by 4, which is right; 3 by itself. */
const CHAIN = Uint8Array.from({ length: 4 * 512 }, (_, at) => ({ 3: 2, 515: 4, 1027: 1, 1539: 3 })[at] ?? 0);

describe('of a read in doubt', () => {
  it('that was taken for done, it is told so: where the next one is given the old data decide', () => {
    const { verdict, cause, place } = told(chaser(IGNORED), 'doubt:1=not', CHAIN);
    expect([verdict, cause?.rule, place?.text]).toEqual(['broken', 'took-it-for-done', 'ldw 16(%r3),%r28']);
    expect(cause?.words).toContain('and took it for done, or gave another one in its place, command 2: it was not');
  });

  it('that was given again into another buffer, it is told where that is', () => {
    const program = chaser('ldo\t512(%r4),%r7\n\tb\tgive\n\t stw\t%r7,SLOT_ADDRESS(%r3)');
    const result = told(program, 'doubt:1=not', CHAIN);
    expect([result.verdict, result.cause?.rule, lineOf(program, result)]).toEqual([
      'broken',
      'repeats-otherwise',
      'give:\tstw\t%r26,SLOT_COMMAND(%r3)',
    ]);
    expect(result.cause?.words).toBe(
      'the driver gave command 1, disk read of sector 0, again into another buffer, at 0x00040200 and not 0x00040000',
    );
  });

  it('what the undisturbed run reads again later, too, is no repetition that comes too late', () => {
    const program = COUNTER.replace('comib,=\tRESULT_UNCERTAIN,%r28,read', 'comib,<>,n\t0,%r0,read');
    const { verdict, cause } = told(program, 'doubt:1=not', new Uint8Array(512).fill(5));
    expect([verdict, cause?.rule]).toEqual(['broken', 'took-it-for-done']);
  });
});

/** Its handler takes whatever RESULT it finds for the rod's last. */
const BUSY_FOR_DONE = `
INTERRUPTS = 1
	.include "machine.inc"
task:	ldil	L%DISK_PAGE,%r3
	ldil	L%ACTUATOR_PAGE,%r4
	ldil	L%flags,%r5
	ldo	R%flags(%r5),%r5
	ldi	0,%r6
round:	stw	%r0,0(%r5)
	stw	%r0,4(%r5)
	stw	%r6,DISK_SLOTS+SLOT_SECTOR(%r3)
	ldi	1,%r1
	stw	%r1,DISK_SLOTS+SLOT_COUNT(%r3)
	stw	%r5,DISK_SLOTS+SLOT_ADDRESS(%r3)
	ldi	DISK_COMMAND_WRITE,%r1
	stw	%r1,DISK_SLOTS+SLOT_COMMAND(%r3)
	zdep	%r6,22,20,%r1
	stw	%r1,ACTUATOR_SET(%r4)
look:	rsm	1,%r0
	ldw	0(%r5),%r12
	ldw	4(%r5),%r13
	comib,=,n	0,%r12,sleep
	comib,<>,n	0,%r13,both
sleep:	or	%r10,%r10,%r10
	b	look
	 ssm	1,%r0
both:	ldo	1(%r6),%r6
	comib,<>	4,%r6,round
	 ssm	1,%r0
	b,n	right
disk_interrupt:
	mfctl	%eirr,%r1
	mtctl	%r1,%eirr
	ldil	L%flags,%r16
	ldo	R%flags(%r16),%r16
	bb,>=,n	%r1,9,rod
	ldil	L%DISK_PAGE,%r8
	ldw	DISK_DONE(%r8),%r9
	comib,=,n	0,%r9,rod
	stw	%r9,DISK_DONE(%r8)
	stw	%r9,0(%r16)
rod:	bb,>=,n	%r1,10,ret
	ldil	L%ACTUATOR_PAGE,%r8
	ldw	ACTUATOR_RESULT(%r8),%r9
	stw	%r9,4(%r16)
ret:	rfir
	nop
	.bss
	.align	8
flags:	.space	512
	.text
`;

test('what a driver has looked at before anything went wrong is not known: of that nobody says that it did not', () => {
  const adversity = new MomentsAdversity(
    referenceOf({ image: imageOf(BUSY_FOR_DONE), disk: new Uint8Array(2048) }),
    {},
  );
  const spurious = [...adversity.cases()].filter(({ key }) => key.startsWith('moments:actuator/spurious'));
  const each = spurious.flatMap((one) => [one, ...[...adversity.covered(one)].map((key) => ({ ...one, key }))]);
  const told = each.map((one) => adversity.run(one, { told: true })).filter(({ verdict }) => verdict === 'broken');
  expect(told.length).toBeGreaterThan(5);
  expect(told.filter(({ cause }) => cause?.rule === 'acknowledges-before-it-looks')).toEqual([]);
});

/** Two slots; the handler reads DONE once to serve what is there, and once more to acknowledge it. */
const READS_TWICE = `
	.include "two-slots.inc"
disk_interrupt:
	ldil	L%DISK_INTERRUPT,%r1
	mtctl	%r1,%eirr
	ldil	L%DISK_PAGE,%r8
	ldw	DISK_DONE(%r8),%r9
	comib,=,n	0,%r9,back
	ldw	DISK_DONE(%r8),%r16
	b	over
	 stw	%r16,DISK_DONE(%r8)
back:	rfir
	nop
`;

test('whoever acknowledges a slot and does not serve it is told that, and not that it rests', () => {
  const reference = referenceOf({ image: imageOf(READS_TWICE), disk: new Uint8Array(2048) });
  const adversity = new MomentsAdversity(reference, {});
  const broken = [...adversity.cases()].filter((one) => adversity.run(one, { told: false }).verdict === 'broken');
  expect(broken.length).toBeGreaterThan(2);
  for (const one of broken) {
    const result = adversity.run(one, { told: true });
    expect([one.key, result.cause?.rule, lineOf(READS_TWICE, result)]).toEqual([
      one.key,
      'acknowledges-before-it-looks',
      'stw\t%r16,DISK_DONE(%r8)',
    ]);
  }
});
