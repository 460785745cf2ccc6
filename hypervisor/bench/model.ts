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

/** What is wrong with a model file, in words. */
export class BadModel extends Error {}

/** The fields of a model, each with the least and the most that it may be. */
const RANGES = {
  instructionUs: [1e-6, 1e3],
  simulatedUs: [0, 1e6],
  otherUsPerMillion: [0, 1e6],
  epochUs: [0, 1e6],
  commandUs: [0, 1e6],
  link: {
    latencyUs: [0, 1e6],
    megabits: [1e-3, 1e9],
    packetBytes: [1, 1e9],
  },
  disk: { readMs: [0, 1e4], writeMs: [0, 1e4], spread: [0, 1] },
  loads: {
    cpu: { instructions: [1e6, 1e12], simulated: [0, 1e10] },
    write: { instructions: [0, 1e8], simulated: [0, 1e6] },
    read: { instructions: [0, 1e8], simulated: [0, 1e6] },
  },
} as const;

type Ranges = { readonly [field: string]: readonly [number, number] | Ranges };

/** The model that `text`, JSON, describes. Throws a {@link BadModel} that says what is wrong where. */
export function parseModel(text: string): Model {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadModel(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const model = fieldsOf(value, 'the file');
  for (const field of ['name', 'about']) {
    if (typeof model[field] !== 'string') throw new BadModel(`'${field}' must be a text`);
  }
  checkFields(model, { ...RANGES, name: [0, 0], about: [0, 0] }, '');
  return value as Model;
}

function checkFields(fields: Readonly<Record<string, unknown>>, ranges: Ranges, prefix: string): void {
  const strange = Object.keys(fields).find((field) => !Object.hasOwn(ranges, field));
  if (strange !== undefined) throw new BadModel(`'${prefix}${strange}' is no field of a model`);
  for (const [field, range] of Object.entries(ranges)) {
    const path = `${prefix}${field}`;
    const value = fields[field];
    if (!Array.isArray(range)) {
      checkFields(fieldsOf(value, `'${path}'`), range as Ranges, `${path}.`);
      continue;
    }
    const [min, max] = range as readonly [number, number];
    if (typeof value === 'string' && min === max) continue;
    if (typeof value !== 'number' || value < min || value > max) {
      throw new BadModel(`'${path}' must be a number from ${min} to ${max}`);
    }
  }
}

function fieldsOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadModel(`${what} must be an object with fields`);
  }
  return value as Record<string, unknown>;
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
