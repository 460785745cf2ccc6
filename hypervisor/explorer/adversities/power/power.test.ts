/** Loss of power: what may survive, a guest that does not flush between two writes that belong together, and its mended twin. */
import { describe, expect, it, test } from 'vitest';
import { loadBuiltInGuest } from '../../../simulator/host/load-guest.ts';
import type { Case } from '../../case.ts';
import { DISK_GUEST, DISK_ROUTINE, REPEATING_ROUTINE } from '../../testing/disk-routine.ts';
import { imageOf, referenceOf } from '../../testing/guests.ts';
import { parsePower } from './power-key.ts';
import { PowerAdversity } from './power.ts';
import { WrittenSectors } from './written-sectors.ts';

const QUIET = { told: false };

/** A guest that polls its disk, with a buffer at %r5: it exits with status 0 behind `text`, and with 1 from `wrong`. */
function looksAndWrites(text: string, routine = DISK_ROUTINE): Uint8Array {
  return imageOf(`${DISK_GUEST}${text}	ldi	0,%r6
	b,n	exit
wrong:	ldi	1,%r6
exit:	ldil	L%SYSTEM_PAGE,%r1
	stw	%r6,SYSTEM_EXIT(%r1)

${routine}	.bss
	.align	4
buffer:	.space	2048
`);
}

/**
 * Sector 0 says whether sectors 1 to 3 hold what they should: 1 in its first word. A run writes them, then it; and before that it
 * looks, and exits with status 1 if sector 0 says so and sector 3 does not hold it. `between`: what is done between the two writes.
 */
function guest(between: string): Uint8Array {
  return looksAndWrites(`
	ldi	0,%r26
	ldi	1,%r25
	bl	disk,%r2
	 ldi	DISK_COMMAND_READ,%r24
	ldw	0(%r5),%r6
	comib,<>,n	1,%r6,write
	ldi	3,%r26
	ldi	1,%r25
	bl	disk,%r2
	 ldi	DISK_COMMAND_READ,%r24
	ldw	0(%r5),%r6
	comib,<>,n	7,%r6,wrong
write:	ldi	7,%r6
	stw	%r6,0(%r5)
	stw	%r6,1024(%r5)
	ldi	1,%r26
	ldi	3,%r25
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r24
${between}
	ldi	1,%r6
	stw	%r6,0(%r5)
	ldi	0,%r26
	ldi	1,%r25
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r24
`);
}

const FLUSH = `
	ldi	0,%r26
	ldi	0,%r25
	bl	disk,%r2
	 ldi	DISK_COMMAND_FLUSH,%r24
`;

/** Each sector that is written becomes another one. */
const disk = new Uint8Array(4 * 512).fill(9, 3 * 512 - 1, 3 * 512);
const careless = referenceOf({ image: guest(''), disk });
const careful = referenceOf({ image: guest(FLUSH), disk });

function adversityOf(reference: typeof careless, writes = 2): { adversity: PowerAdversity; cases: Case[] } {
  const adversity = new PowerAdversity(reference, { writes });
  return { adversity, cases: [...adversity.cases()] };
}

describe('a guest whose second write says that its first is there', () => {
  it('is broken without a flush between them: the second survives, the first does not, or in part', () => {
    const { adversity, cases } = adversityOf(careless);
    const broken = cases.filter((one) => adversity.run(one, QUIET).verdict === 'broken');
    expect(broken.map(({ key }) => key)).toEqual([
      'power:kept@2,2=lost',
      'power:kept@2,2=part1',
      'power:kept@2,2=part2',
      'power:kept@2,2=middle',
    ]);
    const { difference, cause, place, story } = adversity.run(broken[0], { told: true });
    expect(cause).toEqual({
      rule: 'no-flush-between',
      words:
        'command 3, disk write of sector 0, was on the disk, and command 2, disk write of sectors 1 to 3, which was given before it, was not: there is no flush between them',
    });
    expect(place?.text).toMatch(/^bl 0x[0-9a-f]+ <disk>,%r2$/);
    expect(story[1].place).toEqual(place);
    expect(story[2].at).toBe(story[1].at);
    expect(difference?.words).toBe(
      'booted again, the guest exits with status 1, not 0; power went when command 2, disk write of sectors 1 to 3, was over, with command 3, disk write of sector 0, under way; the writes that no flush had made durable survived, but for these: command 2, disk write of sectors 1 to 3',
    );
    expect(story.map(({ kind }) => kind)).toEqual(['command', 'command', 'crash', 'boot', 'end']);
  });

  it('survives with one', () => {
    const { adversity, cases } = adversityOf(careful);
    expect(cases.filter((one) => adversity.run(one, QUIET).verdict !== 'holds')).toEqual([]);
    expect(cases.length).toBeGreaterThan(4);
  });
});

/** One write: sector 0, and sector 1, which says that sector 0 is there. */
const TOGETHER = looksAndWrites(`
	ldi	0,%r26
	ldi	2,%r25
	bl	disk,%r2
	 ldi	DISK_COMMAND_READ,%r24
	ldw	512(%r5),%r6
	comib,<>,n	1,%r6,write
	ldw	0(%r5),%r6
	comib,<>,n	7,%r6,wrong
write:	ldi	7,%r6
	stw	%r6,0(%r5)
	ldi	1,%r6
	stw	%r6,512(%r5)
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r24
`);

it('the sectors of one write have no order: the last alone may survive', () => {
  const { adversity, cases } = adversityOf(referenceOf({ image: TOGETHER, disk: new Uint8Array(1024) }));
  const broken = cases.filter((one) => adversity.run(one, QUIET).verdict === 'broken');
  expect(broken.map(({ key }) => key)).toEqual(['power:lost@0,2=last1']);
  const { cause, difference } = adversity.run(broken[0], { told: true });
  expect(cause?.rule).toBe('torn-write');
  expect(difference?.words).toMatch(/disk write of sectors 0 to 1, of which the last 1 survived$/);
});

/** One write of three sectors: the first and the last say that what is between them is there. */
const FRAMED = looksAndWrites(`
	ldi	0,%r26
	ldi	3,%r25
	bl	disk,%r2
	 ldi	DISK_COMMAND_READ,%r24
	ldw	0(%r5),%r6
	ldw	1024(%r5),%r7
	comb,<>,n	%r6,%r7,write
	ldw	512(%r5),%r7
	comb,<>,n	%r6,%r7,wrong
write:	ldi	7,%r6
	stw	%r6,0(%r5)
	stw	%r6,512(%r5)
	stw	%r6,1024(%r5)
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r24
`);

it('the sectors of one write have no order: what is between the first and the last may be missing, or alone survive', () => {
  const { adversity, cases } = adversityOf(referenceOf({ image: FRAMED, disk: new Uint8Array(1536) }));
  const broken = cases.filter((one) => adversity.run(one, QUIET).verdict === 'broken');
  expect(broken.map(({ key }) => key)).toEqual(['power:lost@0,2=ends', 'power:lost@0,2=middle']);
  const results = broken.map((one) => adversity.run(one, { told: true }));
  expect(results.map(({ cause }) => cause?.rule)).toEqual(['torn-write', 'torn-write']);
  expect(results.map(({ difference }) => /, of which .*/.exec(difference!.words)?.[0])).toEqual([
    ', of which the first and the last sector survived',
    ', of which what is between the first and the last sector survived',
  ]);
});

it('cases that leave the same are one: each stands for all that do, and those come to the same', () => {
  const { adversity, cases: all } = adversityOf(careless);
  const cases = all.filter(({ key }) => parsePower(key)!.again === undefined);
  const written = new WrittenSectors(careless);
  const left = (key: string): string => written.heldAfter(parsePower(key)!)!;
  expect(new Set(cases.map(({ key }) => left(key))).size).toBe(cases.length);
  for (const one of cases) {
    const covered = [...adversity.covered(one)];
    expect(covered).toHaveLength(one.stands - 1);
    for (const key of covered) expect(left(key)).toBe(left(one.key));
    for (const key of covered.slice(0, 1)) {
      expect(new PowerAdversity(careless, { writes: 2 }).run({ ...one, key }, QUIET).verdict).toBe(
        adversity.run(one, QUIET).verdict,
      );
    }
  }
});

it('what is left is what the key says', () => {
  const written = new WrittenSectors(careless);
  const words = (key: string): number[] => {
    const bytes = written.disk(written.heldAfter(parsePower(key)!)!);
    return [0, 1, 2, 3].map((sector) => bytes[sector * 512 + 3]);
  };
  expect(words('power:lost@0')).toEqual([0, 0, 0, 0]);
  expect(words('power:kept@3')).toEqual([1, 7, 0, 7]);
  expect(words('power:lost@2,3=kept')).toEqual([1, 0, 0, 0]);
  expect(words('power:kept@2,2=part1')).toEqual([1, 7, 0, 0]);
  expect(words('power:kept@2,2=last1')).toEqual([1, 0, 0, 7]);
  expect(words('power:kept@2,2=ends')).toEqual([1, 7, 0, 7]);
  expect(words('power:kept@2,2=middle')).toEqual([1, 0, 0, 0]);
  const durable = new WrittenSectors(careful);
  const after = durable.disk(durable.heldAfter(parsePower('power:lost@3')!)!);
  expect([0, 1, 3].map((sector) => after[sector * 512 + 3])).toEqual([0, 7, 7]);
});

test.each([
  'power:lost@77',
  'power:lost@2,9=kept',
  'power:lost@2,2=part3',
  'power:lost@2,2=last3',
  'power:lost@0,3=ends',
  'power:off@2',
])('%s can not be built: undecided', (key) => {
  const { adversity } = adversityOf(careless);
  expect(adversity.run({ adversity: 'power', key, stands: 1 }, QUIET).verdict).toBe('undecided');
});

it('what the user asks of the disk must hold for what is left', () => {
  const right = (bytes: Uint8Array): string | undefined =>
    bytes[3] === 1 && bytes[512 + 3] !== 7 ? 'torn' : undefined;
  const reference = referenceOf({ image: guest(''), disk }, { disk: right });
  const { adversity, cases } = adversityOf(reference);
  const words = cases.flatMap((one) => adversity.run(one, QUIET).difference?.words ?? []);
  expect(words).toContain('what is left on the disk is wrong: torn');
});

it('the user is told when the disk is looked at: as it is left, before the guest has booted, and at the end', () => {
  const seen: string[] = [];
  const look = (bytes: Uint8Array, _: Uint8Array, when: string): undefined => void seen.push(`${when} ${bytes[3]}`);
  const { adversity } = adversityOf(referenceOf({ image: guest(''), disk }, { disk: look }));
  seen.length = 0;
  expect(adversity.run({ adversity: 'power', key: 'power:lost@0', stands: 1 }, QUIET).verdict).toBe('holds');
  expect(seen).toEqual(['left 0', 'end 1']);
});

/** Sector 0 is made 1, and this is told with a flush between the two or without. */
function promising(between: string): Uint8Array {
  const text = `
	ldi	1,%r6
	stb	%r6,3(%r5)
	ldi	0,%r26
	ldi	1,%r25
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r24
${between}
	ldil	L%CONSOLE_PAGE,%r1
	ldi	89,%r6
	stw	%r6,CONSOLE_DATA(%r1)
`;
  return looksAndWrites(text, REPEATING_ROUTINE);
}

describe('what was told to be on the disk must be there', () => {
  const Y = 89;
  const expectations = {
    disk: (bytes: Uint8Array, printed: Uint8Array) => (printed.includes(Y) && bytes[3] !== 1 ? 'a lie' : undefined),
    heedsPrinted: true,
  };
  const told = (between: string, heedsPrinted = true) => {
    const reference = referenceOf(
      { image: promising(between), disk: new Uint8Array(512) },
      { ...expectations, heedsPrinted },
    );
    const { adversity, cases } = adversityOf(reference);
    return { adversity, cases, broken: cases.filter((one) => adversity.run(one, QUIET).verdict === 'broken') };
  };

  it('is found where it is not, also if the same is left earlier, when nothing had been told', () => {
    const { adversity, cases, broken } = told('');
    const first = cases.map(({ key }) => key).filter((key) => parsePower(key)!.again === undefined);
    expect(first).toEqual(['power:lost@0', 'power:lost@1', 'power:kept@0', 'power:kept@1']);
    expect(broken[0].key).toBe('power:lost@1');
    const { cause, difference, place } = adversity.run(broken[0], { told: true });
    expect(cause).toEqual({
      rule: 'told-too-early',
      words:
        'it had printed "Y", and command 1, disk write of sector 0, was not on the disk: no flush had made it durable',
    });
    expect(difference?.words).toMatch(/^what is left on the disk is wrong: a lie; /);
    expect(place?.text).toMatch(/^bl 0x[0-9a-f]+ <disk>,%r2$/);
    for (const one of broken) expect(adversity.run(one, { told: true }).cause?.rule).toBe('told-too-early');
  });

  it('holds where it is', () => {
    const { cases, broken } = told(FLUSH);
    expect(broken).toEqual([]);
    expect(cases.length).toBeGreaterThan(2);
  });

  it('if a flush has kept the promise, what breaks it is a write that came later, and too early', () => {
    // A log in sector 1 that is cleared before what it says is durable in sector 0.
    const write = (sector: number, value: number): string => `
	ldi	${value},%r6
	stb	%r6,3(%r5)
	ldi	${sector},%r26
	ldi	1,%r25
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r24
`;
    const tell = `
	ldil	L%CONSOLE_PAGE,%r1
	ldi	89,%r6
	stw	%r6,CONSOLE_DATA(%r1)
`;
    const image = looksAndWrites([write(1, 1), FLUSH, tell, write(0, 1), write(1, 0)].join(''));
    const look = (bytes: Uint8Array, printed: Uint8Array) =>
      printed.includes(Y) && bytes[3] !== 1 && bytes[512 + 3] !== 1 ? 'a lie' : undefined;
    const reference = referenceOf({ image, disk: new Uint8Array(1024) }, { disk: look, heedsPrinted: true });
    const { adversity, cases } = adversityOf(reference);
    const results = cases.map((one) => adversity.run(one, { told: true }));
    const broken = results.filter(({ verdict }) => verdict === 'broken');
    expect(broken.length).toBeGreaterThan(0);
    expect(new Set(broken.map(({ cause }) => cause?.rule))).toEqual(new Set(['no-flush-between']));
    expect(broken[0].cause?.words).toMatch(
      /^command 4, disk write of sector 1, was on the disk, and command 3, disk write of sector 0, .* was not: /,
    );
  });

  it('is one case with what leaves the same if nobody looks at what was printed', () => {
    const keys = (heeds: boolean) => told('', heeds).cases.map(({ key }) => key);
    expect(keys(false)).toEqual(['power:lost@0', 'power:kept@0']);
  });
});

it('smaller cases name fewer writes', () => {
  const { adversity } = adversityOf(careless);
  const one: Case = { adversity: 'power', key: 'power:lost@3,2=part1,3=kept', stands: 1 };
  expect([...adversity.smaller(one)].map(({ key }) => key)).toEqual(['power:lost@3,3=kept', 'power:lost@3,2=part1']);
});

it('the kernel that makes and writes a file leaves a disk that it can boot from', () => {
  const { image, disk: archive } = loadBuiltInGuest('kernel', new URL('../../../../dist/simulator/', import.meta.url));
  const reference = referenceOf({ image, disk: archive, append: 'run work 1 0' });
  const { adversity, cases } = adversityOf(reference);
  expect(cases.length).toBeGreaterThan(2);
  expect(cases.filter((one) => adversity.run(one, QUIET).verdict !== 'holds')).toEqual([]);
});
