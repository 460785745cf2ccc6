/** Crashes of pairs: good drivers survive each, bad ones are found, and a key repeats a case. */
import { describe, expect, it, test } from 'vitest';
import { loadBuiltInGuest } from '../../../simulator/host/load-guest.ts';
import type { Case } from '../../case.ts';
import type { Reference } from '../../reference.ts';
import { driver, imageOf, referenceOf } from '../../testing/guests.ts';
import { CrashAdversity, type CrashOptions } from './crashes.ts';

const GUESTS = new URL('../../../../dist/simulator/', import.meta.url);
const QUIET = { told: false };

function kernel(): Reference {
  const { image, disk } = loadBuiltInGuest('kernel', GUESTS);
  return referenceOf({ image, disk, append: 'run work 2 0' });
}

/** Some of the cases, one in so many. */
function cases(adversity: CrashAdversity, oneIn = 1): Case[] {
  return [...adversity.cases()].filter((_, index) => index % oneIn === 0);
}

/** What is wrong with cases that are not as they should be. */
function broken(adversity: CrashAdversity, some: readonly Case[]): string[] {
  return some.flatMap((one) => {
    const { verdict, difference, why } = adversity.run(one, QUIET);
    return verdict === 'holds' ? [] : [`${one.key}: ${verdict}: ${difference?.words ?? why}`];
  });
}

const TRUE: CrashOptions = { faults: 1 };
const REVISED: CrashOptions = { faults: 1, variants: ['revised'] };

test('the kernel that writes to its disk survives deaths under each variant', () => {
  const adversity = new CrashAdversity(kernel(), TRUE);
  const some = cases(adversity, 60);
  expect(some.length).toBeGreaterThan(25);
  expect(new Set(some.map(({ key }) => key.split('/')[0]))).toEqual(
    new Set(['crashes:original', 'crashes:revised', 'crashes:queued']),
  );
  expect(broken(adversity, some)).toEqual([]);
});

describe.each(['ignores-uncertain', 'retries-for-ever', 'control-rod-lower'])('a driver that %s', (name) => {
  it('is found', () => {
    const adversity = new CrashAdversity(driver(name), REVISED);
    expect(cases(adversity).some((one) => adversity.run(one, QUIET).verdict === 'broken')).toBe(true);
  });
});

describe.each(['ignores-uncertain-mended', 'control-rod-set', 'control-rod-look', 'takes-it-for-done-mended'])(
  '%s',
  (name) => {
    it('survives', () => {
      const adversity = new CrashAdversity(driver(name), REVISED);
      expect(broken(adversity, cases(adversity, 3))).toEqual([]);
    });
  },
);

it('of a driver that does not wait for its command it is told that, if the command is lost with a machine', () => {
  const text = `
	.include "board.inc"
	.text
_start:	ldil	L%DISK_PAGE+DISK_SLOTS,%r3
	ldo	R%DISK_PAGE+DISK_SLOTS(%r3),%r3
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r3)
	stw	%r0,SLOT_ADDRESS(%r3)	; the empty vectors, but for a word
	stw	%r1,0(%r0)
	ldi	DISK_COMMAND_WRITE,%r26
	stw	%r26,SLOT_COMMAND(%r3)
	ldil	L%SYSTEM_PAGE,%r3
	stw	%r0,SYSTEM_EXIT(%r3)
	b,n	.
	nop
`;
  const adversity = new CrashAdversity(referenceOf({ image: imageOf(text), disk: new Uint8Array(512) }), REVISED);
  const lost = cases(adversity).find((one) => adversity.run(one, QUIET).verdict === 'broken');
  const { cause } = adversity.run(lost!, { told: true });
  expect(cause).toEqual({
    rule: 'not-awaited',
    words:
      'the guest ended while command 1, disk write of sector 0, was under way: the driver did not wait for its end',
  });
});

it('a driver that looks at positions and clocks for the whole of a failover epoch is not taken for endless', () => {
  const text = `
	.include "board.inc"
	.text
_start:	ldil	L%ACTUATOR_PAGE,%r3
	ldi	2500,%r6
again:	stw	%r6,ACTUATOR_SET(%r3)
1:	ldw	ACTUATOR_POSITION(%r3),%r8
	mfctl	%cr16,%r9
	ldw	ACTUATOR_RESULT(%r3),%r7
	comib,=	RESULT_BUSY,%r7,1b
	 ldw	ACTUATOR_POSITION(%r3),%r8
	comib,=	RESULT_UNCERTAIN,%r7,again
	 nop
	ldil	L%SYSTEM_PAGE,%r3
	stw	%r0,SYSTEM_EXIT(%r3)
	b,n	.
	nop
`;
  const adversity = new CrashAdversity(referenceOf({ image: imageOf(text) }), TRUE);
  expect(broken(adversity, cases(adversity, 5))).toEqual([]);
});

it('cases that stand for others come to what those come to, in an adversity that has run nothing else', () => {
  const reference = driver('ignores-uncertain', 2);
  const adversity = new CrashAdversity(reference, REVISED);
  const standing = cases(adversity).filter(({ stands }) => stands > 1);
  expect(standing.length).toBeGreaterThan(5);
  for (const one of standing) {
    const covered = [...adversity.covered(one)];
    expect(covered).toHaveLength(one.stands - 1);
    const key = covered[covered.length >> 1];
    const fresh = new CrashAdversity(reference, REVISED);
    const outcome = fresh.run({ ...one, key }, QUIET);
    const { verdict, difference } = adversity.run(one, QUIET);
    expect([key, outcome.verdict, outcome.difference]).toEqual([key, verdict, difference]);
  }
});

describe('a case that is broken', () => {
  const reference = driver('ignores-uncertain', 2);
  const adversity = new CrashAdversity(reference, REVISED);
  const one = cases(adversity).find((some) => adversity.run(some, QUIET).verdict === 'broken')!;

  it('is told: the step, what became uncertain, and what the guest did next', () => {
    const { difference, story } = adversity.run(one, { told: true });
    expect(difference?.words).toMatch(
      /the primary died (after message \d+ \[.*\] was sent and before its ack|before|as) .*/,
    );
    const words = story.map((event) => event.words);
    expect(words.some((line) => /^the primary died /.test(line))).toBe(true);
    expect(
      words.some((line) =>
        /the backup is the primary from here on; uncertain: #\d+, disk write of sector \d+/.test(line),
      ),
    ).toBe(true);
    expect(words.at(-1)).toMatch(/^the guest ends with status 1/);
  });

  it('has the reason and the place that the same doubts have on the bare machine', () => {
    const { cause, place } = adversity.run(one, { told: true });
    expect(cause?.rule).toBe('ignored-uncertain');
    expect(place?.address).toBeGreaterThan(0);
  });

  it('is repeated by its key, to the byte', () => {
    const again = new CrashAdversity(reference, { faults: 1 });
    expect(again.run({ ...one, stands: 1 }, { told: true })).toEqual({
      ...adversity.run(one, { told: true }),
      instructions: expect.any(Number) as number,
    });
  });
});

it('a message is said to have been in flight, unsent and unacked', () => {
  const adversity = new CrashAdversity(driver('control-rod-set'), REVISED);
  const words = cases(adversity)
    .filter(({ key }) => key.includes('/primary'))
    .map((one) => adversity.run(one, { told: true }).story.find(({ kind }) => kind === 'crash')?.words);
  const said = (pattern: RegExp): boolean => words.some((line) => line !== undefined && pattern.test(line));
  expect(said(/before message \d+ \[Tme \d+: \d+\] was sent/)).toBe(true);
  expect(said(/after message \d+ \[end \d+: .*\] was sent and before its ack/)).toBe(true);
  expect(said(/before it asked the bus for #\d+, console write of bytes 0 to \d+/)).toBe(true);
  expect(said(/; what it had sent last is lost: the last (\d+ )?frames? to (its peer|the bus)/)).toBe(true);
  expect(said(/before it took the ack/)).toBe(true);
  expect(said(/with #1, setting the actuator to \d+ mm, under way/)).toBe(true);
  expect(said(/after #1 was performed and before it relayed the interrupt/)).toBe(true);
});

describe('two deaths', () => {
  const adversity = new CrashAdversity(driver('control-rod-set'), { faults: 2, variants: ['revised'] });

  it('strike the survivor and the new machine, at each stage, and the pair bears them', () => {
    const pairs: Case[] = [];
    for (const one of adversity.cases()) {
      if (!one.key.includes(',')) continue;
      pairs.push(one);
      if (pairs.length > 400) break;
    }
    const stages = new Set(pairs.map(({ key }) => key.split(',')[1].replace(/=.*/, '')));
    expect([...stages].sort()).toEqual(expect.arrayContaining(['joiner@birth', 'joiner@join', 'survivor@join']));
    expect(
      broken(
        adversity,
        pairs.filter((_, index) => index % 20 === 0),
      ),
    ).toEqual([]);
  });

  it('have as their smaller case the first alone', () => {
    const [smaller, ...others] = adversity.smaller({
      adversity: 'crashes',
      key: 'crashes:revised/primary@step=9,joiner@join=2',
      stands: 1,
    });
    expect([smaller.key, others]).toEqual(['crashes:revised/primary@step=9', []]);
  });
});

describe('three deaths', () => {
  const adversity = new CrashAdversity(driver('control-rod-set', 0), { faults: 3, variants: ['revised'] });

  it('strike whoever goes on, and whoever comes, and the pair bears them', () => {
    const triples: Case[] = [];
    for (const one of adversity.cases()) {
      if (one.key.split(',').length < 3) continue;
      triples.push(one);
      if (triples.length > 300) break;
    }
    const ways = new Set(
      triples.map(({ key }) =>
        key
          .split(',')
          .slice(1)
          .join()
          .replaceAll(/@\w+=\d+/g, ''),
      ),
    );
    expect([...ways].sort()).toEqual(['joiner,joiner', 'joiner,survivor', 'survivor,joiner', 'survivor,survivor']);
    const some = triples.filter((_, index) => index % 60 === 0);
    expect(broken(adversity, some)).toEqual([]);
    const struck = some.map((one) => adversity.run(one, { told: true }).story.filter(({ kind }) => kind === 'crash'));
    expect(struck.every(({ length }) => length >= 3)).toBe(true);
  });

  it('have as their smaller cases the first alone, and the first two', () => {
    const key = 'crashes:revised/primary@step=9,joiner@join=2,survivor@join=4';
    expect([...adversity.smaller({ adversity: 'crashes', key, stands: 1 })].map((one) => one.key)).toEqual([
      'crashes:revised/primary@step=9',
      'crashes:revised/primary@step=9,joiner@join=2',
    ]);
  });
});

describe('a machine that stands still', () => {
  const silent = (adversity: CrashAdversity): Case[] => cases(adversity).filter(({ key }) => key.endsWith(':silent'));

  it('is taken for dead after its time-out, and the guest goes on elsewhere', () => {
    const adversity = new CrashAdversity(driver('control-rod-set'), REVISED);
    const some = silent(adversity);
    expect(some.length).toBeGreaterThan(20);
    expect(broken(adversity, some)).toEqual([]);
    const { story } = adversity.run(
      some.find(({ key }) => key.includes('primary'))!,
      { told: true },
    );
    const at = (words: RegExp): number => story.find((event) => words.test(event.words))?.us ?? NaN;
    // TIMEOUT_MS of crash-plan.ts.
    const later = at(/is the failover epoch of the backup$/) - at(/^the primary stood still for ever /);
    expect(later).toBeGreaterThanOrEqual(39_000);
    expect(later).toBeLessThan(100_000);
  });

  it('finds what is wrong with a driver, too', () => {
    const adversity = new CrashAdversity(driver('ignores-uncertain', 2), REVISED);
    const found = silent(adversity).filter((one) => adversity.run(one, QUIET).verdict === 'broken');
    expect(found.length).toBeGreaterThan(3);
    expect(adversity.run(found[0], { told: true }).cause?.rule).toBe('ignored-uncertain');
  });
});

describe('exhaustively', () => {
  it('each instruction of each slice is a case of its own, and each step, and each loss', () => {
    const reference = driver('control-rod-set');
    const all = cases(new CrashAdversity(reference, { ...REVISED, exhaustive: true }));
    const classes = cases(new CrashAdversity(reference, REVISED));
    expect(all.length).toBeGreaterThan(2 * reference.instructions);
    expect(all.length).toBeGreaterThan(classes.length);
    const keys = new Set(all.map(({ key }) => key));
    expect(classes.filter(({ key }) => !keys.has(key))).toEqual([]);
    expect(keys.size).toBe(all.length);
  });

  it('the machine dies in the middle of what it executes', () => {
    const adversity = new CrashAdversity(driver('control-rod-set'), { ...REVISED, exhaustive: true });
    const some = cases(adversity).filter(({ key }) => key.includes('+'));
    expect(
      broken(
        adversity,
        some.filter((_, index) => index % 50 === 0),
      ),
    ).toEqual([]);
  });
});

test.each([
  ['crashes:revised/primary@step=100000', /never comes to this step/],
  ['crashes:revised/primary@step=3,joiner@join=100000', /never comes to this step/],
  ['crashes:revised/primary@joins=3', /no case of crashes/],
])('%s can not be built: undecided', (key, why) => {
  const adversity = new CrashAdversity(driver('control-rod-set'), TRUE);
  const result = adversity.run({ adversity: 'crashes', key, stands: 1 }, QUIET);
  expect(result.verdict).toBe('undecided');
  expect(result.why).toMatch(why);
});

it('raw bytes that a failover prints again are told for what they are', () => {
  const adversity = new CrashAdversity(driver('line-printer'), REVISED);
  const one = cases(adversity).find((some) => adversity.run(some, QUIET).verdict === 'broken')!;
  expect(adversity.run(one, QUIET).difference?.words).toMatch(/^a failover prints again .* on the raw port/);
});
