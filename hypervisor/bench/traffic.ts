/**
 * What the two machines say to each other, counted: frames and bytes of each way for each epoch of a load that computes, and for
 * each read of 8 KB; and the packets of the frame that brings a block to the backup.
 */
import { packetsOf } from '../simulator/plan/hardware-model.ts';
import type { Watcher } from '../simulator/watcher.ts';
import { MODEL_SIZE, type Size } from './load-arguments.ts';
import { hardwareOf, type LoadName, type Model } from './model.ts';
import { type Images, onPair, type Setting } from './modelled.ts';
import { epochText } from './results.ts';

/** The block that is read, in bytes. */
const BLOCK = 8192;

/** One way, in all. */
interface Way {
  frames: number;
  bytes: number;
}

/** Both. */
interface Ways {
  readonly toBackup: Readonly<Way>;
  readonly toPrimary: Readonly<Way>;
}

export interface Traffic extends Setting, Ways {
  readonly load: LoadName;
  /** What is counted in: epochs of the load that computes, commands of the one that reads. */
  readonly parts: number;
  /** Of the frame with a block: 0 if there was none. */
  readonly blockBytes: number;
  readonly blockPackets: number;
}

/** Those of all cases that were asked for. */
export interface Traffics extends Pick<Model, 'name' | 'about'> {
  readonly cases: readonly Traffic[];
}

/** Counts what is said in a run of `load`. */
export function trafficOf(
  images: Images,
  model: Model,
  load: LoadName,
  setting: Setting,
  size: Size = MODEL_SIZE,
): Traffic {
  const ways = { first: { frames: 0, bytes: 0 }, second: { frames: 0, bytes: 0 } };
  let blockBytes = 0;
  const watch = (): Watcher => ({
    step: ({ seat }, doing) => {
      if (doing.kind !== 'sends' || doing.link !== 'peer') return;
      ways[seat].frames += 1;
      ways[seat].bytes += doing.frame.length;
      if (doing.frame.length >= BLOCK) blockBytes = doing.frame.length;
    },
  });
  const { run } = onPair(images, model, load, size, setting, watch);
  const { link } = hardwareOf(model);
  return {
    ...setting,
    load,
    parts: load === 'cpu' ? run.record.guests.first.epochs.length : size.commands,
    toBackup: ways.first,
    toPrimary: ways.second,
    blockBytes,
    blockPackets: blockBytes === 0 ? 0 : packetsOf(link, blockBytes),
  };
}

/** What is said for each epoch, or for each command. */
export function averages({ parts, toBackup, toPrimary }: Traffic): Ways {
  const average = ({ frames, bytes }: Way): Way => ({ frames: frames / parts, bytes: bytes / parts });
  return { toBackup: average(toBackup), toPrimary: average(toPrimary) };
}

/** A row for each case: of the load that computes for an epoch, of the one that reads for a command. */
export function trafficTable(traffics: readonly Traffic[]): string {
  const row = (traffic: Traffic): string => {
    const { load, variant, epochLength } = traffic;
    const { toBackup, toPrimary } = averages(traffic);
    const way = ({ frames, bytes }: Way): string => `${frames.toFixed(2).padStart(9)}${bytes.toFixed(1).padStart(10)}`;
    const what = load === 'cpu' ? 'an epoch' : 'a read of 8 KB';
    return `${what.padEnd(15)}${variant.padEnd(9)}${epochText(epochLength).padStart(6)}${way(toBackup)}${way(toPrimary)}`;
  };
  const block = traffics.find(({ blockBytes }) => blockBytes > 0);
  return [
    `${''.padEnd(30)}${'to the backup'.padStart(19)}${'to the primary'.padStart(19)}`,
    `${''.padEnd(15)}${'variant'.padEnd(9)}${'epoch'.padStart(6)}${'messages'.padStart(9)}${'bytes'.padStart(10)}${'messages'.padStart(9)}${'bytes'.padStart(10)}`,
    ...traffics.map(row),
    ...(block === undefined
      ? []
      : [
          `The frame with the block has ${block.blockBytes} bytes, ${block.blockPackets} packets. The rest of a read are the epochs meanwhile.`,
        ]),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
