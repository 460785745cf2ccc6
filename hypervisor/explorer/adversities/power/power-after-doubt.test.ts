/** A loss of power after a doubt: drivers that give again what was in doubt, and whose promises hold then, or don't. */
import { expect, it } from 'vitest';
import { RESULT } from '../../../../emulator/board.ts';
import { Gaps } from '../../report/gaps.ts';
import { DISK_GUEST } from '../../testing/disk-routine.ts';
import { imageOf, referenceOf } from '../../testing/guests.ts';
import { MOST_DOUBTED, mostAgain } from './power-cases.ts';
import { parsePower, printPower } from './power-key.ts';
import { PowerAdversity } from './power.ts';

const QUIET = { told: false };
const Y = 89;
const AGAIN = { write: again('0', 'WRITE'), flush: again('DISK_SLOT_SIZE', 'FLUSH') };

function again(slot: string, name: string): string {
  return `
	ldi	DISK_COMMAND_${name},%r1
	stw	%r1,${slot}+SLOT_COMMAND(%r3)
`;
}

/** Waits for the command of that slot, whose result is in the register then. */
function wait(slot: string, register: string): string {
  return `
1:	ldw	${slot}+SLOT_RESULT(%r3),${register}
	comib,=	RESULT_BUSY,${register},1b
	 nop
`;
}

/**
 * Sector 0 is made 1 by a write in slot 0, with its flush in slot 1, both given at once; then Y is printed. `behind`: what is done behind
 * their ends, which are in %r7 and %r8.
 */
function guest(behind: string): Uint8Array {
  return imageOf(`${DISK_GUEST}	ldi	1,%r6
	stb	%r6,3(%r5)
	stw	%r5,SLOT_ADDRESS(%r3)
	stw	%r0,SLOT_SECTOR(%r3)
	stw	%r6,SLOT_COUNT(%r3)
both:${AGAIN.write}${AGAIN.flush}${wait('0', '%r7')}${wait('DISK_SLOT_SIZE', '%r8')}${behind}
	ldil	L%CONSOLE_PAGE,%r1
	ldi	${Y},%r6
	stw	%r6,CONSOLE_DATA(%r1)
	ldil	L%SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
	.bss
	.align	4
buffer:	.space	512
`);
}

const BOTH = (result: string): string => `\tcomib,=\tRESULT_UNCERTAIN,${result},both\n\t nop\n`;
const WRITE_ALONE = `
2:	comib,<>	RESULT_UNCERTAIN,%r7,3f
	 nop
${AGAIN.write}${wait('0', '%r7')}	b,n	2b
3:
`;

function tried(behind: string) {
  const disk = (bytes: Uint8Array, printed: Uint8Array) =>
    printed.includes(Y) && bytes[3] !== 1 ? 'a lie' : undefined;
  const reference = referenceOf({ image: guest(behind), disk: new Uint8Array(512) }, { disk, heedsPrinted: true });
  const adversity = new PowerAdversity(reference, { writes: 2 });
  const broken = [...adversity.cases()].filter((one) => adversity.run(one, QUIET).verdict === 'broken');
  return { adversity, broken };
}

it('who gives both again keeps the promise', () => {
  expect(tried(BOTH('%r7') + BOTH('%r8')).broken).toEqual([]);
});

it.each([
  [
    'the write alone, behind its flush',
    WRITE_ALONE + BOTH('%r8'),
    'power:1=not,lost@3',
    'command 1 was uncertain, and had not been performed; then power went when command 3, disk write of sector 0, was over; ' +
      'of the writes that no flush had made durable none survived',
    'in the run after the doubt, it had printed "Y", and command 3, disk write of sector 0, was not on the disk: no flush had made it durable',
  ],
  [
    'the write, and no flush',
    BOTH('%r7'),
    'power:2=not,lost@1',
    'command 2 was uncertain, and had not been performed; then power went when command 1, disk write of sector 0, was over; ' +
      'of the writes that no flush had made durable none survived',
    'in the run after the doubt, it had printed "Y", and command 1, disk write of sector 0, was not on the disk: no flush had made it durable',
  ],
])('who gives %s again does not', (_, behind, key, lost, cause) => {
  const { adversity, broken } = tried(behind);
  expect(broken.map((one) => one.key)).toContain(key);
  expect(broken.every((one) => parsePower(one.key)!.doubt !== undefined)).toBe(true);
  const told = adversity.run({ adversity: 'power', key, stands: 1 }, { told: true });
  expect(told.difference?.words).toBe(`what is left on the disk is wrong: a lie; ${lost}`);
  expect(told.cause).toEqual({ rule: 'told-too-early', words: cause });
  expect(told.place?.text).toMatch(/^stw /);
  expect([...adversity.smaller(broken[0])].filter((one) => adversity.run(one, QUIET).verdict === 'broken')).toEqual([]);
});

it('has keys of its own', () => {
  for (const key of ['power:1=not,lost@3', 'power:12=not,kept@13,14=lost'])
    expect(printPower(parsePower(key)!)).toBe(key);
  for (const key of [
    'power:1=not',
    'power:1=performed,lost@3',
    'power:1=not,lost@3,lost@4',
    'power:1=not,2=not,lost@3',
  ]) {
    expect(parsePower(key)).toBeUndefined();
  }
});

it('a doubt about a command that the guest does not give is no case', () => {
  const { adversity } = tried(BOTH('%r7') + BOTH('%r8'));
  const { verdict } = adversity.run({ adversity: 'power', key: 'power:99=not,lost@0', stands: 1 }, QUIET);
  expect(verdict).toBe('undecided');
});

it.each([
  [MOST_DOUBTED, 1, undefined],
  [
    MOST_DOUBTED + 1,
    1,
    `of ${MOST_DOUBTED + 1} writes and flushes no more than ${MOST_DOUBTED} were in doubt when power went`,
  ],
  [1, mostAgain(1), `of the losses after a doubt no more than ${mostAgain(1)} were tried`],
])('of a guest with %i writes and %i such cases it is said whether there are more', (writes, cases, words) => {
  const write = { from: 0, to: 1, words: 'a write', operation: 'disk write', result: RESULT.DONE };
  const gaps = new Gaps({ commands: Array.from({ length: writes }, () => write) });
  const keys = ['power:lost@0', ...Array.from({ length: cases }, (_, index) => `power:1=not,lost@${index}`)];
  for (const key of keys) {
    const one = { adversity: 'power', key, stands: 1 } as const;
    gaps.watch({ type: 'case', case: one, result: { verdict: 'holds', story: [], instructions: 1 } });
  }
  const told = gaps.lines().filter((line) => line.includes('doubt'));
  expect(told).toEqual(words === undefined ? [] : [`power: ${words} (--exhaustive: all)`]);
});
