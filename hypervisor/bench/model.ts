/**
 * A model of two machines and what is between them: a small file of published numbers, from which the simulator's virtual time
 * follows. People can describe their own hardware: `hvrun bench --model FILE`, in the format of ./models/hp720.ts as JSON.
 */
import type { HardwareModel } from '../simulator/plan/hardware-model.ts';

/** What a guest of a load does, beside waiting: for each turn of the disk loads, in all for the one that computes. */
export interface LoadModel {
  readonly instructions: number;
  /** How many of those the hypervisor must simulate. */
  readonly simulated: number;
}

export const LOADS = ['cpu', 'write', 'read'] as const;
export type LoadName = (typeof LOADS)[number];

export interface Model {
  readonly name: string;
  /** What it is, and where its numbers are from, in a sentence or some. */
  readonly about: string;
  /** Microseconds. */
  readonly instructionUs: number;
  readonly simulatedUs: number;
  readonly otherUsPerMillion: number;
  readonly epochUs: number;
  readonly commandUs: number;
  readonly link: {
    readonly latencyUs: number;
    readonly megabits: number;
    readonly packetBytes: number;
  };
  readonly disk: { readonly readMs: number; readonly writeMs: number; readonly spread: number };
  readonly loads: Readonly<Record<LoadName, LoadModel>>;
}

/** The same in the simulator's units. */
export function hardwareOf({ link, disk, ...model }: Model): HardwareModel {
  return {
    instructionMs: model.instructionUs / 1000,
    simulatedMs: model.simulatedUs / 1000,
    otherMs: model.otherUsPerMillion / 1e9,
    epochMs: model.epochUs / 1000,
    commandMs: model.commandUs / 1000,
    link: {
      latencyMs: link.latencyUs / 1000,
      bitsPerSecond: link.megabits * 1e6,
      packetBytes: link.packetBytes,
    },
    disk,
  };
}

/** The same machines without a hypervisor: nothing but instructions and the disk takes time. */
export function bareHardwareOf(model: Model): HardwareModel {
  const link = { latencyMs: 0, bitsPerSecond: Infinity, packetBytes: 1e9 };
  return { ...hardwareOf(model), simulatedMs: 0, otherMs: 0, epochMs: 0, commandMs: 0, link };
}
