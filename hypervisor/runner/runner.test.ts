import { xorshift32 } from '../../emulator/xorshift.ts';
import { describe, expect, it } from 'vitest';
import type { Seat } from '../seat.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { assembleGuest, busyGuest } from '../guests/assemble.ts';
import { MemoryPair, type MemoryPairOptions } from './testing/memory-pair.ts';

const image = busyGuest();
const VARIANTS = ['original', 'revised', 'queued'] as const;
const ENOUGH = 100_000;

interface Death {
  readonly seat: Seat;
  readonly turn: number;
}

/** Runs the guest to its end; each death comes when so many turns have been taken. */
function run(
  deaths: readonly Death[],
  { onTurn, ...options }: Partial<MemoryPairOptions> & { readonly onTurn?: (turn: number) => unknown } = {},
): MemoryPair {
  const pair = new MemoryPair({ image, seed: 1, variant: 'revised', epochLength: 500, ...options });
  while (!pair.end && pair.turns < ENOUGH) {
    for (const { seat, turn } of deaths) if (turn === pair.turns) pair.kill(seat);
    onTurn?.(pair.turns);
    pair.turn();
  }
  return pair;
}

/** The raw port may print again, from some byte on, what was printed before a death, but it leaves nothing out. */
function printsAll(raw: string, all: string): boolean {
  for (let upTo = 0; upTo <= raw.length; upTo++) {
    const [before, after] = [raw.slice(0, upTo), raw.slice(upTo)];
    if (all.startsWith(before) && all.endsWith(after) && before.length + after.length >= all.length) return true;
  }
  return false;
}

const reference = run([]);
const expected = outcome(reference);

function outcome({ end, world }: MemoryPair): unknown {
  return { end, stream: world.stream, disk: world.diskHash() };
}

/** What the guest computes: so many steps from 1. */
function xorshift(steps: number): number {
  let x = 1;
  for (let i = 0; i < steps; i++) x = xorshift32(x);
  return x >>> 0;
}

describe('a pair in one thread', () => {
  it('runs a guest to its end', () => {
    expect(reference.end).toEqual({ status: xorshift(6 * 150) % 64 });
    expect(reference.world.raw).toBe('ABCDEF');
    expect(reference.world.stream).toMatch(/^([a-p]\n){6}$/);
  });

  it.each(
    VARIANTS.flatMap((variant) => [
      { variant, epochLength: 300, earlyEnds: false },
      { variant, epochLength: 400, earlyEnds: true },
    ]),
  )('keeps both virtual machines equal at every epoch (%o)', (options) => {
    const hashes: Record<Seat, string[]> = { first: [], second: [] };
    run([], { ...options, onEpoch: (seat, hash) => hashes[seat].push(hash()) });
    expect(hashes.second.length).toBeGreaterThan(25);
    expect(hashes.second).toEqual(hashes.first.slice(0, hashes.second.length));
    expect(new Set(hashes.first).size).toBeGreaterThan(25);
  });

  it.each([1, 2, 7, 100, 5000, 100_000])('gives the same whatever the length of an epoch (%d)', (epochLength) => {
    expect(outcome(run([], { epochLength }))).toEqual(expected);
  });

  it.each([1, 2, 3, 7])('gives the same if an epoch may have few environment values (%d)', (maxValues) => {
    for (const earlyEnds of [true, false]) {
      expect(outcome(run([], { maxValues, earlyEnds, hashEpochs: true }))).toEqual(expected);
    }
    for (let turn = 0; turn < reference.turns; turn += 101) {
      expect(outcome(run([{ seat: 'first', turn }], { maxValues, seed: turn })), `killed after turn ${turn}`).toEqual(
        expected,
      );
    }
  });

  it('gives the same if few messages are taken at a time', () => {
    expect(outcome(run([], { messagesPerTurn: 1, hashEpochs: true }))).toEqual(expected);
  });

  it('ends epochs early for the interval timer, which goes off while the guest computes', () => {
    const epochs = [true, false].map((earlyEnds) => {
      let count = 0;
      run([], { epochLength: 1_000_000, earlyEnds, onEpoch: (seat) => (count += seat === 'first' ? 1 : 0) });
      return count;
    });
    // One for each of its rounds; the rests end the others.
    expect(epochs[0] - epochs[1]).toBeGreaterThanOrEqual(6);
  });

  it.each(VARIANTS)('survives the death of the primary at any moment (%s)', (variant) => {
    for (let turn = 0; turn < reference.turns; turn += 11) {
      const pair = run([{ seat: 'first', turn }], { variant, seed: turn });
      expect(outcome(pair), `killed after turn ${turn}`).toEqual(expected);
      expect(printsAll(pair.world.raw, 'ABCDEF'), `killed after turn ${turn}: ${pair.world.raw}`).toBe(true);
    }
  });

  it.each(VARIANTS)('survives the death of the backup at any moment (%s)', (variant) => {
    for (let turn = 0; turn < reference.turns; turn += 23) {
      const pair = run([{ seat: 'second', turn }], { variant, seed: turn });
      expect(outcome(pair), `killed after turn ${turn}`).toEqual(expected);
      expect(pair.world.raw, `killed after turn ${turn}`).toBe('ABCDEF');
    }
  });

  it.each(VARIANTS)('goes on without a backup whose state is another one (%s)', (variant) => {
    for (let turn = 50; turn < reference.turns * 0.6; turn += 90) {
      let backup: Monitor | undefined;
      const pair = run([], {
        ...{ variant, seed: turn, hashEpochs: true },
        onMachine: (seat, vm) => (backup = seat === 'second' ? vm : backup),
        // One bit of memory fails, where no instruction and no output depends on it.
        onTurn: (turns) => turns === turn && backup?.processor.memory.storeWord(0xffff0, 1),
      });
      const told = `bit changed in turn ${turn}:\n${pair.story.join('\n')}`;
      expect(outcome(pair), told).toEqual(expected);
      expect(pair.world.raw, told).toBe('ABCDEF');
      expect(pair.story.join('\n'), told).toMatch(
        /the second replica: steps down: the machines have diverged: at the end of epoch \d+ its state has/,
      );
    }
  });

  it.each(VARIANTS)(
    'notices before the end that its backup is in another state, in the last whole epoch too (%s)',
    (variant) => {
      const short = assembleGuest(`
        .text
_start: ldi     200,%r1
again:  addib,> -1,%r1,again
         nop
        ldil    L%0xf0000000,%r3
        stw     %r0,0(%r3)
        b       .
         nop`);
      for (let seed = 1; seed <= 40; seed += 1) {
        // The guest exits in the second epoch. One bit of the backup's memory is another one from the start.
        const pair = run([], {
          ...{ image: short, variant, seed, epochLength: 350, hashEpochs: true },
          onMachine: (seat, vm) => {
            if (seat === 'second') vm.processor.memory.storeWord(0xffff0, 1);
          },
        });
        const told = `seed ${seed}:\n${pair.story.join('\n')}`;
        expect(pair.end, told).toEqual({ status: 0 });
        expect(told).toMatch(/steps down: the machines have diverged: at the end of epoch 1 /);
      }
    },
  );

  it('is lost when both die', () => {
    expect(
      run([
        { seat: 'first', turn: 100 },
        { seat: 'second', turn: 150 },
      ]).end,
    ).toBe('lost');
  });
});
