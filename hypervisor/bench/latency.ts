/**
 * How long an interrupt waits: from the moment at which the disk is done to the one at which the primary's guest is given the
 * interrupt, at the end of an epoch. With early ends (footnote 4) that end comes at once.
 */
import type { VariantName } from '../protocol/variants.ts';
import type { Watcher } from '../simulator/watcher.ts';
import { MODEL_SIZE, type Size } from './load-arguments.ts';
import type { Model } from './model.ts';
import { type Images, onPair, type Setting } from './modelled.ts';
import { epochText } from './results.ts';
import { number } from './table.ts';

export interface Latency extends Setting {
  /** Microseconds. */
  readonly meanUs: number;
  readonly mostUs: number;
}

/** Those of all cases that were asked for. */
export interface Latencies extends Pick<Model, 'name' | 'about'> {
  readonly cases: readonly Latency[];
}

/** The latencies of the disk's interrupts in one case. */
export function latencyOf(images: Images, model: Model, setting: Setting, size: Size = MODEL_SIZE): Latency {
  const waits: number[] = [];
  onPair(images, model, 'write', size, setting, (now) => watchWaits(now, waits));
  const sum = waits.reduce((total, wait) => total + wait, 0);
  return { ...setting, meanUs: (sum / waits.length) * 1000, mostUs: Math.max(...waits) * 1000 };
}

/** Notes in `waits` how long each disk command's interrupt has waited, in milliseconds. */
function watchWaits(now: () => number, waits: number[]): Watcher {
  const done = new Map<number, number>();
  return {
    ends: (request, { id }) => {
      if (request.kind === 'disk-write' || request.kind === 'disk-read') done.set(id, now());
    },
    effect: (machine, effect) => {
      if (machine.seat !== 'first' || effect.type !== 'deliver') return;
      for (const interrupt of effect.interrupts) {
        const since = interrupt.type === 'completion' ? done.get(interrupt.completion.id) : undefined;
        if (since !== undefined) waits.push(machine.nowMs - since);
      }
    },
  };
}

/** A row for each epoch length; `latencies` of all combinations of lengths, variants and ends. */
export function latencyTable(latencies: readonly Latency[]): string {
  const variants = [...new Set(latencies.map(({ variant }) => variant))];
  const lengths = [...new Set(latencies.map(({ epochLength }) => epochLength))];
  const columns = variants.flatMap((variant) => [false, true].map((earlyEnds) => ({ variant, earlyEnds })));
  const of = (which: Setting): string => {
    const found = latencies.find(
      ({ variant, epochLength, earlyEnds }) =>
        variant === which.variant && epochLength === which.epochLength && earlyEnds === which.earlyEnds,
    )!;
    return ` | ${number(found.meanUs).padStart(8)} ${number(found.mostUs).padStart(8)}`;
  };
  const title = ({ variant, earlyEnds }: { variant: VariantName; earlyEnds: boolean }): string =>
    ` | ${`${variant}, ${earlyEnds ? 'early' : 'fixed'}`.padEnd(17)}`;
  return [
    'what an interrupt of the disk waits until its guest has it, in microseconds: mean and most',
    `${''.padEnd(8)}${columns.map(title).join('')}`,
    ...lengths.map(
      (epochLength) =>
        epochText(epochLength).padEnd(8) + columns.map((column) => of({ ...column, epochLength })).join(''),
    ),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
