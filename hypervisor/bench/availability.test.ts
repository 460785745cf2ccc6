import { describe, expect, it } from 'vitest';
import { builtInGuest } from '../simulator/built-in-guests.ts';
import { assembleGuest } from '../guests/assemble.ts';
import { type Arrangement, availability, type Conditions } from './availability.ts';
import { availabilityReport, EXAMPLE } from './availability-report.ts';
import { countDeaths } from './coverage.ts';
import { BOUND, meanDowntime, meanLifetime } from './lifetimes.ts';

const alone: Conditions = { ...EXAMPLE, shared: [] };
const ARRANGEMENTS: readonly Arrangement[] = ['single', 'unrepaired', 'repaired'];
/** Failures and repairs that are nearer to each other, and deaths that the other machine does not survive. */
const harsh: Conditions = {
  mttfHours: 50,
  mttrHours: 20,
  coverage: 0.8,
  shared: [{ name: 'power', mttfHours: 300, mttrHours: 30 }],
};

describe('in closed form', () => {
  it('a single machine is what it is', () => {
    const { mttfHours, unavailability } = availability('single', alone);
    expect(mttfHours).toBeCloseTo(1000, 9);
    expect(unavailability).toBeCloseTo(10 / 1010, 12);
  });

  it('a pair that nobody repairs lives half as long again', () => {
    expect(availability('unrepaired', alone).mttfHours).toBeCloseTo(1500, 9);
  });

  it('a pair that is repaired lives (3 MTTR + MTTF) / (2 MTTR) times as long, and is down for P(A) squared', () => {
    const { mttfHours, unavailability } = availability('repaired', alone);
    expect(mttfHours).toBeCloseTo((1000 * (3 * 10 + 1000)) / (2 * 10), 6);
    expect(unavailability).toBeCloseTo((10 / 1010) ** 2, 12);
  });

  it('what is shared is added, for the pair as for one machine', () => {
    const shared = 10 / 50_010 + 2 / 20_002 + 5 / 100_005;
    expect(availability('repaired', EXAMPLE).unavailability).toBeCloseTo((10 / 1010) ** 2 + shared, 6);
    expect(availability('single', EXAMPLE).unavailability).toBeCloseTo(10 / 1010 + shared, 5);
  });

  it('without coverage a pair fails twice as often as one machine', () => {
    expect(availability('repaired', { ...alone, coverage: 0 }).mttfHours).toBeCloseTo(500, 9);
  });
});

describe('drawn from a seed', () => {
  it.each(ARRANGEMENTS)('lifetimes of %s agree with what is calculated', (arrangement) => {
    for (const conditions of [alone, EXAMPLE, harsh]) {
      const { mean, error } = meanLifetime(arrangement, conditions, 7, 400);
      expect(Math.abs(mean - availability(arrangement, conditions).mttfHours)).toBeLessThan(BOUND * error);
      expect(error / mean).toBeLessThan(0.1);
    }
  });

  it.each(['single', 'repaired'] as const)('so does the time without service of %s', (arrangement) => {
    for (const conditions of [alone, EXAMPLE, harsh]) {
      const { mean, error } = meanDowntime(arrangement, conditions, 7, { stretches: 50, steps: 3000 });
      expect(Math.abs(mean - availability(arrangement, conditions).unavailability)).toBeLessThan(BOUND * error);
      expect(error / mean).toBeLessThan(0.1);
    }
  });

  it('are the same for the same seed, and no other', () => {
    const draw = (seed: number) => meanLifetime('repaired', harsh, seed, 20);
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3).mean).not.toBe(draw(4).mean);
  });

  it('are reported so that P(A) squared can be seen beside the rest', () => {
    const text = availabilityReport(harsh, { survived: 4, of: 5 }, 1);
    expect(text).toContain('4 of 5 deaths in the simulator were survived');
    expect(text).toMatch(/P\(A\) = 2\.86e-1, P\(A\)\^2 = 8\.16e-2; the shared parts: 9\.09e-2 = 9\.09e-2/);
  });
});

describe('deaths in the simulator', () => {
  it('are survived by a guest whose machine has a backup', () => {
    const image = assembleGuest(`
      .text
_start: ldil    L%0xf0002000,%r3
        ldi     0x61,%r4
        ldi     40,%r5
next:   stw     %r4,R%0xf0002000(%r3)
        addib,> -1,%r5,next
        nop
        ldil    L%0xf0000000,%r3
        stw     %r0,R%0xf0000000(%r3)
        b,n     .`);
    const guest = { ...builtInGuest('drill', () => image), input: '' };
    expect(countDeaths(guest, 1, 12)).toEqual({ survived: 12, of: 12 });
  });

  it('are counted for a guest that takes no notice of what is uncertain', () => {
    const careless = assembleGuest(`
      .text
_start: ldil    L%0xf0002000,%r3
        ldo     R%0xf0002000(%r3),%r3
        ldil    L%text,%r4
        ldo     R%text(%r4),%r4
        ldi     20,%r5
        copy    %r0,%r6
        stw     %r4,8(%r3)
        ldi     1,%r7
        stw     %r7,12(%r3)
next:   stw     %r6,16(%r3)
        stw     %r7,20(%r3)
wait:   ldw     24(%r3),%r8
        comib,= 1,%r8,wait
        nop
        ldo     1(%r6),%r6
        addib,> -1,%r5,next
        nop
        ldil    L%0xf0000000,%r3
        stw     %r0,R%0xf0000000(%r3)
        b,n     .
text:   .ascii  "x"`);
    const guest = { ...builtInGuest('drill', () => careless), input: '' };
    const { survived, of } = countDeaths(guest, 1, 60);
    expect(survived).toBeLessThan(of);
    expect(survived).toBeGreaterThan(0);
  });
});
