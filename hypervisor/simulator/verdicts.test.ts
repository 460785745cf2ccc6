/** What is said of guests that are right, and of those that are wrong in one way each; the hypervisor is never to blame. */
import { describe, expect, it, test } from 'vitest';
import { assembleGuest } from '../guests/assemble.ts';
import { Campaign, type JudgedRun } from './campaign.ts';
import { broughtGuest, type SimulatedGuest } from './guest.ts';
import { drawPlan } from './plan/plan.ts';
import { type Baseline, examine, type Expectations, type Verdict } from './undisturbed.ts';

const SECTORS = 3;

/** `retry`: what the driver does when its command was uncertain. */
const DRIVERS = {
  /** Writes some sectors, reads them back, compares; status 1 if one is not what was written. */
  disk: (retry: string) => `
        .text
_start: ldil    L%0xf0003000,%r3
        ldo     0x100(%r3),%r3
        ldil    L%buffer,%r4
        ldo     R%buffer(%r4),%r4
        ldi     2,%r7
        ldi     -1,%r9
        mtctl   %r9,%cr15
pass:   ldi     0,%r5
next:   ldo     0x55(%r5),%r6
        comib,= 1,%r7,give
         stw    %r0,0(%r4)
        stw     %r6,0(%r4)
give:   stw     %r5,0(%r3)
        ldi     1,%r1
        stw     %r1,4(%r3)
        stw     %r4,8(%r3)
again:  stw     %r7,12(%r3)
wait:   or      %r10,%r10,%r10          ; rests until something completes
        mtctl   %r9,%cr23
        ldw     16(%r3),%r1
        comib,= 1,%r1,wait
         nop
        ${retry}
         nop
        ldw     0(%r4),%r8
        comb,<> %r6,%r8,exit
         ldi    1,%r26
        ldo     1(%r5),%r5
        comib,> ${SECTORS},%r5,next
         nop
        addib,<> -1,%r7,pass
         ldi    0,%r26
exit:   ldil    L%0xf0000000,%r1
        stw     %r26,0(%r1)
        b       .
         nop
trap:   ldw     2(%r0),%r1
        .data
        .align  8
buffer: .space  512`,
  /** Lowers the control rod four times, by 100 mm, or to a position. */
  rod: (command: 'SET' | 'MOVE') => `
        .text
_start: ldil    L%0xf0004000,%r3
        ldi     4,%r5
        ldi     4000,%r4
        ldi     -1,%r9
        mtctl   %r9,%cr15
next:   ldo     -100(%r4),%r4
        ${command === 'SET' ? 'copy %r4,%r1' : 'ldi -100,%r1'}
again:  stw     %r1,${command === 'SET' ? 4 : 8}(%r3)
wait:   or      %r10,%r10,%r10
        mtctl   %r9,%cr23
        ldw     12(%r3),%r2
        comib,= 1,%r2,wait
         nop
        comib,= 4,%r2,again
         nop
        addib,> -1,%r5,next
         nop
        ldil    L%0xf0000000,%r1
        stw     %r0,0(%r1)
        b       .
         nop`,
};

/** Prints through the raw port what `make` leaves in %r1, then exits with what is in %r26. */
const show = (make: string): string => `
        .text
_start: ldil    L%0xf0002000,%r3
        ldi     0,%r26
        ${make}
        stw     %r1,0(%r3)
        ldil    L%0xf0000000,%r3
        stw     %r26,0(%r3)
        b       .
         nop`;

const RETRY = 'comib,= 4,%r1,again';

function guestOf(text: string): SimulatedGuest {
  const image = assembleGuest(`\t.level 1.1\n${text}\n`);
  return broughtGuest('a guest', { image, disk: new Uint8Array(SECTORS * 512) });
}

function verdictOn(text: string, expectations: Partial<Expectations> = {}): Verdict {
  const examined = examine(guestOf(text), { sameOutput: true, ...expectations });
  expect(examined).toHaveProperty('kind');
  return examined as Verdict;
}

function firstSeeds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** `seeds`: which runs, or how many. */
function runsOf(text: string, seeds: number | number[], expectations: Partial<Expectations> = {}): JudgedRun[] {
  const guest = guestOf(text);
  const baseline = examine(guest, { sameOutput: true, ...expectations }) as Baseline;
  // Nothing here takes long: who computes for ever is found out soon.
  const campaign = new Campaign(guest, { ...baseline, patience: { ...baseline.patience, instructions: 1_000_000 } });
  return (typeof seeds === 'number' ? firstSeeds(seeds) : seeds).map((seed) => campaign.run(seed));
}

/** What was found in all runs, each thing once, numbers left out. */
function kinds(runs: readonly JudgedRun[]): string[] {
  const all = runs.flatMap(({ findings }) => findings.map(({ who, what }) => `${who}: ${what.replace(/[ :].*/s, '')}`));
  return [...new Set(all)].sort();
}

describe('a guest that is right', () => {
  it.each([
    ['a disk driver that gives an uncertain command again', DRIVERS.disk(RETRY)],
    ['a rod that is set', DRIVERS.rod('SET')],
    ['one that prints a byte', show('ldi 0x21,%r1')],
  ])('%s: passes, and was compared', (_name, text) => {
    const runs = runsOf(text, 30);
    expect(kinds(runs)).toEqual([]);
    expect(runs.filter(({ compared }) => compared).length).toBeGreaterThan(20);
  });

  it('may print a raw byte twice in a failover', () => {
    const runs = runsOf(show('ldi 0x21,%r1'), 70);
    expect(kinds(runs)).toEqual([]);
    expect(runs.filter(({ record }) => record.printed.length > 1).length).toBeGreaterThan(0);
  });

  it('is not compared where a disk command failed, and may then exit as it likes', () => {
    const extent = { steps: { first: 1, second: 1 }, instructions: 0 };
    const seeds = firstSeeds(300).filter((seed) => drawPlan(seed, extent).world.diskErrors > 0.04);
    const failed = runsOf(DRIVERS.disk(RETRY), seeds).filter(({ record }) => record.diskErrors > 0);
    expect(failed.map(({ record }) => record.end)).toContainEqual(expect.objectContaining({ status: 1 }));
    expect(failed.some(({ compared }) => compared)).toBe(false);
    expect(kinds(failed)).toEqual([]);
  });
});

test('a guest whose simulation takes too long is not said to compute for ever', () => {
  // It does look at the clock for ever; but so did one that looks at it often.
  const patience = { ms: 80_000, events: 3000, instructions: 500_000_000 };
  const given = examine(guestOf('1: mfctl %cr16,%r1\n b,n 1b'), { sameOutput: true }, patience);
  expect(given).toMatchObject({
    ...{ kind: 'undecided', who: 'guest' },
    what: expect.stringMatching(
      /^it is given up after 3\d{3} events: not at its end after .* s and \d+ instructions$/,
    ) as string,
  });
});

describe('a guest that is wrong only when something goes wrong', () => {
  it('takes an uncertain command for done: its own check fails', () => {
    const runs = runsOf(DRIVERS.disk(''), 40);
    expect(kinds(runs)).toEqual(['guest: exits', 'guest: the']);
    expect(runs.flatMap(({ findings }) => findings.map(({ what }) => what))).toContain(
      'exits with status 1, undisturbed with 0',
    );
  });

  it('traps then: it is stopped by the machine', () => {
    expect(kinds(runsOf(DRIVERS.disk('comib,= 4,%r1,trap'), 40))).toEqual(['guest: is']);
  });

  it.each([
    ['computes', 'comib,= 4,%r1,.', /^guest: computes for ever: not at its end after .* s and \d+ instructions$/],
    ['rests', 'comib,<> 2,%r1,wait', /^guest: rests and nothing can wake it, status 80 \(.*\), undisturbed with 0$/],
  ])('waits for ever then: it %s', (_, wait, told) => {
    const stuck = runsOf(DRIVERS.disk(wait), 6).find(({ findings }) => findings.length > 0)!;
    expect(stuck.findings.map((finding) => `${finding.who}: ${finding.what}`)).toEqual([expect.stringMatching(told)]);
  });

  it('repeats what must not be repeated', () => {
    const runs = runsOf(DRIVERS.rod('MOVE'), 40);
    expect(kinds(runs)).toEqual(['guest: the']);
    expect(runs.flatMap(({ findings }) => findings)[0].what).toMatch(/^the control rod goes another way: /);
  });
});

describe('a guest that is wrong in any case', () => {
  it('is stopped by the machine, with the reason', () => {
    const { kind, who, what, record } = verdictOn(show('ldi 0x68,%r1\n stw %r1,0(%r3)\n ldw 1(%r0),%r1'));
    expect([kind, who]).toEqual(['broken', 'guest']);
    expect(what).toMatch(/^is stopped by the machine, status 70 \(.*unaligned/);
    expect(String.fromCharCode(...record.console)).toBe('h');
  });

  it('rests for ever', () => {
    const { kind, what } = verdictOn(show('or %r10,%r10,%r10'));
    expect([kind, what]).toEqual(['broken', expect.stringMatching(/^rests/)]);
  });

  it('exits with a status that is not the expected one', () => {
    expect(verdictOn(show('ldi 3,%r26'), { status: 0 })).toMatchObject({
      kind: 'broken',
      what: 'exits with status 3, not 0',
    });
  });
});

describe('a guest whose status is not 0', () => {
  it('is judged against its undisturbed run', () => {
    const runs = runsOf(show('ldi 3,%r26'), 10);
    expect(kinds(runs)).toEqual([]);
  });

  it('may be one that the machine stops, if that is expected', () => {
    expect(kinds(runsOf(show('ldw 1(%r0),%r1'), 10, { status: 70 }))).toEqual([]);
  });
});

describe('a guest that depends on time', () => {
  const CLOCK = 'ldil L%0xf0001000,%r4\n ldw 0(%r4),%r1\n';

  it('is undecided if its output does', () => {
    const { kind, who, what, details } = verdictOn(show(CLOCK));
    expect([kind, who, what]).toEqual([
      'undecided',
      'guest',
      'its output depends on time: two undisturbed runs differ at console byte 1; --same-output off judges the rest',
    ]);
    expect(details).toEqual([expect.stringContaining('in the other run')]);
  });

  it('is judged by the rest if output is not to be compared', () => {
    const runs = runsOf(show(CLOCK), 60, { sameOutput: false });
    expect(kinds(runs)).toEqual([]);
    expect(runs.some(({ compared }) => compared)).toBe(false);
  });

  it('is undecided if its status does, and wrong if one is expected', () => {
    const text = show(`${CLOCK} copy %r1,%r26\n ldi 0x21,%r1`);
    const { kind, what } = verdictOn(text);
    expect([kind, what]).toEqual(['undecided', expect.stringMatching(/^its exit status depends on time: /)]);
    expect(verdictOn(text, { status: 64 })).toMatchObject({ kind: 'broken' });
  });
});
