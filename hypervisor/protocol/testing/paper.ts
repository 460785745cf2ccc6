/** A pair of replicas on a {@link Bench}, and what the tests of the paper's rules do with it again and again. */
import { TICKS_PER_SECOND } from '../../../emulator/board.ts';
import type { EnvironmentValue } from '../../../emulator/environment.ts';
import type { ReplicaProtocolOptions } from '../replica-protocol.ts';
import { Bench } from './bench.ts';
import type { Side } from './fake-bus.ts';

/** The paper's two protocols: each rule holds for both. */
export const VARIANTS = ['original', 'revised'] as const;

/** Instructions of an epoch. */
export const LENGTH = 100;

/** Both replicas have started; epochs end early for nothing but a rest, unless `options` say otherwise. */
export function startedPair(options: Partial<ReplicaProtocolOptions> & Pick<ReplicaProtocolOptions, 'variant'>): Bench {
  const bench = new Bench({ epochLength: LENGTH, earlyEnds: false, ...options });
  bench.start('left');
  bench.start('right');
  return bench;
}

export function timeOfDay(seconds: number): EnvironmentValue {
  return { query: 'time-of-day', ticks: seconds * TICKS_PER_SECOND, seconds, microseconds: 0 };
}

/** The guest of `side` reads the clock, and its own machine's clock, if asked, shows `seconds`. */
export function readClock(bench: Bench, side: Side, seconds: number): string[] {
  const first = bench.step(side, { type: 'environment', query: 'time-of-day' });
  if (first[0]?.startsWith('read-environment') !== true) return first;
  return [...first, ...bench.step(side, { type: 'environment-value', value: timeOfDay(seconds) })];
}

/** Both machines run `count` epochs in which nothing happens. */
export function runEpochs(bench: Bench, count: number): void {
  for (let epoch = 0; epoch < count; epoch += 1) {
    bench.end('left', LENGTH);
    bench.carryAll();
    bench.end('right', LENGTH);
  }
}

/** The primary dies: the backup is told, and wins the term. */
export function failOver(bench: Bench): string[] {
  return [...bench.step('right', { type: 'peer-lost' }), ...bench.step('right', { type: 'term-won', term: 2 })];
}
